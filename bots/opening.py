"""Making the house as ``house.toml`` describes it: the manager room, each group, and who has a seat there.

Doing it again adds only what is missing, so it is done at every start.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Connection as Transaction

from bots.founding import BOTS_INSIDE, ask_in, room_name, welcome
from bots.ground import Ground
from bots.making import Making
from bots.names import Telling
from config.house import House as Plan
from config.house import HouseGroup
from fourwalls.group.effects import GiveSeat, Priority, TellManagers
from fourwalls.group.people import HOUSE, Bot, Group, GroupId, PersonId, Role, Room, RoomKind, Standing
from fourwalls.group.phrase import phrase
from fourwalls.matrix.homeserver import HomeserverError, RefusedError, TokenDeadError
from fourwalls.matrix.patience import Patience
from fourwalls.storage import outbox
from fourwalls.storage.records import Records


class Opening:
    """Opens the house once."""

    def __init__(self, ground: Ground, plan: Plan, making: Making, rouse: Callable[[], None]) -> None:
        self._ground = ground
        self._plan = plan
        self._founder = making.founder
        self._names = making.names
        self._rouse = rouse

    async def open_patiently(self) -> None:
        """Make whatever is not there yet; trouble with the server is waited out, longer each time.

        Raises:
            TokenDeadError, RefusedError: waiting does not help.
        """
        patience = Patience()
        while True:
            try:
                return await self.open()
            except TokenDeadError:
                raise
            except HomeserverError as trouble:
                if isinstance(trouble, RefusedError) and not trouble.may_pass:
                    raise
                await patience.wait(trouble)

    async def open(self) -> None:
        """Make whatever of the plan is not there yet.

        Raises:
            HomeserverError: a room could not be made; done again, this goes on where it stopped.
        """
        run = self._ground.database.run
        await run(self._seat_the_manager)
        manager_room = await self._founder.manager_room()
        await run(lambda conn: self._invite_the_manager(conn, manager_room))
        for planned in self._plan.groups:
            await self._open_group(planned)
        await self._look_at_room_names()
        self._rouse()

    async def _open_group(self, planned: HouseGroup) -> None:
        """One group with its rooms, and its facilitators asked in; a closed one stays closed."""
        run = self._ground.database.run
        if not await self._may_be_named(planned):
            return
        group = await run(lambda conn: self._group(conn, planned))
        if group.is_closed:
            return
        rooms = await self._founder.rooms_of(group)
        await run(lambda conn: self._invite_facilitators(conn, planned, group, rooms))

    async def _may_be_named(self, planned: HouseGroup) -> bool:
        """Whether a group may go by its name: it does already, it is meant, or nothing in it tells who somebody is.

        What cannot be looked at now is made all the same: the operator chose it, and people wait for their room.
        """
        run, name = self._ground.database.run, planned.name
        known = await run(lambda conn: self._ground.records(conn).group_named(name) is not None)
        if known or planned.sure_of_name:
            return True
        telling = await self._names.look_at(name)
        if not telling.findings:
            return True
        await run(lambda conn: self._tell(conn, telling, "house-name-tells"))
        return False

    async def _look_at_room_names(self) -> None:
        """What the homeserver reads is looked at too; rooms go by it all the same, since most have it already."""
        run = self._ground.database.run
        for name in sorted({room_name(self._ground, kind) for kind in BOTS_INSIDE if kind is not RoomKind.OPEN}):
            telling = await self._names.look_at(name)
            if telling.findings:
                await run(partial(self._tell, telling=telling, told="server-name-tells"))

    def _tell(self, conn: Transaction, telling: Telling, told: str) -> None:
        """Tell the managers of a name, once a day."""
        words = telling.words(told)
        cause = outbox.Cause(Bot.WARDEN, f"{told} {telling.name} {self._ground.now():%Y-%m-%d}")
        outbox.put(conn, self._ground.keys, cause, 0, TellManagers(Bot.WARDEN, words, Priority.WARNING))

    def _seat_the_manager(self, conn: Transaction) -> None:
        self._seat(self._ground.records(conn), self._ground.online_manager, HOUSE, Role.ONLINE_MANAGER)

    def _invite_the_manager(self, conn: Transaction, room: Room) -> None:
        person = self._ground.online_manager
        ask_in(conn, self._ground, room, person)
        welcome(conn, self._ground, HOUSE, person, phrase("welcome-manager"))

    def _group(self, conn: Transaction, planned: HouseGroup) -> Group:
        """The group of this name, made with transcript keys of its own when there is none."""
        records = self._ground.records(conn)
        group = records.ensure_group(planned.name, self._ground.portal_public, planned.layout)
        for person in () if group.is_closed else planned.facilitators:
            self._seat(records, person, group.id, Role.FACILITATOR)
        return group

    def _seat(self, records: Records, person: PersonId, group: GroupId, role: Role) -> None:
        if records.seat(person, group) is None:
            now = datetime.now(tz=UTC)
            records.apply(GiveSeat(person, group, role, Standing.INVITED, now, self._ground.bots[Bot.WARDEN]))

    def _invite_facilitators(self, conn: Transaction, planned: HouseGroup, group: Group, rooms: Sequence[Room]) -> None:
        for person in planned.facilitators:
            for room in rooms:
                ask_in(conn, self._ground, room, person)
            welcome(conn, self._ground, group.id, person, phrase("welcome", group=group.name))
