from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.registration import (
    CLOSED,
    STEPS,
    Application,
    Question,
    Registering,
    Said,
    Step,
    Word,
    begun,
    moved,
)
from tests.support.records import EVE, NOON, QUESTIONS, minute

OPEN = Registering(open=True, questions=QUESTIONS)
DAY = timedelta(days=1)

Happening = tuple[Word, str, int]
happenings = st.tuples(st.sampled_from(Word), st.sampled_from(["", "one", "two"]), st.integers(-1, len(QUESTIONS)))


def at_first() -> Application:
    return begun(EVE, NOON, OPEN)


def after(application: Application, *words: Happening | Word) -> Application:
    for each in words:
        word, answer, change = (each, "an answer", 0) if isinstance(each, Word) else each
        new = moved(application, Said(word, answer, change), minute(1), OPEN)
        assert new is not None
        application = new
    return application


def checking() -> Application:
    return after(at_first(), Word.ANSWER, Word.ANSWER, Word.SKIP)


def test_each_answer_leads_to_the_next_question_and_the_last_to_the_reading_back() -> None:
    second = after(at_first(), (Word.ANSWER, "pip", 0))
    assert (second.step, second.place, second.answers) == (Step.ASKING, 1, ("pip", "", ""))
    last = after(second, (Word.ANSWER, "monday", 0), Word.SKIP)
    assert (last.step, last.answers) == (Step.CHECKING, ("pip", "monday", ""))
    assert after(last, Word.YES).step is Step.WAITING


def test_back_asks_again_and_loses_no_answer() -> None:
    back = after(at_first(), Word.ANSWER, Word.ANSWER, Word.BACK, Word.BACK, Word.BACK)
    assert (back.place, back.answers) == (0, ("an answer", "an answer", ""))
    assert after(back, Word.SKIP, Word.SKIP).place == 2


def test_what_needs_an_answer_is_not_skipped() -> None:
    first = at_first()
    assert moved(first, Said(Word.SKIP), minute(1), OPEN) is first
    assert moved(first, Said(Word.ANSWER), minute(1), OPEN) is first


def test_an_answer_that_is_not_needed_can_be_taken_away() -> None:
    full = after(at_first(), Word.ANSWER, Word.ANSWER, Word.ANSWER)
    assert after(full, (Word.CHANGE, "", 2), (Word.ANSWER, "", 0)).answers == ("an answer", "an answer", "")


def test_one_answer_is_changed_and_all_are_read_back_again() -> None:
    changing = after(checking(), (Word.CHANGE, "", 1))
    assert (changing.step, changing.place) == (Step.CHANGING, 1)
    assert after(changing, (Word.ANSWER, "new", 0)) == replace(checking(), answers=("an answer", "new", ""))
    for word in (Word.BACK, Word.SKIP):
        assert after(changing, word) == checking()


@pytest.mark.parametrize("application", [at_first(), checking(), after(checking(), (Word.CHANGE, "", 1))])
def test_danger_pauses_and_nothing_is_an_answer_until_they_go_on(application: Application) -> None:
    paused = after(application, Word.DANGER)
    assert (paused.step, paused.answers) == (Step.PAUSED, application.answers)
    assert after(paused, Word.ANSWER, Word.YES) == paused
    again = after(paused, Word.BEGIN)
    assert again.step is (Step.ASKING if application.step is Step.ASKING else Step.CHECKING)
    assert again.answers == application.answers


@pytest.mark.parametrize("step", [step for step in Step if step is not Step.APPROVED])
def test_stop_forgets_everything_from_wherever_somebody_stands(step: Step) -> None:
    assert moved(replace(at_first(), step=step), Said(Word.STOP), minute(1), OPEN) is None


@pytest.mark.parametrize("step", [Step.ASKED_IN, Step.APPROVED])
def test_who_begins_anew_has_no_answers_yet_and_keeps_the_number(step: Step) -> None:
    old = replace(checking(), step=step, number=7, questions=(Question("Old?"),), answers=("old",))
    assert after(old, Word.BEGIN) == replace(at_first(), at=minute(1), number=7)


def test_only_what_was_handed_in_is_decided() -> None:
    for step in Step:
        application = replace(checking(), step=step)
        for word in (Word.APPROVE, Word.DECLINE):
            new = moved(application, Said(word), minute(1), OPEN)
            assert (new is not application) == (step is Step.WAITING)


def test_every_step_can_be_left_by_words_of_the_person_or_waits_for_a_manager() -> None:
    theirs = set(Word) - {Word.DANGER, Word.APPROVE, Word.DECLINE}
    assert {step for step, word in STEPS if word in theirs} == set(Step)


@given(st.lists(happenings, max_size=30))
def test_whatever_is_said_no_answer_is_lost_and_nobody_is_stuck(said: list[Happening]) -> None:
    here: Application | None = at_first()
    for word, answer, change in said:
        assert here is not None
        new = moved(here, Said(word, answer, change), minute(1), OPEN)
        if new is None:
            assert word in {Word.STOP, Word.DECLINE}
            return
        assert (len(new.answers), new.questions, new.person) == (len(QUESTIONS), QUESTIONS, EVE)
        given_up = {at for at in range(len(QUESTIONS)) if here.answers[at] != new.answers[at]}
        begins_anew = word is Word.BEGIN and here.step is Step.APPROVED
        assert begins_anew or given_up <= ({here.place} if word is Word.ANSWER else set())
        if new.step in {Step.ASKING, Step.CHANGING}:
            assert 0 <= new.place < len(QUESTIONS)
        if new.step in {Step.CHECKING, Step.WAITING, Step.APPROVED}:
            assert all(answer or asked.optional for asked, answer in zip(QUESTIONS, new.answers, strict=True))
        here = new
    assert here is not None
    assert here.step is Step.APPROVED or moved(here, Said(Word.STOP), minute(2), OPEN) is None
    if here.step not in {Step.WAITING, Step.APPROVED}:  # the way to the end is open from everywhere
        ending = [Word.BEGIN, *[Word.ANSWER] * (len(QUESTIONS) + 1), Word.YES]
        assert after(here, *ending).step is Step.WAITING


@pytest.mark.parametrize("step", Step)
def test_what_is_over_is_forgotten_and_what_waits_for_us_is_not(step: Step) -> None:
    application = replace(at_first(), step=step)
    limit = {Step.WAITING: None, Step.APPROVED: CLOSED.approved}.get(step, CLOSED.unfinished)
    if limit is None:
        assert not application.is_over(NOON + 1000 * DAY, CLOSED)
    else:
        assert not application.is_over(NOON + limit, CLOSED)
        assert application.is_over(NOON + limit + timedelta(seconds=1), CLOSED)
