"""Making the house as ``house.toml`` describes it: the manager room, each group, and who has a seat there.

Doing it again adds only what is missing, so it is done at every start.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection as Transaction

from bots.agreeing import Agreeing
from bots.founding import Founder
from bots.ground import Ground
from config.house import House as Plan
from config.house import HouseGroup
from fourwalls.group.effects import Effect, GiveSeat, Invite, Kept, Priority, Whisper
from fourwalls.group.people import HOUSE, Bot, EventId, Group, GroupId, PersonId, Role, Room, Standing
from fourwalls.group.phrase import phrase
from fourwalls.matrix.homeserver import HomeserverError, RefusedError, TokenDeadError
from fourwalls.matrix.patience import Patience
from fourwalls.storage import outbox
from handlers import agreement


class Opening:
    """Opens the house once."""

    def __init__(self, ground: Ground, plan: Plan, founder: Founder, rouse: Callable[[], None]) -> None:
        self._ground = ground
        self._plan = plan
        self._founder = founder
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
            group = await run(lambda conn, planned=planned: self._group(conn, planned))  # type: ignore[misc]  # mypy cannot see the default's type
            await self._founder.group_room(group.id)
            await run(lambda conn, planned=planned, group=group: self._ask_facilitators_in(conn, planned, group))  # type: ignore[misc]
        await run(lambda conn: self._agreeing.look(conn, self._ground.now()))  # the manager is asked to agree, too
        self._rouse()

    def _seat_the_manager(self, conn: Transaction) -> None:
        if self._ground.records(conn).seat(self._ground.online_manager, HOUSE) is None:
            self._ground.records(conn).apply(self._seat(self._ground.online_manager, HOUSE, Role.ONLINE_MANAGER))

    def _invite_the_manager(self, conn: Transaction, room: Room) -> None:
        person = self._ground.online_manager
        self._once(
            conn,
            f"opening {HOUSE} {person}",
            Invite(room.id, person),
            Whisper(person, phrase("welcome-manager"), Priority.NEWS),
        )

    def _group(self, conn: Transaction, planned: HouseGroup) -> Group:
        """The group of this name, made with transcript keys of its own when there is none."""
        return self._ground.records(conn).ensure_group(planned.name, self._ground.portal_public)

    def _ask_facilitators_in(self, conn: Transaction, planned: HouseGroup, group: Group) -> None:
        """Whoever has no seat yet gets one; before they are invited they agree to the policy, as everybody does."""
        records = self._ground.records(conn)
        for person in planned.facilitators:
            if records.seat(person, group.id) is None:
                seat = self._seat(person, group.id, Role.FACILITATOR)
                welcome = phrase("welcome", group=group.name)
                self._once(conn, f"opening {group.id} {person}", *agreement.asked_in(seat, welcome, records))

    def _seat(self, person: PersonId, group: GroupId, role: Role) -> GiveSeat:
        return GiveSeat(person, group, role, Standing.INVITED, self._ground.now(), self._ground.bots[Bot.WARDEN])

    def _once(self, conn: Transaction, cause: str, *effects: Effect) -> None:
        for index, effect in enumerate(effects):
            if isinstance(effect, Kept):
                self._ground.records(conn).apply(effect)
            else:
                outbox.put(conn, self._ground.keys, outbox.Cause(Bot.WARDEN, EventId(cause)), index, effect)
