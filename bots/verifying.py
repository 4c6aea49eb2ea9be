"""One bot's side of "Verify user": who may verify it, the steps answered, and rooms made for it left again."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Collection
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from bots.putting import put
from fourwalls.group.effects.done import TellManagers
from fourwalls.group.effects.priority import Priority
from fourwalls.group.people import Bot, EventId, PersonId, RoomId, RoomKind
from fourwalls.group.phrase import phrase
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.homeserver import HomeserverError, RefusedError, TokenDeadError
from fourwalls.matrix.keeping import NotKeptError
from fourwalls.matrix.outgoing import NotEncryptedError
from fourwalls.matrix.patience import Patience, Postponed
from fourwalls.matrix.roomstate import RoomState
from fourwalls.matrix.verification.desk import Reply
from fourwalls.matrix.verification.said import Said
from fourwalls.storage import adoptions
from fourwalls.storage.outbox import Cause
from handlers.entitled import belongs, may_be_inside, shown_name

logger = logging.getLogger(__name__)
T = TypeVar("T")

_SECONDS_BETWEEN_LOOKS = 5.0
_UNUSED_SECONDS = 60.0
"""How long to stay where nobody begins: Element asks at once, and nobody shall think that we listen there."""
_TRIES = 5


class Verifying:
    """Answers for one bot, one step at a time."""

    def __init__(
        self, ground: Ground, bot: Bot, connection: Connection, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._ground = ground
        self._bot = bot
        self._connection = connection
        self._clock = clock
        self._guest_since: dict[str, float] = {}
        """The rooms of others that this bot is a guest in, and since when it has been known."""
        self._used: set[str] = set()
        """Those of them in which a verification was begun or refused."""
        self._not_left: Postponed[str] = Postponed()

    async def verify_forever(self) -> None:
        """Answer, let lapse, leave, wait.

        Raises:
            TokenDeadError, NotKeptError: what ends the process.
        """
        await self._connection.ready.wait()
        while True:
            said = await self._connection.verifications.next(_SECONDS_BETWEEN_LOOKS)
            try:
                if said is not None:
                    await self.answer(said)
                await self.look_round()
            except (TokenDeadError, NotKeptError):
                raise
            except HomeserverError as trouble:
                logger.warning("verifying has to wait: %s", trouble)
            except Exception as error:  # noqa: BLE001 - one person's step never stops the others
                logger.error("a step of a verification failed: %s", type(error).__name__)  # noqa: TRY400 - no words

    async def answer(self, said: Said) -> None:
        """Answer one step, if its sender may verify this bot there."""
        if await self._readers(PersonId(said.sender), said.room) is None:
            logger.debug("a step of a verification came from somebody who may not verify this bot there")
            return
        replies = await self._patiently(partial(self._connection.verifications.hear, said))
        if said.room is not None and replies:
            self._used.add(said.room)
        await self._send(replies or [])
        wrong = self._connection.verifications.desk.take_gone_wrong()
        if wrong:
            await self._ground.database.run(lambda conn: self._tell(conn, wrong))

    def _tell(self, conn: Transaction, people: Collection[str]) -> None:
        """Tell the managers, once a day and person, that somebody saw other pictures or keys than this bot has."""
        for person in people:
            who = shown_name(PersonId(person), self._ground.records(conn))
            words = phrase("verification-differs", who=who, bot=self._bot.value)
            cause = Cause(self._bot, EventId(f"differs {person} {self._ground.now():%Y-%m-%d}"))
            put(conn, self._ground, cause, TellManagers(self._bot, words, Priority.FLAG))

    async def look_round(self) -> None:
        """End what takes too long, and leave the rooms of others that are of no use any more."""
        await self._send(self._connection.verifications.desk.lapse())
        guest_in = await self._rooms_of_others()
        for gone in self._guest_since.keys() - guest_in:
            del self._guest_since[gone]
        self._used &= guest_in
        hosts: set[str | None] = set()
        for room_id in sorted(guest_in, key=lambda room: self._guest_since.setdefault(room, self._clock())):
            host = self._connection.rooms[room_id].creator
            if self._over(room_id) or host in hosts:
                await self._leave(room_id)
            hosts.add(host)

    async def _rooms_of_others(self) -> set[str]:
        bots = self._ground.bots.values()
        strange = {room.id for room in self._connection.rooms.values() if room.creator not in bots}
        return await self._ground.database.run(lambda conn: self._not_ours(conn, strange)) if strange else set()

    def _not_ours(self, conn: Transaction, rooms: Collection[str]) -> set[str]:
        records = self._ground.records(conn)
        strange = {RoomId(room_id) for room_id in rooms if records.room(RoomId(room_id)) is None}
        return {room for room in strange if adoptions.of(conn, self._ground.keys, room) is None}

    def _over(self, room_id: str) -> bool:
        if self._connection.verifications.desk.is_live_in(room_id):
            return False
        return room_id in self._used or self._clock() - self._guest_since[room_id] > _UNUSED_SECONDS

    async def _leave(self, room_id: str) -> None:
        if self._not_left.waits(room_id):
            return
        self._not_left.failed(room_id)  # not again at once, whatever comes of it: the server tells when we are out
        await self._connection.act.leave(room_id)
        logger.info("a room that was made to verify this bot was left")

    async def _send(self, replies: Collection[Reply]) -> None:
        for reply in replies:
            readers = await self._readers(PersonId(reply.person), reply.room)
            if readers is not None:
                txn = secrets.token_hex(12)
                await self._patiently(partial(self._connection.verifications.send, reply, txn, readers))

    async def _readers(self, person: PersonId, room_id: str | None) -> set[str] | None:
        """Who may read what is said to this person there; ``None``: they may not verify this bot there."""
        state = self._connection.rooms.get(room_id) if room_id is not None else None
        if room_id is not None and (state is None or person not in state.joined):
            return None
        return await self._ground.database.run(lambda conn: self._may_read(conn, person, state))

    def _may_read(self, conn: Transaction, person: PersonId, state: RoomState | None) -> set[str] | None:
        records = self._ground.records(conn)
        room = records.room(RoomId(state.id)) if state is not None else None
        if room is not None and room.kind is RoomKind.OPEN:
            return None  # anybody may be there, and in private it can be done by everybody who may
        if state is not None and room is not None:
            inside = {one for one in state.joined if may_be_inside(PersonId(one), room, records)}
            return inside if person in inside else None
        theirs = state is None or state.creator == person
        return {person} if theirs and belongs(person, records) else None

    async def _patiently(self, work: Callable[[], Awaitable[T]]) -> T | None:
        """Do it, some more times if the server fails; ``None``: given up, and the verification will lapse.

        Raises:
            TokenDeadError, NotKeptError: what ends the process.
        """
        patience = Patience()
        for _ in range(_TRIES):
            try:
                return await work()
            except (TokenDeadError, NotKeptError):
                raise
            except NotEncryptedError:
                break
            except HomeserverError as trouble:
                if isinstance(trouble, RefusedError) and not trouble.may_pass:
                    break
                await patience.wait(trouble)
        logger.warning("a step of a verification was given up")
        return None
