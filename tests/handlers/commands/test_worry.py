from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fourwalls.group.effects.done import Origin, RaiseFlag
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message, Proof
from handlers import conversation, flags
from tests.handlers.happened import NO_RISK, decided, doubted, house, risk, said, told_guide, whispers
from tests.support.records import ANN, NOON, Paper


def tell(message: Message, records: Paper | None = None, *, risky: bool = False, failed: bool = False) -> list[Any]:
    examined = Examined(message, reading=risk() if risky else NO_RISK, failed=failed)
    records = records or house()
    return [it for handler in (flags.watch, conversation.answer) for it in decided(handler, examined, records)]


def passed_on(effects: list[Any]) -> list[tuple[str, Origin]]:
    return [(effect.quote, effect.origin) for effect in effects if isinstance(effect, RaiseFlag)]


@pytest.mark.parametrize("text", ["worried about ben, he sounded low", "Worried: about ben", "!worried about ben"])
def test_what_follows_the_word_is_passed_on_as_it_was_said(text: str) -> None:
    effects = tell(told_guide(ANN, text))
    assert passed_on(effects) == [(text, Origin.WORRY)]
    assert whispers(effects) == [(ANN, "worried-thanks")]


@pytest.mark.parametrize("text", ["worried", "Worried.", "!worried"])
def test_alone_it_waits_for_the_next_message(text: str) -> None:
    records = house()
    assert whispers(tell(told_guide(ANN, text), records)) == [(ANN, "worried-what")]
    assert passed_on(tell(told_guide(ANN, "somebody put my words on facebook"), records)) == [
        ("somebody put my words on facebook", Origin.WORRY)
    ]
    assert whispers(tell(told_guide(ANN, "and another thing"), records)) == [(ANN, "not-understood")]


def test_help_meanwhile_is_help_and_stop_is_stop() -> None:
    records = house()
    tell(told_guide(ANN, "worried"), records)
    assert whispers(tell(told_guide(ANN, "help"), records)) == [(ANN, "help-member")]
    assert whispers(tell(told_guide(ANN, "stop"), records)) == [(ANN, "worried-dropped")]
    assert passed_on(tell(told_guide(ANN, "lovely weather"), records)) == []


def test_it_waits_for_half_an_hour() -> None:
    records = house()
    tell(told_guide(ANN, "worried"), records)
    late = replace(told_guide(ANN, "lovely weather"), sent_at=NOON + timedelta(minutes=31))
    assert passed_on(tell(late, records)) == []


def test_nobody_can_have_somebodys_next_words_passed_on() -> None:
    """An impostor says ``worried``; what the person then says to the guide stays with the guide."""
    records = house()
    tell(doubted(told_guide(ANN, "worried")), records)
    assert passed_on(tell(told_guide(ANN, "lovely weather"), records)) == []
    tell(told_guide(ANN, "worried"), records)
    assert passed_on(tell(doubted(told_guide(ANN, "i am not ann")), records)) == []
    assert passed_on(tell(told_guide(ANN, "i am ann", proof=Proof.REPLAYED), records)) == []


def test_a_new_phone_can_tell_of_a_worry_in_two_messages() -> None:
    records = house()
    tell(doubted(told_guide(ANN, "worried")), records)
    assert passed_on(tell(doubted(told_guide(ANN, "about ben")), records)) == [("about ben", Origin.WORRY_UNPROVEN)]


@pytest.mark.parametrize("proof", sorted(set(Proof) - {Proof.SIGNED}))
def test_it_works_whoever_wrote_and_is_marked(proof: Proof) -> None:
    for text in ("worried about ben", "worried"):
        effects = tell(told_guide(ANN, text, proof=proof))
        assert passed_on(effects) == [(text, Origin.WORRY_UNPROVEN)]


def test_a_sign_of_risk_in_it_is_one_case_and_one_answer() -> None:
    effects = tell(told_guide(ANN, "worried that i will take them all tonight"), risky=True)
    assert [origin for _, origin in passed_on(effects)] == [Origin.SEEN]
    assert whispers(effects) == [(ANN, "risk-private-word")]


def test_a_sign_of_risk_in_the_next_message_is_one_case_and_ends_the_waiting() -> None:
    records = house()
    tell(told_guide(ANN, "worried"), records)
    assert len(passed_on(tell(told_guide(ANN, "i will take them all tonight"), records, risky=True))) == 1
    assert passed_on(tell(told_guide(ANN, "lovely weather"), records)) == []


def test_words_that_could_not_be_examined_are_passed_on_all_the_same() -> None:
    assert passed_on(tell(told_guide(ANN, "worried about ben"), failed=True)) == [("worried about ben", Origin.WORRY)]


def test_in_the_group_it_is_asked_in_private_and_nothing_is_passed_on() -> None:
    records = house()
    effects = decided(conversation.command, Examined(said(ANN, "!worried about ben")), records)
    assert whispers(effects) == [(ANN, "worried-what")]
    assert passed_on(effects) == []
    assert passed_on(tell(told_guide(ANN, "about ben"), records)) == [("about ben", Origin.WORRY)]
