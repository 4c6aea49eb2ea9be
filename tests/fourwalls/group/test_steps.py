"""The state tables: what is not in the table cannot be done."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.case import STEPS as CASE_STEPS
from fourwalls.group.case import CaseState, CaseStep
from fourwalls.group.session import STEPS as SESSION_STEPS
from fourwalls.group.session import Session, SessionId, SessionState, SessionStep
from tests.support.records import NOON, TUESDAY, minute


def test_a_session_can_be_opened_once_and_closed_once() -> None:
    possible = {pair for pair in product([None, *SessionState], SessionStep) if pair in SESSION_STEPS}
    assert possible == {(None, SessionStep.OPEN), (SessionState.OPEN, SessionStep.CLOSE)}


def test_a_case_can_be_acknowledged_once() -> None:
    assert {pair for pair in product(CaseState, CaseStep) if pair in CASE_STEPS} == {
        (CaseState.RAISED, CaseStep.ACKNOWLEDGE)
    }


@given(st.lists(st.sampled_from(SessionStep)))
def test_whatever_is_tried_in_whatever_order_a_closed_session_stays_closed(tried: list[SessionStep]) -> None:
    state: SessionState | None = None
    states = [state := SESSION_STEPS.get((state, step), state) for step in tried]
    if SessionState.CLOSED in states:
        after = states[states.index(SessionState.CLOSED) :]
        assert set(after) == {SessionState.CLOSED}
        assert SessionState.OPEN in states


@given(st.lists(st.sampled_from(CaseStep)))
def test_whatever_is_tried_a_case_is_taken_on_at_most_once(tried: list[CaseStep]) -> None:
    state, taken = CaseState.RAISED, 0
    for step in tried:
        if (state, step) in CASE_STEPS:
            state, taken = CASE_STEPS[state, step], taken + 1
    assert taken == min(len(tried), 1)


@pytest.mark.parametrize("steps", [SESSION_STEPS, CASE_STEPS])
def test_every_step_leads_somewhere_else(steps: dict[tuple[object, object], object]) -> None:
    assert all(before != after for (before, _), after in steps.items())


def test_a_session_is_open_until_it_is_closed() -> None:
    assert Session(SessionId("s"), TUESDAY.id, NOON).state is SessionState.OPEN
    assert Session(SessionId("s"), TUESDAY.id, NOON, minute(90)).state is SessionState.CLOSED
