"""Commands by real clients: what is shown first, who is meant, what is not done, and going for good."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import aiohttp
import pytest
from sqlalchemy import Connection, select

from bots.demo.homeserver import LocalHomeserver
from fourwalls.group.people import Bot, PersonId
from fourwalls.storage.keyfiles import load_operational_keys
from fourwalls.storage.keys import PersonKey
from fourwalls.storage.tables import entry
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import Site, prepare_site, running_house
from tests.support.member import Member
from tests.support.synapse import Register, SignIn

pytestmark = pytest.mark.e2e


async def test_of_two_people_of_one_name_the_right_one_goes_after_confirm(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth = [await sign_in(name, display_name=name.title()) for name in ("odette", "ruth")]
    pip, twin = [await sign_in(name, display_name="Pip") for name in ("pip", "twin")]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site):
        evening = await gather(site, odette, ruth, pip=pip, twin=twin)
        await evening.open_session()
        await the_number_and_confirm(evening, pip, twin)
        del evening.members["twin"]
        await evening.close_session()
        opening, closing = await room_keys_of(site, homeserver, evening.room, Bot.SCRIBE)
        assert opening != closing, "what is said after a removal needs a key that was never given to who is out"
        await confirmed_in_the_managers_room(evening, pip)


async def the_number_and_confirm(evening: Gathering, pip: Member, twin: Member) -> None:
    """Typed in the group by mistake, it is asked back and shown in private, and done at the word."""
    ruth = evening.facilitator
    await ruth.send(evening.room, "!remove Pip we agreed on a pause")
    asked = await evening.hears(ruth, "Which one do you mean?")
    (number,) = (line.split(".")[0] for line in asked.body.splitlines() if twin.user_id in line)
    await evening.tell_guide(ruth, number)
    shown = await evening.hears(ruth, "You are asking me to take")
    assert twin.user_id in shown.body
    assert pip.user_id not in shown.body
    await evening.tell_guide(ruth, "confirm")
    told = await evening.hears(twin, "we agreed on a pause")
    assert "write ask to me" in told.body
    await twin.wait_membership(evening.room, "leave")
    await pip.wait_membership(evening.room, "leave", twin.user_id)
    # whom they can ask is there for them still
    await evening.tell_guide(twin, "ask why did I have to go?")
    await evening.manager.wait_message(containing="why did I have to go?", room=evening.desk)


async def confirmed_in_the_managers_room(evening: Gathering, pip: Member) -> None:
    """The Online Manager names somebody by the link that an app makes, and confirms where the command was given."""
    odette = evening.manager
    link = f'<a href="https://matrix.to/#/{pip.user_id}">Pip</a>'
    content = {
        "msgtype": "m.text",
        "body": "!suspend Pip 2 days",
        "format": "org.matrix.custom.html",
        "formatted_body": f"!suspend {link} 2 days",
    }
    await odette.send_event(evening.desk, "m.room.message", content)
    shown = await evening.hears(odette, "You are asking me to take")
    assert pip.user_id in shown.body
    await odette.send(evening.desk, "confirm")
    await evening.hears(pip, "You are taking a break")
    await pip.wait_membership(evening.room, "leave")


async def test_what_is_not_done_is_said_and_who_leaves_takes_their_words_along(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    names = ("odette", "ruth", "pip", "walt")
    odette, ruth, pip, walt = [await sign_in(name, display_name=name.title()) for name in names]
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site):
        evening = await gather(site, odette, ruth, pip=pip, walt=walt)
        await an_edit_is_no_command(evening)
        await three_tries_are_told(evening, walt)

        await evening.open_session()
        await pip.send(evening.room, "the kettle is on")
        await walt.send(evening.room, "mine is cold already")
        await evening.everybody_hears("cold already")
        await evening.close_session()

        await evening.tell_guide(pip, "leave")
        await evening.hears(pip, "confirm erase")
        await evening.tell_guide(pip, "confirm erase")
        await evening.hears(pip, "out of the transcripts now")
        await pip.wait_membership(evening.room, "leave")
        assert words_left(evening) == {pip.user_id: 0, walt.user_id: 1}


async def an_edit_is_no_command(evening: Gathering) -> None:
    ruth = evening.facilitator
    said = await evening.tell_guide(ruth, "good evening")
    await ruth.send(evening.private[ruth.user_id], "!session open", replaces=said)
    await evening.hears(ruth, "You have changed a message")


async def three_tries_are_told(evening: Gathering, walt: Member) -> None:
    for _ in range(3):
        tried = await evening.tell_guide(walt, "!roster")
        await evening.hears(walt, "for the group's facilitators", after=tried)
    told = await evening.manager.wait_message(containing="several times within an hour", room=evening.desk)
    assert walt.user_id in told.body
    assert "roster" not in told.body


async def room_keys_of(site: Site, homeserver: LocalHomeserver, room: str, bot: Bot) -> list[str]:
    """The key of each of a bot's messages in a room, by its public id, oldest first: as the server sees them."""
    account = {"type": "m.id.user", "user": site.settings.users[Bot.WARDEN]}
    login = {"type": "m.login.password", "identifier": account, "password": site.settings.passwords[Bot.WARDEN]}
    async with aiohttp.ClientSession(homeserver.base_url) as http:
        async with http.post("/_matrix/client/v3/login", json=login) as answer:
            token = (await answer.json())["access_token"]
        path = f"/_matrix/client/v3/rooms/{quote(room, safe='')}/messages?dir=b&limit=100"
        async with http.get(path, headers={"Authorization": f"Bearer {token}"}) as answer:
            events = (await answer.json())["chunk"]
    said = [event for event in events if event["type"] == "m.room.encrypted" and event["sender"].startswith(f"@{bot}")]
    return [event["content"]["session_id"] for event in reversed(said)]


def words_left(evening: Gathering) -> dict[str, int]:
    """How many messages of each member its readers still see in the transcript."""
    site = evening.site
    keys = load_operational_keys(site.settings.keys)
    people = {keys.person(PersonId(member.user_id)): member.user_id for member in evening.members.values()}

    def look(conn: Connection) -> dict[str, int]:
        there = select(entry.c.author_key).where(entry.c.ciphertext.is_not(None), entry.c.hidden_at.is_(None))
        shown = [people.get(PersonKey(key)) for key in conn.execute(there).scalars()]
        return {person: shown.count(person) for person in people.values()}

    database = site.open_database()
    try:
        return database.run_sync(look)
    finally:
        database.close()
