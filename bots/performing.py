"""The outbox performer of one bot: takes what is due, does it, and keeps that it is done.

Each thing has the same transaction id at every try, so that a crash between doing and keeping does nothing twice.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from dataclasses import dataclass
from typing import assert_never

from sqlalchemy import Connection as Transaction

from bots.founding import Founder
from bots.ground import Ground
from bots.pulse import Ending, HandPulse
from bots.speech import content, inert
from fourwalls.group.effects import (
    AcceptIdentity,
    AnswerInvite,
    Done,
    Evict,
    Invite,
    Priority,
    RaiseFlag,
    Redact,
    Repair,
    Say,
    TellManagers,
    Whisper,
)
from fourwalls.group.heard import Marker
from fourwalls.group.people import Bot, EventId, PersonId, Room, RoomId, RoomKind
from fourwalls.group.phrase import phrase
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.homeserver import HomeserverError, RefusedError, TokenDeadError
from fourwalls.matrix.outgoing import NotEncryptedError
from fourwalls.storage import outbox
from handlers.entitled import may_be_inside

logger = logging.getLogger(__name__)

_AT_ONCE = 20
_IDLE_SECONDS = 1.0
"""How often the outbox is looked at without a call: another process may have put something there."""
_PERSON_SECONDS = 60.0
"""How long to wait for somebody to come in before looking again; their coming in is heard and ends the wait."""
_ROOM_SECONDS = 1.0
"""How long to wait for a room of ours to be made, or for this bot to have come in."""
_BURY_SECONDS = 30.0
_LONGEST_WAIT = 300.0


class NotYetError(Exception):
    """It cannot be done now, and that is nobody's failure: somebody has not come in yet, a room is not made yet."""

    def __init__(self, what: str, seconds: float) -> None:
        super().__init__(what)
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Ended:
    """How one try ended: done (perhaps with an event of its own), to be tried again, held, or given up."""

    row: outbox.Waiting
    result: EventId | None = None
    retry_after: float | None = None
    held: bool = False
    news_may_help: bool = False
    """Held for somebody or something that will be heard of: tried again at once if anything was heard meanwhile."""
    given_up: str | None = None

    @property
    def ending(self) -> Ending:
        """The same in one word."""
        if self.given_up is not None:
            return Ending.GIVEN_UP
        if self.held:
            return Ending.HELD
        return Ending.SENT if self.retry_after is None else Ending.FAILED


class Performing:
    """Performs for one bot."""

    def __init__(self, ground: Ground, bot: Bot, connection: Connection, founder: Founder) -> None:
        self._ground = ground
        self._bot = bot
        self._connection = connection
        self._founder = founder
        self._buried_at = 0.0
        self._called = asyncio.Event()
        self._calls = 0
        self.pulse = HandPulse()

    def rouse(self) -> None:
        """There may be something to do."""
        self._calls += 1
        self._called.set()

    async def perform_forever(self) -> None:
        """Empty the outbox again and again."""
        await self._connection.ready.wait()
        while True:
            self._called.clear()
            self.pulse.looked()
            calls = self._calls
            rows = await self._ground.database.run(self._due)
            if not rows:
                await self._idle()
                continue
            endings = await asyncio.gather(*(self._try(row) for row in rows))
            await self._ground.database.run(lambda conn: self._settle(conn, endings, calls))  # noqa: B023 - awaited here
            for ended in endings:
                self.pulse.tried(ended.row.id, type(ended.row.effect).__name__, ended.ending)

    async def _idle(self) -> None:
        try:
            await asyncio.wait_for(self._called.wait(), _IDLE_SECONDS)
        except TimeoutError:
            return

    def _due(self, conn: Transaction) -> list[outbox.Waiting]:
        if time.monotonic() - self._buried_at > _BURY_SECONDS:
            outbox.bury_expired(conn, self._bot, _now())
            self._buried_at = time.monotonic()
        return outbox.due(conn, self._ground.keys, self._bot, _now(), _AT_ONCE)

    def _settle(self, conn: Transaction, endings: list[Ended], calls: int) -> None:
        """Keep how each try ended; ``calls`` is how often this bot had been roused when the tries began."""
        keys = self._ground.keys
        news = self._calls != calls
        for ended in endings:
            if ended.given_up is not None:
                outbox.bury(conn, ended.row.id, ended.given_up)
                if not isinstance(ended.row.effect, TellManagers):  # which could only go the same way
                    words = phrase("could-not-do", what=type(ended.row.effect).__name__, why=ended.given_up)
                    cause = outbox.Cause(self._bot, EventId(f"given up {ended.row.transaction_id}"))
                    outbox.put(conn, keys, cause, 0, TellManagers(self._bot, words, Priority.FLAG))
            elif ended.held:
                seconds = 0.0 if ended.news_may_help and news else ended.retry_after or 0.0
                outbox.hold(conn, ended.row.id, _now() + int(1000 * seconds))
            elif ended.retry_after is not None:
                outbox.failed(conn, ended.row.id, _now() + int(1000 * ended.retry_after))
            else:
                outbox.sent(conn, keys, ended.row.id, ended.result)
                if isinstance(ended.row.effect, AcceptIdentity):
                    outbox.release(conn, self._bot)  # what waited for a device that can be trusted can be said now

    async def _try(self, row: outbox.Waiting) -> Ended:
        try:
            return Ended(row, result=await self._perform(row.effect, row.transaction_id))
        except NotYetError as wait:
            return Ended(row, held=True, retry_after=wait.seconds, news_may_help=True)
        except TokenDeadError:
            raise
        except RefusedError as refusal:
            return _refused(row, refusal)
        except (HomeserverError, NotEncryptedError) as trouble:
            logger.warning("%s was not done yet: %s", type(row.effect).__name__, trouble)
            return Ended(row, retry_after=_backoff(row.attempts))
        except Exception as error:  # noqa: BLE001 - one bad row never stops the others; it is given up and told
            logger.error("%s failed: %s", type(row.effect).__name__, type(error).__name__)  # noqa: TRY400 - no words
            return Ended(row, given_up=type(error).__name__)

    async def _perform(self, effect: Done, txn: str) -> EventId | None:  # noqa: C901 - one case a kind of effect
        match effect:
            case Whisper(to=person, words=words):
                return await self._send(await self._private_room(person), self._ground.say(words), txn)
            case Say(room=room_id, words=words, thread=thread, marker=marker):
                room = await self._room(room_id)
                return await self._send(room, self._ground.say(words), txn, thread=thread, marker=marker)
            case TellManagers(words=words):
                return await self._send(await self._manager_room(), self._ground.say(words), txn)
            case RaiseFlag():
                return await self._raise_flag(effect, txn)
            case Redact(room=room_id, event=event):
                await self._connection.redact(room_id, event, txn)
            case Invite(room=room_id, person=person):
                await self._connection.invite(room_id, person)
            case Evict(room=room_id, person=person):
                await self._connection.kick(room_id, person)
            case Repair():
                await self._connection.put_state(effect.room, effect.type, effect.state_key, effect.content)
            case AcceptIdentity(person=person):
                await self._connection.accept_identity(person)
            case AnswerInvite(room=room_id, accept=accept):
                await (self._connection.join(room_id) if accept else self._connection.leave(room_id))
            case _:
                assert_never(effect)
        return None

    async def _send(
        self, room: Room, text: str, txn: str, *, thread: EventId | None = None, marker: Marker | None = None
    ) -> EventId:
        """Say something in a room whose people, by the rosters, may hear it."""
        state = self._connection.rooms.get(room.id)
        if state is None:
            raise NotYetError("this bot has not come in yet", _ROOM_SECONDS)
        joined = state.joined
        readers = await self._ground.database.run(lambda conn: self._readers(conn, room, joined))
        said = content(text, thread=thread, marker=marker)
        return EventId(await self._connection.send(room.id, said, txn, readers=readers))

    def _readers(self, conn: Transaction, room: Room, joined: set[str]) -> set[str]:
        records = self._ground.records(conn)
        return {person for person in joined if may_be_inside(PersonId(person), room, records)}

    async def _private_room(self, person: PersonId) -> Room:
        room = await self._founder.private_room(person)
        state = self._connection.rooms.get(room.id)
        if state is None or person not in state.joined:
            raise NotYetError("the person has not come into the private room yet", _PERSON_SECONDS)
        if not await self._connection.able_to_read([person]):
            raise NotYetError("the person has no verified device yet", _PERSON_SECONDS)
        return room

    async def _room(self, room_id: RoomId) -> Room:
        room = await self._ground.database.run(lambda conn: self._ground.records(conn).room(room_id))
        return room or Room(room_id, RoomKind.GROUP)

    async def _manager_room(self) -> Room:
        room = await self._ground.database.run(lambda conn: self._ground.records(conn).manager_room())
        if room is None:
            raise NotYetError("the manager room is not made yet", _ROOM_SECONDS)
        state = self._connection.rooms.get(room.id)
        if state is None:
            raise NotYetError("this bot has not come in yet", _ROOM_SECONDS)
        joined, bots = state.joined, set(self._ground.bots.values())
        readers = await self._ground.database.run(lambda conn: self._readers(conn, room, joined))
        if not await self._connection.able_to_read(readers - bots):
            raise NotYetError("no Online Manager is there with a verified device yet", _PERSON_SECONDS)
        return room

    async def _raise_flag(self, flag: RaiseFlag, txn: str) -> EventId:
        """The root of a case's thread, then why, as the first word inside the thread."""
        room = await self._manager_room()
        number = await self._ground.database.run(lambda conn: self._ground.records(conn).raise_case(flag))
        category = flag.reading.kind.value if flag.reading.kind is not None else ""
        root_words = phrase(
            "flag-root",
            number=number,
            severity=flag.reading.severity.word,
            category=category,
            who=inert(flag.profile_name),
            place=flag.place,
            time=f"{flag.at.astimezone(self._ground.zone):%H:%M}",
        )
        root = await self._send(room, self._ground.say(root_words), f"{txn}-root")
        cues = ", ".join(f"«{inert(flag.quote[cue.start : cue.end])}»" for cue in flag.reading.cues)
        why_words = phrase("flag-why", quote=inert(flag.quote), cues=cues, lowered=", ".join(flag.reading.lowered_by))
        await self._send(room, self._ground.say(why_words), f"{txn}-why", thread=root)
        await self._ground.database.run(lambda conn: self._ground.records(conn).bind_thread(number, root))
        return root


def _refused(row: outbox.Waiting, refusal: RefusedError) -> Ended:
    """What the server's no means: wait as long as it says, try again, or give up."""
    if refusal.retry_after is not None:
        return Ended(row, held=True, retry_after=refusal.retry_after)
    if refusal.may_pass:
        return Ended(row, retry_after=_backoff(row.attempts))
    logger.error("%s was refused for good: %s", type(row.effect).__name__, refusal.code)
    return Ended(row, given_up=refusal.code)


def _backoff(attempts: int) -> float:
    longest: float = min(_LONGEST_WAIT, 0.5 * 2.0 ** min(attempts, 12))
    return longest * random.uniform(0.7, 1.0)  # noqa: S311 - not a secret


def _now() -> int:
    return int(time.time() * 1000)
