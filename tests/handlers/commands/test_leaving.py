from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fourwalls.group.effects.done import Evict, TellManagers, Whisper
from fourwalls.group.effects.kept import GiveSeat, HideAll
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message, Proof
from fourwalls.group.people import HOUSE, EventId, GroupId, PersonId, Role, Standing
from handlers import conversation
from tests.handlers.happened import NO_RISK, decided, doubted, house, said, told_guide, whispers, words_of
from tests.support.records import ANN, BEN, EVE, EVENING, FAY, MAX, NOON, TUESDAY, Paper, room_of


def tell(message: Message, records: Paper) -> list[Any]:
    return decided(conversation.answer, Examined(message, reading=NO_RISK), records)


def out(effects: list[Any]) -> list[GroupId]:
    """The groups that somebody was taken off the list of."""
    return [effect.group for effect in effects if isinstance(effect, GiveSeat)]


def asked(effects: list[Any]) -> set[PersonId]:
    """Who was told, apart from the person."""
    told = {effect.to for effect in effects if isinstance(effect, Whisper)} - {ANN}
    return told | {MAX for effect in effects if isinstance(effect, TellManagers)}


@pytest.mark.parametrize("text", ["leave", "Leave.", "!leave", "leave the group", "leave tuesday circle"])
def test_it_is_done_at_the_word_confirm(text: str) -> None:
    records = house()
    first = tell(told_guide(ANN, text), records)
    assert (whispers(first), out(first)) == ([(ANN, "leave-sure")], [])
    effects = tell(told_guide(ANN, "Confirm"), records)
    assert out(effects) == [TUESDAY.id]
    assert [effect for effect in effects if isinstance(effect, Evict)] == [Evict(room_of(TUESDAY), ANN)]
    assert (ANN, "left-told") in whispers(effects)
    assert asked(effects) == {FAY, MAX}
    seat = records.seat(ANN, TUESDAY.id)
    assert seat is not None
    assert seat.standing is Standing.REMOVED


def test_confirm_without_a_wish_or_too_late_or_twice_does_nothing() -> None:
    records = house()
    assert out(tell(told_guide(ANN, "confirm"), records)) == []
    tell(told_guide(ANN, "leave"), records)
    late = replace(told_guide(ANN, "confirm"), sent_at=NOON + timedelta(minutes=11))
    assert out(tell(late, records)) == []
    tell(told_guide(ANN, "leave"), records)
    assert out(tell(told_guide(ANN, "confirm"), records)) == [TUESDAY.id]
    assert out(tell(told_guide(ANN, "confirm"), records)) == []


@pytest.mark.parametrize("proof", sorted(set(Proof) - {Proof.SIGNED}))
def test_nobody_else_can_confirm(proof: Proof) -> None:
    records = house()
    tell(told_guide(ANN, "leave"), records)
    assert out(tell(told_guide(ANN, "confirm", proof=proof), records)) == []
    assert out(tell(doubted(told_guide(ANN, "confirm")), records)) == []


@pytest.mark.parametrize("proof", [Proof.CHANGED_IDENTITY, Proof.UNSIGNED_DEVICE])
def test_an_unproven_wish_is_only_a_wish_and_people_ask(proof: Proof) -> None:
    records = house()
    effects = tell(doubted(told_guide(ANN, "leave"), proof), records)
    assert (ANN, "leave-wish") in whispers(effects)
    assert asked(effects) == {FAY, MAX}
    assert out(effects) == []
    assert out(tell(doubted(told_guide(ANN, "confirm"), proof), records)) == []
    assert out(tell(told_guide(ANN, "confirm"), records)) == []


@pytest.mark.parametrize("proof", [Proof.REPLAYED, Proof.FOREIGN_SESSION, Proof.FORWARDED_KEY, Proof.PLAIN])
def test_old_words_said_again_by_a_server_are_no_wish(proof: Proof) -> None:
    assert tell(told_guide(ANN, "leave", proof=proof), house()) == []


def test_a_facilitator_does_not_vanish_from_a_group_of_theirs() -> None:
    effects = tell(told_guide(FAY, "leave"), house())
    assert whispers(effects) == [(FAY, "leave-facilitator")]
    assert out(effects) == []
    assert asked(effects) - {FAY} == {MAX}


def test_one_group_of_several_by_its_name_or_all() -> None:
    def two() -> Paper:
        return house().with_group(EVENING, members=[ANN])

    for text, left in (("leave evening circle", [EVENING.id]), ("leave", [TUESDAY.id, EVENING.id])):
        records = two()
        tell(told_guide(ANN, text), records)
        assert out(tell(told_guide(ANN, "confirm"), records)) == left


def test_in_a_groups_room_that_group_is_meant() -> None:
    records = house().with_group(EVENING, members=[ANN])
    effects = decided(conversation.command, Examined(said(ANN, "!leave")), records)
    assert whispers(effects) == [(ANN, "leave-sure")]
    assert out(tell(told_guide(ANN, "confirm"), records)) == [TUESDAY.id]


def test_who_is_in_no_group_is_told_so() -> None:
    records = house().seated(EVE, HOUSE, records_role(), Standing.REMOVED)
    assert whispers(tell(told_guide(EVE, "leave"), records)) == [(EVE, "leave-none")]


def records_role() -> Any:
    seat = house().seat(ANN, TUESDAY.id)
    assert seat is not None
    return seat.role


def test_leave_it_is_still_an_answer_to_a_warning() -> None:
    records = house().warn(ANN, said(ANN, "x").event)
    assert whispers(tell(told_guide(ANN, "leave it"), records)) == [(ANN, "warning-kept")]


# --- what becomes of their words


def test_what_becomes_of_their_words_is_said_first_and_is_theirs_to_choose() -> None:
    (_, asked) = tell(told_guide(ANN, "leave"), house())
    words = words_of([asked])
    assert "confirm \u2013 you leave. What you said in sessions stays" in words
    assert "confirm erase \u2013 you leave, and what you said goes out of the transcripts" in words
    assert "cannot take back what people have read" in words


@pytest.mark.parametrize(("word", "erased"), [("confirm", []), ("Confirm erase.", [HideAll(ANN, TUESDAY.id)])])
def test_their_words_stay_or_go(word: str, erased: list[HideAll]) -> None:
    records = house().recorded(ANN, EventId("$1")).recorded(BEN, EventId("$2"))
    tell(told_guide(ANN, "leave"), records)
    effects = tell(told_guide(ANN, word), records)
    assert out(effects) == [TUESDAY.id]
    assert [effect for effect in effects if isinstance(effect, HideAll)] == erased
    assert (ANN, "left-told-erased" if erased else "left-told") in whispers(effects)
    assert records.is_shown(EventId("$1")) is not bool(erased)
    assert records.is_shown(EventId("$2"))


def test_who_left_may_have_their_words_put_back() -> None:
    records = house().recorded(ANN, EventId("$1"))
    tell(told_guide(ANN, "leave"), records)
    tell(told_guide(ANN, "confirm erase"), records)
    assert whispers(tell(told_guide(ANN, "restore"), records)) == [(ANN, "restored")]
    assert records.is_shown(EventId("$1"))


def test_a_wish_to_leave_can_be_dropped() -> None:
    records = house()
    tell(told_guide(ANN, "leave"), records)
    assert whispers(tell(told_guide(ANN, "no"), records)) == [(ANN, "confirm-dropped")]
    assert out(tell(told_guide(ANN, "confirm erase"), records)) == []


@pytest.mark.parametrize("proof", sorted(set(Proof) - {Proof.SIGNED}))
def test_nobody_else_can_erase(proof: Proof) -> None:
    records = house()
    tell(told_guide(ANN, "leave"), records)
    assert out(tell(told_guide(ANN, "confirm erase", proof=proof), records)) == []
    assert out(tell(doubted(told_guide(ANN, "confirm erase"), proof), records)) == []


def test_who_is_out_already_may_have_their_words_taken_out_of_where_they_spoke() -> None:
    records = house().with_group(EVENING, removed=[ANN]).seated(ANN, TUESDAY.id, Role.MEMBER, Standing.REMOVED)
    assert whispers(tell(told_guide(ANN, "leave"), records)) == [(ANN, "leave-none")]
    records.recorded(ANN, EventId("$1"), EVENING).recorded(BEN, EventId("$2"), EVENING)
    (_, asked) = tell(told_guide(ANN, "leave"), records)
    assert "the sessions of Evening circle" in words_of([asked])
    effects = tell(told_guide(ANN, "confirm erase"), records)
    assert [effect for effect in effects if isinstance(effect, HideAll)] == [HideAll(ANN, EVENING.id)]
    assert whispers(effects) == [(ANN, "words-erased")]
    assert (records.is_shown(EventId("$1")), records.is_shown(EventId("$2"))) == (False, True)
    assert whispers(tell(told_guide(ANN, "leave"), records)) == [(ANN, "leave-none")]


def test_of_two_groups_only_the_words_of_the_one_that_is_left_go() -> None:
    records = house().with_group(EVENING, members=[ANN])
    records.recorded(ANN, EventId("$1")).recorded(ANN, EventId("$2"), EVENING)
    tell(told_guide(ANN, "leave evening circle"), records)
    tell(told_guide(ANN, "confirm erase"), records)
    assert (records.is_shown(EventId("$1")), records.is_shown(EventId("$2"))) == (True, False)
