from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fourwalls.group.effects.done import RaiseFlag, TellManagers, Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.examined import Examined
from fourwalls.group.finding import RiskKind, RiskReading, Severity
from fourwalls.group.heard import Membership, Message, Proof
from fourwalls.group.people import Bot, EventId, PersonId, RoomId
from handlers import flags
from tests.handlers.happened import (
    HERE,
    NO_RISK,
    decided,
    door,
    house,
    risk,
    said,
    tap,
    told_guide,
    took_back,
    whispers,
    words_of,
)
from tests.support.records import ANN, BOTS, EVE, NOON, private_of

SIGNS = [Severity.CONCERN, Severity.HIGH, Severity.IMMEDIATE]
TEXT = "I cannot go on"


def watch(message: Message, reading: RiskReading | None = None, *, failed: bool = False) -> list[Any]:
    return decided(flags.watch, Examined(message, reading=reading, failed=failed), house().named(ANN, "Pip"))


@pytest.mark.parametrize("severity", SIGNS)
@pytest.mark.parametrize("kind", RiskKind)
def test_a_sign_in_the_group_opens_a_case_and_nothing_else(kind: RiskKind, severity: Severity) -> None:
    message, reading = said(ANN, TEXT), risk(kind, severity)
    assert watch(message, reading) == [
        RaiseFlag(ANN, "Pip", HERE, message.event, "Tuesday circle", TEXT, reading, NOON)
    ]


def test_a_sign_in_a_reason_or_a_reaction_opens_a_case_too() -> None:
    left = replace(door(ANN, Membership.LEAVE), reason=TEXT)
    for heard in (left, replace(took_back(ANN, EventId("$x")), reason=TEXT), tap(ANN, TEXT, HERE)):
        (flag,) = decided(flags.watch, Examined(heard, reading=risk()), house())
        assert isinstance(flag, RaiseFlag)
        assert (flag.person, flag.quote, flag.event) == (ANN, TEXT, heard.event)


@pytest.mark.parametrize("severity", SIGNS)
@pytest.mark.parametrize("kind", RiskKind)
def test_a_sign_in_private_opens_a_case_and_is_answered_with_people_to_turn_to(
    kind: RiskKind, severity: Severity
) -> None:
    effects = watch(told_guide(ANN, TEXT), risk(kind, severity))
    assert effects[0].room == private_of(ANN)
    assert effects[0].place == ""
    grave = kind is RiskKind.SELF_HARM and severity >= Severity.HIGH
    assert whispers(effects) == [(ANN, "risk-private-word" if grave else "risk-private-heard")]
    assert effects[1].priority is Priority.FLAG
    assert "116 123" in words_of(effects)
    assert len(effects) == 2


@pytest.mark.parametrize("message", [said(ANN, TEXT), told_guide(ANN, TEXT)])
@pytest.mark.parametrize("reading", [None, NO_RISK])
def test_nothing_seen_nothing_done(message: Message, reading: RiskReading | None) -> None:
    assert watch(message, reading) == []


@pytest.mark.parametrize("proof", Proof)
def test_a_sign_counts_whoever_vouches_for_its_sender(proof: Proof) -> None:
    assert isinstance(watch(said(ANN, TEXT, proof=proof), risk())[0], RaiseFlag)


def test_a_sign_counts_from_a_stranger_and_in_an_edit_too() -> None:
    assert isinstance(watch(said(EVE, TEXT), risk())[0], RaiseFlag)
    edit = said(ANN, TEXT, replaces=said(ANN, "hello").event)
    assert watch(edit, risk())[0].event == edit.event


def test_a_group_message_that_could_not_be_examined_is_told_by_the_lookout() -> None:
    (effect,) = watch(said(ANN, TEXT), failed=True)
    assert isinstance(effect, TellManagers)
    assert effect.performer is Bot.LOOKOUT
    assert "Tuesday circle" in words_of([effect])


def test_a_private_message_that_could_not_be_examined_is_told_with_whose_it_is_and_its_author_is_not_left_alone() -> (
    None
):
    managers, author = watch(told_guide(ANN, TEXT), failed=True)
    assert (managers.performer, author.to) == (Bot.GUIDE, ANN)
    assert "Pip" in words_of([managers])
    assert "116 123" in words_of([author])
    assert TEXT not in words_of([managers, author])


def test_nobody_but_its_person_is_answered_from_a_private_room() -> None:
    strange = said(EVE, TEXT, room=private_of(ANN))
    assert [type(effect) for effect in watch(strange, risk())] == [RaiseFlag]
    assert [type(effect) for effect in watch(strange, failed=True)] == [TellManagers]


def test_a_room_that_is_not_ours_is_not_watched() -> None:
    assert watch(said(ANN, TEXT, room=RoomId("!elsewhere")), risk()) == []


@pytest.mark.parametrize("bot", BOTS.values())
@pytest.mark.parametrize("room", [HERE, private_of(ANN)])
def test_the_bots_own_words_are_no_sign(bot: PersonId, room: RoomId) -> None:
    assert watch(said(bot, TEXT, room=room), risk()) == []
    assert watch(said(bot, TEXT, room=room), failed=True) == []


def test_a_reading_never_acts_on_anybody() -> None:
    effects = watch(told_guide(ANN, TEXT), risk(RiskKind.STAFF_THREAT, Severity.IMMEDIATE))
    assert all(isinstance(effect, RaiseFlag | Whisper) for effect in effects)


@pytest.mark.parametrize("proof", [proof for proof in Proof if proof is not Proof.SIGNED])
def test_a_bots_name_on_somebodys_words_does_not_hide_them(proof: Proof) -> None:
    message = said(BOTS[Bot.SCRIBE], TEXT, proof=proof)
    assert [type(effect) for effect in watch(message, risk())] == [RaiseFlag]
