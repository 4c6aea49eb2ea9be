from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.people import Standing
from fourwalls.group.roster import LONGEST, STEPS, SeatStep, span


@given(st.lists(st.sampled_from(SeatStep)))
def test_whatever_happens_in_whatever_order_nobody_is_inside_without_an_invitation_since_they_went(
    happened: list[SeatStep],
) -> None:
    standing: Standing | None = None
    invited = False
    for step in happened:
        before, standing = standing, STEPS.get((standing, step), standing)
        if (before, step) in STEPS:
            invited = step in {SeatStep.INVITE, SeatStep.RETURN, SeatStep.GO_OUT} or (invited and standing is before)
            invited = invited or step is SeatStep.COME_IN
            assert standing is not Standing.INSIDE or step is SeatStep.COME_IN
    if standing in {Standing.INVITED, Standing.INSIDE}:
        assert invited


def test_coming_in_is_possible_for_the_invited_alone() -> None:
    assert [standing for standing in (None, *Standing) if (standing, SeatStep.COME_IN) in STEPS] == [Standing.INVITED]


def test_whoever_was_removed_comes_back_by_an_invitation_alone() -> None:
    assert [step for step in SeatStep if (Standing.REMOVED, step) in STEPS] == [SeatStep.INVITE]


@pytest.mark.parametrize(
    ("words", "length"),
    [
        ("2 weeks", timedelta(weeks=2)),
        ("1 week", timedelta(weeks=1)),
        ("3 days", timedelta(days=3)),
        ("3d", timedelta(days=3)),
        (" 12 Hours ", timedelta(hours=12)),
        ("366 days", LONGEST),
    ],
)
def test_a_length_of_time_is_read(words: str, length: timedelta) -> None:
    assert span(words) == length


@pytest.mark.parametrize(
    "words", ["", "2", "weeks", "0 days", "-1 days", "367 days", "2 fortnights", "2 weeks ago", "\uff19 days"]
)
def test_what_is_none_is_not_guessed(words: str) -> None:
    assert span(words) is None


@given(st.text())
def test_no_words_make_it_fail(words: str) -> None:
    assert span(words) is None or timedelta() < span(words) <= LONGEST  # type: ignore[operator]  # asked twice
