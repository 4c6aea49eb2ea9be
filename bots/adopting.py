"""Taking on a room that was there before us: claimed, walled, looked at again, and told.

The outbox tries the whole of it again until it is done, so each step finds what was done before and goes on.
"""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection as Transaction

from bots.founding import BOTS_INSIDE, Founder
from bots.ground import Ground
from bots.inspecting import has_power, peers
from bots.surveying import AT_THE_DOOR, Surveying
from fourwalls.group.effects import Done, Kept
from fourwalls.group.effects.done import Evict, Invite, TellManagers, Whisper
from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.effects.walls import Adopt, Survey, Taking
from fourwalls.group.people import Bot, Group, Layout, PersonId, Role, Room, RoomKind, Standing
from fourwalls.group.phrase import phrase
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.homeserver import RefusedError
from fourwalls.matrix.roomstate import RoomState
from fourwalls.storage import adoptions
from fourwalls.storage.adoptions import Adoption
from fourwalls.storage.records import Records
from fourwalls.storage.rooms import ADOPTED
from handlers import adoption, agreement
from handlers.entitled import may_be_inside, shown_name


class Adopting:
    """Takes rooms on for the warden, for ``bots.acts``."""

    def __init__(self, ground: Ground, connection: Connection, founder: Founder) -> None:
        self._ground = ground
        self._connection = connection
        self._founder = founder
        self._warden = ground.bots[Bot.WARDEN]
        self._look = Surveying(ground, connection, founder)

    async def do(self, effect: Survey | Adopt, txn: str) -> None:
        """Look at a room, or do with it what was answered.

        Raises:
            HomeserverError: it could not be done now; tried again, it goes on where it stopped.
        """
        match effect:
            case Survey():
                await self._look.survey(effect, txn)
            case Adopt():
                await self.adopt(effect, txn)

    async def adopt(self, adopt: Adopt, txn: str) -> None:
        """Do what was answered.

        Raises:
            HomeserverError: it could not be done now; tried again, it goes on where it stopped.
        """
        state = await self._look.come_in(adopt.room)
        if state is None:
            await self._look.whisper(adopt.by, phrase("adopt-ask-in", warden=self._warden, group=adopt.name), txn)
        elif adopt.taking is Taking.MOVE:
            await self._move(adopt, state, txn)
        elif not has_power(state, self._warden):
            await self._look.whisper(adopt.by, phrase("adopt-powerless", warden=self._warden), txn)
        else:
            await self._take_on(adopt, state, txn)

    async def _take_on(self, adopt: Adopt, state: RoomState, txn: str) -> None:
        run = self._ground.database.run
        room = await run(lambda conn: self._claimed(conn, adopt, state, txn))
        if room is None:
            await self._look.whisper(adopt.by, phrase("adopt-group-has-room", group=adopt.name), txn)
            return
        await self._wall(room, state)
        after = await self._connection.act.room_state(room.id)
        await run(lambda conn: self._finish(conn, adopt, room, after, txn))

    def _claimed(self, conn: Transaction, adopt: Adopt, state: RoomState, txn: str) -> Room | None:
        """Make it the group's room, so that its door is kept; ``None``: the group has another."""
        records = self._ground.records(conn)
        group = records.ensure_group(adopt.name, self._ground.portal_public, Layout.ONE)
        known = records.group_room(group.id)
        if group.is_closed:
            return None
        if (known is not None and known.id != adopt.room) or (known is None and records.room(adopt.room) is not None):
            return None
        room = Room(adopt.room, RoomKind.GROUP, group.id, adopted=True)
        above = tuple(sorted(PersonId(person) for person in peers(state, self._warden)))
        facts = self._look.facts(records, Adoption(adopt.room, adopt.name, adopt.by), state, listed=False)
        codes = tuple(code for code, _ in adoption.limits(facts))
        adoptions.keep(conn, self._ground.keys, Adoption(adopt.room, adopt.name, adopt.by, peers=above, limits=codes))
        if adopt.taking is Taking.EVERYBODY:
            self._look.put(conn, f"{txn} seats", *self._seated(records, state, group, adopt, Standing.INSIDE))
        records.add_room(room, ADOPTED)
        return room

    async def _wall(self, room: Room, state: RoomState) -> None:
        """Put every setting to what the contract says; what the server refuses is found missing afterwards."""
        drifts = await self._ground.database.run(
            lambda conn: self._look.drifts(room, state, self._ground.records(conn))
        )
        act = self._connection.act
        steps = [partial(act.put_state, room.id, one.type, one.state_key, one.content) for one in drifts]
        steps.append(partial(act.unlist, room.id))
        steps += [partial(act.drop_address, address) for address in await self._look.addresses(room.id)]
        refused: RefusedError | None = None
        for step in steps:
            try:
                await step()
            except RefusedError as refusal:
                refused = refusal if refusal.may_pass else refused
        if refused is not None:
            raise refused

    def _finish(self, conn: Transaction, adopt: Adopt, room: Room, after: RoomState, txn: str) -> None:
        """Let our bots in and strangers out, and tell how the walls stand now."""
        records = self._ground.records(conn)
        known = adoptions.of(conn, self._ground.keys, room.id)
        assert known is not None
        done = Adoption(known.room, known.name, known.by, done=True, peers=known.peers, limits=known.limits)
        adoptions.keep(conn, self._ground.keys, done)
        bots = [self._ground.bots[bot] for bot in BOTS_INSIDE[room.kind]]
        people = sorted(PersonId(person) for person in after.with_membership(*AT_THE_DOOR))
        left = [drift.type for drift in self._look.drifts(room, after, records)]
        words = (
            phrase("adopted-partly", group=adopt.name, setting=",".join(left))
            if left
            else phrase("adopted", group=adopt.name)
        )
        told = phrase("adopted-managers", group=adopt.name, by=shown_name(adopt.by, records))
        self._look.put(
            conn,
            txn,
            *(Invite(room.id, bot) for bot in bots if bot not in after.joined),
            *(Evict(room.id, one) for one in people if not may_be_inside(one, room, records)),
            Whisper(adopt.by, words),
            TellManagers(Bot.WARDEN, told),
        )

    async def _move(self, adopt: Adopt, state: RoomState, txn: str) -> None:
        """Ask the people of the old room into a room of the warden's making; the old one is left as it is."""
        public = self._ground.portal_public
        group = await self._ground.database.run(
            lambda conn: self._ground.records(conn).ensure_group(adopt.name, public, self._ground.layout)
        )
        if group.is_closed:
            await self._look.whisper(adopt.by, phrase("group-there-closed", group=group.name), txn)
            return
        meeting, *_ = await self._founder.rooms_of(group)
        if meeting.id != adopt.room:
            await self._ground.database.run(lambda conn: self._moved(conn, adopt, group, state, txn))

    def _moved(self, conn: Transaction, adopt: Adopt, group: Group, state: RoomState, txn: str) -> None:
        records = self._ground.records(conn)
        asked = self._seated(records, state, group, adopt, Standing.INVITED)
        people = len({effect.to for effect in asked if isinstance(effect, Whisper)})
        words = phrase("adopt-moved", group=group.name, people=people)
        self._look.put(conn, txn, *asked, Whisper(adopt.by, words))

    def _seated(self, records: Records, state: RoomState, group: Group, adopt: Adopt, standing: Standing) -> list[Done]:
        """Put everybody inside on the list who was never on it; give what is to be said and done.

        Whoever has not agreed to the policy is asked to read it first. Whoever was taken off the list stays off.
        """
        done: list[Done] = []
        for person in map(PersonId, sorted(state.joined)):
            if records.is_bot(person) or records.seat(person, group.id) is not None:
                continue
            seat = GiveSeat(person, group.id, Role.MEMBER, standing, self._ground.now(), adopt.by)
            for effect in agreement.asked_in(seat, phrase("welcome", group=group.name), records):
                let_in = isinstance(effect, GiveSeat) and effect.standing is Standing.INVITED
                if isinstance(effect, Kept):
                    records.apply(seat if let_in else effect)
                else:
                    done.append(effect)
        return done
