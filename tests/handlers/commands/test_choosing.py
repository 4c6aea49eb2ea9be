"""A name that several people have: a number says who is meant, and the command goes on with that person."""

from __future__ import annotations

from typing import Any

import pytest

from fourwalls.group.effects.done import AcceptIdentity, Evict
from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.heard import Pill
from fourwalls.group.people import PersonId, Role, Standing
from tests.handlers.commands.giving import in_group, in_private, only_answer
from tests.handlers.happened import HERE, event, house, whispers
from tests.support.records import ANN, BEN, EVENING, FAY, MANAGERS, MAX, TUESDAY, Paper

GEM = PersonId("@gem:example.org")


def two_pips() -> Paper:
    return house().with_group(EVENING, facilitators=[FAY]).named(ANN, "Pip").named(BEN, "Pip")


def last(effects: list[Any]) -> str:
    return whispers(effects)[-1][1]


@pytest.mark.parametrize(("number", "person"), [("1", ANN), ("2.", BEN), ("number 2", BEN)])
def test_the_number_says_who_and_it_is_shown_before_it_is_done(number: str, person: PersonId) -> None:
    records = two_pips()
    assert only_answer(in_private("!remove Pip Tuesday circle was unkind", FAY, records))[0] == "who-is-meant"
    name, words = only_answer(in_private(number, FAY, records))
    assert name == "remove-sure-why"
    assert person in words
    assert "was unkind" in words
    done = in_private("confirm", FAY, records)
    assert Evict(HERE, person) in done


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("!suspend Pip 2 weeks Tuesday circle", "suspend-sure"),
        ("!move Pip Tuesday circle to Evening circle", "move-sure"),
        ("!move Pip Tuesday circle to \u201cEvening circle\u201d", "move-sure"),
    ],
)
def test_each_command_goes_on(text: str, shown: str) -> None:
    records = two_pips()
    assert only_answer(in_private(text, FAY, records))[0] == "who-is-meant"
    assert only_answer(in_private("2", FAY, records))[0] == shown
    assert any(isinstance(effect, GiveSeat) and effect.person == BEN for effect in in_private("confirm", FAY, records))


def test_what_needs_no_confirm_is_done_at_the_number() -> None:
    records = two_pips()
    in_private("!accept Pip Tuesday circle", FAY, records)
    accepted = {effect.person for effect in in_private("1", FAY, records) if isinstance(effect, AcceptIdentity)}
    assert accepted == {ANN}
    in_private("!role Pip facilitator Tuesday circle", MAX, records)
    (given, *_) = (effect for effect in in_private("2", MAX, records) if isinstance(effect, GiveSeat))
    assert (given.person, given.role) == (BEN, Role.FACILITATOR)


@pytest.mark.parametrize("word", ["3", "0", "two", "both", "1 and 2", "²", "01"])
def test_any_other_word_chooses_nobody(word: str) -> None:
    records = two_pips()
    in_private("!remove Pip Tuesday circle", FAY, records)
    assert last(in_private(word, FAY, records)) == "not-understood"
    assert last(in_private("1", FAY, records)) == "remove-sure"


def test_it_can_be_dropped() -> None:
    records = two_pips()
    in_private("!remove Pip Tuesday circle", FAY, records)
    assert last(in_private("stop", FAY, records)) == "confirm-dropped"
    assert last(in_private("1", FAY, records)) == "not-understood"


def test_the_names_of_two_lengths_leave_each_their_own_reason() -> None:
    records = house().named(ANN, "Sea Glass").named(BEN, "Sea")
    in_private("!remove Sea Glass was unkind", FAY, records)
    assert "“was unkind”" in only_answer(in_private("1", FAY, records))[1]
    in_private("!remove Sea Glass was unkind", FAY, records)
    assert "“Glass was unkind”" in only_answer(in_private("2", FAY, records))[1]


def test_in_the_managers_room_the_number_may_be_said_there() -> None:
    records = two_pips()
    in_group("!remove Pip Tuesday circle", MAX, records, room=MANAGERS)
    assert last(in_group("2", MAX, records, room=MANAGERS)) == "remove-sure"
    assert Evict(HERE, BEN) in in_group("confirm", MAX, records, room=MANAGERS)


def test_of_very_many_an_address_is_asked_for() -> None:
    records = house()
    for number in range(10):
        person = PersonId(f"@pip{number}:example.org")
        records.seated(person, TUESDAY.id, Role.MEMBER, Standing.INSIDE).named(person, "Pip")
    assert only_answer(in_private("!remove Pip", FAY, records))[0] == "who-is-meant-many"
    assert last(in_private("1", FAY, records)) == "not-understood"


# --- links that apps make of a mention


def link(shown: str, person: PersonId) -> dict[str, Any]:
    return {"pills": [Pill(shown, person)]}


@pytest.mark.parametrize("shown", ["Pip", "@Pip"])
def test_the_apps_own_link_says_who_is_meant(shown: str) -> None:
    name, words = only_answer(in_group(f"!remove {shown} was unkind", FAY, two_pips(), **link(shown, BEN)))
    assert name == "remove-sure-why"
    assert BEN in words
    assert "“was unkind”" in words


def test_a_link_counts_in_a_reply_too_since_it_stands_where_it_is_written() -> None:
    answer = in_group("!remove Pip", FAY, two_pips(), reply_to=event(), mentions=[ANN, BEN], **link("Pip", BEN))
    assert BEN in only_answer(answer)[1]


def test_a_link_elsewhere_in_the_words_means_nobody() -> None:
    records = two_pips()
    answer = in_group("!remove Pip was unkind to Ben", FAY, records, **link("Ben", BEN))
    assert only_answer(answer)[0] == "who-is-meant"


def test_a_link_means_the_one_it_leads_to_and_not_who_has_the_name() -> None:
    answer = in_group("!remove ann", FAY, house(), **link("ann", BEN))
    assert BEN in only_answer(answer)[1]
    stranger = in_group("!remove ann", FAY, house(), **link("ann", GEM))
    assert only_answer(stranger)[0] == "not-on-list"


def test_a_mention_that_is_written_out_as_a_link_is_read() -> None:
    for written in (
        "[Pip](https://matrix.to/#/@ben:example.org)",
        "[P ip](<https://matrix.to/#/%40ben%3Aexample.org?via=x>)",
    ):
        assert BEN in only_answer(in_group(f"!remove {written} was unkind", FAY, two_pips()))[1]


def test_somebody_is_asked_in_by_a_link() -> None:
    effects = in_group("!invite Gem Stone", FAY, house(), **link("Gem Stone", GEM))
    assert GiveSeat(GEM, TUESDAY.id, Role.MEMBER, Standing.INVITED, effects[0].at, FAY) == effects[0]
    accepted = in_group("!accept Pip", FAY, two_pips(), **link("Pip", ANN))
    assert {effect.person for effect in accepted if isinstance(effect, AcceptIdentity)} == {ANN}
