"""Making the house as ``house.toml`` describes it: the manager room, each group, and who has a seat there.

Doing it again adds only what is missing, so it is done at every start.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sqlalchemy import Connection as Transaction

from bots.agreeing import Agreeing
from bots.founding import BOTS_INSIDE, ask_in, room_name, welcome
from bots.ground import Ground
from bots.making import Making
from bots.names import Telling
from bots.putting import put, put_all
from config.house import House as Plan
from config.house import HouseGroup
from fourwalls.group.effects.done import TellManagers
from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.effects.priority import Priority
from fourwalls.group.people import HOUSE, Bot, Group, GroupId, PersonId, Role, Room, RoomKind, Standing
from fourwalls.group.phrase import phrase
from fourwalls.matrix.homeserver import HomeserverError, RefusedError, TokenDeadError
from fourwalls.matrix.patience import Patience
from fourwalls.storage.outbox import Cause
from handlers import agreement


class Opening:
    """Opens the house once."""

    def __init__(self, ground: Ground, plan: Plan, making: Making, rouse: Callable[[], None]) -> None:
        self._ground = ground
        self._plan = plan
        self._founder = making.founder
        self._names = making.names
        self._rouse = rouse
        self._agreeing = Agreeing(ground, plan.grace, rouse)

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
        await run(lambda conn: self._agreeing.look(conn, self._ground.now()))  # the manager is asked to agree, too
        self._rouse()

    async def _open_group(self, planned: HouseGroup) -> None:
        """One group with its rooms, and its facilitators asked in; a closed one stays closed."""
        run = self._ground.database.run
        if not await self._may_be_named(planned):
            return
        group = await run(lambda conn: self._group(conn, planned))
        if group.is_closed:
            return
        await self._founder.rooms_of(group)
        await run(lambda conn: self._ask_facilitators_in(conn, planned, group))

    async def _may_be_named(self, planned: HouseGroup) -> bool:
        """Whether a group may go by its name: it does already, it is meant, or nothing in it tells who somebody is.

        What cannot be looked at now is made all the same: the operator chose it, and people wait for their room.
        """
        run, name = self._ground.database.run, planned.name
        known = await run(lambda conn: self._ground.records(conn).group_named(name) is not None)
        if known or planned.sure_of_name:
            return True
        telling = await self._names.look_at(name)
        if not telling.tells:
            return True
        await run(lambda conn: self._tell(conn, telling, "house-name-tells"))
        return False

    async def _look_at_room_names(self) -> None:
        """What the homeserver reads is looked at too; rooms go by it all the same, since most have it already."""
        run = self._ground.database.run
        for name in sorted({room_name(self._ground, kind) for kind in BOTS_INSIDE if kind is not RoomKind.OPEN}):
            telling = await self._names.look_at(name)
            if telling.tells:
                await run(partial(self._tell, telling=telling, told="server-name-tells"))

    def _tell(self, conn: Transaction, telling: Telling, told: str) -> None:
        """Tell the managers of a name, once a day."""
        words = telling.words(told)
        cause = Cause(Bot.WARDEN, f"{told} {telling.name} {self._ground.now():%Y-%m-%d}")
        put(conn, self._ground, cause, TellManagers(Bot.WARDEN, words, Priority.WARNING))

    def _seat_the_manager(self, conn: Transaction) -> None:
        if self._ground.records(conn).seat(self._ground.online_manager, HOUSE) is None:
            self._ground.records(conn).apply(self._seat(self._ground.online_manager, HOUSE, Role.ONLINE_MANAGER))

    def _invite_the_manager(self, conn: Transaction, room: Room) -> None:
        person = self._ground.online_manager
        ask_in(conn, self._ground, room, person)
        welcome(conn, self._ground, HOUSE, person, phrase("welcome-manager"))

    def _group(self, conn: Transaction, planned: HouseGroup) -> Group:
        """The group of this name, made with transcript keys of its own when there is none."""
        return self._ground.records(conn).ensure_group(planned.name, self._ground.portal_public, planned.layout)

    def _ask_facilitators_in(self, conn: Transaction, planned: HouseGroup, group: Group) -> None:
        """Whoever has no seat yet gets one; before they are invited they agree to the policy, as everybody does."""
        records = self._ground.records(conn)
        if records.group(group.id).is_closed:
            return  # since its rooms were made
        for person in planned.facilitators:
            if records.seat(person, group.id) is None:
                seat = self._seat(person, group.id, Role.FACILITATOR)
                words = phrase("welcome", group=group.name)
                cause = Cause(Bot.WARDEN, f"seated {group.id} {person}")
                put_all(conn, self._ground, cause, agreement.asked_in(seat, words, records))

    def _seat(self, person: PersonId, group: GroupId, role: Role) -> GiveSeat:
        return GiveSeat(person, group, role, Standing.INVITED, self._ground.now(), self._ground.bots[Bot.WARDEN])
