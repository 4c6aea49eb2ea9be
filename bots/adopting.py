"""Taking on a room that was there before us: claimed, walled, emptied of strangers, looked at again, and told.

The outbox tries the whole of it again until it is done, so each step finds what was done before and goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sqlalchemy import Connection as Transaction

from bots.door import Door
from bots.founding import BOTS_INSIDE, Founder
from bots.ground import Ground
from bots.inspecting import has_power, peers
from bots.surveying import AT_THE_DOOR, Surveying, newcomers, profile_names
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Evict, Invite, TellManagers, Whisper
from fourwalls.group.effects.kept import GiveSeat, NameProfile
from fourwalls.group.effects.priority import Priority
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
from handlers.entitled import is_online_manager, may_be_inside, shown_name


class Adopting:
    """Takes rooms on for the warden, for ``bots.acts``."""

    def __init__(self, ground: Ground, connection: Connection, founder: Founder) -> None:
        self._ground = ground
        self._connection = connection
        self._founder = founder
        self._warden = ground.bots[Bot.WARDEN]
        self._look = Surveying(ground, connection, founder)
        self._door = Door(ground, connection)

    async def do(self, effect: Survey | Adopt, txn: str) -> None:
        """Look at a room, or do with it what was answered, if whoever asked is the Online Manager still.

        Raises:
            HomeserverError: it could not be done now; tried again, it goes on where it stopped.
        """
        if not await self._ground.database.run(lambda conn: self._may_still(conn, effect)):
            await self._look.whisper(effect.by, phrase("adopt-no-right"), txn)
            return
        match effect:
            case Survey():
                await self._look.survey(effect, txn)
            case Adopt():
                await self._adopt(effect, txn)

    def _may_still(self, conn: Transaction, effect: Survey | Adopt) -> bool:
        """Whether the word counts on which it is done; what has begun is finished, as half a wall protects nobody."""
        records = self._ground.records(conn)
        begun = isinstance(effect, Adopt) and effect.taking is not Taking.MOVE and records.room(effect.room) is not None
        return begun or is_online_manager(effect.by, records)

    async def _adopt(self, adopt: Adopt, txn: str) -> None:
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
        await self._sort_out(room)
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
        if known is not None:
            return room  # claimed at an earlier try: whoever came in since then is looked at as anybody is
        above = tuple(sorted(PersonId(person) for person in peers(state, self._warden)))
        facts = self._look.facts(records, Adoption(adopt.room, adopt.name, adopt.by), state, listed=False)
        codes = tuple(code for code, _ in adoption.limits(facts))
        adoptions.keep(conn, self._ground.keys, Adoption(adopt.room, adopt.name, adopt.by, peers=above, limits=codes))
        if adopt.taking is Taking.EVERYBODY:
            self._seat(conn, adopt, state, group, txn)
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

    async def _sort_out(self, room: Room) -> None:
        """Lead strangers out and ask our bots in; only then is it said that the room is the group's."""
        state = await self._connection.act.room_state(room.id)
        strangers = await self._ground.database.run(
            lambda conn: self._strangers(room, state, self._ground.records(conn))
        )
        missing = [bot for bot in self._bots(room) if bot not in state.with_membership(*AT_THE_DOOR)]
        steps = [partial(self._door.evict, room.id, person) for person in strangers]
        steps += [partial(self._door.invite, room.id, bot) for bot in missing]
        for step in steps:
            try:
                await step()
            except RefusedError as refusal:
                if refusal.may_pass:
                    raise

    def _strangers(self, room: Room, state: RoomState, records: Records) -> list[PersonId]:
        people = sorted(PersonId(person) for person in state.with_membership(*AT_THE_DOOR))
        return [one for one in people if not may_be_inside(one, room, records)]

    def _bots(self, room: Room) -> list[PersonId]:
        return [self._ground.bots[bot] for bot in BOTS_INSIDE[room.kind]]

    def _finish(self, conn: Transaction, adopt: Adopt, room: Room, after: RoomState, txn: str) -> None:
        """Tell how the walls stand now; what could not be done is asked for once more, and told if it cannot be."""
        records = self._ground.records(conn)
        known = adoptions.of(conn, self._ground.keys, room.id)
        assert known is not None
        done = Adoption(known.room, known.name, known.by, done=True, peers=known.peers, limits=known.limits)
        adoptions.keep(conn, self._ground.keys, done)
        left = [drift.type for drift in self._look.drifts(room, after, records)]
        strangers = self._strangers(room, after, records)
        words = (
            phrase("adopted-partly", group=adopt.name, setting=",".join(left))
            if left
            else phrase("adopted", group=adopt.name)
        )
        told = phrase("adopted-managers", group=adopt.name, by=shown_name(adopt.by, records))
        stay = [Whisper(adopt.by, phrase("adopted-strangers", people=len(strangers)))] if strangers else []
        self._look.put(
            conn,
            txn,
            *(Invite(room.id, bot) for bot in self._bots(room) if bot not in after.with_membership(*AT_THE_DOOR)),
            *(Evict(room.id, one) for one in strangers),
            Whisper(adopt.by, words),
            *stay,
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
        people = self._seat(conn, adopt, state, group, txn)
        self._look.put(conn, txn, Whisper(adopt.by, phrase("adopt-moved", group=group.name, people=people)))

    def _seat(self, conn: Transaction, adopt: Adopt, state: RoomState, group: Group, txn: str) -> int:
        """Put those whom the report named and who are inside on the list; tell who came later. Says how many it put.

        Whoever is on the list already keeps their place, and whoever was taken off it stays off.
        """
        records, asked = self._ground.records(conn), list[Effect]()
        names = profile_names(state)
        inside = newcomers(state, group, records)
        vouched = [person for person in inside if person in adopt.shown]
        for person in vouched:
            if names[person]:
                records.apply(NameProfile(person, names[person]))
            asked += self._seated(person, adopt, group, records)
        later = [person for person in inside if person not in adopt.shown]
        if later:
            lines = ", ".join(adoption.named(person, names[person]) for person in later[: adoption.MOST_NAMED])
            told = "adopt-came-later" if adopt.taking is Taking.EVERYBODY else "adopt-came-later-moved"
            asked.append(Whisper(adopt.by, phrase(told, group=group.name, people=len(later), lines=lines)))
        self._look.put(conn, f"{txn} seats", *asked)
        return len(vouched)

    def _seated(self, person: PersonId, adopt: Adopt, group: Group, records: Records) -> Iterator[Effect]:
        """A place for one person. Who stays inside has the period of grace to agree; ``bots.agreeing`` asks them."""
        seat = GiveSeat(person, group.id, Role.MEMBER, Standing.INVITED, self._ground.now(), adopt.by)
        welcome = phrase("welcome", group=group.name)
        if adopt.taking is Taking.MOVE:
            yield from agreement.asked_in(seat, welcome, records)
            return
        yield GiveSeat(person, group.id, Role.MEMBER, Standing.INSIDE, seat.at, adopt.by, found_inside=True)
        if records.has_agreed(person):
            yield Whisper(person, welcome, Priority.NEWS)
