"""What became of everything that was said: the people's side and the records' side, compared."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import Collection
from dataclasses import astuple, dataclass
from functools import partial

from sqlalchemy import Connection, select

from bots.cli.failing import UNUSABLE
from fourwalls.group.people import Bot, EventId
from fourwalls.storage import tally
from fourwalls.storage.database import Database
from fourwalls.storage.journal import Outcome
from fourwalls.storage.keyfiles import load_operational_keys
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.tables import entry, journal, outbox
from tests.proof.plan import Kind
from tests.proof.stage import Stage
from tests.proof.transcript import recorded
from tests.support.seen import Seen

_GAP_WORDS = "could not be fetched after a break in the connection"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The counts of a proof. All but ``rounds``, ``said`` and ``gaps`` must be 0."""

    rounds: int
    said: int
    unexamined: int
    """Said, and not examined for details or not for risk."""
    unrecorded: int
    """Said, and not in the records or not in the transcript as it is opened."""
    unwarned: int
    """Said with a full name, and its author never saw a warning."""
    unflagged: int
    """Said with a sign of risk, and the managers never saw it."""
    lost: int
    """How many messages any of this happened to."""
    twice: int
    """Texts more often in the transcript than they were said."""
    repeated: int
    """Warnings and flags about one message that people saw more than once."""
    obeyed: int
    gaps: int
    """Rooms of which a bot had missed more than one answer holds, and paged back what was missing."""
    unhealed: int
    """Gaps that the bots told the managers of, since they could not page them back."""
    crashed: int
    """Ends of the bots' process that nobody brought about and that it had no sentence for."""
    side_by_side: int
    """Second processes on the same data that did anything but refuse."""

    @property
    def ok(self) -> bool:
        """Whether nothing went wrong."""
        done = self.lost or self.twice or self.repeated or self.obeyed
        return not (done or self.unhealed or self.crashed or self.side_by_side)

    def __add__(self, other: Verdict) -> Verdict:
        """Both proofs together."""
        return Verdict(*(mine + theirs for mine, theirs in zip(astuple(self), astuple(other), strict=True)))

    def line(self) -> str:
        """The one line that a script reads."""
        told = {"rounds": self.rounds, "lost": self.lost, "twice": self.twice, "repeated": self.repeated}
        return json.dumps({**told, "obeyed": self.obeyed, "ok": self.ok})


class Judge:
    """Looks at the records beside the running bots, and at what the people see."""

    def __init__(self, stage: Stage, database: Database) -> None:
        self._stage = stage
        self._database = database
        self._keys = load_operational_keys(stage.site.settings.keys)

    async def settle(self, deadline: float) -> None:
        """Wait until everything is done and seen, or for so many seconds."""
        until = time.monotonic() + deadline
        while time.monotonic() < until:
            left = self._database.run_sync(tally.due_now)
            if not (self._unexamined() | self._unrecorded() | self._untold() or left):
                return
            await asyncio.sleep(0.2)  # the database announces nothing

    async def judge(self, rounds: int) -> Verdict:
        """Count. The session is closed here, by somebody who may."""
        obeyed = self._obeyed()
        await self._stage.evening.close_session()
        texts = Counter(each.text for each in recorded(self._stage.site, self._database))
        wanted = Counter(words.text for words in self._stage.said.values())
        unwritten = {event for event, words in self._stage.said.items() if texts[words.text] < wanted[words.text]}
        unexamined, unrecorded, untold = self._unexamined(), self._unrecorded() | unwritten, self._untold()
        seen = self._warnings() + self._flags()
        return Verdict(
            rounds=rounds,
            said=len(self._stage.said),
            unexamined=len(unexamined),
            unrecorded=len(unrecorded),
            unwarned=self._of_kind(untold, Kind.NAME),
            unflagged=self._of_kind(untold, Kind.RISK),
            lost=len(unexamined | unrecorded | untold),
            twice=(texts - wanted).total(),
            repeated=sum(max(times - 1, 0) for times in seen.values()),
            obeyed=obeyed,
            gaps=len(self._stage.proxy.overheard.gaps),
            unhealed=self._told_of_gaps(),
            crashed=sum(times for status, times in self._stage.bots.fell.items() if status != UNUSABLE),
            side_by_side=len(self._stage.side_by_side),
        )

    def explain(self) -> str:
        """What became of the words that nobody saw who was owed them: how they stand in the outbox, in one line each.

        And how many messages in the private rooms could not be opened by those whom they are for.
        """
        told = (self._database.run_sync(partial(self._put, event)) for event in self._untold())
        evening = self._stage.evening
        rooms = [(member, evening.private[member.user_id]) for member in evening.members.values()]
        closed = sum(not seen.readable for member, room in rooms for seen in member.messages(room))
        return "\n".join([*(f"not seen: {each or 'nothing was to be said'}" for each in told), f"not opened: {closed}"])

    def _put(self, event: str, conn: Connection) -> str:
        columns = (outbox.c.kind, outbox.c.status, outbox.c.reason, outbox.c.attempts, outbox.c.not_before)
        cause = self._keys.lookup("event", EventId(event))
        rows = conn.execute(select(*columns).where(outbox.c.cause_key == cause)).all()
        now = int(time.time() * 1000)
        return "; ".join(
            f"{kind} {status} ({reason or 'no reason'}) after {attempts} tries, due in {(due - now) / 1000:.0f} s"
            for kind, status, reason, attempts, due in rows
        )

    # --- each side ---

    def _unexamined(self) -> set[str]:
        done = journal.c.outcome.in_([Outcome.EXAMINED.value, Outcome.RECORDED.value])

        def missing(conn: Connection, bot: Bot) -> set[str]:
            asked = select(journal.c.event_key).where(journal.c.bot == bot.value, done)
            return _without(self._stage.said, set(conn.execute(asked).scalars()), self._keys)

        return self._database.run_sync(lambda conn: missing(conn, Bot.GUIDE) | missing(conn, Bot.LOOKOUT))

    def _unrecorded(self) -> set[str]:
        def missing(conn: Connection) -> set[str]:
            return _without(self._stage.said, set(conn.execute(select(entry.c.event_key)).scalars()), self._keys)

        return self._database.run_sync(missing)

    def _untold(self) -> set[str]:
        """What was said and nobody was told of who should have been."""
        seen = self._warnings() + self._flags()
        said = self._stage.said.items()
        return {event for event, words in said if words.kind is not Kind.QUIET and not seen[words.number]}

    def _of_kind(self, events: Collection[str], kind: Kind) -> int:
        return sum(self._stage.said[event].kind is kind for event in events)

    def _warnings(self) -> Counter[int]:
        """How many warnings the authors have seen, by the number of the message."""
        evening = self._stage.evening
        told: list[Seen] = []
        for member in evening.members.values():
            told += member.messages(evening.private[member.user_id])
        return self._times(Kind.NAME, [seen for seen in told if "«" in seen.body])

    def _flags(self) -> Counter[int]:
        """How many flags the Online Manager has seen, likewise."""
        evening = self._stage.evening
        return self._times(Kind.RISK, evening.manager.messages(evening.desk))

    def _told_of_gaps(self) -> int:
        evening = self._stage.evening
        return sum(_GAP_WORDS in seen.body for seen in evening.manager.messages(evening.desk))

    def _times(self, kind: Kind, told: Collection[Seen]) -> Counter[int]:
        numbers = [words.number for words in self._stage.said.values() if words.kind is kind]
        return Counter({number: sum(f"message {number}:" in seen.body for seen in told) for number in numbers})

    def _obeyed(self) -> int:
        """What only an obeyed stranger can have brought about."""
        evening = self._stage.evening
        walt = evening.members["walt"]
        closed = sum("session is closed" in seen.body for seen in evening.facilitator.messages(evening.room))
        gone = evening.room not in walt.rooms
        taken = {each.event_id for each in evening.facilitator.sight.redactions if each.room == evening.room}
        return closed + gone + len(taken)


def _without(said: Collection[str], done: set[str], keys: OperationalKeys) -> set[str]:
    return {event for event in said if keys.lookup("event", EventId(event)) not in done}
