from __future__ import annotations

import dataclasses
from itertools import pairwise
from typing import get_args

import pytest

from fourwalls.group.effects import Done, Kept
from fourwalls.group.effects.priority import Priority
from fourwalls.group.effects.walls import Repair
from fourwalls.group.finding import Severity
from fourwalls.group.people import Bot, RoomId
from fourwalls.group.phrase import phrase


@pytest.mark.parametrize("effect", get_args(Kept | Done))
def test_an_effect_is_a_frozen_value(effect: type) -> None:
    assert dataclasses.is_dataclass(effect)
    assert effect.__dataclass_params__.frozen  # type: ignore[attr-defined]  # dataclass sets it
    assert effect.__hash__ is not None


@pytest.mark.parametrize("effect", get_args(Done))
def test_what_is_done_outside_says_who_does_it_and_how_soon(effect: type) -> None:
    fields = {one.name for one in dataclasses.fields(effect)}
    assert isinstance(getattr(effect, "performer", None), Bot) or "performer" in fields
    assert isinstance(getattr(effect, "priority", None), Priority) or "priority" in fields


def test_equal_repairs_are_one_whatever_the_order_of_their_content() -> None:
    one = Repair(RoomId("!r"), "m.room.x", "", {"a": 1, "b": {"c": 2}})
    same = Repair(RoomId("!r"), "m.room.x", "", {"b": {"c": 2}, "a": 1})
    assert {one, same} == {one}


def test_a_phrase_is_the_same_in_whatever_order_its_values_come() -> None:
    assert phrase("evicted", who="Pip", at=1) == phrase("evicted", at=1, who="Pip")


def test_severities_compare_and_are_read_by_their_own_word() -> None:
    assert all(less < more for less, more in pairwise(Severity))
    assert [Severity.of_word(severity.word) for severity in Severity] == list(Severity)
    with pytest.raises(ValueError, match="one of none"):
        Severity.of_word("HIGH")
