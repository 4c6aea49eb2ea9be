"""How each thing that a handler may ask for is done on the homeserver.

Each has the same transaction id at every try, so that a crash between doing and keeping does nothing twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import assert_never

from sqlalchemy import Connection as Transaction

from bots import gathering, unreached, welcoming
from bots.adopting import Adopting
from bots.door import Door
from bots.ground import Ground
from bots.making import Making
from bots.relaying import Relaying
from bots.speech import case_words, compared, content
from bots.windows import Windows
from fourwalls.group.effects.done import (
    AcceptIdentity,
    AnswerInvite,
    Evict,
    FoundGroup,
    Invite,
    MakeTokens,
    Pin,
    RaiseFlag,
    Redact,
    Relay,
    Say,
    ShowVerifications,
    TellGathered,
    TellManagers,
    Whisper,
    Withdraw,
)
from fourwalls.group.effects.priority import Priority
from fourwalls.group.effects.walls import Adopt, Repair, ShowDevices, Silence, Survey, Unlist, WithdrawInvites
from fourwalls.group.heard import Marker, Membership
from fourwalls.group.people import ROOMS_OF_A_GROUP, Bot, EventId, PersonId, Room, RoomKind
from fourwalls.group.phrase import is_for_anybody
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.homeserver import RefusedError
from fourwalls.matrix.outgoing import NobodyReachedError
from fourwalls.matrix.roomstate import RoomState
from fourwalls.storage import outbox
from handlers.closing import is_at_rest
from handlers.entitled import may_be_inside, shown_name

_PERSON_SECONDS = 60.0
"""How long to wait for somebody to come in before looking again; their coming in is heard and ends the wait."""
_ROOM_SECONDS = 1.0
"""How long to wait for a room of ours to be made."""
_COMING_SECONDS = 5.0
"""How long to wait for this bot to have come in: hearing of it ends the wait."""
_ASKED_AGAIN_SECONDS = 300.0
"""Somebody who declined or left is not asked in more often, however many words wait for them."""
_KEY_SECONDS = 5.0
"""How long to wait before trying again to give a key to those whom the words are for."""
_MOST_SHOWN = 20
"""Verifications shown at once: the newest, which are those that somebody is waiting for."""


class NotYetError(Exception):
    """It cannot be done now, and that is nobody's failure: somebody has not come in yet, a room is not made yet.

    Attributes:
        seconds: how long to wait before looking again.
        asked: whether the person was asked just now to come in.
    """

    def __init__(self, what: str, seconds: float, *, asked: bool = False) -> None:
        super().__init__(what)
        self.seconds = seconds
        self.asked = asked


class NobodyThereError(NotYetError):
    """No Online Manager is in the manager room who could read: whatever is said there, nobody would see it."""


class Acts:
    """Acts for one bot."""

    def __init__(
        self,
        ground: Ground,
        bot: Bot,
        connection: Connection,
        making: Making,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._ground = ground
        self._bot = bot
        self._connection = connection
        self._founder = making.founder
        self._making = making
        self._clock = clock
        self._asked_until: dict[PersonId, float] = {}
        self._relaying = Relaying(ground, connection, self._send, self._manager_room, self._private_room)
        self._door = Door(ground, connection)
        self._windows = Windows(ground, connection)
        self._adopting = Adopting(ground, connection, making.founder)

    async def do(self, row: outbox.Waiting) -> EventId | None:  # noqa: C901, PLR0911, PLR0912 - one case a kind of effect
        """Do one thing; returns the event that came of it.

        Raises:
            NotYetError: it has to wait for somebody or something.
            HomeserverError, NotEncryptedError: it was not done.
        """
        txn = row.transaction_id
        match row.effect:
            case Whisper() as whisper if whisper.device and is_for_anybody(whisper.words):
                return await self._answer(whisper, row)
            case Whisper(to=person, words=words):
                return await self._send(await self._private_room(person, row), self._ground.say(words), txn)
            case TellGathered() as gathered:
                await self._ground.database.run(lambda conn: gathering.tell(conn, self._ground, gathered))
            case Say() as say:
                return await self._say(say, txn)
            case TellManagers(words=words, priority=priority):
                room = await self._manager_room()
                if priority is not Priority.FLAG:  # danger is told whoever stands at the door: they get no key
                    await self._require_no_stranger(room)
                return await self._send(room, self._ground.say(words), txn)
            case RaiseFlag() as flag:
                return await self._raise_flag(flag, txn)
            case Redact(room=room_id, event=event):
                await self._connection.act.redact(room_id, event, txn)
            case Invite(room=room_id, person=person):
                await self._door.invite(room_id, person)
            case Evict(room=room_id, person=person):
                await self._door.evict(room_id, person)
            case Pin(room=room_id, event=event):
                await self._connection.act.put_state(room_id, "m.room.pinned_events", "", {"pinned": [event]})
            case FoundGroup() as wanted:
                await self._making.make(wanted, txn)
            case Silence(room=room_id):
                await self._founder.silence(await self._door.room(room_id))
            case AcceptIdentity(person=person):
                await self._connection.accept_identity(person)
            case ShowVerifications():
                return await self._show_verifications(txn)
            case AnswerInvite() as invite:
                await self._door.answer(invite)
            case Relay() | Withdraw() as words:
                if isinstance(words, Relay) and words.to is None and words.priority is not Priority.FLAG:
                    await self._require_no_stranger(await self._manager_room())
                return await self._relaying.do(words, row)
            case MakeTokens(to=person) as order:
                room = await self._private_room(person, row)  # no token is made before somebody can be given it
                return await self._send(room, self._ground.say(await welcoming.words(self._ground, order, txn)), txn)
            case (Repair() | WithdrawInvites() | Unlist() | ShowDevices()) as effect:
                await self._windows.do(effect, txn)
            case (Survey() | Adopt()) as effect:
                await self._adopting.do(effect, txn)
            case _:
                assert_never(row.effect)
        return None

    # --- words ---

    async def _send(
        self, room: Room, text: str, txn: str, *, thread: EventId | None = None, marker: Marker | None = None
    ) -> EventId:
        """Say something in a room whose people, by the rosters, may hear it.

        Where it is for one person or for the managers, it waits until one of theirs can be given the key.
        """
        joined = self._state(room).joined
        readers = await self._ground.database.run(lambda conn: self._readers(conn, room, joined))
        meant_for = () if room.kind in ROOMS_OF_A_GROUP else readers - set(self._ground.bots.values())
        said = content(text, thread=thread, marker=marker)
        try:
            sent = await self._connection.send(room.id, said, txn, readers=readers, meant_for=meant_for)
        except NobodyReachedError as nobody:
            kind = NobodyThereError if room.kind is RoomKind.MANAGER else NotYetError
            raise kind(str(nobody), _KEY_SECONDS) from None
        return EventId(sent)

    async def _say(self, say: Say, txn: str) -> EventId | None:
        """Say something in a room, unless its group was closed since that was asked for."""
        room = await self._door.room(say.room)
        if await self._ground.database.run(lambda conn: is_at_rest(room, self._ground.records(conn))):
            return None
        await self._require_no_stranger(room)
        return await self._send(room, self._ground.say(say.words), txn, thread=say.thread, marker=say.marker)

    async def _require_no_stranger(self, room: Room) -> None:
        """Say nothing while somebody is invited who does not belong: the warden takes that back in a moment."""
        invited = self._state(room).invited
        if invited and await self._ground.database.run(lambda conn: self._readers(conn, room, invited)) != invited:
            raise NotYetError("somebody is invited who does not belong", _ROOM_SECONDS)

    def _state(self, room: Room) -> RoomState:
        state = self._connection.rooms.get(room.id)
        if state is None:
            raise NotYetError("this bot has not come in yet", _COMING_SECONDS)
        return state

    def _readers(self, conn: Transaction, room: Room, joined: set[str]) -> set[str]:
        records = self._ground.records(conn)
        return {person for person in joined if may_be_inside(PersonId(person), room, records)}

    async def _manager_room(self) -> Room:
        room = await self._ground.database.run(lambda conn: self._ground.records(conn).manager_room())
        if room is None:
            raise NotYetError("the manager room is not made yet", _ROOM_SECONDS)
        joined, bots = self._state(room).joined, set(self._ground.bots.values())
        readers = await self._ground.database.run(lambda conn: self._readers(conn, room, joined))
        if not await self._connection.readers.able_to_read(readers - bots):
            raise NobodyThereError("no Online Manager is there with a verified device", _PERSON_SECONDS)
        return room

    async def _raise_flag(self, flag: RaiseFlag, txn: str) -> EventId:
        """The root of a case's thread, then why, as the first word inside the thread."""
        room = await self._manager_room()
        number = await self._ground.database.run(lambda conn: self._ground.records(conn).raise_case(flag))
        root_words, why_words = case_words(flag, number, self._ground.zone)
        root = await self._send(room, self._ground.say(root_words), f"{txn}-root")
        # at once, since somebody may take the case on as soon as they see it
        await self._ground.database.run(lambda conn: self._ground.records(conn).bind_thread(number, root))
        await self._send(room, self._ground.say(why_words), f"{txn}-why", thread=root)
        return root

    async def _show_verifications(self, txn: str) -> EventId | None:
        """What the people who verify this bot now should see on their screens."""
        under_way = self._connection.verifications.desk.under_way()[-_MOST_SHOWN:]
        if not under_way:
            return None
        names = await self._ground.database.run(lambda conn: self._names(conn, [each.person for each in under_way]))
        words = [compared(each.comparison, who, self._bot) for each, who in zip(under_way, names, strict=True)]
        text = "\n\n".join(self._ground.say(each) for each in words)
        return await self._send(await self._manager_room(), text, txn)

    def _names(self, conn: Transaction, people: Sequence[str]) -> list[str]:
        records = self._ground.records(conn)
        return [shown_name(PersonId(person), records) for person in people]

    # --- a private word ---

    async def _private_room(self, person: PersonId, row: outbox.Waiting) -> Room:
        room = await self._where_they_are(person, row)
        if not await self._connection.readers.able_to_read([person]):
            await self._ground.database.run(lambda conn: unreached.tell(conn, self._ground, person, row.effect))
            raise NotYetError("the person has no verified device yet", _PERSON_SECONDS)
        return room

    async def _where_they_are(self, person: PersonId, row: outbox.Waiting) -> Room:
        room = await self._founder.private_room(person)
        state = self._state(room)
        if person not in state.joined:
            if ("m.room.member", person) in state.state:  # they left, declined, or leave the invite lying
                await self._ground.database.run(lambda conn: unreached.tell(conn, self._ground, person, row.effect))
            asked = person not in state.invited and await self._ask_in(person, room, state, row)
            raise NotYetError("the person has not come into the private room yet", _PERSON_SECONDS, asked=asked)
        return room

    async def _answer(self, whisper: Whisper, row: outbox.Waiting) -> EventId:
        """Give a sentence that is for anybody to the device that asked, although nobody vouches for it."""
        room = await self._where_they_are(whisper.to, row)
        asker = (whisper.to, whisper.device)
        if not await self._connection.readers.is_theirs(asker):
            raise NotYetError("the device that asked is not there any more", _PERSON_SECONDS)
        joined = self._state(room).joined
        readers = await self._ground.database.run(lambda conn: self._readers(conn, room, joined))
        said = content(self._ground.say(whisper.words))
        try:
            sent = await self._connection.answer(room.id, said, row.transaction_id, readers=readers, asker=asker)
        except NobodyReachedError as nobody:
            raise NotYetError(str(nobody), _KEY_SECONDS) from None
        return EventId(sent)

    async def _ask_in(self, person: PersonId, room: Room, state: RoomState, row: outbox.Waiting) -> bool:
        """Ask somebody in who was never asked, or who declined or left; then only if there is something new to say."""
        now = self._clock()
        if row.newest <= row.asked_for or now < self._asked_until.get(person, now):
            return False
        been_asked = ("m.room.member", person) in state.state
        try:
            await self._connection.act.invite(room.id, person)
        except RefusedError as refusal:
            if refusal.may_pass:
                raise
            been_asked = not await self._door.is_there(person, room.id, Membership.JOIN, Membership.INVITE)
        self._asked_until[person] = now + _ASKED_AGAIN_SECONDS
        if been_asked:
            await self._ground.database.run(lambda conn: unreached.tell_all(conn, self._ground, person, row.effect))
        return True
