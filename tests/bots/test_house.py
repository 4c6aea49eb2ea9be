"""One session with independent clients, each of which gives keys to signed devices only and takes none from others."""

from __future__ import annotations

from pathlib import Path

import pytest

from bots.demo.homeserver import LocalHomeserver
from fourwalls.group.people import Bot, EventId
from fourwalls.storage import tally
from fourwalls.storage.keyfiles import load_operational_keys
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import Site, prepare_site, running_house
from tests.support.member import Member, MemberError
from tests.support.synapse import Register, SignIn

pytestmark = pytest.mark.e2e


async def a_site(
    folder: Path, homeserver: LocalHomeserver, register: Register, manager: Member, facilitator: Member
) -> Site:
    return await prepare_site(folder, homeserver, register, manager.user_id, facilitator.user_id, GROUP)


@pytest.fixture
async def people(sign_in: SignIn) -> dict[str, Member]:
    return {name: await sign_in(name, display_name=name.title()) for name in ("odette", "ruth", "pip", "walt")}


def counted(gathering: Gathering, events: list[str]) -> tally.Tally:
    keys = load_operational_keys(gathering.site.settings.keys)
    database = gathering.site.open_database()
    try:
        return database.run_sync(lambda conn: tally.of_messages(conn, keys, [EventId(event) for event in events]))
    finally:
        database.close()


async def test_an_evening_with_each_duty_done_once(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, people: dict[str, Member]
) -> None:
    odette, ruth, pip, walt = (people[name] for name in ("odette", "ruth", "pip", "walt"))
    site = await a_site(tmp_path, homeserver, register, odette, ruth)
    async with running_house(site) as house:
        evening = await gather(site, odette, ruth, pip=pip, walt=walt)

        # the room was locked before anybody could speak in it
        state = await pip.state(evening.room)
        assert state["m.room.create", ""]["room_version"] == "12"
        assert state["m.room.encryption", ""]["algorithm"] == "m.megolm.v1.aes-sha2"
        assert state["m.room.history_visibility", ""] == {"history_visibility": "joined"}
        assert state["m.room.join_rules", ""] == {"join_rule": "invite"}

        await evening.open_session()
        said = [await walt.send(evening.room, "evening all, the kettle is on")]

        # the guide: a private word, in nobody else's sight, and removal at the member's word
        slip = await pip.send(evening.room, "I should say that my name is Philippa Arkwright")
        said.append(slip)
        warning = await evening.hears(pip, "Philippa Arkwright")
        assert "«" in warning.body
        assert warning.shield == "none"
        await evening.tell_guide(pip, "remove")
        await walt.wait_redaction(slip)

        # the lookout: a thread in the managers' room, with why, acknowledged there by an encrypted word
        cry = await walt.send(evening.room, "i have saved up my tablets and tonight i am going to take them all")
        said.append(cry)
        root = await odette.wait_message(containing="Case 1", room=evening.desk)
        why = await odette.wait_message(containing="take them all", room=evening.desk)
        assert why.thread_root == root.event_id
        await odette.send(evening.desk, "ack", threadRoot=root.event_id)
        taken = await odette.wait_message(containing="has taken on case 1", room=evening.desk)
        assert taken.thread_root == root.event_id

        # nothing of all that was said in front of the group
        bots = set(house.ground.bots.values())
        spoken = {seen.body for seen in walt.messages(evening.room) if seen.sender in bots}
        in_the_room = {body for body in spoken if not body.startswith("About this room")}  # the notice for newcomers
        assert len(in_the_room) == 1
        assert "session is open" in in_the_room.pop()

        await evening.close_session()
        after = await walt.send(evening.room, "is it closed now?")
        await evening.everybody_hears("is it closed now?")

        assert all(seen.readable for member in (pip, walt, ruth) for seen in member.messages(evening.room))
        await house_is_calm(evening, [*said, after])
        assert counted(evening, said) == tally.Tally(3, 3, 3, 1, 1)
        assert counted(evening, [after]) == tally.Tally(1, 1, 0, 0, 0)


async def house_is_calm(evening: Gathering, events: list[str]) -> None:
    """Wait until every one of these messages was examined; the roster's answer comes after all that was before it."""
    asked = await evening.tell_guide(evening.facilitator, "!roster")
    await evening.hears(evening.facilitator, "On the list of", after=asked)
    done = counted(evening, events)
    while (done.details_examined, done.risk_examined) != (len(events), len(events)):
        asked = await evening.tell_guide(evening.facilitator, "!roster")
        await evening.hears(evening.facilitator, "On the list of", after=asked)
        done = counted(evening, events)


async def test_a_member_cannot_let_anybody_in_and_a_stranger_does_not_stay(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, people: dict[str, Member], sign_in: SignIn
) -> None:
    odette, ruth, pip = (people[name] for name in ("odette", "ruth", "pip"))
    mallory = await sign_in("mallory")
    site = await a_site(tmp_path, homeserver, register, odette, ruth)
    async with running_house(site):
        evening = await gather(site, odette, ruth, pip=pip)
        with pytest.raises(MemberError) as refused:
            await pip.invite(evening.room, mallory.user_id)
        assert refused.value.code == "M_FORBIDDEN"

        # somebody who knows the warden's password can: the warden takes the stranger out all the same
        account = site.settings.users[Bot.WARDEN], site.settings.passwords[Bot.WARDEN]
        async with await Member.start(homeserver.base_url, *account, signed=False) as thief:
            await thief.wait_membership(evening.room, "join")
            await thief.invite(evening.room, mallory.user_id)
            told = await odette.wait_message(containing=mallory.user_id, room=evening.desk)
            assert "shut the door" in told.body
            await pip.wait_membership(evening.room, "leave", mallory.user_id)

            # and puts back what was changed
            await thief.set_state(evening.room, "m.room.history_visibility", {"history_visibility": "shared"})
            await odette.wait_message(containing="putting it back", room=evening.desk)
            shared = {"history_visibility": "joined"}
            await pip.wait_state(evening.room, "m.room.history_visibility", lambda content: content == shared)


async def test_somebody_removed_is_told_kindly_and_is_out(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, people: dict[str, Member]
) -> None:
    odette, ruth, pip, walt = (people[name] for name in ("odette", "ruth", "pip", "walt"))
    site = await a_site(tmp_path, homeserver, register, odette, ruth)
    async with running_house(site):
        evening = await gather(site, odette, ruth, pip=pip, walt=walt)
        await evening.tell_guide(ruth, f"!remove {walt.user_id} we agreed on a pause")
        shown = await evening.hears(ruth, "You are asking me to take")
        assert walt.user_id in shown.body
        await evening.tell_guide(ruth, "confirm")
        told = await evening.hears(walt, "no longer part of")
        assert "we agreed on a pause" in told.body
        assert told.room == evening.private[walt.user_id]
        await walt.wait_membership(evening.room, "leave")
        await pip.wait_membership(evening.room, "leave", walt.user_id)
        secret = await pip.send(evening.room, "is Walt still reading this?")
        await ruth.wait_message(containing="still reading", room=evening.room)
        assert secret not in {seen.event_id for seen in walt.messages(evening.room) if seen.readable}
