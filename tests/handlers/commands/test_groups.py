from __future__ import annotations

from typing import Any

import pytest

from fourwalls.group.effects import FoundGroup, TellManagers, Whisper
from fourwalls.group.people import Role, Standing
from tests.handlers.commands.giving import in_private, only_answer
from tests.handlers.happened import house, words_of
from tests.support.records import ANN, EVE, EVENING, FAY, MAX, TUESDAY, Paper


def ordered(text: str, records: Paper | None = None) -> list[Any]:
    return in_private(text, sender=MAX, records=records)


def test_a_new_group_is_made_and_the_managers_are_told() -> None:
    effects = ordered("!group new Thursday lamp")
    assert effects[0] == FoundGroup("Thursday lamp")
    assert [type(effect) for effect in effects[1:]] == [Whisper, TellManagers]
    assert "!invite @name:server Thursday lamp" in words_of(effects)


@pytest.mark.parametrize("given", ["Tuesday circle", "TUESDAY  CIRCLE"])
def test_a_name_that_is_taken_makes_no_second_group(given: str) -> None:
    assert only_answer(ordered(f"!group new {given}"), MAX)[0] == "group-there"


@pytest.mark.parametrize("given", ["-", "x" * 61, "!!! ???"])
def test_what_is_no_name_is_said_to_be_none(given: str) -> None:
    assert only_answer(ordered(f"!group new {given}"), MAX)[0] == "group-name-bad"


@pytest.mark.parametrize("given", ["", "new", "new \u200b", "make x", "show", "list all", "close"])
def test_anything_else_is_asked_back(given: str) -> None:
    assert only_answer(ordered(f"!group {given}"), MAX)[0] == "wrong-arguments"


def test_the_list_counts_and_names_nobody() -> None:
    records = house().with_group(EVENING, with_room=False, invited=[EVE]).in_session(TUESDAY)
    words = only_answer(ordered("!group list", records), MAX)[1]
    assert "Tuesday circle: 3 on the list, 3 inside, facilitators: 1, a session is open" in words
    assert "Evening circle: 1 on the list, 0 inside, facilitators: 0, its room is being made" in words
    assert ANN not in words
    assert only_answer(ordered("!group list", Paper().with_manager(MAX)), MAX)[0] == "groups-none"


def test_one_group_is_shown_with_its_people() -> None:
    records = house().seated(EVE, TUESDAY.id, Role.MEMBER, Standing.REMOVED)
    words = only_answer(ordered("!group show tuesday circle", records), MAX)[1]
    assert ANN in words
    assert EVE not in words
    assert only_answer(ordered("!group show nothing"), MAX)[0] == "which-group"
    empty = house().with_group(EVENING)
    assert "Nobody is on its list yet" in only_answer(ordered("!group show Evening circle", empty), MAX)[1]


@pytest.mark.parametrize("command", ["new Thursday lamp", "list", "show Tuesday circle"])
@pytest.mark.parametrize("sender", [FAY, ANN])
def test_it_is_the_online_managers_alone(command: str, sender: Any) -> None:
    assert only_answer(in_private(f"!group {command}", sender=sender), sender)[0] == "no-permission"
