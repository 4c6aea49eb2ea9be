from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.effects.done import Say
from fourwalls.group.people import Group, GroupId, PersonId
from handlers.commands.naming import matrix_id, with_ids
from handlers.entitled import shown_name
from tests.handlers.commands.giving import in_group, in_private, only_answer
from tests.handlers.happened import house
from tests.support.records import ANN, BEN, EVENING, FAY, MAX, TUESDAY, Paper, room_of


def two_groups() -> Paper:
    return house().with_group(EVENING, facilitators=[FAY], members=[BEN])


@pytest.mark.parametrize(
    ("given", "person"),
    [
        ("@ann:example.org", "@ann:example.org"),
        ("@ann:example.org:8448", "@ann:example.org:8448"),
        ("@ann:[::1]", "@ann:[::1]"),
        ('"@ann:example.org"', "@ann:example.org"),
        ("https://matrix.to/#/@ann:example.org", "@ann:example.org"),
        ("https://matrix.to/#/%40ann%3Aexample.org", "@ann:example.org"),
        ("ann", None),
        ("ann:example.org", None),
        ("@ann", None),
        ("@:example.org", None),
        ("@ann:exa mple.org", None),
        ("@ann:example.org\n", None),
        ("@änn:example.org", None),
        ("@" + "a" * 250 + ":b.org", None),
        ("", None),
    ],
)
def test_a_matrix_id_is_known_in_the_forms_that_people_paste(given: str, person: str | None) -> None:
    assert matrix_id(given) == person


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("!remove [Pip](https://matrix.to/#/@ben:example.org) now", "!remove @ben:example.org now"),
        ("[P ip](<https://matrix.to/#/%40ben%3Aexample.org?via=x>)", "@ben:example.org"),
        ("[Pip](https://example.org/#/@ben:example.org)", "[Pip](https://example.org/#/@ben:example.org)"),
        ("[Pip] (https://matrix.to/#/@ben:example.org)", "[Pip] (https://matrix.to/#/@ben:example.org)"),
    ],
)
def test_a_mention_that_is_written_out_is_read_as_its_matrix_id(text: str, read: str) -> None:
    assert with_ids(text) == read


def test_hostile_brackets_take_no_time() -> None:
    begun = time.process_time()
    for piece in ("[", "[](", "[](https://matrix.to/#/", "[" + "x" * 255):
        with_ids(piece * (60_000 // len(piece)))
    assert time.process_time() - begun < 1


def test_the_longest_matrix_id_is_one() -> None:
    assert matrix_id("@" + "a" * 248 + ":b.org") is not None
    assert matrix_id("@" + "a" * 249 + ":b.org") is None


def test_the_only_group_need_not_be_named_but_may_be() -> None:
    assert only_answer(in_private("!roster"))[0] == "roster"
    assert only_answer(in_private("!roster Tuesday circle"))[0] == "roster"
    assert only_answer(in_group("!roster tuesday circle"))[0] == "roster"


@pytest.mark.parametrize("sender", [FAY, MAX])
@pytest.mark.parametrize("text", ["!roster", "!session open", "!invite @eve:example.org", "!remove @ben:example.org"])
def test_with_several_groups_the_bots_ask_which(sender: PersonId, text: str) -> None:
    name, words = only_answer(in_private(text, sender, two_groups()), sender)
    assert name == "which-group"
    assert "Tuesday circle, Evening circle" in words


@pytest.mark.parametrize("given", ["!session open Evening circle", "!session open \u201cevening Circle\u201d"])
def test_with_several_groups_the_named_one_is_meant(given: str) -> None:
    effect = in_private(given, MAX, two_groups())[0]
    assert isinstance(effect, Say)
    assert effect.room == room_of(EVENING)


def test_a_name_inside_a_longer_name_is_not_the_shorter_group() -> None:
    records = house().with_group(Group(GroupId("short"), "Tuesday"), facilitators=[FAY])
    assert "On the list of Tuesday circle:" in only_answer(in_private("!roster Tuesday circle", FAY, records))[1]
    assert "On the list of Tuesday:" in only_answer(in_private("!roster Tuesday", FAY, records))[1]


def test_two_names_are_asked_back() -> None:
    text = "!remove @ben:example.org Tuesday circle talks about Evening circle"
    assert only_answer(in_private(text, FAY, two_groups()))[0] == "which-group"


def test_a_group_that_somebody_does_not_act_for_cannot_be_named() -> None:
    records = house().with_group(EVENING, members=[FAY, BEN])
    text = "!remove @ben:example.org Evening circle"
    assert only_answer(in_private(text, FAY, records))[0] == "which-group"
    assert only_answer(in_group(text, FAY, records))[0] == "which-group"


def test_a_group_that_somebody_has_nothing_to_do_with_is_not_given_away() -> None:
    records = house().with_group(EVENING)
    assert only_answer(in_private("!roster Evening circle", FAY, records))[0] == "wrong-arguments"


def test_in_a_groups_room_the_room_decides() -> None:
    (effect,) = in_group("!session open", FAY, two_groups())
    assert effect.room == room_of(TUESDAY)
    assert only_answer(in_group("!remove @ben:example.org Evening circle", FAY, two_groups()))[0] == "which-group"


def test_in_the_room_of_a_group_where_somebody_is_a_member_they_give_no_orders() -> None:
    records = house().with_group(EVENING, members=[FAY, ANN])
    assert only_answer(in_group("!roster", FAY, records, room=room_of(EVENING)))[0] == "no-permission"


# --- never guessed

NAMES = st.sampled_from(["Pip", "pip", "Sea", "Sea Glass", "Glass", "ann", "@ann:example.org", "Pip\u200b", ""])
SAID = st.lists(st.sampled_from(["Pip", "PIP", "@pip", "Sea", "Glass", "ann", "ben", "kind"]), min_size=1, max_size=4)


@given(NAMES, NAMES, SAID)
def test_a_name_means_the_one_who_has_it_or_is_asked_back(ann: str, ben: str, said: list[str]) -> None:
    records = house().named(ANN, ann).named(BEN, ben)
    words = " ".join(said).casefold().removeprefix("@")

    def has(person: PersonId) -> bool:
        name = shown_name(person, records).casefold().removeprefix("@")
        return words == name or words.startswith(f"{name} ")

    meant = [person for person in (ANN, BEN) if has(person)]
    name, answer = only_answer(in_private(f"!remove {' '.join(said)}", FAY, records))
    if len(meant) == 1:
        assert name.startswith("remove-sure")
        assert meant[0] in answer
    else:
        assert name == ("who-is-meant" if meant else "not-a-matrix-id")
