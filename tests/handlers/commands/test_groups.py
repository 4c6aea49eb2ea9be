from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.effects.done import FoundGroup, Whisper
from fourwalls.group.effects.kept import Await
from fourwalls.group.heard import Proof
from fourwalls.group.people import HOUSE, Layout, Role, Standing
from tests.handlers.commands.giving import in_group, in_private, only_answer
from tests.handlers.happened import house, words_of
from tests.support.records import ANN, EVE, EVENING, FAY, MANAGERS, MAX, NOON, TUESDAY, Paper, private_of


def ordered(text: str, records: Paper | None = None) -> list[Any]:
    return in_private(text, sender=MAX, records=records)


@pytest.mark.parametrize(
    ("given", "name", "layout"),
    [
        ("Thursday lamp", "Thursday lamp", None),
        ("Thursday lamp in one room", "Thursday lamp", Layout.ONE),
        ("Thursday lamp in Two Rooms", "Thursday lamp", Layout.TWO),
        ("Thursday lamp in a space", "Thursday lamp", Layout.SPACE),
        ("Lost in a space opera", "Lost in a space opera", None),
    ],
)
def test_a_new_group_is_asked_for_with_the_rooms_that_are_named(given: str, name: str, layout: Layout | None) -> None:
    effects = ordered(f"!group new {given}")
    assert effects[0] == FoundGroup(name, layout, MAX, private_of(MAX))
    assert [type(effect) for effect in effects[1:]] == [Whisper]
    assert f"!invite @name:server {name}" in words_of(effects)


def test_a_group_whose_rooms_are_not_all_there_is_gone_on_with() -> None:
    begun = house().with_group(replace(EVENING, layout=Layout.SPACE), with_room=False)
    assert ordered("!group new evening CIRCLE", begun)[0] == FoundGroup(EVENING.name, Layout.SPACE, MAX, sure=True)


def test_a_group_can_be_given_the_rooms_that_it_lacks_and_loses_none() -> None:
    two = house().with_group(replace(EVENING, layout=Layout.TWO))
    wider = FoundGroup(EVENING.name, Layout.SPACE, MAX, sure=True)
    assert ordered("!group new Evening circle in a space", two)[0] == wider
    for words in ("one room", "two rooms"):
        assert only_answer(ordered(f"!group new Evening circle in {words}", two), MAX)[0] == "group-there"


def test_the_name_of_a_closed_group_is_not_given_again() -> None:
    records = house().with_group(replace(EVENING, closed_at=NOON))
    assert only_answer(ordered("!group new Evening circle", records), MAX)[0] == "group-there-closed"


def test_a_name_that_was_asked_back_is_made_at_the_word_and_at_nothing_else() -> None:
    def asked() -> Paper:
        records = house()
        waited = Awaited(Wanted.NAMING, NOON, about=("Jane Roe", MANAGERS, Layout.TWO.value))
        records.apply(Await(MAX, waited))
        return records

    assert ordered("confirm", asked())[1] == FoundGroup("Jane Roe", Layout.TWO, MAX, sure=True)
    assert not any(isinstance(effect, FoundGroup) for effect in ordered("yes", asked()))
    assert not any(isinstance(one, FoundGroup) for one in in_private("confirm", MAX, asked(), proof=Proof.PLAIN))
    no_more = asked().seated(MAX, HOUSE, Role.ONLINE_MANAGER, Standing.REMOVED)
    assert not any(isinstance(effect, FoundGroup) for effect in ordered("confirm", no_more))


@pytest.mark.parametrize("word", ["stop", "No", "never mind", "forget it", "!cancel"])
@pytest.mark.parametrize("private", [True, False])
def test_a_name_that_was_asked_back_is_let_go_of_where_it_was_given(word: str, private: bool) -> None:
    records = house()
    records.apply(Await(MAX, Awaited(Wanted.NAMING, NOON, about=("Jane Roe", MANAGERS, Layout.TWO.value))))
    effects = in_private(word, MAX, records) if private else in_group(word, MAX, records, room=MANAGERS)
    assert effects[0] == Await(MAX, None)
    assert only_answer(effects, MAX)[0] == "confirm-dropped"


def test_a_name_can_be_confirmed_in_the_managers_room_where_it_was_given() -> None:
    records = house()
    records.apply(Await(MAX, Awaited(Wanted.NAMING, NOON, about=("Jane Roe", MANAGERS, Layout.TWO.value))))
    effects = in_group("confirm", MAX, records, room=MANAGERS)
    assert effects[1] == FoundGroup("Jane Roe", Layout.TWO, MAX, sure=True)


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
    assert "Tuesday circle: 3 on the list, 3 inside, facilitators: 1, one room, a session is open" in words
    assert "Evening circle: 1 on the list, 0 inside, facilitators: 0, its rooms are being made" in words
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


@pytest.mark.parametrize("layout", Layout)
def test_it_is_shown_which_rooms_a_group_has(layout: Layout) -> None:
    records = house().with_group(replace(EVENING, layout=layout))
    shown = {Layout.ONE: "one room", Layout.TWO: "two rooms", Layout.SPACE: "two rooms in a space"}[layout]
    assert f"facilitators: 0, {shown}\n" in only_answer(ordered("!group show Evening circle", records), MAX)[1]


def test_a_closed_group_is_listed_as_such() -> None:
    records = house().with_group(replace(EVENING, closed_at=NOON))
    for command in ("list", "show Evening circle"):
        assert "Evening circle: closed on 31 March 2026" in only_answer(ordered(f"!group {command}", records), MAX)[1]


@pytest.mark.parametrize("command", ["new Thursday lamp", "list", "show Tuesday circle", "close Tuesday circle"])
@pytest.mark.parametrize("sender", [FAY, ANN])
def test_it_is_the_online_managers_alone(command: str, sender: Any) -> None:
    assert only_answer(in_private(f"!group {command}", sender=sender), sender)[0] == "no-permission"
