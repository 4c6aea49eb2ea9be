from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.people import HOUSE, Group, GroupId, PersonId, Role, Standing
from handlers import entitled
from tests.handlers.happened import house
from tests.support.records import ANN, BEN, EVE, EVENING, FAY, MAX, TUESDAY

OTHER_GROUP = Group(GroupId("other"), "Other circle")


@pytest.mark.parametrize(("person", "may"), [(FAY, True), (MAX, True), (ANN, False), (EVE, False)])
def test_facilitators_and_the_online_manager_act_for_a_group(person: PersonId, may: bool) -> None:
    assert entitled.facilitates(person, TUESDAY.id, house()) is may


def test_a_facilitator_acts_for_their_own_group_alone() -> None:
    assert not entitled.facilitates(FAY, EVENING.id, house().with_group(EVENING, members=[FAY]))


def test_a_seat_that_was_taken_away_gives_no_right() -> None:
    records = house().seated(FAY, TUESDAY.id, Role.FACILITATOR, Standing.REMOVED)
    assert not entitled.facilitates(FAY, TUESDAY.id, records)
    records.seated(MAX, HOUSE, Role.ONLINE_MANAGER, Standing.REMOVED)
    assert not entitled.facilitates(MAX, TUESDAY.id, records)


def test_the_profile_name_is_shown_or_else_the_name_in_the_matrix_id() -> None:
    records = house().named(ANN, "Sea Glass")
    assert entitled.shown_name(ANN, records) == "Sea Glass"
    assert entitled.shown_name(BEN, records) == "ben"


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        ("Pip\nMax (@max:example.org): online manager", "Pip Max (@max:example.org): online manager"),
        ("\u202egniP\u2066", "gniP"),
        ("\u200b\u200b", "ann"),
        ("   ", "ann"),
        ("P" * 80, "P" * 80),
        ("P" * 500, "P" * 80 + " …"),
    ],
)
def test_a_chosen_name_cannot_pass_for_a_line_of_ours(chosen: str, shown: str) -> None:
    assert entitled.shown_name(ANN, house().named(ANN, chosen)) == shown


@given(st.text())
def test_a_name_stays_on_one_line(chosen: str) -> None:
    assert len(entitled.one_line(chosen).splitlines()) <= 1
