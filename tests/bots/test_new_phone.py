"""Somebody with a new phone: what they can read and do before and after a person has checked, with real clients."""

from __future__ import annotations

from pathlib import Path

import pytest

from bots.demo.homeserver import LocalHomeserver
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import prepare_site, running_house
from tests.support.member import Member
from tests.support.synapse import Register, SignIn

pytestmark = pytest.mark.e2e


def read_of_others(who: Member, room: str) -> list[str]:
    """What somebody can read of what others than themselves said in a room."""
    return [seen.body for seen in who.messages(room) if seen.readable and seen.sender != who.user_id]


async def test_a_new_phone_is_explained_helped_and_believed_once_a_person_has_checked(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, walt = [await sign_in(name, display_name=name.title()) for name in ("odette", "ruth", "walt")]
    account = await register("pip", display_name="Pip")
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site) as house:
        bots = set(house.ground.bots.values())
        old_phone = await Member.start(account.base_url, account.name, account.password)
        async with old_phone:
            evening = await gather(site, odette, ruth, pip=old_phone, walt=walt)
        home = evening.private[account.user_id]
        # all keys are lost with the old phone: the new one begins with an identity of its own
        async with await Member.start(account.base_url, account.name, account.password) as new_phone:
            evening.members["pip"] = new_phone
            await new_phone.wait_membership(evening.room, "join")

            # the first words anywhere: explained in private on the very phone, and told to those who can check
            await new_phone.send(evening.room, "it is me, with a new phone")
            await evening.hears(new_phone, "Your chat app has new keys")
            told = await evening.hears(ruth, "writes with new keys")
            assert f"!accept {account.user_id}" in told.body
            await odette.wait_message(containing="with new keys", room=evening.desk)

            await what_works_before(evening, new_phone)

            # nothing else reaches it: no word of the bots in the group, no private word with anything of anybody
            await evening.tell_guide(ruth, "!session open")
            await walt.wait_message(containing="session is open", room=evening.room)
            slip = await new_phone.send(evening.room, "I should say that my name is Philippa Arkwright")
            await evening.tell_guide(new_phone, "help")
            answered = await evening.hears(new_phone, "Samaritans", after=slip)
            assert answered.shield == "none"
            assert not [seen for seen in new_phone.messages(evening.room) if seen.sender in bots and seen.readable]
            private = read_of_others(new_phone, home)
            assert not [body for body in private if "Philippa" in body or GROUP in body or "http" in body]
            assert sum("new keys. That is ordinary" in body for body in private) == 1

            await after_a_person_has_checked(evening, new_phone)


async def what_works_before(evening: Gathering, new_phone: Member) -> None:
    """Help, a worry, a wish to leave; and nothing else."""
    odette, ruth = evening.manager, evening.facilitator
    await evening.tell_guide(new_phone, "help")
    await evening.hears(new_phone, "Samaritans")
    await evening.tell_guide(new_phone, "worried")
    await evening.hears(new_phone, "I am listening")
    await evening.tell_guide(new_phone, "somebody passed on what I said about my boss")
    await evening.hears(new_phone, "Thank you for telling us")
    root = await odette.wait_message(containing="Pip is worried", room=evening.desk)
    quoted = await odette.wait_message(containing="about my boss", room=evening.desk)
    assert quoted.thread_root == root.event_id
    assert "not proven" in quoted.body
    await evening.tell_guide(new_phone, "leave")
    await evening.hears(new_phone, "a person will ask you")
    wish = await evening.hears(ruth, "want to leave")
    assert "not proven" in wish.body
    await evening.tell_guide(new_phone, "!roster")
    await evening.hears(new_phone, "I have not done that")


async def after_a_person_has_checked(evening: Gathering, new_phone: Member) -> None:
    """All works, and leaving is theirs to say."""
    ruth = evening.facilitator
    await evening.tell_guide(ruth, "!accept Pip")
    await evening.hears(ruth, "I believe the new keys")
    known = await evening.hears(new_phone, "Your new device is known")
    assert known.shield == "none"
    await evening.close_session()
    await evening.tell_guide(new_phone, "help")
    await evening.hears(new_phone, "transcripts", after=known.event_id)
    await evening.tell_guide(new_phone, "leave")
    await evening.hears(new_phone, "confirm erase")
    await evening.tell_guide(new_phone, "confirm")
    await evening.hears(new_phone, f"You have left {GROUP}")
    await new_phone.wait_membership(evening.room, "leave")
    await evening.hears(ruth, "by their own word")


async def test_an_unverified_device_is_told_in_private_what_to_do(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth = [await sign_in(name, display_name=name.title()) for name in ("odette", "ruth")]
    account = await register("pip", display_name="Pip")
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    known = account.base_url, account.name, account.password
    async with running_house(site), await Member.start(*known) as pip:
        evening = await gather(site, odette, ruth, pip=pip)
        home = evening.private[pip.user_id]
        async with await Member.start(*known, only_signed=False, signed=False) as web:
            await web.wait_membership(evening.room, "join")
            await web.send(evening.room, "hello from the library")
            told = await web.wait_message(containing="is not verified", room=home)
            assert "recovery key" in told.body
            await web.send(home, "help")
            await web.wait_message(containing="Samaritans", room=home)
            # the person's own verified phone can read it too
            await pip.wait_message(containing="is not verified", room=home)
