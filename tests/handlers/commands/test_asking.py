from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fourwalls.group.dialogue import DialogueState, Matter
from fourwalls.group.effects.done import RaiseFlag, Relay, TellManagers
from fourwalls.group.effects.kept import BeginDialogue
from fourwalls.group.heard import MessageForm, Proof
from handlers.dialogue import LONGEST
from tests.handlers.commands.giving import in_group, in_private, only_answer
from tests.handlers.happened import doubted, house, told_guide, whispers
from tests.handlers.talking import heard, names, passed
from tests.support.records import ANN, BEN, MAX, NOON, Paper


@pytest.fixture
def records() -> Paper:
    return house().named(ANN, "Tansy").named(MAX, "Odette")


def asked(records: Paper, text: str = "ask may I bring my sister?") -> None:
    heard(told_guide(ANN, text), records)


@pytest.mark.parametrize("text", ["ask may I bring my sister?", "Ask: may I?", "!ask may I?", "question: may I?"])
def test_what_follows_the_word_is_passed_on_word_for_word_with_the_profile_name(records: Paper, text: str) -> None:
    message = told_guide(ANN, text)
    effects = heard(message, records)
    ((event, name, words),) = passed(effects)
    assert (event, name) == (message.event, "dialogue-member")
    assert words == f"Tansy:\n\n{text}"
    assert ANN not in words
    assert whispers(effects) == [(ANN, "ask-sent")]
    (begun,) = records.dialogues(ANN)
    assert (begun.id, begun.matter, begun.state) == (message.event, Matter.ASK, DialogueState.WAITING)


@pytest.mark.parametrize(
    "text", ["ask", "Ask the manager", "I have a question.", "can I ask a question please?", "ASK!"]
)
def test_alone_it_waits_for_the_next_message(records: Paper, text: str) -> None:
    assert whispers(heard(told_guide(ANN, text), records)) == [(ANN, "ask-what")]
    assert records.dialogues() == []
    effects = heard(told_guide(ANN, "ask my sister?"), records)
    assert passed(effects)[0][2].endswith("ask my sister?")
    assert records.awaited(ANN) is None


def test_stop_drops_it_and_help_is_help(records: Paper) -> None:
    asked(records, "ask")
    assert whispers(heard(told_guide(ANN, "help"), records)) == [(ANN, "help-member")]
    assert whispers(heard(told_guide(ANN, "Stop."), records)) == [(ANN, "ask-dropped")]
    effects = heard(told_guide(ANN, "lovely weather"), records)
    assert (passed(effects), whispers(effects)) == ([], [(ANN, "not-understood")])


def test_it_waits_for_half_an_hour(records: Paper) -> None:
    asked(records, "ask")
    late = replace(told_guide(ANN, "lovely weather"), sent_at=NOON + timedelta(minutes=31))
    assert passed(heard(late, records)) == []


def test_in_the_group_it_is_asked_in_private_and_nothing_of_it_is_passed_on(records: Paper) -> None:
    for word, answer in (("!ask may I?", "ask-what"), ("!report ben told my boss", "report-who")):
        effects = in_group(word, sender=ANN, records=records)
        assert whispers(effects) == [(ANN, answer)]
        assert passed(effects) == []


@pytest.mark.parametrize("text", ["ask may I?", "ask", "report", "report ben told my boss"])
@pytest.mark.parametrize("proof", sorted(set(Proof) - {Proof.SIGNED}))
def test_what_is_not_proven_is_not_passed_on_as_anybodys(records: Paper, text: str, proof: Proof) -> None:
    effects = heard(told_guide(ANN, text, proof=proof), records)
    assert (ANN, "ask-unproven") in whispers(effects)
    assert passed(effects) == []
    assert records.awaited(ANN) is None


def test_a_device_that_nobody_vouches_for_is_told_so_on_that_device_and_learns_nothing(records: Paper) -> None:
    asked(records)
    for text, answer in (("ask may I?", "ask-unproven"), ("done", "not-understood"), ("thank you!", "thanks")):
        effects = heard(doubted(told_guide(ANN, text)), records)
        (whisper,) = [effect for effect in effects if getattr(effect, "words", None) and effect.words.name == answer]
        assert whisper.device == "new phone"
        assert passed(effects) == []
    assert len(records.dialogues(ANN)) == 1


def test_a_sign_of_risk_is_one_case_and_not_said_twice(records: Paper) -> None:
    effects = heard(told_guide(ANN, "ask may I take them all tonight"), records, risky=True)
    assert sum(isinstance(effect, RaiseFlag) for effect in effects) == 1
    assert passed(effects) == []
    assert whispers(effects) == [(ANN, "risk-private-word")]
    asked(records, "ask")
    effects = heard(told_guide(ANN, "i will take them all tonight"), records, risky=True)
    assert sum(isinstance(effect, RaiseFlag) for effect in effects) == 1
    assert passed(effects) == []
    assert records.awaited(ANN) is None


def test_words_that_could_not_be_examined_are_passed_on_all_the_same(records: Paper) -> None:
    effects = heard(told_guide(ANN, "ask may I?"), records, failed=True)
    assert names(effects) == ["dialogue-member"]
    assert any(isinstance(effect, TellManagers) for effect in effects)


def test_a_question_is_worth_something_however_late_its_key_comes(records: Paper) -> None:
    assert names(heard(told_guide(ANN, "ask may I?"), records, late=True, stale=True)) == ["dialogue-member"]
    assert names(heard(told_guide(ANN, "and my brother?"), records, late=True, stale=True)) == ["dialogue-member"]
    assert whispers(heard(told_guide(ANN, "done"), records, late=True, stale=True)) == [(ANN, "asked-too-late")]


def test_what_was_said_before_and_read_only_now_is_no_answer_to_it(records: Paper) -> None:
    before = replace(told_guide(ANN, "lovely weather"), sent_at=NOON - timedelta(minutes=1))
    again = replace(told_guide(ANN, "lovely weather"), sent_at=NOON - timedelta(minutes=1))
    asked(records, "ask")
    assert passed(heard(before, records, late=True, stale=True)) == []
    asked(records, "may I?")
    assert passed(heard(again, records, late=True, stale=True)) == []
    assert names(heard(told_guide(ANN, "please"), records)) == ["dialogue-member"]


def test_what_is_too_long_is_asked_for_in_parts_and_never_cut(records: Paper) -> None:
    effects = heard(told_guide(ANN, "ask " + "x" * LONGEST), records)
    assert (passed(effects), whispers(effects)) == ([], [(ANN, "dialogue-too-long")])
    asked(records, "ask")
    picture = told_guide(ANN, "shot.png", form=MessageForm.FILE)
    assert whispers(heard(picture, records)) == [(ANN, "dialogue-words-only")]
    assert passed(heard(told_guide(ANN, "x" * LONGEST), records))[0][2].endswith("x" * LONGEST)


# --- done


def test_done_ends_it_and_tells_both_sides(records: Paper) -> None:
    asked(records)
    effects = heard(told_guide(ANN, "Done, thank you."), records)
    assert names(effects) == ["dialogue-done-desk"]
    assert whispers(effects) == [(ANN, "dialogue-done")]
    assert records.dialogues() == []
    effects = heard(told_guide(ANN, "lovely weather"), records)
    assert (passed(effects), whispers(effects)) == ([], [(ANN, "not-understood")])


def test_done_means_nothing_while_nothing_is_open(records: Paper) -> None:
    assert whispers(heard(told_guide(ANN, "done"), records)) == [(ANN, "not-understood")]


@pytest.mark.parametrize("text", ["I'm done", "i am done with all this"])
def test_what_may_mean_another_thing_ends_nothing(records: Paper, text: str) -> None:
    asked(records)
    assert names(heard(told_guide(ANN, text), records)) == ["dialogue-member"]


# --- !dialogues


def test_the_online_manager_sees_what_is_open_since_when_and_what_waits(records: Paper) -> None:
    assert only_answer(in_private("!dialogues", MAX, records), MAX)[0] == "dialogues-none"
    asked(records)
    heard(told_guide(BEN, "ask when is the next one?"), records)
    name, words = only_answer(in_private("!dialogues", MAX, records), MAX)
    assert name == "dialogues"
    assert "1: question of Tansy, since 31 March, 12:00 UTC, waits for an answer" in words
    assert "2: question of somebody without a profile name" in words
    assert ANN not in words
    assert "ben" not in words
    assert only_answer(in_private("!dialogues", ANN, records), ANN)[0] == "no-permission"


def test_only_one_thread_is_begun_for_all_that_is_asked_meanwhile(records: Paper) -> None:
    asked(records)
    effects = heard(told_guide(ANN, "ask and my brother?"), records)
    assert not any(isinstance(effect, BeginDialogue) for effect in effects)
    (relay,) = [effect for effect in effects if isinstance(effect, Relay)]
    assert relay.dialogue == records.dialogues(ANN)[0].id
