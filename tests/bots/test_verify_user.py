""" "Verify user" as Element does it, by a client of another make, against each of the four bots."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bots.demo.homeserver import LocalHomeserver
from bots.house import House
from bots.speech import pictures
from fourwalls.group.people import Bot
from fourwalls.matrix.verification.said import PREFIX, REQUEST_MSGTYPE, Said
from fourwalls.matrix.verification.sas import Party
from fourwalls.matrix.verification.stages import Step
from tests.fourwalls.matrix.verification.asker import Asker
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import HouseProcess, Site, prepare_site, running_house
from tests.support.member import Member, Sas
from tests.support.synapse import PASSWORD, Register, SignIn, talkative

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


def has_ended(sas: Sas, code: str = "") -> bool:
    """Well and with trust, or cancelled for this reason."""
    return (sas.phase, sas.code, sas.verified) == ("cancelled" if code else "done", code, not code)


async def a_site(tmp_path: Path, homeserver: LocalHomeserver, register: Register, *people: Member) -> Site:
    odette, ruth = people
    await talkative(homeserver, odette.user_id, ruth.user_id)  # each step of a verification is a message
    return await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)


async def managers(sign_in: SignIn) -> tuple[Member, Member]:
    return await sign_in("odette", display_name="Odette"), await sign_in("ruth", display_name="Ruth")


async def test_the_managers_verify_each_of_the_bots(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth = await managers(sign_in)
    site = await a_site(tmp_path, homeserver, register, odette, ruth)
    async with running_house(site) as house:
        evening = await gather(site, odette, ruth)
        for bot, user in house.ground.bots.items():
            ours = bot is Bot.GUIDE  # who has a room with everybody, in which it stays
            room = evening.private[odette.user_id] if ours else await a_direct_room(odette, user)
            sas = await odette.verify(user, room=room)
            assert stands_in(await shown_to_managers(evening, user), sas)
            assert has_ended(await odette.say_they_match(sas))
            if not ours:
                await odette.wait_membership(room, "leave", user)

        # in a room of the house that others are in too, which Element does not do but may
        lookout = house.ground.bots[Bot.LOOKOUT]
        assert has_ended(await odette.say_they_match(await odette.verify(lookout, room=evening.desk)))

        # the guide took none of it for words to be answered, and nobody was told of unproven words
        private, desk = (
            [seen.body for seen in odette.messages(where) if seen.sender in house.ground.bots.values()]
            for where in (evening.private[odette.user_id], evening.desk)
        )
        assert "written down that you agree" in [body for body in private if body][-1]
        assert not [body for body in desk if "claims to be" in body]


async def test_what_goes_wrong_ends_with_its_reason_and_can_be_begun_again(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth = await managers(sign_in)
    site = await a_site(tmp_path, homeserver, register, odette, ruth)
    async with running_house(site) as house:
        evening = await gather(site, odette, ruth)
        guide = house.ground.bots[Bot.GUIDE]
        room = evening.private[ruth.user_id]

        differing = await ruth.verify(guide, room=room)
        assert has_ended(await ruth.say_they_differ(differing), "m.mismatched_sas")
        await odette.wait_message(containing="it came out wrong", room=evening.desk, sender=guide)
        broken_off = await ruth.ask_to_verify(guide, room=room)
        assert has_ended(await ruth.break_off(broken_off), "m.user")

        # another session of hers begins while this one has not ended: as after an app that was closed half-way
        first = await ruth.verify(guide, room=room)
        async with await Member.start(homeserver.base_url, ruth.user_id, PASSWORD, signed=False) as elsewhere:
            second = await elsewhere.verify(guide, device=device_of(house, Bot.GUIDE))
            assert has_ended(await ruth.wait_over(first), "m.user")
            assert stands_in(await shown_to_managers(evening, guide), second)
            assert has_ended(await elsewhere.break_off(second), "m.user")

        again = await ruth.verify(guide, room=room)
        assert has_ended(await ruth.say_they_match(again))


async def test_straight_to_the_device_of_each_bot(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth = await managers(sign_in)
    site = await a_site(tmp_path, homeserver, register, odette, ruth)
    async with running_house(site) as house:
        evening = await gather(site, odette, ruth)
        for bot, user in house.ground.bots.items():
            sas = await ruth.verify(user, device=device_of(house, bot))
            assert stands_in(await shown_to_managers(evening, user), sas)
            assert has_ended(await ruth.say_they_match(sas))


async def test_a_stranger_is_neither_answered_nor_visited(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth = await managers(sign_in)
    eve = await sign_in("eve")
    site = await a_site(tmp_path, homeserver, register, odette, ruth)
    async with running_house(site) as house:
        evening = await gather(site, odette, ruth)
        warden = house.ground.bots[Bot.WARDEN]
        room = await a_direct_room(eve, warden)
        in_room = await eve.ask_to_verify(warden, room=room)
        straight = await eve.ask_to_verify(warden, device=device_of(house, Bot.WARDEN))
        await eve.wait_membership(room, "leave", warden)

        # somebody on the list, who asks later, is answered: what the stranger asked has been passed over by then
        sas = await ruth.verify(warden, device=device_of(house, Bot.WARDEN))
        assert stands_in(await shown_to_managers(evening, warden), sas)
        assert "eve" not in await shown_to_managers(evening, warden)
        for asked in (in_room, straight):
            assert has_ended(await eve.break_off(asked), "m.user")


async def test_a_restart_ends_it_aloud(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth = await managers(sign_in)
    site = await a_site(tmp_path, homeserver, register, odette, ruth)
    process = HouseProcess(site, tmp_path / "log")
    await process.start()
    await process.wait_ready()
    try:
        evening = await gather(site, odette, ruth)
        warden = site.settings.users[Bot.WARDEN]
        room = await a_direct_room(odette, warden)
        sas = await odette.verify(warden, room=room)
        guide = site.settings.users[Bot.GUIDE]
        straight = await ruth.verify(guide, device=await device_shown(ruth, guide))
        assert len(sas.emoji) == len(straight.emoji) == 7
        await process.kill()
        await process.start()
        for who, what in ((odette, sas), (ruth, straight)):
            assert has_ended(await who.say_they_match(what), "m.unknown_transaction")
        await odette.wait_membership(room, "leave", warden)
        assert sas.emoji[0][1] not in (tmp_path / "log").read_text()
        again = await odette.verify(warden, room=await a_direct_room(odette, warden))
        assert stands_in(await shown_to_managers(evening, warden), again)
        assert has_ended(await odette.say_they_match(again))
    finally:
        await process.stop()


async def test_an_app_that_encrypts_its_steps(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    """As Element X does; the client of these tests sends its own in clear, so these are made by hand."""
    odette, ruth = await managers(sign_in)
    site = await a_site(tmp_path, homeserver, register, odette, ruth)
    async with running_house(site) as house:
        evening = await gather(site, odette, ruth)
        scribe = house.ground.bots[Bot.SCRIBE]
        room = await a_direct_room(ruth, scribe)
        asker = Asker(person=ruth.user_id, device=ruth.device_id, bot=Party(scribe, device_of(house, Bot.SCRIBE)))

        async def says(said: Said) -> None:
            tie = {"m.relates_to": {"rel_type": "m.reference", "event_id": asker.txn}}
            await ruth.send_event(room, PREFIX + said.step.value, {**said.content, **tie})
            if said.step is Step.START:
                asker.terms |= tie

        async def hears(step: Step) -> dict[str, Any]:
            seen = await ruth.wait_message(lambda seen: seen.type == PREFIX + step.value, room=room, sender=scribe)
            assert (seen.encrypted, seen.shield) == (True, "none")
            return seen.content

        body = {"msgtype": REQUEST_MSGTYPE, "body": "please", "to": scribe, **asker.asks().content}
        asker.txn = await ruth.send_event(room, "m.room.message", body)
        await hears(Step.READY)
        await says(asker.starts())
        asker.accepted(await hears(Step.ACCEPT))
        await says(asker.shows_key())
        asker.sees_key((await hears(Step.KEY))["key"])
        assert asker.agreed is not None
        emoji, numbers = pictures(asker.agreed.comparison)
        shown = await shown_to_managers(evening, scribe)
        assert emoji in shown
        assert numbers in shown

        # what the server puts in between, in clear, changes nothing
        tie = {"m.relates_to": {"rel_type": "m.reference", "event_id": asker.txn}}
        await ruth.send_event(room, PREFIX + "cancel", {"code": "m.user", **tie}, in_clear=True)
        keys = house.parts[Bot.SCRIBE].connection.keyring.public_keys(ruth.user_id)
        await says(asker.swears(keys))
        bot_keys = await public_keys(ruth, scribe)
        asker.checks(await hears(Step.MAC), bot_keys)
        await hears(Step.DONE)
        await says(asker.says(Step.DONE))
        await ruth.wait_membership(room, "leave", scribe)


async def public_keys(member: Member, user: str) -> dict[str, str]:
    """The keys of somebody as the member's client has them from the server: of their device and their identity."""
    known: dict[str, str] = await member.do("publicKeys", user=user)
    assert len(known) == 2
    return known


async def device_shown(member: Member, user: str) -> str:
    keys = await public_keys(member, user)
    return next(name.removeprefix("ed25519:") for name, key in keys.items() if key not in name)


def device_of(house: House, bot: Bot) -> str:
    return house.parts[bot].connection.device_id
