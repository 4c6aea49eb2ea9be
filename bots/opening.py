"""Making the house as ``house.toml`` describes it: the manager room, each group, and who has a seat there.

Doing it again adds only what is missing, so it is done at every start.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection as Transaction

from bots.founding import Founder
from bots.ground import Ground
from config.house import House as Plan
from config.house import HouseGroup
from fourwalls.group.effects import Done, GiveSeat, Invite, Priority, Whisper
from fourwalls.group.people import HOUSE, Bot, EventId, Group, GroupId, PersonId, Role, Room, Standing
from fourwalls.group.phrase import phrase
from fourwalls.matrix.homeserver import HomeserverError, RefusedError, TokenDeadError
from fourwalls.matrix.patience import Patience
from fourwalls.storage import outbox
from fourwalls.storage.records import Records


class Opening:
    """Opens the house once."""

    def __init__(self, ground: Ground, plan: Plan, founder: Founder, rouse: Callable[[], None]) -> None:
        self._ground = ground
        self._plan = plan
        self._founder = founder
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
            group = await run(lambda conn, planned=planned: self._group(conn, planned))  # type: ignore[misc]  # mypy cannot see the default's type
            room = await self._founder.group_room(group.id)
            await run(lambda conn, planned=planned, room=room: self._invite_facilitators(conn, planned, group, room))  # type: ignore[misc]  # noqa: B023 - awaited within this turn of the loop
        self._rouse()

    def _seat_the_manager(self, conn: Transaction) -> None:
        self._seat(self._ground.records(conn), self._ground.online_manager, HOUSE, Role.ONLINE_MANAGER)

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
        records = self._ground.records(conn)
        group = records.ensure_group(planned.name, self._ground.portal_public)
        for person in planned.facilitators:
            self._seat(records, person, group.id, Role.FACILITATOR)
        return group

    def _seat(self, records: Records, person: PersonId, group: GroupId, role: Role) -> None:
        if records.seat(person, group) is None:
            now = datetime.now(tz=UTC)
            records.apply(GiveSeat(person, group, role, Standing.INVITED, now, self._ground.bots[Bot.WARDEN]))

    def _invite_facilitators(self, conn: Transaction, planned: HouseGroup, group: Group, room: Room) -> None:
        for person in planned.facilitators:
            welcome = Whisper(person, phrase("welcome", group=group.name), Priority.NEWS)
            self._once(conn, f"opening {group.id} {person}", Invite(room.id, person), welcome)

    def _once(self, conn: Transaction, cause: str, *effects: Done) -> None:
        for index, effect in enumerate(effects):
            outbox.put(conn, self._ground.keys, outbox.Cause(Bot.WARDEN, EventId(cause)), index, effect)
