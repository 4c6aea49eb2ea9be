"""Before anybody is invited: the policy in private, agreed to in words from a signed device, by real clients."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from bots import agreeing
from bots.agreeing import Agreeing
from bots.demo.homeserver import LocalHomeserver
from bots.house import House
from config.files import SHIPPED
from config.policyfile import FILE
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import Site, prepare_site, running_house
from tests.support.member import Member
from tests.support.synapse import Register, SignIn

pytestmark = pytest.mark.e2e


async def private_room(member: Member) -> str:
    room = await member.wait_invite()
    await member.join(room)
    return room


async def test_a_newcomer_reads_and_agrees_before_they_are_invited(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth = [await sign_in(name) for name in ("odette", "ruth")]
    account = await register("pip")
    place = (account.base_url, account.name, account.password)
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with await Member.start(*place) as pip, running_house(site):
        evening = await gather(site, odette, ruth)
        await evening.tell_guide(ruth, f"!invite {pip.user_id}")
        await evening.hears(ruth, "they read our confidentiality policy with me in private")
        evening.private[pip.user_id] = await private_room(pip)

        # piece by piece: a reaction turns the page, a word too
        first = await evening.hears(pip, "You are invited to Tuesday evening")
        await pip.react(first.room, first.event_id, "👍")
        await evening.hears(pip, "piece 2 of 4")
        asked = await evening.tell_guide(pip, "back")
        await evening.hears(pip, "piece 1 of 4", after=asked)

        # nobody agrees to what they have not seen, nor by a reaction, nor from a device that is not signed
        await evening.tell_guide(pip, "I agree")
        last = await evening.hears(pip, "please write: I agree")
        await pip.react(last.room, last.event_id, "👍")
        await evening.hears(pip, "please write it in words")
        async with await Member.start(*place, signed=False, only_signed=False) as double:
            await double.wait_membership(last.room, "join")
            await double.send(last.room, "I agree")
            await double.wait_message(containing="I could not be sure that this came from you", room=last.room)

        # whoever would rather not loses nothing, and nobody has been invited so far
        await evening.tell_guide(pip, "not now")
        await evening.hears(pip, "your place on the list is kept")
        await evening.hears(ruth, "would rather not agree to the confidentiality policy for now")
        await odette.wait_message(containing="would rather not agree", room=evening.desk)
        asked = await evening.tell_guide(ruth, "!roster")
        assert "has not agreed to the policy yet" in (await evening.hears(ruth, "On the list of", after=asked)).body
        assert list(pip.invites) == []

        await evening.tell_guide(pip, "I agree")
        assert await pip.wait_invite(evening.room) == evening.room
        await evening.hears(pip, "Welcome to Tuesday evening")
        await pip.join(evening.room)
        await ruth.wait_membership(evening.room, "join", pip.user_id)
        assert agreements(site) == 3


def agreements(site: Site) -> int:
    database = site.open_database()
    try:
        found = database.run_sync(lambda conn: conn.exec_driver_sql("SELECT count(*) FROM agreement").scalar_one())
        return int(found)
    finally:
        database.close()


def write_next_version(site: Site) -> None:
    (site.folder / "config" / "policy").mkdir()
    text = (SHIPPED / FILE).read_text(encoding="utf-8").replace("version: 1", "version: 2")
    (site.folder / "config" / FILE).write_text(text, encoding="utf-8")


async def look(house: House, days: float) -> None:
    """As the guide will look at it so many days from now."""
    ground = house.ground
    looking = Agreeing(ground, house.plan.grace, house.rouse)
    await ground.database.run(lambda conn: looking.look(conn, ground.now() + timedelta(days=days)))
    house.rouse()


async def session_is_on(house: House) -> None:
    """Wait until the scribe has heard its own announcement, which members may see a moment before it does."""
    ground = house.ground
    (group,) = await ground.database.run(lambda conn: ground.records(conn).groups())
    while await ground.database.run(lambda conn: ground.records(conn).open_session(group.id)) is None:  # noqa: ASYNC110 - they announce nothing
        await asyncio.sleep(0.05)


async def says_agree(evening: Gathering, member: Member) -> None:
    asked = await evening.tell_guide(member, "policy")
    await evening.hears(member, "please write: I agree", after=asked)
    await evening.tell_guide(member, "I agree")


async def test_a_new_version_asks_everybody_again_and_in_the_end_leads_out_until_they_agree(
    tmp_path: Path,
    homeserver: LocalHomeserver,
    register: Register,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # the days that pass below pass for the guide's look alone: the session has only just been opened
    monkeypatch.setattr(agreeing, "_LONGEST_MEETING", timedelta(days=60))
    odette, ruth, pip = [await sign_in(name) for name in ("odette", "ruth", "pip")]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site):
        evening = await gather(site, odette, ruth, pip=pip)
    write_next_version(site)
    async with running_house(site) as house:
        await odette.wait_message(containing="Version 2 of the confidentiality policy", room=evening.desk)
        for member in (ruth, pip):
            await evening.hears(member, "it is new, or has changed")
        await evening.hears(odette, "binds everybody, you too. Please read it")
        await says_agree(evening, ruth)
        await evening.hears(ruth, "written down that you agree")

        # nobody is led out of a meeting, and whoever was reminded may still stay
        await look(house, 7)
        await evening.hears(pip, "A friendly reminder")
        await evening.open_session()
        await session_is_on(house)
        await look(house, 14)
        spoken = await pip.send(evening.room, "I am still here")
        await ruth.wait_message(containing="I am still here", room=evening.room)
        await evening.close_session()

        await look(house, 14)
        told = await evening.hears(pip, "The time for reading our confidentiality policy is over")
        assert "your place is kept" in told.body
        await pip.wait_membership(evening.room, "leave")
        await odette.wait_message(containing="is out of Tuesday evening until they do", room=evening.desk)
        secret = await ruth.send(evening.room, "is Pip still reading this?")
        assert spoken != secret

        # they come back by themselves once they agree
        await says_agree(evening, pip)
        await pip.wait_invite(evening.room)
        await pip.join(evening.room)
        await ruth.wait_membership(evening.room, "join", pip.user_id)
        await ruth.send(evening.room, "welcome back")
        await pip.wait_message(containing="welcome back", room=evening.room)
        assert secret not in {seen.event_id for seen in pip.messages(evening.room) if seen.readable}
