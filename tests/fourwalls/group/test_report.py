from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.people import EventId
from fourwalls.group.report import Draft, Question
from tests.support.records import NOON

texts = st.text(max_size=20)
three = st.tuples(texts, texts, texts)


@given(st.sampled_from(Question), three, three)
def test_a_draft_comes_back_as_it_was_kept(asked: Question, answers: tuple[str, ...], events: tuple[str, ...]) -> None:
    draft = Draft(asked, answers, events)
    assert Draft.of(draft.awaited(NOON)) == draft


def test_one_question_comes_after_another_and_back_again() -> None:
    draft, seen = Draft(), [Question.WHO]
    for question in (Question.WHO, Question.WHAT, Question.WHERE):
        draft = draft.after(question)
        seen.append(draft.asked)
    assert seen == list(Question)
    for question in (Question.WHERE, Question.WHAT, Question.WHO, Question.WHO):
        draft = draft.back()
        assert draft.asked is question


def test_what_was_told_with_the_first_word_is_not_asked() -> None:
    draft = Draft().answered(Question.WHAT, "he told", EventId("$what"))
    assert draft.after(Question.WHO).asked is Question.WHERE


def test_an_answer_is_known_by_its_event_until_it_is_gone() -> None:
    draft = Draft().answered(Question.WHERE, "here", EventId("$where"))
    assert draft.by(EventId("$where")) is Question.WHERE
    assert draft.by(EventId("$other")) is None
    assert draft.by(None) is None
    assert draft.answered(Question.WHERE, "", None).by(EventId("$where")) is None
