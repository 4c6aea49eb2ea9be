from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.people import LET_IN, Role, Seat, Standing
from fourwalls.group.roster import LONGEST, STEPS, SeatStep, kept_standing, seat_after, span
from tests.support.records import ANN, FAY, MAX, NOON, TUESDAY, minute


@given(st.lists(st.sampled_from(SeatStep)))
def test_whatever_happens_in_whatever_order_nobody_is_inside_without_an_invitation_since_they_went(
    happened: list[SeatStep],
) -> None:
    standing: Standing | None = None
    invited = False
    for step in happened:
        before, standing = standing, STEPS.get((standing, step), standing)
        if (before, step) in STEPS:
            let_in = {SeatStep.INVITE, SeatStep.AGREE, SeatStep.RETURN, SeatStep.GO_OUT, SeatStep.FIND}
            invited = step in let_in or (invited and standing is before)
            invited = invited or step is SeatStep.COME_IN
            assert (
                standing is not Standing.INSIDE
                or step in {SeatStep.COME_IN, SeatStep.FIND}
                or before is Standing.RESTING
            )
    if standing in {Standing.INVITED, Standing.INSIDE}:
        assert invited


def test_since_and_by_are_of_the_day_on_which_somebody_came_onto_the_list_or_off_it() -> None:
    days = [
        (Standing.ASKED, FAY, (0, FAY, None)),
        (Standing.INVITED, ANN, (0, FAY, None)),
        (Standing.INSIDE, ANN, (0, FAY, 2)),
        (Standing.INVITED, ANN, (0, FAY, 2)),
        (Standing.INSIDE, ANN, (0, FAY, 2)),
        (Standing.SUSPENDED, MAX, (0, FAY, 2)),
        (Standing.REMOVED, MAX, (6, MAX, None)),
        (Standing.INVITED, FAY, (7, FAY, None)),
        (Standing.INSIDE, ANN, (7, FAY, 8)),
    ]
    seat: Seat | None = None
    for number, (standing, by, (since, word, came)) in enumerate(days):
        given = GiveSeat(ANN, TUESDAY.id, Role.MEMBER, standing, minute(number), by)
        seat = seat_after(seat, given, agreed=True)
        assert (seat.standing, seat.since, seat.by) == (standing, minute(since), word)
        assert seat.came_at == (None if came is None else minute(came))


@pytest.mark.parametrize("before", [None, Standing.ASKED, Standing.SUSPENDED, Standing.REMOVED])
def test_nobody_came_inside_who_was_not_let_in(before: Standing | None) -> None:
    known = None if before is None else Seat(ANN, TUESDAY.id, Role.MEMBER, before, NOON)
    kept = seat_after(known, GiveSeat(ANN, TUESDAY.id, Role.MEMBER, Standing.INSIDE, NOON, FAY), agreed=False)
    assert (kept.standing, kept.came_at) == (Standing.ASKED, None)


def test_coming_in_is_possible_for_the_invited_alone() -> None:
    assert [standing for standing in (None, *Standing) if (standing, SeatStep.COME_IN) in STEPS] == [Standing.INVITED]


def test_whoever_was_removed_comes_back_by_an_invitation_alone() -> None:
    back = [step for step in SeatStep if (Standing.REMOVED, step) in STEPS]
    assert back == [SeatStep.ASK, SeatStep.INVITE], "both are the same wish, before and after they have agreed"


@given(
    st.lists(st.tuples(st.one_of(st.none(), st.sampled_from(Standing)), st.booleans())),
    st.one_of(st.none(), st.sampled_from(sorted({*Standing} - LET_IN))),
)
def test_whatever_is_wanted_in_whatever_order_nobody_is_let_in_before_they_have_agreed(
    wanted: list[tuple[Standing | None, bool]], standing: Standing | None
) -> None:
    ever_agreed = False
    for wish, agreed in wanted:
        ever_agreed |= agreed
        standing = standing if wish is None else kept_standing(standing, wish, agreed=agreed)
        assert ever_agreed or standing not in LET_IN


def test_whoever_is_inside_may_stay_for_the_time_of_grace_and_come_back_from_a_walk() -> None:
    assert kept_standing(Standing.INSIDE, Standing.INVITED, agreed=False) is Standing.INVITED
    assert kept_standing(Standing.INVITED, Standing.INSIDE, agreed=False) is Standing.INSIDE
    assert kept_standing(Standing.SUSPENDED, Standing.INVITED, agreed=False) is Standing.ASKED
    assert kept_standing(Standing.ASKED, Standing.INVITED, agreed=True) is Standing.INVITED


@pytest.mark.parametrize("before", [None, *Standing])
def test_whoever_is_found_inside_stays_for_the_time_of_grace_if_no_list_ever_named_them(
    before: Standing | None,
) -> None:
    kept = kept_standing(before, Standing.INSIDE, agreed=False, found_inside=True)
    assert (kept is Standing.INSIDE) is (before is None or before in LET_IN)


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
