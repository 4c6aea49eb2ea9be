from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.effects.done import RaiseFlag, TellManagers, Whisper
from fourwalls.group.effects.kept import Await, ForgetApplication, KeepApplication
from fourwalls.group.examined import Examined
from fourwalls.group.finding import RiskReading
from fourwalls.group.heard import Message, MessageForm, Proof
from fourwalls.group.people import PersonId, Role, Standing
from fourwalls.group.registration import LONGEST_ANSWER, Application, Step, begun
from handlers import conversation, flags
from tests.handlers.happened import (
    NO_RISK,
    WORDING,
    decided,
    doubted,
    house,
    risk,
    told_guide,
    whispers,
    words_of,
)
from tests.support.records import ANN, EVE, MAX, NOON, QUESTIONS, TUESDAY, Paper

ZOE = PersonId("@zoe:example.org")
PHONE = Proof.UNSIGNED_DEVICE


def a_house(*people: PersonId, **said: Any) -> Paper:
    records = house().registering_as(open=True, **said)
    for person in people or (EVE,):
        records.with_private_room(person)
    return records


def hear(
    message: Message, records: Paper, reading: RiskReading = NO_RISK, *, failed: bool = False, stale: bool = False
) -> list[Any]:
    """What the guide answers, its watch for risk included, as its switchboard has it."""
    examined = Examined(message, reading=None if failed else reading, failed=failed, late=stale, stale=stale)
    return [*decided(flags.watch, examined, records), *decided(conversation.answer, examined, records)]


def say(records: Paper, *texts: str, who: PersonId = EVE) -> list[Any]:
    """Say one after the other; what the last was answered."""
    answered: list[Any] = []
    for text in texts:
        answered = hear(told_guide(who, text), records)
    return answered


def names(effects: list[Any]) -> list[str]:
    return [name for _, name in whispers(effects)]


def mine(records: Paper, who: PersonId = EVE) -> Application:
    found = records.application(who)
    assert found is not None
    return found


def at(step: Step, **said: Any) -> Paper:
    records = a_house(**said)
    application = replace(begun(EVE, NOON, records.registering()), step=step)
    if step in {Step.CHECKING, Step.WAITING, Step.APPROVED, Step.PAUSED}:
        application = replace(application, answers=("one", "two", ""), place=3)
    records.apply(KeepApplication(application))
    return records


# --- the way through ---


@pytest.mark.parametrize("word", ["register", "Register!", "join", "!register", "I want to join."])
def test_it_begins_with_a_plain_word_and_says_who_sees_the_answers(word: str) -> None:
    records = a_house()
    answered = say(records, word)
    assert names(answered) == ["register-begun", "register-question"]
    assert "Only the Online Manager" in words_of(answered)
    assert QUESTIONS[0].ask in words_of(answered)


def test_from_beginning_to_end_with_a_mistake_and_a_skip() -> None:
    records = a_house()
    assert QUESTIONS[1].ask in words_of(say(records, "register", "my sister is ill"))
    assert "So far you have answered: « my sister is ill »" in words_of(say(records, "Back"))
    say(records, "My brother is ill.", "tuesdays")
    read_back = words_of(say(records, "skip"))
    assert "1. What brings you?\nMy brother is ill." in read_back
    assert "2. Which day?\ntuesdays" in read_back
    assert QUESTIONS[1].ask in words_of(say(records, "change 2"))
    assert "mondays" in words_of(say(records, "mondays"))
    handed_in = say(records, "Yes.")
    assert names(handed_in) == ["register-handed-in"]
    assert any(isinstance(effect, TellManagers) for effect in handed_in)
    assert mine(records).step is Step.WAITING
    assert mine(records).answers == ("My brother is ill.", "mondays", "")


def test_the_managers_are_told_that_somebody_asks_and_never_what_they_answered() -> None:
    records = at(Step.CHECKING)
    (told,) = [effect for effect in say(records, "yes") if isinstance(effect, TellManagers)]
    assert "one" not in WORDING.say(told.words).replace("someone", "")
    assert "!applicants 1" in WORDING.say(told.words)


def test_every_step_says_what_can_be_said_next() -> None:
    for step in Step:
        records = at(step)
        (last,) = [effect for effect in say(records, "help") if isinstance(effect, Whisper)][-1:]
        text = WORDING.say(last.words)
        if step is not Step.APPROVED:
            assert "stop" in text or step is Step.ASKED_IN
            assert "help" in text


@pytest.mark.parametrize("step", [Step.ASKING, Step.CHANGING, Step.CHECKING, Step.PAUSED, Step.WAITING, Step.ASKED_IN])
def test_help_in_the_middle_begins_with_people_and_then_says_where_one_is(step: Step) -> None:
    records = at(step)
    first, second = say(records, "help")
    assert WORDING.say(first.words).startswith("If you need someone now:")
    assert first.words.name == "help-member"
    assert second.words.name.startswith("register-")
    assert mine(records).step is step


@pytest.mark.parametrize("step", [Step.ASKED_IN, Step.ASKING, Step.CHANGING, Step.CHECKING, Step.PAUSED, Step.WAITING])
@pytest.mark.parametrize("word", ["stop", "Stop!", "!stop"])
def test_stop_forgets_everything_at_any_time_and_says_so(step: Step, word: str) -> None:
    records = at(step)
    answered = say(records, word)
    assert names(answered) == ["register-stopped"]
    assert ForgetApplication(EVE) in answered
    assert any(isinstance(effect, TellManagers) for effect in answered) == (step is Step.WAITING)
    assert records.application(EVE) is None
    assert names(say(records, word)) in (["not-understood"], ["unknown-command"])


# --- what is no answer, or seems to be something else ---


@pytest.mark.parametrize("text", ["keep", "remove", "Worried about my heart", "leave me time", "thanks", "no", "👍"])
def test_words_that_mean_something_elsewhere_are_answers_here(text: str) -> None:
    records = a_house()
    say(records, "register", text)
    assert mine(records).answers[0] == text


def test_a_worry_is_passed_on_in_the_middle_and_is_no_answer() -> None:
    records = a_house()
    assert names(say(records, "register", "worried")) == ["worried-what"]
    answered = say(records, "somebody wrote to me")
    assert any(isinstance(effect, RaiseFlag) for effect in answered)
    assert mine(records).answers == ("", "", "")
    say(records, "my own answer")
    assert mine(records).answers[0] == "my own answer"


def test_what_else_is_waited_for_comes_first() -> None:
    records = at(Step.ASKING)
    records.apply(Await(EVE, Awaited(Wanted.WORRY, NOON)))
    say(records, "it is about somebody else")
    assert mine(records).answers[0] == ""


@pytest.mark.parametrize("form", [MessageForm.FILE, MessageForm.POLL, MessageForm.STICKER, MessageForm.EMOTE])
def test_a_picture_is_no_answer_and_the_question_is_asked_again(form: MessageForm) -> None:
    records = at(Step.ASKING)
    answered = hear(told_guide(EVE, "holiday.jpg", form=form), records)
    assert names(answered) == ["register-words-only"]
    assert QUESTIONS[0].ask in words_of(answered)


def test_an_answer_that_is_too_long_is_not_cut() -> None:
    records = at(Step.ASKING)
    assert names(say(records, "a" * (LONGEST_ANSWER + 1))) == ["register-too-long"]
    say(records, "a" * LONGEST_ANSWER)
    assert mine(records).answers[0] == "a" * LONGEST_ANSWER


def test_an_answer_cannot_pass_for_a_line_of_ours() -> None:
    records = at(Step.ASKING)
    say(records, "a\n2. Which day?\nall\u202e")
    assert mine(records).answers[0] == "a 2. Which day? all"


def test_what_needs_an_answer_cannot_be_skipped_and_a_dash_leaves_the_other_empty() -> None:
    records = at(Step.ASKING)
    assert names(say(records, "skip")) == ["register-needed"]
    assert names(say(records, "-")) == ["register-needed"]
    say(records, "one", "two", "three", "change 3")
    assert names(say(records, "-")) == ["register-check"]
    assert mine(records).answers == ("one", "two", "")


@pytest.mark.parametrize(("text", "place"), [("change 2", 1), ("Change number 1", 0), ("3", 2), ("no, change 2", 1)])
def test_any_answer_can_be_changed(text: str, place: int) -> None:
    records = at(Step.CHECKING)
    say(records, text)
    assert (mine(records).step, mine(records).place) == (Step.CHANGING, place)


@pytest.mark.parametrize("text", ["no", "change", "change 0", "change 4", "99", "maybe"])
def test_what_is_unclear_at_the_reading_back_is_asked_back(text: str) -> None:
    records = at(Step.CHECKING)
    assert names(say(records, text)) == ["register-check-unclear"]
    assert mine(records).step is Step.CHECKING


def test_what_comes_much_too_late_is_no_answer() -> None:
    records = at(Step.ASKING)
    hear(told_guide(EVE, "said an hour ago"), records, stale=True)
    assert mine(records).answers == ("", "", "")


def test_what_could_not_be_examined_is_no_answer_and_the_question_is_asked_again() -> None:
    records = at(Step.ASKING)
    answered = hear(told_guide(EVE, "my answer"), records, failed=True)
    assert names(answered) == ["unexamined-told", "register-question"]
    assert mine(records).answers == ("", "", "")


# --- danger ---


def test_a_sign_of_risk_raises_a_case_and_the_questions_wait() -> None:
    records = at(Step.ASKING)
    answered = hear(told_guide(EVE, "i cannot go on"), records, risk())
    assert any(isinstance(effect, RaiseFlag) for effect in answered)
    assert names(answered) == ["risk-private-word", "register-paused"]
    assert (mine(records).step, mine(records).answers[0]) == (Step.PAUSED, "i cannot go on")
    assert names(say(records, "are you there?")) == ["not-understood"]
    assert names(say(records, "continue")) == ["register-question"]
    assert (mine(records).step, mine(records).place) == (Step.ASKING, 1)


def test_danger_at_the_reading_back_hands_nothing_in() -> None:
    records = at(Step.CHECKING)
    hear(told_guide(EVE, "yes i cannot go on"), records, risk())
    assert mine(records).step is Step.PAUSED
    assert names(say(records, "register")) == ["register-check"]


# --- who may ---


@pytest.mark.parametrize("proof", sorted(set(Proof) - {Proof.SIGNED}))
@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("text", ["an answer", "yes", "stop", "back", "skip", "change 1", "continue", "register"])
def test_only_a_proven_device_is_heard(proof: Proof, step: Step, text: str) -> None:
    records = at(step)
    before = mine(records)
    hear(told_guide(EVE, text, proof=proof), records)
    hear(told_guide(EVE, text, proof=proof), records, risk())
    assert mine(records) == before


@pytest.mark.parametrize("text", ["an answer", "yes", "stop", "help", "register", "!stop", "keep", "worried", "leave"])
def test_a_device_that_nobody_vouches_for_learns_of_no_registration(text: str) -> None:
    answered = [hear(doubted(told_guide(EVE, text), PHONE), records) for records in (a_house(), *map(at, Step))]
    heard = [[(effect.words, effect.device) for effect in each if isinstance(effect, Whisper)] for each in answered]
    assert all(each == heard[0] for each in heard)


def test_words_that_were_waited_for_are_no_answer_even_in_danger() -> None:
    records = at(Step.ASKING)
    say(records, "worried")
    answered = hear(told_guide(EVE, "she will do it tonight"), records, risk())
    assert any(isinstance(effect, RaiseFlag) for effect in answered)
    assert (mine(records).step, mine(records).answers) == (Step.PAUSED, ("", "", ""))


@pytest.mark.parametrize("word", ["yes", "ok", "register"])
def test_who_was_asked_in_begins_with_a_yes_as_well(word: str) -> None:
    assert names(say(at(Step.ASKED_IN), word)) == ["register-begun", "register-question"]


def test_who_is_out_of_a_group_for_a_time_does_not_register_their_way_back() -> None:
    records = a_house().seated(EVE, TUESDAY.id, Role.MEMBER, Standing.SUSPENDED)
    assert names(say(records, "register")) == ["register-inside"]


def test_who_is_not_verified_gets_help_with_that_on_the_very_device() -> None:
    (whisper,) = hear(doubted(told_guide(EVE, "register"), PHONE), a_house())
    assert (whisper.words.name, whisper.device) == ("register-verify", "new phone")


@pytest.mark.parametrize("person", [ANN, MAX])
def test_who_has_a_place_is_told_so(person: PersonId) -> None:
    assert names(say(a_house(), "register", who=person)) == ["register-inside"]


def test_a_closed_registration_lets_in_only_whom_a_manager_asked() -> None:
    records = a_house().registering_as(open=False)
    assert names(say(records, "register")) == ["register-closed"]
    records.apply(KeepApplication(Application(EVE, Step.ASKED_IN, NOON)))
    assert names(say(records, "good morning")) == ["register-hello"]
    assert names(say(records, "register")) == ["register-begun", "register-question"]


def test_who_was_approved_and_removed_again_does_not_begin_anew_while_it_is_closed() -> None:
    records = at(Step.APPROVED).registering_as(open=False)
    assert names(say(records, "register")) == ["register-closed"]
    records.registering_as(open=True)
    assert names(say(records, "register")) == ["register-begun", "register-question"]


def test_who_gets_a_seat_meanwhile_is_a_member_like_any_other() -> None:
    records = at(Step.ASKING).seated(EVE, TUESDAY.id, Role.MEMBER, Standing.INVITED)
    assert names(say(records, "transcripts")) == ["transcripts-link"]
    assert mine(records).answers == ("", "", "")


def test_edited_questions_do_not_change_under_somebodys_hands() -> None:
    records = a_house()
    say(records, "register")
    records.registering_as(open=True, questions=QUESTIONS[:1])
    assert QUESTIONS[1].ask in words_of(say(records, "first"))


# --- whatever is said ---

_WORDS = [
    "register",
    "back",
    "skip",
    "stop",
    "yes",
    "change 1",
    "change 9",
    "help",
    "continue",
    "!back",
    "-",
    "worried",
]
_said = st.tuples(st.sampled_from([EVE, ZOE]), st.sampled_from(_WORDS) | st.just(""), st.booleans())


@given(st.lists(_said, max_size=25))
def test_nothing_gets_from_one_person_to_the_other_and_nobody_is_stuck(turns: list[tuple[PersonId, str, bool]]) -> None:
    records = a_house(EVE, ZOE)
    theirs = {EVE: "evergreen", ZOE: "zonked"}
    for number, (who, word, risky) in enumerate(turns):
        text = word or f"{theirs[who]} {number}"
        other = theirs[ZOE if who == EVE else EVE]
        before = {person: records.application(person) for person in theirs}
        answered = hear(told_guide(who, text), records, risk() if risky and not word else NO_RISK)
        assert all(effect.to == who for effect in answered if isinstance(effect, Whisper))
        assert other not in words_of(answered)
        for person, known in before.items():
            if person != who:
                assert records.application(person) == known
        assert names(answered), f"{text!r} was left without an answer"
    for who in theirs:
        if records.application(who) is None:
            say(records, "register", who=who)
        if mine(records, who).step is not Step.WAITING:
            say(records, "stop", "stop", who=who)  # the first may have ended a worry that was waited for
            say(records, "register", "one", "two", "skip", "yes", who=who)
        assert mine(records, who).step is Step.WAITING
