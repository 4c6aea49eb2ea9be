"""Somebody whom nobody knows registers from beginning to end, with a real client, and gets a place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bots.demo.homeserver import LocalHomeserver
from fourwalls.group.people import Bot
from fourwalls.group.registration import Step
from tests.support.canary import planted_in
from tests.support.gathering import GROUP, Gathering, gather
from tests.support.house import prepare_site, running_house
from tests.support.member import Member
from tests.support.seen import Seen
from tests.support.synapse import PASSWORD, Register, SignIn, talkative

pytestmark = pytest.mark.e2e

QUESTIONS = """
open = true
[[question]]
ask = "What brings you to us?"
[[question]]
ask = "On which days?"
[[question]]
ask = "Anything else?"
optional = true
"""
CANARIES = ("snorkelwacker", "wibblefritz")


async def says(evening: Gathering, who: Member, words: str, containing: str) -> Seen:
    """Say something to the guide and wait for its answer."""
    said = await evening.tell_guide(who, words)
    return await evening.hears(who, containing, after=said)


async def test_a_stranger_registers_with_a_mistake_and_a_skip_and_is_invited(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth = await sign_in("odette"), await sign_in("ruth")
    walt = await sign_in("walt", display_name="Walt")
    await talkative(homeserver, walt.user_id)
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    (tmp_path / "config" / "registration.toml").write_text(QUESTIONS)
    guide = site.settings.users[Bot.GUIDE]
    async with running_house(site):
        evening = await gather(site, odette, ruth)

        # his own room is declined; the guide asks him into one of its making, and nobody else is in there
        theirs = await walt.create_room(guide, is_direct=True)
        await walt.wait_membership(theirs, "leave", guide)
        room = await walt.wait_invite()
        await walt.join(room)
        hello = await walt.wait_message(containing="place in a support group", room=room)
        assert (hello.sender, hello.shield) == (guide, "none")
        assert (await walt.state(room))["m.room.history_visibility", ""] == {"history_visibility": "joined"}
        evening.private[walt.user_id] = room

        await says(evening, walt, "register", "What brings you")
        await says(evening, walt, f"my sister has {CANARIES[0]}", "On which days")
        await says(evening, walt, "back", f"« my sister has {CANARIES[0]} »")
        await says(evening, walt, f"my brother has {CANARIES[0]}", "On which days")
        await says(evening, walt, "tuesdays", "Anything else")
        await says(evening, walt, "help", "Question 3 of 3")
        read_back = await says(evening, walt, "skip", "Shall I pass this on?")
        assert f"my brother has {CANARIES[0]}" in read_back.body
        await says(evening, walt, "change 2", "« tuesdays »")
        assert CANARIES[1] in (await says(evening, walt, f"mondays {CANARIES[1]}", "Shall I pass this on?")).body
        await says(evening, walt, "yes", "passed your answers on")

        # the managers' room hears of it and of no answer; the answers are shown to her in private alone
        told = await odette.wait_message(containing="asks for a place", room=evening.desk)
        assert "Walt" in told.body
        shown = await says(evening, odette, "!applicants 1", "Application 1")
        assert f"my brother has {CANARIES[0]}" in shown.body
        assert CANARIES[1] in shown.body
        await says(evening, odette, f"!approve 1 {GROUP}", "is on the list")

        await evening.hears(walt, "there is a place for you")
        await evening.agree(walt)
        await walt.join(await walt.wait_invite(evening.room))
        await ruth.wait_membership(evening.room, "join", walt.user_id)
        hers = [seen.body for member in (odette, ruth) for seen in member.messages(evening.desk)]
        assert not any(canary in body for body in hers for canary in CANARIES)
        assert not any(CANARIES[0] in seen.body for seen in ruth.sight.messages.values())
    assert set(planted(tmp_path, [*CANARIES, walt.user_id]).values()) == {()}


async def test_while_it_is_closed_only_whom_the_manager_names_is_asked_in_and_a_no_is_told_kindly(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, walt = await sign_in("odette"), await sign_in("ruth"), await sign_in("walt")
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    (tmp_path / "config" / "registration.toml").write_text(QUESTIONS.replace("true", "false", 1))
    guide = site.settings.users[Bot.GUIDE]
    async with running_house(site):
        evening = await gather(site, odette, ruth)
        theirs = await walt.create_room(guide, is_direct=True)
        await walt.wait_membership(theirs, "leave", guide)
        assert walt.invites == []

        await says(evening, odette, f"!applicant {walt.user_id}", "where they can register")
        room = evening.private[walt.user_id] = await walt.wait_invite()
        await walt.join(room)
        await evening.hears(walt, "place in a support group")
        for words, answer in (
            ("join", "What brings"),
            (CANARIES[0], "On which"),
            ("any", "Anything"),
            ("skip", "Shall"),
        ):
            await says(evening, walt, words, answer)
        await says(evening, walt, "yes", "passed your answers on")
        await odette.wait_message(containing="asks for a place", room=evening.desk)
        await says(evening, odette, "!decline walt we have no room before May, I am sorry", "have forgotten their")
        no = await evening.hears(walt, "We cannot offer you one")
        assert "we have no room before May, I am sorry" in no.body
        assert CANARIES[0] not in no.body
        await says(evening, odette, "!applicants", "Nobody is waiting")
        assert set(walt.rooms) == {theirs, room}


async def test_who_has_not_verified_their_device_is_told_how_and_nothing_is_taken(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth = await sign_in("odette"), await sign_in("ruth")
    account = await register("walt")
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    async with (
        running_house(site) as house,
        await Member.start(homeserver.base_url, account.user_id, PASSWORD, signed=False, only_signed=False) as walt,
    ):
        evening = await gather(site, odette, ruth)
        await says(evening, odette, f"!applicant {walt.user_id}", "where they can register")
        room = evening.private[walt.user_id] = await walt.wait_invite()
        await walt.join(room)
        told = await says(evening, walt, "register", "The device you are using is not verified yet")
        assert "Then say register again" in told.body
        kept = await house.ground.database.run(lambda conn: house.ground.records(conn).applications())
        assert [application.step for application in kept] == [Step.ASKED_IN]


def planted(folder: Path, words: list[str]) -> dict[str, tuple[str, ...]]:
    """Which of the words are in each file of the database."""
    return {file.name: tuple(planted_in(file.read_bytes(), words)) for file in folder.glob("fourwalls.sqlite*")}
