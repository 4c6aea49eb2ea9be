from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.finding import DetailKind, Finding
from fourwalls.group.people import EventId
from fourwalls.group.warning import (
    COOLDOWN,
    STRONG,
    Detail,
    Quiet,
    Telling,
    Told,
    Word,
    plain_detail,
    telling,
    worth_telling,
)
from tests.support.records import NOON

QUIET = Quiet()
ALWAYS = Quiet(together=timedelta(0))
WORD = EventId("$word")
STRONG_ONE, WEAK_ONE = (Detail(DetailKind.ADDRESS, "4 Elm Row", strong) for strong in (True, False))

moments = st.integers(-3 * 86_400, 3 * 86_400).map(lambda seconds: NOON + timedelta(seconds=seconds))
maybe = st.none() | moments
tolds = st.builds(Told, waved=st.booleans(), at=maybe, word=st.none() | st.just(WORD), kind_at=maybe)
details = st.sampled_from([STRONG_ONE, WEAK_ONE])
quiets = st.sampled_from([QUIET, ALWAYS, Quiet(together=timedelta(minutes=10))])
words = st.none() | st.builds(Word, st.just(WORD), moments, st.booleans())


@pytest.mark.parametrize(
    ("detail", "told", "worth"),
    [
        (STRONG_ONE, Told(), True),
        (WEAK_ONE, Told(), True),
        (STRONG_ONE, Told(at=NOON, word=WORD, kind_at=NOON), True),
        (WEAK_ONE, Told(at=NOON - 2 * COOLDOWN, word=WORD, kind_at=NOON - 2 * COOLDOWN), False),
        (WEAK_ONE, Told(kind_at=NOON - COOLDOWN + timedelta(seconds=1)), False),
        (WEAK_ONE, Told(kind_at=NOON - COOLDOWN), True),
        (STRONG_ONE, Told(waved=True), False),
        (WEAK_ONE, Told(waved=True), False),
    ],
)
def test_strong_details_always_weak_ones_once_and_none_that_was_waved_through(
    detail: Detail, told: Told, worth: bool
) -> None:
    assert worth_telling(detail, told, NOON) is worth


@given(details, tolds, moments)
def test_nothing_waved_through_is_ever_told_and_every_other_strong_detail_is(
    detail: Detail, told: Told, at: datetime
) -> None:
    worth = worth_telling(detail, told, at)
    assert not (told.waved and worth)
    assert told.waved or not detail.strong or worth


@given(tolds, moments)
def test_a_weak_detail_is_told_at_most_once(told: Told, at: datetime) -> None:
    assert told.at is None or not worth_telling(WEAK_ONE, told, at)


@given(st.lists(tolds, max_size=4), words, moments, quiets)
def test_the_table_of_words(told: list[Told], last: Word | None, at: datetime, quiet: Quiet) -> None:
    what = telling(told, last, at, quiet)
    near = last is not None and timedelta(0) < quiet.together >= abs(at - last.began)
    assert (what is Telling.NOTHING) == (not told)
    assert (what is Telling.NOW) == (bool(told) and not near)  # never a second word at once within the minute
    if what is Telling.SAID:
        assert all(each.word is not None and each.at is not None for each in told)


@given(st.lists(tolds, min_size=1, max_size=4), words, moments)
def test_with_no_time_together_each_message_has_a_word_of_its_own(
    told: list[Told], last: Word | None, at: datetime
) -> None:
    assert telling(told, last, at, ALWAYS) is Telling.NOW


def test_the_same_within_the_minute_belongs_to_the_word_and_something_new_waits() -> None:
    last, at = Word(WORD, NOON), NOON + timedelta(seconds=59)
    same = Told(at=NOON, word=WORD, kind_at=NOON)
    assert telling([same], last, at, QUIET) is Telling.SAID
    assert telling([same, Told()], last, at, QUIET) is Telling.LATER
    assert telling([same], last, NOON + timedelta(seconds=61), QUIET) is Telling.NOW


@pytest.mark.parametrize("words", ["4 Elm Row", "4 elm row.", "4,  ELM\nROW", "\uff14 Elm Row"])
def test_a_detail_is_known_again_however_it_is_written(words: str) -> None:
    assert plain_detail(words) == "4elmrow"


def test_details_of_signs_alone_are_told_apart() -> None:
    assert plain_detail("☎") != plain_detail("✉")


@given(st.text(min_size=1))
def test_the_plain_form_of_any_words_is_plain_already(words: str) -> None:
    assert plain_detail(plain_detail(words)) == plain_detail(words)


@pytest.mark.parametrize(("confidence", "strong"), [(STRONG, True), (STRONG - 0.01, False)])
def test_how_sure_the_finding_is_tells_whether_the_detail_is_strong(confidence: float, strong: bool) -> None:
    finding = Finding(2, 7, DetailKind.CLINICIAN, confidence, "test")
    assert Detail.of("a Dr Who", finding) == Detail(DetailKind.CLINICIAN, "Dr Wh", strong)
