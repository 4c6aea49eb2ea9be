""" "Verify user" as Element does it, by a client of another make, against each of the four bots."""

from __future__ import annotations

from pathlib import Path

import pytest

from bots.demo.homeserver import LocalHomeserver
from bots.house import House
from fourwalls.group.people import Bot
from tests.support.gathering import GROUP, Gathering
from tests.support.house import prepare_site, running_house
from tests.support.member import Member, Sas
from tests.support.synapse import Register, SignIn

pytestmark = pytest.mark.e2e


async def a_direct_room(who: Member, bot: str) -> str:
    """A room as Element makes it when there is none for these two (``ensureDMExists``)."""
    room = await who.create_room(bot, preset="trusted_private_chat", is_direct=True)
    await who.wait_membership(room, "invite", bot)
    return room


async def shown_to_managers(gathering: Gathering, bot: str) -> str:
    """What the bot shows in the managers' room when it is asked now."""
    asked = await gathering.manager.send(gathering.desk, "!verify")
    shown = gathering.manager.wait_message(containing="is verifying me", room=gathering.desk, sender=bot, after=asked)
    return (await shown).body


def stands_in(text: str, sas: Sas) -> bool:
    emoji = ", ".join(f"{picture} {name}" for picture, name in sas.emoji)
    return len(sas.emoji) == 7 and emoji in text and " ".join(str(number) for number in sas.decimals) in text


def device_of(house: House, bot: Bot) -> str:
    return house.parts[bot].connection.device_id


async def test_the_managers_verify_each_of_the_bots(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth = await sign_in("odette", display_name="Odette"), await sign_in("ruth", display_name="Ruth")
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with running_house(site) as house:
        evening = Gathering(site, odette, ruth)
        await evening.come_in(odette, "Online Manager")
        evening.desk = evening.shared[odette.user_id]

        for bot, user in house.ground.bots.items():
            room = evening.private[odette.user_id] if bot is Bot.GUIDE else await a_direct_room(odette, user)
            sas = await odette.verify(user, room=room)
            assert stands_in(await shown_to_managers(evening, user), sas)
            ended = await odette.say_they_match(sas)
            assert (ended.phase, ended.code, ended.verified) == ("done", "", True)
            if bot is not Bot.GUIDE:
                await odette.wait_membership(room, "leave", user)
