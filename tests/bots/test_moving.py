"""From one group to another, and out of one for a time and back, by real clients; the days pass for the bots alone."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection as Transaction

from bots.demo.homeserver import LocalHomeserver
from bots.house import House
from bots.returning import Returning
from handlers import doors
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import prepare_site, running_house
from tests.support.member import Member
from tests.support.synapse import Register, SignIn

pytestmark = pytest.mark.e2e

OTHER = "Friday lunch"


async def test_somebody_is_moved_then_suspended_and_comes_back_by_themselves(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    names = ("odette", "ruth", "pip", "walt")
    odette, ruth, pip, walt = [await sign_in(name, display_name=name.title()) for name in names]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site) as house:
        evening = await gather(site, odette, ruth, pip=pip, walt=walt)
        await odette.send(evening.desk, f"!group new {OTHER}")
        await odette.wait_message(containing=f"is making a new group: {OTHER}", room=evening.desk)
        await rooms_are_made(house)

        # moved: out of the one, told why, and asked into the other at once
        await ordered(evening, f"!move {pip.user_id} {GROUP} to {OTHER}")
        await evening.hears(pip, f"You are moving from {GROUP} to {OTHER}")
        await pip.wait_membership(evening.room, "leave")
        await walt.wait_membership(evening.room, "leave", pip.user_id)
        other = await pip.wait_invite()
        await pip.join(other)
        line = await line_that_says("member, inside, on the list since", pip, evening)
        assert "on the word of Odette, first inside" in line
        assert pip.user_id not in await list_of(evening, GROUP)

        # suspended: out until the day, and then asked in by nobody's word
        await ordered(evening, f"!suspend {pip.user_id} 2 days {OTHER}")
        told = await evening.hears(pip, f"You are taking a break from {OTHER}")
        await pip.wait_membership(other, "leave")
        await days_pass(house, 1.9)
        assert pip.invites == []
        await line_that_says("member, suspended until", pip, evening)
        await days_pass(house, 2.1)
        await evening.hears(pip, "Welcome back. Your break", after=told.event_id)
        assert await pip.wait_invite(other) == other
        await pip.join(other)
        await odette.wait_message(containing=f"The break of Pip from {OTHER} is over", room=evening.desk)
        await line_that_says("member, inside, on the list since", pip, evening)


async def ordered(evening: Gathering, command: str) -> None:
    """The Online Manager gives a command in private, reads what it would do, and confirms."""
    asked = await evening.tell_guide(evening.manager, command)
    await evening.hears(evening.manager, "You are asking me to", after=asked)
    await evening.tell_guide(evening.manager, "confirm")


async def list_of(evening: Gathering, group: str) -> str:
    """A group's list as the Online Manager is shown it."""
    asked = await evening.tell_guide(evening.manager, f"!roster {group}")
    return (await evening.hears(evening.manager, f"On the list of {group}", after=asked)).body


async def line_that_says(words: str, member: Member, evening: Gathering) -> str:
    """Ask for the other group's list until somebody's line says so: the warden may hear of it a moment late."""
    lines: list[str] = []
    while not lines:
        shown = (await list_of(evening, OTHER)).splitlines()
        lines = [line for line in shown if member.user_id in line and words in line]
    return lines[0]


async def rooms_are_made(house: House) -> None:
    """Wait until the other group has all its rooms."""
    ground = house.ground

    def ready(conn: Transaction) -> bool:
        records = ground.records(conn)
        return any(group.name == OTHER and doors.are_ready(group, records) for group in records.groups())

    async with asyncio.timeout(60):
        while not await ground.database.run(ready):  # noqa: ASYNC110 - the database announces nothing
            await asyncio.sleep(0.05)


async def days_pass(house: House, days: float) -> None:
    """As the bots will look for who is to come back, so many days from now."""
    ground = house.ground
    returning = Returning(ground, house.rouse)
    await ground.database.run(lambda conn: returning.ask_in(conn, ground.now() + timedelta(days=days)))
    house.rouse()
