"""Out of a group, by real clients: what a removed client holds opens nothing, and no outage leaves anybody half out."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bots.demo.homeserver import LocalHomeserver
from bots.door import Door
from fourwalls.group.people import Bot, Layout, PersonId, RoomId
from fourwalls.matrix.homeserver import HomeserverError
from tests.bots.test_two_rooms import DESK, MEET, PRIVATE, TALK, come_in
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import prepare_site, running_house
from tests.support.member import Member, MemberError
from tests.support.synapse import Register, SignIn, members, registrar

pytestmark = pytest.mark.e2e

_TRIES_IN_VAIN = 7
"""With the warden's waits between them, half a minute to a minute."""


async def remove(evening: Gathering, member: Member) -> None:
    """The facilitator takes somebody out."""
    await evening.tell_guide(evening.facilitator, f"!remove {member.user_id} we agreed on a pause")
    await evening.hears(evening.facilitator, "You are asking me to take")
    await evening.tell_guide(evening.facilitator, "confirm")


async def test_a_removed_client_that_keeps_its_session_opens_nothing_said_later(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    """It holds the keys of what was said before, is handed every later event, and tries them all."""
    odette, ruth, pip, walt = [await sign_in(name) for name in ("odette", "ruth", "pip", "walt")]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    speakers = {ruth.user_id, walt.user_id, site.settings.users[Bot.SCRIBE]}
    async with running_house(site):
        evening = await gather(site, odette, ruth, pip=pip, walt=walt)
        await evening.open_session()
        for speaker in (ruth, walt):
            await say(speaker, evening, "before")
        before = await ruth.sealed(evening.room)
        assert {event["sender"] for event in before} == speakers
        held = [event for event in before if await pip.opens(event)]
        assert {event["sender"] for event in held} == speakers, "its keys open what each of them said before"

        await remove(evening, pip)
        await evening.hears(pip, "we agreed on a pause")
        for member in (pip, ruth, walt):
            await member.wait_membership(evening.room, "leave", pip.user_id)
        del evening.members["pip"]
        await say(ruth, evening, "after")
        await say(walt, evening, "after")
        await evening.close_session()
        known = {event["event_id"] for event in before}
        later = [event for event in await ruth.sealed(evening.room) if event["event_id"] not in known]
        assert {event["sender"] for event in later} == speakers
        assert all([await ruth.opens(event) for event in later])
        assert [event["sender"] for event in later if await pip.opens(event)] == []
        assert all([await pip.opens(event) for event in held]), "the same client still opens what it could"


async def say(speaker: Member, evening: Gathering, words: str) -> None:
    """Say something in the group, and wait until everybody who is inside has read it."""
    said = f"{words}, said {speaker.user_id}"
    await speaker.send(evening.room, said)
    await evening.everybody_hears(said)


async def test_an_invitation_that_waits_is_withdrawn_with_the_seat(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip = [await sign_in(name) for name in ("odette", "ruth", "pip")]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site):
        evening = await gather(site, odette, ruth)
        await evening.tell_guide(ruth, f"!invite {pip.user_id}")
        await evening.read_and_agree(pip)
        assert await pip.wait_invite(evening.room) == evening.room
        await remove(evening, pip)
        await evening.hears(pip, "we agreed on a pause")
        await pip.wait_membership(evening.room, "leave")
        with pytest.raises(MemberError) as refused:
            await pip.join(evening.room)
        assert refused.value.code == "M_FORBIDDEN"
        state = await ruth.state(evening.room)
        assert state["m.room.member", pip.user_id]["membership"] == "leave"


@pytest.mark.timeout(400)
async def test_a_homeserver_that_goes_down_in_the_middle_of_a_removal_leaves_nobody_half_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes when somebody is out of one room of two, and comes back when the warden has tried the other in vain."""
    homeserver = LocalHomeserver(tmp_path / "homeserver", limits="off")
    tries, down, evict = asyncio.Semaphore(0), asyncio.Event(), Door.evict
    first: list[RoomId] = []

    async def evict_and_go_down(door: Door, room: RoomId, person: PersonId) -> None:
        first.append(room)
        if len(first) == 1:
            await evict(door, room, person)
            await homeserver.stop()
            down.set()
            return
        await down.wait()
        try:
            await evict(door, room, person)
        except HomeserverError:
            tries.release()
            raise

    (tmp_path / "house").mkdir()
    async with homeserver, members(register := registrar(homeserver)) as sign_in:
        odette, ruth, pip = [await sign_in(name) for name in ("odette", "ruth", "pip")]
        place = (tmp_path / "house", homeserver, register, odette.user_id, ruth.user_id, GROUP)
        async with running_house(await prepare_site(*place, layout=Layout.TWO)):
            desk = await come_in(odette, DESK, PRIVATE)
            hers = await come_in(ruth, MEET, TALK, PRIVATE)
            await ruth.send(hers[PRIVATE], f"!invite {pip.user_id}")
            theirs = await come_in(pip, MEET, TALK, PRIVATE)

            monkeypatch.setattr(Door, "evict", evict_and_go_down)
            await ruth.send(hers[PRIVATE], f"!remove {pip.user_id} we agreed on a pause")
            await ruth.wait_message(containing="You are asking me to take", room=hers[PRIVATE])
            await ruth.send(hers[PRIVATE], "confirm")
            async with asyncio.timeout(180):
                for _ in range(_TRIES_IN_VAIN):
                    await tries.acquire()
            await homeserver.start()

            for room in (theirs[MEET], theirs[TALK]):
                await ruth.wait_membership(room, "leave", pip.user_id, timeout=120)
                await pip.wait_membership(room, "leave", timeout=120)
            for member, room, words in (
                (pip, theirs[PRIVATE], "we agreed on a pause"),
                (ruth, hers[PRIVATE], "is off the list and can no longer come in"),
                (odette, desk[DESK], "we agreed on a pause"),
            ):
                await member.wait_message(containing=words, room=room, timeout=120)
            asked = await pip.send(theirs[PRIVATE], "help")
            await pip.wait_message(containing="999", room=theirs[PRIVATE], after=asked, timeout=60)
            for member, room, words in ((pip, theirs[PRIVATE], "on a pause"), (odette, desk[DESK], "on a pause")):
                assert len([seen for seen in member.messages(room) if words in seen.body]) == 1, "told once"
