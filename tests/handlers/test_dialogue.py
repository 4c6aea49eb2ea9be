from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bots import guide
from fourwalls.group.dialogue import DialogueId, DialogueState
from fourwalls.group.effects.done import RaiseFlag, Relay, Say, TellManagers, Whisper, Withdraw
from fourwalls.group.effects.kept import TakeBack
from fourwalls.group.effects.priority import Priority
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message, MessageForm, Proof, Unreadable
from fourwalls.group.people import EventId, PersonId, RoomKind
from handlers import conversation, desk
from handlers.dialogue import LONGEST
from tests.handlers.happened import decided, event, house, said, told_guide, took_back, whispers
from tests.handlers.happened import words_of as all_words
from tests.handlers.talking import heard, names, passed
from tests.support.records import ANN, BEN, EVE, FAY, MANAGERS, MAX, NOON, private_of, relayed_for, thread_of


class Talk:
    """Ann has asked something; ``first`` is what she said."""

    def __init__(self, first: str = "ask may I bring my sister?") -> None:
        self.records = house().named(ANN, "Tansy").named(MAX, "Odette")
        self.first = told_guide(ANN, first)
        self.began = heard(self.first, self.records)
        self.id = DialogueId(self.first.event)

    def ann(self, text: str, **more: Any) -> list[Any]:
        return heard(told_guide(ANN, text), self.records, **more)

    def at_desk(self, text: str, by: PersonId = MAX, *, reply: bool = False, **more: Any) -> Message:
        root = thread_of(self.id)
        return said(by, text, room=MANAGERS, thread=None if reply else root, reply_to=root if reply else None, **more)

    def max(self, text: str, **more: Any) -> list[Any]:
        return heard(self.at_desk(text, **more), self.records)

    @property
    def state(self) -> DialogueState:
        known = self.records.dialogue_at(thread_of(self.id))
        assert known is not None
        return known.state


@pytest.fixture
def talk() -> Talk:
    return Talk()


# --- the Online Manager's answer


@pytest.mark.parametrize("reply", [True, False])
def test_what_is_written_in_the_thread_goes_to_the_member_alone(talk: Talk, reply: bool) -> None:
    answer = talk.at_desk("of course, do", reply=reply)
    effects = heard(answer, talk.records)
    ((event_, name, words),) = passed(effects)
    assert (event_, name) == (answer.event, "dialogue-manager")
    assert [effect.to for effect in effects if isinstance(effect, Relay)] == [ANN]
    assert "The Online Manager (Odette) writes to you about your question:\n\nof course, do\n" in words
    assert MAX not in words
    assert talk.state is DialogueState.ANSWERED
    assert len(effects) == 2, "the words' place in the talk, and the words"


def test_a_reply_to_the_members_own_words_in_the_thread_is_an_answer_too(talk: Talk) -> None:
    answer = said(MAX, "of course", room=MANAGERS, reply_to=relayed_for(talk.first.event))
    assert names(heard(answer, talk.records)) == ["dialogue-manager"]


def test_a_manager_without_a_profile_name_is_one_of_the_organisation(talk: Talk) -> None:
    talk.records.named(MAX, "")
    assert "The Online Manager (of your organisation) writes" in passed(talk.max("yes"))[0][2]


@pytest.mark.parametrize("text", ["note she rang last week too", "Note: careful", "!roster"])
def test_a_note_and_a_command_stay_in_the_room(talk: Talk, text: str) -> None:
    assert passed(talk.max(text)) == []
    assert talk.state is DialogueState.WAITING


def test_what_is_said_outside_the_thread_is_for_the_managers(talk: Talk) -> None:
    assert heard(said(MAX, "did anybody see question 1?", room=MANAGERS), talk.records) == []
    assert heard(said(MAX, "aha", room=MANAGERS, thread=event()), talk.records) == []


@pytest.mark.parametrize("sender", [ANN, BEN, FAY, EVE])
def test_nobody_else_answers_for_the_online_manager(talk: Talk, sender: PersonId) -> None:
    assert passed(talk.max("i know where you live", by=sender)) == []


@pytest.mark.parametrize("proof", sorted(set(Proof) - {Proof.SIGNED}))
def test_an_unproven_word_is_not_passed_on_and_that_is_said_in_the_thread(talk: Talk, proof: Proof) -> None:
    for text in ("of course", "close"):
        effects = talk.max(text, proof=proof)
        assert passed(effects) == []
        assert [(e.words.name, e.thread) for e in effects if isinstance(e, Say)] == [
            ("dialogue-desk-unproven", thread_of(talk.id))
        ]
    assert talk.state is DialogueState.WAITING


@pytest.mark.parametrize(
    ("text", "form", "answer"),
    [
        ("ack", MessageForm.TEXT, "dialogue-desk-ack"),
        ("scan.png", MessageForm.FILE, "dialogue-words-only"),
        ("x" * (LONGEST + 1), MessageForm.TEXT, "dialogue-too-long"),
    ],
)
def test_what_cannot_be_passed_on_is_said_in_the_thread(talk: Talk, text: str, form: MessageForm, answer: str) -> None:
    effects = talk.max(text, form=form)
    assert passed(effects) == []
    assert [effect.words.name for effect in effects if isinstance(effect, Say)] == [answer]


def test_the_lookout_keeps_out_of_it(talk: Talk) -> None:
    assert decided(desk.word_in_thread, Examined(talk.at_desk("ack")), talk.records) == []
    assert decided(conversation.command, Examined(talk.at_desk("!close")), talk.records) == []


def test_words_that_cannot_be_read_are_told(talk: Talk) -> None:
    locked = Unreadable(MANAGERS, event(), MAX, NOON, Proof.PLAIN, "malformed")
    (told,) = guide.duties().answers[RoomKind.MANAGER, Unreadable]
    effects = decided(told, Examined(locked), talk.records)
    assert any(isinstance(effect, TellManagers) for effect in effects)
    assert (MAX, "unreadable-member") in whispers(effects)


# --- the member's next words


@pytest.mark.parametrize(
    "text", ["thank you", "ok", "she is coming by bus", "yes please", "delete it", "is that alright?"]
)
def test_while_it_is_open_what_is_no_word_of_the_guides_goes_there(talk: Talk, text: str) -> None:
    talk.max("of course")
    effects = talk.ann(text)
    assert passed(effects)[0][1:] == ("dialogue-member", f"Tansy:\n\n{text}")
    assert whispers(effects) == [(ANN, "dialogue-passed-on")]
    assert talk.state is DialogueState.WAITING


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("help", "help-member"),
        ("worried", "worried-what"),
        ("leave", "leave-sure"),
        ("transcripts", "transcripts-link"),
        ("remove", "warning-none"),
        ("!invite @eve:example.org", "no-permission"),
    ],
)
def test_the_guides_own_words_stay_its_own(talk: Talk, text: str, answer: str) -> None:
    effects = talk.ann(text)
    assert (passed(effects), whispers(effects)) == ([], [(ANN, answer)])


def test_that_words_went_is_said_at_the_first_and_not_after_every_line(talk: Talk) -> None:
    assert whispers(talk.ann("she is my carer")) == []
    assert whispers(talk.ann("and a good one")) == []
    talk.max("of course")
    assert whispers(talk.ann("thank you")) == [(ANN, "dialogue-passed-on")]
    assert whispers(talk.ann("really")) == []
    later = replace(told_guide(ANN, "one more thing"), sent_at=NOON + timedelta(minutes=11))
    assert whispers(heard(later, talk.records)) == [(ANN, "dialogue-passed-on")]


def test_a_warning_that_waits_is_not_answered_by_chance(talk: Talk) -> None:
    talk.records.warn(ANN, EventId("$slip"))
    for text in ("yes", "thanks", "ok"):
        effects = talk.ann(text)
        assert (passed(effects), whispers(effects)) == ([], [(ANN, "warning-which")])
    assert names(talk.ann("what do you mean")) == ["dialogue-member"]
    answer = talk.at_desk("may I ring you?")
    heard(answer, talk.records)
    reply = replace(told_guide(ANN, "yes"), reply_to=relayed_for(answer.event))
    assert names(heard(reply, talk.records)) == ["dialogue-member"]


@pytest.mark.parametrize("text", ["leave", "keep", "remove", "report it", "ask him", "worried"])
def test_a_reply_to_a_person_is_no_word_to_the_guide(talk: Talk, text: str) -> None:
    answer = talk.at_desk("what would you like?")
    heard(answer, talk.records)
    there = relayed_for(answer.event)
    said_, again = told_guide(ANN, text), told_guide(ANN, text)
    for reply in (replace(said_, reply_to=there), replace(again, thread=there)):
        assert passed(heard(reply, talk.records))[0][2] == f"Tansy:\n\n{text}"
    help_ = replace(told_guide(ANN, "help"), reply_to=relayed_for(answer.event))
    assert whispers(heard(help_, talk.records)) == [(ANN, "help-member")]


def test_with_two_open_they_go_where_something_was_said_last_or_where_they_reply_to(talk: Talk) -> None:
    for text in ("report", "Ben", "he told", "skip", "yes"):
        effects = talk.ann(text)
    (report,) = [effect for effect in effects if isinstance(effect, Relay)]
    (more,) = [effect for effect in talk.ann("and his wife") if isinstance(effect, Relay)]
    assert more.dialogue == report.dialogue
    answer = replace(talk.at_desk("bring her"), sent_at=NOON + timedelta(minutes=1))
    heard(answer, talk.records)
    (more,) = [effect for effect in talk.ann("lovely") if isinstance(effect, Relay)]
    assert more.dialogue == talk.id
    reply = replace(told_guide(ANN, "and his son"), reply_to=relayed_for(report.event))
    (more,) = [effect for effect in heard(reply, talk.records) if isinstance(effect, Relay)]
    assert more.dialogue == report.dialogue
    assert whispers(talk.ann("done")) == [(ANN, "dialogue-done-more")]
    assert whispers(talk.ann("done")) == [(ANN, "dialogue-done")]


def test_what_may_mean_danger_is_a_case_and_the_thread_only_says_so(talk: Talk) -> None:
    cry = "i will take them all tonight"
    effects = talk.ann(cry, risky=True)
    assert sum(isinstance(effect, RaiseFlag) for effect in effects) == 1
    ((_, name, words),) = passed(effects)
    assert name == "dialogue-case"
    assert cry not in words
    assert [effect.priority for effect in effects if isinstance(effect, Relay)] == [Priority.FLAG]
    assert whispers(effects) == [(ANN, "risk-private-word")]
    assert names(talk.ann("are you there")) == ["dialogue-member"], "and it goes on"


def test_words_that_could_not_be_examined_go_there_too_and_that_a_person_looks_is_told_once(talk: Talk) -> None:
    talk.max("yes?")
    effects = talk.ann("so tired", failed=True)
    assert names(effects) == ["dialogue-member"]
    assert whispers(effects) == [(ANN, "unexamined-told")]


@pytest.mark.parametrize("proof", sorted(set(Proof) - {Proof.SIGNED}))
def test_unproven_words_are_not_passed_on_as_the_members(talk: Talk, proof: Proof) -> None:
    talk.max("of course")
    effects = heard(told_guide(ANN, "it is me", proof=proof), talk.records)
    assert passed(effects) == []
    assert (ANN, "not-understood") in whispers(effects)


def test_pictures_and_what_is_too_long_are_asked_for_in_words(talk: Talk) -> None:
    effects = heard(told_guide(ANN, "scan.png", form=MessageForm.FILE), talk.records)
    assert (passed(effects), whispers(effects)) == ([], [(ANN, "dialogue-words-only")])
    effects = talk.ann("x" * (LONGEST + 1))
    assert (passed(effects), whispers(effects)) == ([], [(ANN, "dialogue-too-long")])


# --- closed


def test_close_ends_it_and_both_are_told(talk: Talk) -> None:
    effects = talk.max("Close.")
    assert names(effects) == ["dialogue-closed"]
    assert [e.words.name for e in effects if isinstance(e, Say)] == ["dialogue-closed-desk"]
    assert talk.state is DialogueState.CLOSED
    effects = talk.ann("thank you")
    assert (passed(effects), whispers(effects)) == ([], [(ANN, "thanks")])


@pytest.mark.parametrize("text", ["close: do bring her", "close\ndo bring her", "!Close: do bring her"])
def test_a_last_word_goes_to_the_member_first(talk: Talk, text: str) -> None:
    effects = talk.max(text)
    ((_, name, words),) = passed(effects)
    assert name == "dialogue-manager-last"
    assert ":\n\ndo bring her\n" in words
    assert talk.state is DialogueState.CLOSED


@pytest.mark.parametrize("text", ["close the window when you go", "closed on Mondays", "not close", "close, but no"])
def test_a_sentence_with_the_word_in_it_is_a_sentence(talk: Talk, text: str) -> None:
    assert names(talk.max(text)) == ["dialogue-manager"]
    assert talk.state is DialogueState.ANSWERED


def test_when_it_is_closed_nothing_goes_either_way_and_that_is_said(talk: Talk) -> None:
    answer = talk.at_desk("of course")
    heard(answer, talk.records)
    talk.max("close")
    effects = talk.max("one more thing")
    assert passed(effects) == []
    assert [effect.words.name for effect in effects if isinstance(effect, Say)] == ["dialogue-desk-over"]
    for text in ("and another", "done"):
        reply = replace(told_guide(ANN, text), reply_to=relayed_for(answer.event))
        effects = heard(reply, talk.records)
        assert passed(effects) == []
        assert len(whispers(effects)) == 1
    worry = replace(told_guide(ANN, "worried about ben"), reply_to=relayed_for(answer.event))
    assert any(isinstance(effect, RaiseFlag) for effect in heard(worry, talk.records)), "a worry is never lost"


def test_the_member_begins_anew_with_ask(talk: Talk) -> None:
    talk.max("close")
    assert whispers(talk.ann("ask and my brother?")) == [(ANN, "ask-sent")]


# --- changed and taken back


def test_changed_words_take_the_place_of_the_old_ones_on_the_other_side(talk: Talk) -> None:
    effects = heard(told_guide(ANN, "ask may I bring Kim?", replaces=talk.first.event), talk.records)
    assert [effect for effect in effects if isinstance(effect, Withdraw)] == [Withdraw(talk.id, talk.first.event)]
    ((event_, name, words),) = passed(effects)
    assert (event_, name) == (talk.first.event, "dialogue-member-changed")
    assert "ask may I bring Kim?" in words
    assert [type(effect) for effect in effects if isinstance(effect, Withdraw | Relay)] == [Withdraw, Relay]

    answer = talk.at_desk("of curse")
    heard(answer, talk.records)
    effects = heard(talk.at_desk("of course", replaces=answer.event), talk.records)
    assert [effect for effect in effects if isinstance(effect, Withdraw)] == [Withdraw(talk.id, answer.event, ANN)]
    assert names(effects) == ["dialogue-manager-changed"]


def test_a_changed_answer_of_a_report_is_told_beside_it() -> None:
    talk = Talk("report")
    answer = told_guide(ANN, "Bne")
    heard(answer, talk.records)
    for text in ("he told", "skip", "yes"):
        talk.ann(text)
    beside = EventId(f"{answer.event} changed")
    for text in ("Ben", "Benny"):  # the second takes the place of the first
        effects = heard(told_guide(ANN, text, replaces=answer.event), talk.records)
        assert [effect.event for effect in effects if isinstance(effect, Withdraw)] == [beside]
        assert passed(effects)[0][:2] == (beside, "dialogue-member-changed")
    effects = heard(took_back(ANN, answer.event, private_of(ANN)), talk.records)
    assert [effect.event for effect in effects if isinstance(effect, Withdraw)] == [answer.event, beside]
    assert {answer.event, beside} <= talk.records.withdrawn


def test_an_answer_made_a_note_is_taken_away_from_the_member(talk: Talk) -> None:
    answer = talk.at_desk("she rang last week too")
    heard(answer, talk.records)
    effects = heard(talk.at_desk("note she rang last week too", replaces=answer.event), talk.records)
    assert effects == [TakeBack(answer.event), Withdraw(talk.id, answer.event, ANN)]


def test_a_change_that_becomes_readable_after_the_words_were_taken_back_is_not_passed_on(talk: Talk) -> None:
    heard(took_back(ANN, talk.first.event, private_of(ANN)), talk.records)
    edit = told_guide(ANN, "ask may I bring Kim?", replaces=talk.first.event)
    assert heard(edit, talk.records, late=True) == []


def test_nobody_changes_or_takes_back_anybody_elses_words(talk: Talk) -> None:
    answer = talk.at_desk("of course")
    heard(answer, talk.records)
    for proof in set(Proof) - {Proof.SIGNED}:
        forged = told_guide(ANN, "i hate you all", replaces=talk.first.event, proof=proof)
        assert passed(heard(forged, talk.records)) == []
    assert passed(heard(told_guide(ANN, "never", replaces=answer.event), talk.records)) == []
    assert passed(heard(talk.at_desk("never", by=MAX, replaces=talk.first.event), talk.records)) == []
    assert heard(took_back(MAX, talk.first.event, MANAGERS), talk.records) == []
    assert heard(took_back(ANN, answer.event, private_of(ANN)), talk.records) == []


def test_a_change_that_may_mean_danger_is_a_case_and_not_said_twice(talk: Talk) -> None:
    edit = told_guide(ANN, "i will take them all tonight", replaces=talk.first.event)
    effects = heard(edit, talk.records, risky=True)
    assert names(effects) == ["dialogue-case"]
    assert sum(isinstance(effect, RaiseFlag) for effect in effects) == 1


def test_words_taken_back_are_taken_back_on_the_other_side(talk: Talk) -> None:
    effects = heard(took_back(ANN, talk.first.event, private_of(ANN)), talk.records)
    assert effects == [TakeBack(talk.first.event), Withdraw(talk.id, talk.first.event)]
    answer = talk.at_desk("of course")
    heard(answer, talk.records)
    talk.max("close")
    effects = heard(took_back(MAX, answer.event, MANAGERS), talk.records)
    assert effects == [TakeBack(answer.event), Withdraw(talk.id, answer.event, ANN)]


def test_a_part_of_a_report_taken_back_takes_back_the_report_and_that_is_told() -> None:
    talk = Talk("report")
    answer = told_guide(ANN, "Ben")
    heard(answer, talk.records)
    for text in ("he told", "skip", "yes"):
        talk.ann(text)
    effects = heard(took_back(ANN, answer.event, private_of(ANN)), talk.records)
    assert any(isinstance(effect, Withdraw) for effect in effects)
    assert whispers(effects) == [(ANN, "report-taken-back")]


def test_neither_side_is_told_a_matrix_id(talk: Talk) -> None:
    spoken = [*talk.began, *talk.max("of course"), *talk.ann("thank you"), *talk.max("close: bye")]
    told = "\n".join([all_words(spoken), *(words for _, _, words in passed(spoken))])
    assert "example.org" not in told
    assert not [effect for effect in spoken if isinstance(effect, Whisper) and effect.to != ANN]
