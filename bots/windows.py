"""What is done on the homeserver to keep a room's windows shut, and who in a group cannot read."""

from __future__ import annotations

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from bots.putting import put
from fourwalls.group.effects.done import Whisper
from fourwalls.group.effects.walls import Repair, ShowDevices, Unlist, WithdrawInvites
from fourwalls.group.people import Bot, PersonId, RoomId, Standing
from fourwalls.group.phrase import phrase
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.homeserver import RefusedError
from fourwalls.matrix.keyring import Reading
from fourwalls.storage import breaches
from fourwalls.storage.outbox import Cause
from handlers.entitled import may_be_inside, shown_name

_TOMBSTONE = "m.room.tombstone"


class Windows:
    """Acts for one bot, for ``bots.acts``."""

    def __init__(self, ground: Ground, connection: Connection) -> None:
        self._ground = ground
        self._connection = connection

    async def do(self, effect: Repair | WithdrawInvites | Unlist | ShowDevices, txn: str) -> None:
        """Do one thing.

        Raises:
            HomeserverError: it was not done.
        """
        match effect:
            case Repair():
                await self.repair(effect, txn)
            case WithdrawInvites(room=room_id):
                await self.withdraw(room_id)
            case Unlist():
                await self.unlist(effect)
            case ShowDevices():
                await self.show_devices(effect, txn)

    async def repair(self, repair: Repair, txn: str) -> None:
        """Put a setting back. A tombstone cannot be set to nothing (Synapse refuses that): its words are taken away."""
        act = self._connection.act
        if repair.type != _TOMBSTONE:
            await act.put_state(repair.room, repair.type, repair.state_key, repair.content)
            return
        stone = (await act.room_state(repair.room)).state.get((repair.type, repair.state_key))
        if stone is not None and stone["content"]:
            await act.redact(repair.room, stone["event_id"], txn)

    async def withdraw(self, room_id: RoomId) -> None:
        """Take back every pending invite. Who belongs is remembered, and asked in again once the walls hold."""
        state = await self._connection.act.room_state(room_id)
        invited = [PersonId(person) for person in sorted(state.invited) if person not in self._ground.bots.values()]
        await self._ground.database.run(lambda conn: self._remember(conn, room_id, invited))
        for person in invited:
            await self._take_back(room_id, person)

    async def _take_back(self, room_id: RoomId, person: PersonId) -> None:
        """Take one invite back; that they have declined, come in or been led out meanwhile is no failure."""
        try:
            await self._connection.act.kick(room_id, person)
        except RefusedError as refusal:
            if refusal.may_pass or person in (await self._connection.act.room_state(room_id)).invited:
                raise

    def _remember(self, conn: Transaction, room_id: RoomId, invited: list[PersonId]) -> None:
        records = self._ground.records(conn)
        room = records.room(room_id)
        ours = [person for person in invited if room is not None and may_be_inside(person, room, records)]
        breaches.withdrew(conn, self._ground.keys, room_id, ours)

    async def unlist(self, unlist: Unlist) -> None:
        """Take a room out of the public list and its addresses away; each that cannot be is tried all the same."""
        refused: RefusedError | None = None
        try:
            await self._connection.act.unlist(unlist.room)
        except RefusedError as refusal:
            refused = refusal
        for address in unlist.addresses:
            try:
                await self._connection.act.drop_address(address)
            except RefusedError as refusal:
                refused = refusal
        if refused is not None:
            raise refused

    # --- who cannot read ---

    async def show_devices(self, show: ShowDevices, txn: str) -> None:
        """Tell a facilitator who in a group cannot read what is said there, and why.

        Raises:
            HomeserverError: people's keys could not be asked for.
        """
        people = await self._ground.database.run(lambda conn: self._inside(conn, show))
        found = await self._connection.readers.readings(people)
        await self._ground.database.run(lambda conn: self._shown(conn, show, found, txn))

    def _inside(self, conn: Transaction, show: ShowDevices) -> list[PersonId]:
        seats = self._ground.records(conn).roster(show.group)
        return [seat.person for seat in seats if seat.standing is Standing.INSIDE]

    def _shown(self, conn: Transaction, show: ShowDevices, found: dict[str, Reading], txn: str) -> None:
        records = self._ground.records(conn)
        group = records.group(show.group).name
        lines = [
            self._ground.say(phrase("devices-line", who=shown_name(PersonId(person), records), id=person, reading=why))
            for person, why in found.items()
            if why is not Reading.READS
        ]
        words = (
            phrase("devices", group=group, lines="\n\n".join(lines)) if lines else phrase("devices-well", group=group)
        )
        put(conn, self._ground, Cause(Bot.GUIDE, f"devices {txn}"), Whisper(show.to, words))
