from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.dialogue import Matter
from fourwalls.group.effects.done import RaiseFlag, Relay, Say, TellManagers, Whisper
from fourwalls.group.effects.kept import Speak
from fourwalls.group.effects.priority import Priority
from fourwalls.group.heard import MessageForm, Proof
from fourwalls.group.people import EventId
from handlers.dialogue import LONGEST
from tests.handlers.happened import WORDING, house, told_guide, took_back, whispers
from tests.handlers.talking import heard, passed
from tests.support.records import ANN, BEN, FAY, MAX, NOON, Paper, private_of

WHAT = "he told his wife what I said about my scan"


@pytest.fixture
def records() -> Paper:
    return house().named(ANN, "Tansy").named(MAX, "Odette").named(BEN, "Ben")


def say(records: Paper, *words: str, **more: Any) -> list[Any]:
    """Say these one after another; what came of the last."""
    effects: list[Any] = []
    for text in words:
        effects = heard(told_guide(ANN, text), records, **more)
    return effects


def answered(effects: list[Any]) -> list[str]:
    return [name for _, name in whispers(effects)]


def test_who_what_and_where_are_asked_one_at_a_time_read_back_and_passed_on_at_yes(records: Paper) -> None:
    assert answered(say(records, "report")) == ["report-who"]
    assert answered(say(records, "Ben, I think")) == ["report-what"]
    assert answered(say(records, WHAT)) == ["report-where"]
    effects = say(records, "at the clinic")
    (read_back,) = [WORDING.say(effect.words) for effect in effects if isinstance(effect, Whisper)]
    for words in ("Who: Ben, I think", f"What: {WHAT}", "Where: at the clinic"):
        assert words in read_back
    assert passed(effects) == []
    assert records.dialogues() == []

    effects = say(records, "yes")
    ((_, name, words),) = passed(effects)
    assert name == "report-words"
    assert words.startswith("Tansy tells:\n\nWho: Ben, I think\n")
    assert WHAT in words
    assert ANN not in words
    assert answered(effects) == ["report-sent"]
    assert [dialogue.matter for dialogue in records.dialogues(ANN)] == [Matter.REPORT]
    assert records.awaited(ANN) is None


def test_it_is_as_urgent_as_a_flag_and_reaches_nobody_but_the_online_manager(records: Paper) -> None:
    effects = [it for words in ("report", "Ben", WHAT, "skip", "send") for it in say(records, words)]
    (relay,) = [effect for effect in effects if isinstance(effect, Relay)]
    assert (relay.priority, relay.to) == (Priority.FLAG, None)
    assert {to for to, _ in whispers(effects)} == {ANN}, "neither who was named nor a facilitator is told"
    assert FAY not in {to for to, _ in whispers(effects)}
    assert not [effect for effect in effects if isinstance(effect, Say | TellManagers)]


@pytest.mark.parametrize(
    "word", ["Report.", "!report", "I want to report something", "i need to report somebody please", "can I report"]
)
def test_a_few_plain_ways_to_begin(records: Paper, word: str) -> None:
    assert answered(say(records, word)) == ["report-who"]


def test_what_follows_the_word_is_what_happened_and_not_asked_again(records: Paper) -> None:
    assert answered(say(records, f"report: {WHAT}")) == ["report-who"]
    assert answered(say(records, "skip")) == ["report-where"]
    read_back = say(records, "no")[-1]
    assert f"What: {WHAT}\n" in WORDING.say(read_back.words)
    assert "Who: (not said)" in WORDING.say(read_back.words)
    assert "Where: (not said)" in WORDING.say(read_back.words)


def test_a_whole_sentence_is_what_happened(records: Paper) -> None:
    say(records, "I want to report that Ben told his wife", "skip")
    assert "What: I want to report that Ben told his wife\n" in passed(say(records, "skip", "yes"))[0][2]


def test_what_happened_cannot_be_skipped(records: Paper) -> None:
    assert answered(say(records, "report", "skip", "skip")) == ["report-what"]
    assert answered(say(records, WHAT)) == ["report-where"]


def test_back_goes_back_one_question_and_another_answer_takes_the_place_of_the_old(records: Paper) -> None:
    assert answered(say(records, "report", "back")) == ["report-who"]
    say(records, "Ben", WHAT, "here")
    assert answered(say(records, "back")) == ["report-where"]
    assert answered(say(records, "back")) == ["report-what"]
    assert answered(say(records, "something else", "there")) == ["report-read-back"]
    words = passed(say(records, "yes"))[0][2]
    assert "something else" in words
    assert WHAT not in words
    assert "Where: there" in words


@pytest.mark.parametrize("before", [[], ["Ben"], ["Ben", WHAT], ["Ben", WHAT, "here"]])
@pytest.mark.parametrize("word", ["stop", "Never mind.", "CANCEL"])
def test_stop_forgets_it_at_any_time(records: Paper, before: list[str], word: str) -> None:
    assert answered(say(records, "report", *before, word)) == ["report-dropped"]
    assert records.awaited(ANN) is None
    assert passed(say(records, "yes")) == []


def test_anything_but_yes_passes_nothing_on_and_loses_nothing(records: Paper) -> None:
    say(records, "report", "Ben", WHAT, "here")
    for words in ("hm", "he is my neighbour", "no"):
        effects = say(records, words)
        assert (passed(effects), answered(effects)) == ([], ["report-yes-or"])
    assert len(passed(say(records, "yes please"))) == 1


def test_answers_that_look_like_other_words_are_answers(records: Paper) -> None:
    say(records, "report", "ask my sister, she knows", "report cards were shown around", "question: here?")
    words = passed(say(records, "yes"))[0][2]
    assert "Who: ask my sister, she knows\nWhat: report cards were shown around\nWhere: question: here?" in words


def test_help_meanwhile_is_help_and_the_report_goes_on(records: Paper) -> None:
    say(records, "report", "Ben")
    assert answered(say(records, "help")) == ["help-member"]
    assert answered(say(records, WHAT)) == ["report-where"]


def test_somebody_can_sleep_over_it_and_then_it_is_forgotten(records: Paper) -> None:
    say(records, "report", "Ben")

    def after(hours: int, text: str) -> list[str]:
        return answered(heard(replace(told_guide(ANN, text), sent_at=NOON + timedelta(hours=hours)), records))

    assert after(13, WHAT) == ["not-understood"]
    assert after(11, WHAT) == ["report-where"]
    assert after(22, "here") == ["report-read-back"]


def test_nobody_goes_on_with_it_in_somebodys_name(records: Paper) -> None:
    say(records, "report", "Ben", WHAT, "here")
    for proof in set(Proof) - {Proof.SIGNED}:
        assert passed(heard(told_guide(ANN, "yes", proof=proof), records)) == []
    assert records.dialogues() == []


def test_a_sign_of_risk_in_an_answer_is_a_case_and_the_report_keeps_it(records: Paper) -> None:
    say(records, "report", "Ben")
    cry = "he told them and now I will take them all tonight"
    effects = say(records, cry, risky=True)
    assert sum(isinstance(effect, RaiseFlag) for effect in effects) == 1
    assert answered(effects) == ["risk-private-word", "report-where"]
    assert cry in passed(say(records, "skip", "yes"))[0][2]


def test_a_picture_is_asked_for_in_words(records: Paper) -> None:
    say(records, "report", "Ben")
    effects = heard(told_guide(ANN, "shot.png", form=MessageForm.FILE), records)
    assert answered(effects) == ["dialogue-words-only"]
    assert answered(say(records, "x" * (LONGEST + 1))) == ["dialogue-too-long"]
    assert answered(say(records, WHAT)) == ["report-where"]


# --- changed and taken back


def test_an_answer_that_is_changed_in_place_is_changed_in_the_draft(records: Paper) -> None:
    answer = told_guide(ANN, "Bne")
    say(records, "report")
    heard(answer, records)
    heard(told_guide(ANN, "Ben", replaces=answer.event), records)
    say(records, WHAT, "here")
    again = heard(told_guide(ANN, "Benny", replaces=answer.event), records)
    assert answered(again) == ["report-read-back"], "what is read back is what will be passed on"
    assert "Who: Benny\n" in passed(say(records, "yes"))[0][2]


def test_an_answer_that_is_taken_back_is_not_in_the_draft_and_is_asked_again(records: Paper) -> None:
    answer = told_guide(ANN, WHAT)
    say(records, "report", "Ben")
    heard(answer, records)
    assert answered(heard(took_back(ANN, answer.event, private_of(ANN)), records)) == ["report-what"]
    say(records, "another thing", "here")
    words = passed(say(records, "yes"))[0][2]
    assert "another thing" in words
    assert WHAT not in words


def test_every_answer_is_known_so_that_it_can_be_taken_back_later(records: Paper) -> None:
    answer = told_guide(ANN, WHAT)
    say(records, "report", "skip")
    heard(answer, records)
    effects = say(records, "skip", "yes")
    spoken = [(effect.event, effect.carrier) for effect in effects if isinstance(effect, Speak)]
    (relay,) = [effect for effect in effects if isinstance(effect, Relay)]
    assert spoken == [(relay.event, relay.event), (answer.event, relay.event)]


@given(st.lists(st.sampled_from(["back", "skip", "x", "yes", "Ben", ""]), max_size=12))
def test_whatever_is_said_nothing_goes_out_before_it_was_read_back(words: list[str]) -> None:
    records, read_back = house(), False
    say(records, "report")
    for text in words:
        effects = say(records, text)
        if passed(effects):
            assert read_back
            assert text == "yes"
            break
        read_back = "report-read-back" in answered(effects) or (read_back and "report-yes-or" in answered(effects))


def test_a_report_begins_a_thread_of_its_own_whatever_else_is_going_on(records: Paper) -> None:
    say(records, "ask may I?", "report", "skip", WHAT, "skip", "yes")
    assert {each.matter for each in records.dialogues(ANN)} == {Matter.ASK, Matter.REPORT}
    assert EventId("") not in [each.id for each in records.dialogues(ANN)]
