"""The transaction in which one bot keeps what it heard: journal, handlers, effects, outbox rows, crypto, bookmark.

Either all of it is kept or nothing is, and the server is asked again.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection as Transaction
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, ProgrammingError

from bots import lacking
from bots.duties import Duties, Handler
from bots.ground import Ground
from bots.putting import put
from fourwalls.group.effects import Done, Effect, Kept
from fourwalls.group.effects.done import AnswerInvite, TellManagers
from fourwalls.group.effects.kept import Record
from fourwalls.group.effects.priority import Priority
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Heard, Membership, MembershipChanged, Message, Proof, SettingChanged, Unreadable
from fourwalls.group.people import ROOMS_OF_A_GROUP, Bot, PersonId, Room, RoomId, RoomKind
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.matrix.batch import Batch, Gap, Locked
from fourwalls.matrix.memory import VaultRow
from fourwalls.storage import adoptions, journal, outbox, vault
from fourwalls.storage.gaps import KeptGap
from fourwalls.storage.journal import Outcome
from fourwalls.storage.records import Records
from handlers import asking_in, unreadable
from handlers.entitled import belongs, place_name, shown_name

logger = logging.getLogger(__name__)

_OF_THE_EVENT = (DataError, IntegrityError, ProgrammingError)
"""What a database says of what it was given; anything else it raises is its own trouble, a failing disk's too."""


_OLDEST_MS = 15 * 24 * 3_600_000
"""What claims to be older than this waits for its key as if it were not: half of a month (``bots.tidying``)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One event ready for its handlers."""

    examined: Examined
    ratchet: str | None = None
    asked: bool = False
    """Whether an examination was asked for (and, unless ``failed``, made)."""


class Keeping:
    """One transaction's work; it lives as long as the transaction."""

    def __init__(self, conn: Transaction, ground: Ground, duties: Duties, heard_until: datetime | None = None) -> None:
        """``heard_until``: what is heard live now was not said before this moment, whatever its own time says."""
        self._conn = conn
        self._heard_until = heard_until
        self._ground = ground
        self._keys = ground.keys
        self._duties = duties
        self._bot = duties.bot
        self._records: Records = ground.records(conn)
        self._ledger = journal.Ledger(conn, ground.keys, duties.bot)
        self._called: set[Bot] = set()
        self.outcomes: Counter[str] = Counter()
        self.effects: Counter[str] = Counter()

    def keep(
        self, batch: Batch, items: Sequence[Item], crypto: Sequence[VaultRow], hosts: Collection[str] = ()
    ) -> frozenset[Bot]:
        """Keep a batch; returns the bots that have something new to do.

        ``hosts`` are those who made the rooms that this bot is in: nobody has it as a guest in two rooms.
        """
        self._ledger.know(
            [item.examined.heard.event for item in items], [item.ratchet for item in items if item.ratchet is not None]
        )
        for gap in batch.gaps:
            self._keep_gap(gap, batch)
        for item in items:
            self._keep_one(item)
        self._ledger.write()
        for locked in batch.locked:
            self._keep_locked(locked)
        for explained in batch.explained:
            lacking.explain(self._conn, self._ground, self._bot, explained)
        self._keep_invites(batch, set(hosts))
        vault.write(self._conn, self._keys, self._bot, crypto)
        journal.set_bookmark(self._conn, self._bot, batch.bookmark)
        return frozenset(self._called)

    def _keep_invites(self, batch: Batch, hosts: set[str]) -> None:
        """Come when another bot asks, or somebody of ours who wants to verify this bot; decline the rest."""
        for index, (room, inviter) in enumerate(batch.invites):
            person = PersonId(inviter)
            ours = person in self._ground.bots.values() or self._is_awaited(RoomId(room))
            guest = not ours and person not in hosts and belongs(person, self._records)
            if guest:
                hosts.add(person)
            asked = guest or self._is_open(RoomId(room))
            answer = AnswerInvite(self._bot, RoomId(room), ours or asked, asked)
            self._put(f"invite {room} {batch.bookmark}", index, answer)
            if self._bot is Bot.GUIDE and not ours:
                self._ask_in(person, f"stranger {room} {batch.bookmark}")

    def _ask_in(self, person: PersonId, cause: str) -> None:
        """Somebody whom nobody knows wants to talk with the guide, and may be let in to register."""
        at_home = person.partition(":")[2] == self._ground.bots[self._bot].partition(":")[2]
        for index, effect in enumerate(asking_in.asked(person, self._records, self._ground.now(), at_home=at_home)):
            if isinstance(effect, Kept):
                self._records.apply(effect)
            else:
                self._put(cause, index, effect)

    def _is_open(self, room: RoomId) -> bool:
        """Whether it is an open room of ``house.toml`` in which this bot has a duty."""
        known = self._records.room(room)
        return known is not None and known.kind is RoomKind.OPEN and (known.kind, Message) in self._duties.answers

    def _is_awaited(self, room: RoomId) -> bool:
        """Whether the warden should be in this room, whoever asks it in: it was put out, or is to take the room on."""
        if self._bot is not Bot.WARDEN:
            return False
        known = self._records.room(room)
        if known is not None:
            return known.kind in {*ROOMS_OF_A_GROUP, RoomKind.MANAGER}
        return adoptions.of(self._conn, self._keys, room) is not None

    def fill(
        self, kept: KeptGap, items: Sequence[Item], locked: Sequence[Locked], left: Gap | None, now: int
    ) -> frozenset[Bot]:
        """Keep what came of a gap that was tried again; returns the bots that have something new to do."""
        self._ledger.know(
            [item.examined.heard.event for item in items], [item.ratchet for item in items if item.ratchet is not None]
        )
        for item in items:
            self._keep_one(item)
        self._ledger.write()
        for each in locked:
            self._keep_locked(each)
        for effect in lacking.Gaps(self._conn, self._ground, self._bot).tried(kept, left, now):
            self._put("", 0, effect)
        return frozenset(self._called)

    def _keep_one(self, item: Item) -> None:
        """Keep one event with all that follows from it. A handler that fails takes nothing else down with it."""
        heard = item.examined.heard
        if isinstance(heard, MembershipChanged) and heard.membership is Membership.JOIN:
            outbox.release(self._conn, self._bot)  # words that waited for somebody to come in can be said now
            self._called.add(self._bot)
        room = self._records.room(heard.room)
        handlers = self._duties.answers.get((room.kind, type(heard)), ()) if room is not None else ()
        if room is None or not handlers or self._ledger.has(heard.event):
            self._drop_if_late(item.examined)
            return
        if item.ratchet is not None and self._ledger.is_replay(heard.event, item.ratchet):
            heard = replace(heard, proof=Proof.REPLAYED, doubted=None)
            item = Item(replace(item.examined, heard=heard), None, item.asked)
        try:
            with ExitStack() as undo:
                effects = self._work(handlers, item.examined, undo)
            self._note(item, effects)
        except Exception as error:
            if isinstance(error, DatabaseError) and not isinstance(error, _OF_THE_EVENT):
                raise  # nothing of this batch is kept
            # one event's handler never stops the others; it is counted and told
            logger.error("handling an event failed: %s", type(error).__name__)  # noqa: TRY400 - no words in tracebacks
            self._records = self._ground.records(self._conn)  # what was looked up may have been undone
            self._note(item, [], failed=True)
            words = self._unhandled(heard, room)
            if words is not None:
                self._put(heard.event, 0, TellManagers(self._bot, words, Priority.FLAG))

    def _work(self, handlers: Sequence[Handler], examined: Examined, undo: ExitStack) -> list[Effect]:
        """Let handlers answer; from the first effect on, a failure undoes all effects of this event."""
        done: list[Effect] = []
        for handler in handlers:
            for effect in handler(examined, self._records):
                if not done:
                    undo.enter_context(self._conn.begin_nested())
                if isinstance(effect, Kept):
                    self._records.apply(effect)
                else:
                    self._put(examined.heard.event, len(done), effect, self._asked_at(examined))
                done.append(effect)
        return done

    def _note(self, item: Item, effects: Sequence[Effect], *, failed: bool = False) -> None:
        heard = item.examined.heard
        if failed or item.examined.failed:
            outcome = Outcome.FAILED
        elif any(isinstance(effect, Record) for effect in effects):
            outcome = Outcome.RECORDED
        elif isinstance(heard, Unreadable):
            outcome = Outcome.UNREADABLE
        else:
            outcome = Outcome.EXAMINED if item.asked else Outcome.SEEN
        self._ledger.note(heard.event, heard.room, _milliseconds(heard.sent_at), outcome, item.ratchet)
        self._drop_if_late(item.examined)
        self.outcomes[outcome.value] += 1
        self.effects.update(type(effect).__name__ for effect in effects)

    def _drop_if_late(self, examined: Examined) -> None:
        """What was kept for want of a key is kept no longer; if people were told of it, they are told of this too."""
        heard = examined.heard
        if not examined.late or not journal.drop_unreadable(self._conn, self._keys, self._bot, heard.event):
            return
        room = self._records.room(heard.room)
        if room is not None:
            for effect in unreadable.read_after_all(heard.sender, room, self._records, self._ground.now()):
                self._put("", 0, effect)

    def _keep_locked(self, locked: Locked) -> None:
        """Keep an event without a key, if its words would be this bot's business."""
        heard = locked.heard
        room = self._records.room(heard.room)
        if room is None or (room.kind, Message) not in self._duties.answers:
            return
        at = _milliseconds(heard.sent_at)
        if journal.note(self._conn, self._keys, self._bot, heard.event, heard.room, at, Outcome.UNREADABLE):
            where = (self._conn, self._keys, self._bot, heard.event, heard.room)
            now = _milliseconds(self._ground.now())  # whatever time it claims, it is waited for, and not for ever
            since = min(max(at, now - _OLDEST_MS), now)
            journal.keep_unreadable(*where, locked.megolm_session, locked.raw, heard.reason, since)
            self.outcomes[Outcome.UNREADABLE.value] += 1

    def _unhandled(self, heard: Heard, room: Room) -> Phrase | None:
        """What the managers are told when a handler failed; reactions and words taken back do no harm unanswered."""
        if isinstance(heard, MembershipChanged | SettingChanged):
            return phrase("change-unchecked", group=place_name(room, self._records))
        if not isinstance(heard, Message | Unreadable):
            return None
        if room.kind is RoomKind.PRIVATE:
            return phrase("unexamined-private", who=shown_name(heard.sender, self._records))
        return phrase("unexamined", place=place_name(room, self._records))

    def _keep_gap(self, gap: Gap, batch: Batch) -> None:
        """Tell of messages that the server does not give us now, if they would have been this bot's business."""
        room = self._records.room(RoomId(gap.room))
        if room is None or (room.kind, Message) not in self._duties.answers:
            return
        after = (each.heard.sent_at for each in batch.spoken if each.heard.room == room.id)
        first_after = min(after, default=self._ground.now())
        for effect in lacking.Gaps(self._conn, self._ground, self._bot).found(gap, room, first_after):
            self._put("", 0, effect)

    def _asked_at(self, examined: Examined) -> datetime | None:
        """When something was said, as far as it matters for how late an answer is.

        A sender's server may have a clock that is far behind; what arrives while we listen is fresh all the same.
        """
        if examined.late or self._heard_until is None:
            return examined.heard.sent_at if examined.late else None
        return max(examined.heard.sent_at, self._heard_until)

    def _put(self, cause: str, index: int, effect: Done, asked_at: datetime | None = None) -> None:
        if put(self._conn, self._ground, outbox.Cause(self._bot, cause), effect, index, asked_at=asked_at):
            self._called.add(effect.performer)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
