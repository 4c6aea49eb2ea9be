from __future__ import annotations

from typing import Any

import pytest

from fourwalls.group.effects.done import Say
from fourwalls.group.effects.kept import Acknowledge
from fourwalls.group.examined import Examined
from fourwalls.group.heard import MessageForm, Proof
from fourwalls.group.people import HOUSE, EventId, PersonId, Role, Standing
from handlers import desk
from tests.handlers.happened import decided, house, said, words_of
from tests.support.records import ANN, BOTS, EVE, FAY, MANAGERS, MAX, NOON, Paper

CASE = EventId("$case")
OTHER = PersonId("@mia:example.org")


def desk_house() -> Paper:
    return house().seated(OTHER, HOUSE, Role.ONLINE_MANAGER, Standing.INSIDE).named(MAX, "Max").flagged(CASE)


def word(text: str = "ack", sender: PersonId = MAX, *, records: Paper | None = None, **more: Any) -> list[Any]:
    message = said(sender, text, room=MANAGERS, **more)
    return decided(desk.word_in_thread, Examined(message), records or desk_house())


def answers(effects: list[Any]) -> list[str]:
    return [effect.words.name for effect in effects if isinstance(effect, Say)]


@pytest.mark.parametrize("text", ["ack", "Ack", "ACK", "ack.", " ack ", "!ack", "!Ack.", "Ack!", "ack\n"])
def test_ack_in_the_thread_takes_the_case_on(text: str) -> None:
    effects = word(text, thread=CASE)
    assert effects[0] == Acknowledge(CASE, MAX, NOON)
    assert effects[1].thread == CASE
    assert words_of(effects) == "Max has taken on case 1."


def test_a_reply_to_the_case_does_as_well() -> None:
    assert word(reply_to=CASE)[0] == Acknowledge(CASE, MAX, NOON)


@pytest.mark.parametrize("text", ["acknowledge them", "back", "I will ack later", "", "!!!", "no ack"])
def test_other_words_are_talk(text: str) -> None:
    assert word(text, thread=CASE) == []


def test_a_case_is_taken_on_once() -> None:
    records = desk_house()
    word(thread=CASE, records=records)
    again = word(thread=CASE, records=records)
    by_another = word(sender=OTHER, thread=CASE, records=records)
    assert answers(again) == answers(by_another) == ["flag-already"]
    assert "Max has already taken on case 1" in words_of(by_another)


@pytest.mark.parametrize("proof", sorted(set(Proof) - {Proof.SIGNED}))
def test_a_word_that_could_be_forged_moves_no_case(proof: Proof) -> None:
    effects = word(thread=CASE, proof=proof)
    assert answers(effects) == ["signed-device-needed"]
    assert effects[0].thread == CASE


@pytest.mark.parametrize("sender", [ANN, FAY, EVE, *BOTS.values()])
def test_nobody_but_a_manager_takes_a_case_on(sender: PersonId) -> None:
    assert word(sender=sender, thread=CASE) == []


def test_somebody_who_is_no_manager_any_longer_takes_no_case_on() -> None:
    records = desk_house().seated(MAX, HOUSE, Role.ONLINE_MANAGER, Standing.REMOVED)
    assert word(thread=CASE, records=records) == []


def test_ack_without_a_case_is_asked_back() -> None:
    assert answers(word()) == ["ack-needs-thread"]
    assert answers(word(thread=EventId("$elsewhere"))) == ["ack-needs-thread"]
    assert answers(word(reply_to=EventId("$elsewhere"))) == ["ack-needs-thread"]


def test_an_edit_and_a_file_of_that_name_are_no_word() -> None:
    assert word(thread=CASE, replaces=EventId("$before")) == []
    assert word(thread=CASE, form=MessageForm.FILE) == []
    assert word(thread=CASE, form=MessageForm.NOTICE) == []
