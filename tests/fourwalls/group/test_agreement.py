from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.agreement import Nudge, Policy, Reading, nudge_due, read_on, review_notice
from tests.support.records import NOON

POLICY = Policy(2, date(2027, 5, 24), ("one", "two", "three"))
GRACE = timedelta(days=14)


@pytest.mark.parametrize(
    ("days", "due"),
    [
        (0, None),
        (6.9, None),
        (7, Nudge.HALF_WAY),
        (12.9, Nudge.HALF_WAY),
        (13, Nudge.LAST_DAY),
        (13.9, Nudge.LAST_DAY),
        (14, Nudge.OVER),
        (400, Nudge.OVER),
    ],
)
def test_a_reminder_half_way_and_on_the_last_day(days: float, due: Nudge | None) -> None:
    assert nudge_due(NOON, GRACE, NOON + timedelta(days=days)) is due


@given(st.integers(2, 90), st.lists(st.floats(0, 100), min_size=2))
def test_as_time_goes_by_what_is_due_only_becomes_graver(grace: int, days: list[float]) -> None:
    order = [None, Nudge.HALF_WAY, Nudge.LAST_DAY, Nudge.OVER]
    due = [order.index(nudge_due(NOON, timedelta(days=grace), NOON + timedelta(days=day))) for day in sorted(days)]
    assert due == sorted(due)


@pytest.mark.parametrize(
    ("left", "notice"),
    [(61, None), (60, "60 ahead"), (31, "60 ahead"), (30, "30 ahead"), (8, "30 ahead"), (7, "7 ahead"), (1, "7 ahead")],
)
def test_the_review_date_is_told_60_30_and_7_days_ahead(left: int, notice: str | None) -> None:
    assert review_notice(POLICY.review, POLICY.review - timedelta(days=left)) == notice


def test_from_its_day_on_the_review_is_told_daily() -> None:
    days = [POLICY.review + timedelta(days=late) for late in range(10)]
    assert len({review_notice(POLICY.review, day) for day in days}) == len(days)


@given(st.dates(date(2027, 1, 1), date(2027, 12, 31)), st.integers(1, 40))
def test_whenever_the_bots_were_down_the_notice_of_that_day_is_not_missed(today: date, down: int) -> None:
    """Looked at on one day and again some days later: what began to be due in between is due then, or a graver one."""
    before, after = review_notice(POLICY.review, today), review_notice(POLICY.review, today + timedelta(days=down))
    passed = [
        days for days in (60, 30, 7, 0) if today < POLICY.review - timedelta(days=days) <= today + timedelta(down)
    ]
    if passed:
        assert after not in (None, before)


def test_all_is_seen_when_the_last_piece_of_this_very_version_was_shown() -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    assert Reading(2, POLICY.digest, 1, 3, at).has_seen_all(POLICY)
    assert not Reading(2, POLICY.digest, 2, 2, at).has_seen_all(POLICY)
    assert not Reading(1, POLICY.digest, 3, 3, at).has_seen_all(POLICY)
    assert not Reading(2, "of another text", 3, 3, at).has_seen_all(POLICY)


def test_another_text_is_read_from_its_beginning_and_only_another_version_gives_more_time() -> None:
    later = NOON + timedelta(days=3)
    before = Reading(2, "this", 3, 3, NOON)
    assert read_on(None, before) == before
    assert read_on(before, Reading(2, "this", 1, 1, later)) == Reading(2, "this", 1, 3, NOON)
    assert read_on(before, Reading(2, "other", 1, 1, later)) == Reading(2, "other", 1, 1, NOON)
    assert read_on(before, Reading(3, "other", 1, 1, later)) == Reading(3, "other", 1, 1, later)


@given(st.lists(st.text("abc \n", min_size=1, max_size=1200), min_size=2, max_size=4), st.integers(1, 4))
def test_the_rest_comes_whole_in_messages_that_can_be_said(pages: list[str], first: int) -> None:
    first = min(first, len(pages))
    messages = Policy(1, NOON.date(), tuple(pages)).in_messages(first)
    assert "\n\n".join(messages) == "\n\n".join(pages[first - 1 :])
    assert all(len(message) <= 2400 for message in messages)


def test_texts_are_told_apart() -> None:
    assert Policy(2, POLICY.review, ("one", "twothree")).digest != POLICY.digest
    assert Policy(9, NOON.date(), POLICY.pages).digest == POLICY.digest


def test_other_hours_are_another_text_with_the_same_words() -> None:
    mondays, never = [
        Policy(2, POLICY.review, ("we look in {staffed_hours}",), hours) for hours in ("Mondays", "never")
    ]
    assert mondays.pages == ("we look in Mondays",)
    assert mondays.digest != never.digest
    assert mondays.has_the_words_of(never)
    assert mondays.has_the_words_of(Policy(2, POLICY.review, mondays.pages)), "as rows were kept before"
    assert not mondays.has_the_words_of(POLICY)
