"""Groups with two rooms and with a space, on a real homeserver, as their people meet them; and the end of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

from bots.demo.homeserver import LocalHomeserver
from bots.house import House
from fourwalls.group.people import EventId
from handlers import closing
from handlers.shelf import CHILD
from tests.support.gathering import GROUP
from tests.support.house import prepare_site, running_house
from tests.support.member import Member
from tests.support.synapse import Register, SignIn

pytestmark = pytest.mark.e2e

MEET, TALK, SPACE, PRIVATE, DESK = "group room", "between meetings", "a group's rooms", "you and the guide", "managers"


async def come_in(person: Member, *wanted: str) -> dict[str, str]:
    """Accept as many invitations as there should be; gives each room by the end of its name. More there are not.

    To all but the managers' room the guide asks alone at first, and nobody else does before they have agreed.
    """
    rooms: dict[str, str] = {}
    for _ in wanted:
        if len(rooms) == 1 and DESK not in wanted:
            await agree(person, rooms)
        room = await person.wait_invite()
        await person.join(room)
        await person.wait_membership(room, "join")
        name = str((await person.state(room))["m.room.name", ""]["name"])
        rooms[name.rpartition(" \u2013 ")[2]] = room
    assert sorted(rooms) == sorted(wanted)
    return rooms


async def agree(person: Member, rooms: Mapping[str, str]) -> None:
    """Read the policy with the guide and agree to it."""
    assert list(rooms) == [PRIVATE]
    assert person.invites == []
    await hears(person, rooms, "Say next to read on, or all")
    asked = await person.send(rooms[PRIVATE], "all")
    await hears(person, rooms, "please write: I agree", asked)
    await person.send(rooms[PRIVATE], "I agree")


async def hears(person: Member, rooms: Mapping[str, str], containing: str, after: str = "") -> str:
    """Wait for the guide's private word."""
    return (await person.wait_message(containing=containing, room=rooms[PRIVATE], after=after)).body


async def is_recorded(house: House, event: str) -> bool:
    records = house.ground.records
    return await house.ground.database.run(lambda conn: records(conn).author_of_entry(EventId(event)) is not None)


async def test_the_first_week_has_two_invites_and_a_private_room_and_no_more(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip = [await sign_in(name) for name in ("odette", "ruth", "pip")]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP, layout=None)
    async with running_house(site) as house:
        await come_in(odette, DESK, PRIVATE)
        hers = await come_in(ruth, MEET, TALK, PRIVATE)
        await ruth.send(hers[PRIVATE], f"!invite {pip.user_id}")
        theirs = await come_in(pip, MEET, TALK, PRIVATE)
        await hears(pip, theirs, f"Welcome to {GROUP}")
        assert {MEET: hers[MEET], TALK: hers[TALK]} == {MEET: theirs[MEET], TALK: theirs[TALK]}
        for room in (MEET, TALK):
            state = await pip.state(theirs[room])
            assert state["m.room.create", ""]["room_version"] == "12"
            assert state["m.room.history_visibility", ""] == {"history_visibility": "joined"}
            assert state["m.room.encryption", ""]["algorithm"] == "m.megolm.v1.aes-sha2"
            assert GROUP not in str(state), "the homeserver must not learn the name"
            await ruth.wait_membership(theirs[room], "join", pip.user_id)
        scribe = site.env["FOURWALLS_SCRIBE_USER"]
        assert ("m.room.member", scribe) in await pip.state(theirs[MEET])
        assert ("m.room.member", scribe) not in await pip.state(theirs[TALK])

        # a session that is asked for in the wrong room opens in the right one
        await ruth.send(hers[TALK], "!session open")
        await hears(ruth, hers, "not in the room where you said it")
        await pip.wait_message(containing="session is open", room=theirs[MEET])
        aside = await pip.send(theirs[TALK], "is anybody else still at the bus stop?")
        said = await pip.send(theirs[MEET], "it was a long day, and I am glad to be here")
        await ruth.wait_message(containing="a long day", room=hers[MEET])
        await ruth.send(hers[PRIVATE], "!session close")
        await pip.wait_message(containing="A session has just closed", room=theirs[TALK])
        assert await is_recorded(house, said)
        assert not await is_recorded(house, aside)

        # what could tell who somebody is, is told in private wherever it was said
        await pip.send(theirs[TALK], "My name is Margaret Thornbury and I live at 14 Elm Road, Leeds.")
        assert "(conversation room)" in await hears(pip, theirs, "A quiet word")
        assert pip.invites == []

        await ruth.send(hers[TALK], f"!remove {pip.user_id} for a test")
        shown = await hears(ruth, hers, "You are asking me to take")
        assert pip.user_id in shown
        await ruth.send(hers[PRIVATE], "confirm")
        for room in (MEET, TALK):
            await pip.wait_membership(theirs[room], "leave")
        await hears(pip, theirs, f"You are no longer part of {GROUP}")


async def test_a_group_in_a_space_is_made_and_closed_and_an_open_room_is_watched(
    tmp_path: Path,
    homeserver: LocalHomeserver,
    register: Register,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(closing, "TO_READ", timedelta(seconds=4))
    odette, ruth, walt, eve = [await sign_in(name) for name in ("odette", "ruth", "walt", "eve")]
    tea = await ruth.create_room(encrypted=False, preset="public_chat", name="Tea")
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    with (tmp_path / "config" / "house.toml").open("a") as plan:
        plan.write(f'[[open_room]]\nname = "Tea room"\nroom = "{tea}"\n')
    async with running_house(site):
        desk = await come_in(odette, DESK, PRIVATE)
        await come_in(ruth, MEET, PRIVATE)

        # a name that tells is asked back; another makes everything at once, and once
        await odette.send(desk[DESK], "!group new Margaret Thornbury and friends")
        assert "«Margaret Thornbury» and friends" in await hears(odette, desk, "I have not made the group yet")
        for _ in range(2):
            await odette.send(desk[DESK], "!group new Thursday lamp in a space")
        await odette.wait_message(containing="is making a new group: Thursday lamp", room=desk[DESK])
        shown = await odette.send(desk[PRIVATE], "!group show Thursday lamp")
        while "two rooms in a space" not in (words := await hears(odette, desk, "Thursday lamp: ", shown)):
            assert "being made" in words
            shown = await odette.send(desk[PRIVATE], "!group show Thursday lamp")

        await odette.send(desk[PRIVATE], f"!invite {walt.user_id} Thursday lamp")
        theirs = await come_in(walt, MEET, TALK, SPACE, PRIVATE)
        space = await walt.state(theirs[SPACE])
        assert space["m.room.create", ""]["type"] == "m.space"
        assert {key for type_, key in space if type_ == CHILD} == {theirs[MEET], theirs[TALK]}
        assert "Thursday" not in str(space)

        # in the open room nobody is led out, and only people of ours are told, in private
        await ruth.invite(tea, site.env["FOURWALLS_GUIDE_USER"])
        await ruth.wait_membership(tea, "join", site.env["FOURWALLS_GUIDE_USER"])
        for person in (eve, walt):
            await person.join(tea)
            await person.send(tea, "My name is Margaret Thornbury and I live at 14 Elm Road, Leeds.", inClear=True)
        await hears(walt, theirs, "I can take nothing away there")
        assert eve.invites == []

        # the end of the group
        await odette.send(desk[PRIVATE], "!group close thursday lamp")
        await hears(odette, desk, "cannot be opened again")
        await odette.send(desk[PRIVATE], "confirm")
        await hears(walt, theirs, "Thursday lamp has come to an end")
        for room in (MEET, TALK, SPACE):
            await walt.wait_membership(theirs[room], "leave")
        await odette.wait_message(containing="has closed Thursday lamp for good", room=desk[DESK])
        asked = await walt.send(theirs[PRIVATE], "transcripts")
        await hears(walt, theirs, "http", asked)
        again = await odette.send(desk[PRIVATE], "!group close Thursday lamp")
        await hears(odette, desk, "is closed already", again)
        await eve.send(tea, "still here", inClear=True)
