"""The life of a request to share: by its table alone, and by the answers of the people who count."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.people import GroupId, PersonId
from fourwalls.group.share import (
    REMIND_BEFORE,
    STEPS,
    Asked,
    Consent,
    Draft,
    Share,
    ShareNumber,
    ShareState,
    ShareStep,
    answered,
    counting,
    deadline,
    due_step,
    is_reminder_due,
    last_day,
    stepped,
)
from tests.support.records import ANN, BEN, EVE, FAY, NOON

END = NOON + timedelta(days=14)
PEOPLE = [BEN, FAY, EVE]


def request(whose: tuple[PersonId, ...] = (BEN,), state: ShareState = ShareState.ASKED) -> Share:
    asked = tuple(Asked(person) for person in PEOPLE)
    return Share(ShareNumber(3), state, ANN, GroupId("tuesday"), "the boat", whose, "the newsletter", NOON, END, asked)


def with_answers(answers: dict[PersonId, Consent | None], whose: tuple[PersonId, ...] = (BEN,)) -> Share:
    share = request(whose)
    for person, consent in answers.items():
        share = share if consent is None else answered(share, person, consent, NOON)
    return share


# --- the table


def test_the_whole_life_of_a_request() -> None:
    possible = {
        (state, step): STEPS[state, step] for state, step in product(ShareState, ShareStep) if (state, step) in STEPS
    }
    assert possible == {
        (ShareState.DRAFTING, ShareStep.SEND): ShareState.ASKED,
        (ShareState.ASKED, ShareStep.GRANT): ShareState.GRANTED,
        (ShareState.ASKED, ShareStep.REFUSE): ShareState.REFUSED,
        (ShareState.ASKED, ShareStep.EXPIRE): ShareState.EXPIRED,
        (ShareState.ASKED, ShareStep.WITHDRAW): ShareState.WITHDRAWN,
        (ShareState.GRANTED, ShareStep.WITHDRAW): ShareState.WITHDRAWN,
    }


@given(st.lists(st.sampled_from(ShareStep)))
def test_whatever_is_tried_what_was_refused_expired_or_withdrawn_is_never_granted(tried: list[ShareStep]) -> None:
    state, states = ShareState.DRAFTING, [ShareState.DRAFTING]
    for step in tried:
        state = STEPS.get((state, step), state)
        states.append(state)
    closed = {ShareState.REFUSED, ShareState.EXPIRED, ShareState.WITHDRAWN}
    first = next((at for at, each in enumerate(states) if each in closed), len(states))
    assert len(set(states[first:])) <= 1
    if ShareState.GRANTED in states:
        assert states[states.index(ShareState.GRANTED) - 1] is ShareState.ASKED


@pytest.mark.parametrize(("state", "step"), sorted(set(product(ShareState, ShareStep)) - set(STEPS)))
def test_what_is_not_in_the_table_cannot_be_done(state: ShareState, step: ShareStep) -> None:
    with pytest.raises(ValueError, match="cannot go"):
        stepped(request(state=state), step)


# --- the answers

ANSWERS = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from([*Consent, None]))
HERE = st.sets(st.sampled_from([ANN, *PEOPLE, PersonId("@new:example.org")]))
WHOSE = st.sampled_from([(), (ANN,), (BEN,)])
WHEN = st.sampled_from([NOON, END - timedelta(seconds=1), END, END + timedelta(days=3)])


@given(ANSWERS, HERE, WHOSE, WHEN)
def test_nothing_is_granted_without_the_yes_of_everybody_inside_and_of_whom_it_is_about(
    answers: dict[PersonId, Consent | None], here: set[PersonId], whose: tuple[PersonId, ...], now: datetime
) -> None:
    share = with_answers(answers, whose)
    step = due_step(share, here, now)
    if step is ShareStep.GRANT:
        needed = {person for person in PEOPLE if person in here or person in whose}
        assert all(answers.get(person) is Consent.YES for person in needed)
        assert Consent.NO not in answers.values()
        assert Consent.WITHDRAWN not in answers.values()
        assert Consent.YES in answers.values()
        assert ANN in here


@given(ANSWERS, HERE, WHOSE, WHEN)
def test_every_request_ends_with_its_time_and_before_that_a_no_is_not_noticed(
    answers: dict[PersonId, Consent | None], here: set[PersonId], whose: tuple[PersonId, ...], now: datetime
) -> None:
    step = due_step(with_answers(answers, whose), here, now)
    if ANN not in here:
        assert step is ShareStep.WITHDRAW
    elif now >= END:
        assert step in {ShareStep.GRANT, ShareStep.REFUSE, ShareStep.EXPIRE}
    else:
        assert step in {ShareStep.GRANT, None}


@given(ANSWERS, HERE, WHOSE)
def test_newcomers_are_not_asked(
    answers: dict[PersonId, Consent | None], here: set[PersonId], whose: tuple[PersonId, ...]
) -> None:
    share, new = with_answers(answers, whose), PersonId("@new:example.org")
    for now in (NOON, END):
        assert due_step(share, here | {new}, now) == due_step(share, here - {new}, now)


def test_silence_is_a_no() -> None:
    share = with_answers(dict.fromkeys([BEN, FAY], Consent.YES))
    assert due_step(share, [ANN, *PEOPLE], END - timedelta(seconds=1)) is None
    assert due_step(share, [ANN, *PEOPLE], END) is ShareStep.EXPIRE


def test_who_goes_without_an_answer_does_not_count_unless_it_is_about_them() -> None:
    share = with_answers(dict.fromkeys([BEN, FAY], Consent.YES))
    assert due_step(share, {ANN, BEN, FAY}, NOON) is ShareStep.GRANT
    about_eve = with_answers(dict.fromkeys([BEN, FAY], Consent.YES), whose=(EVE,))
    assert due_step(about_eve, {ANN, BEN, FAY}, NOON) is None
    assert due_step(about_eve, {ANN, BEN, FAY}, END) is ShareStep.EXPIRE


@pytest.mark.parametrize("consent", [Consent.NO, Consent.WITHDRAWN])
def test_the_no_of_somebody_who_goes_stands(consent: Consent) -> None:
    share = with_answers({BEN: Consent.YES, FAY: Consent.YES, EVE: consent})
    assert due_step(share, {ANN, BEN, FAY}, END) is ShareStep.REFUSE


def test_when_everybody_else_has_gone_in_silence_nothing_is_granted() -> None:
    share = with_answers({}, whose=())
    assert counting(share, {ANN}) == []
    assert due_step(share, {ANN}, NOON) is None
    assert due_step(share, {ANN}, END) is ShareStep.EXPIRE


def test_an_answer_takes_the_place_of_an_earlier_one() -> None:
    share = answered(with_answers({BEN: Consent.NO}), BEN, Consent.YES, END)
    assert share.answer_of(BEN) == Asked(BEN, Consent.YES, END)
    assert [each.person for each in share.asked] == PEOPLE
    assert not share.waits_for(BEN)
    assert share.waits_for(FAY)
    assert (share.holds(BEN), share.holds(FAY), share.holds(ANN)) == (True, False, True)


# --- time


def test_a_reminder_is_due_once_in_the_last_two_days() -> None:
    share = request()
    first = END - REMIND_BEFORE
    assert not is_reminder_due(share, first - timedelta(seconds=1))
    assert is_reminder_due(share, first)
    assert not is_reminder_due(share, END)
    assert not is_reminder_due(replace(share, reminded=True), first)
    assert not is_reminder_due(replace(share, state=ShareState.GRANTED), first)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)), st.integers(3, 56))  # noqa: DTZ001 - hypothesis adds the zone
def test_people_have_all_the_days_that_were_said_and_the_last_one_whole(sent: datetime, days: int) -> None:
    end = deadline(sent, days)
    assert timedelta(days=days) < end - sent <= timedelta(days=days + 1)
    assert (end.hour, end.minute) == (0, 0)


def test_the_last_day_is_said_as_people_write_it() -> None:
    assert (
        last_day(replace(request(), deadline=deadline(datetime(2026, 11, 24, 9, tzinfo=UTC), 14)))
        == "Tuesday 8 December"
    )


def test_back_takes_the_answers_back_one_by_one() -> None:
    draft = Draft(ANN, NOON, GroupId("tuesday"), "the boat", (), "the newsletter", 14)
    steps = [draft := draft.back() for _ in range(5)]
    assert [(each.words, each.whose, each.place, each.days) for each in steps] == [
        ("the boat", (), "the newsletter", None),
        ("the boat", (), "", None),
        ("the boat", None, "", None),
        ("", None, "", None),
        ("", None, "", None),
    ]
    assert {each.group for each in steps} == {GroupId("tuesday")}
