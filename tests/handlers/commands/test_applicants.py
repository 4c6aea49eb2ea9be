from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fourwalls.group.effects.done import Invite, TellManagers, Whisper
from fourwalls.group.effects.kept import ForgetApplication, GiveSeat, KeepApplication
from fourwalls.group.people import PersonId, Role, RoomId, Standing
from fourwalls.group.registration import Application, Step, begun
from tests.handlers.commands.giving import in_group, in_private, only_answer
from tests.handlers.happened import HERE, house, whispers, words_of
from tests.support.records import ANN, EVE, EVENING, FAY, MANAGERS, MAX, NOON, TUESDAY, Paper

ZOE = PersonId("@zoe:example.org")


def a_house(*people: PersonId) -> Paper:
    records = house().registering_as(open=True)
    for person in people or (EVE,):
        application = begun(person, NOON, records.registering())
        answers = (f"because of {person}", "mondays", "")
        records.apply(KeepApplication(replace(application, step=Step.WAITING, answers=answers, place=3)))
    return records


def give(text: str, records: Paper | None = None, sender: PersonId = MAX, **more: Any) -> list[Any]:
    return in_private(text, sender, records or a_house(), **more)


def step(records: Paper, person: PersonId = EVE) -> Step | None:
    found = records.application(person)
    return None if found is None else found.step


@pytest.mark.parametrize(
    "text", ["!applicants", "!approve 1 Tuesday circle", "!decline 1 sorry", "!applicant @a:b.org"]
)
@pytest.mark.parametrize("sender", [FAY, ANN, EVE])
def test_only_the_online_manager_may(text: str, sender: PersonId) -> None:
    records = a_house().with_private_room(EVE)
    effects = give(text, records, sender)
    assert only_answer(effects, sender)[0] == "no-permission"
    assert step(records) is Step.WAITING


def test_the_list_has_number_name_and_since_when_and_no_answer() -> None:
    records = a_house(EVE, ZOE).named(ZOE, "Zed")
    name, words = only_answer(give("!applicants", records), MAX)
    assert name == "applicants"
    assert "1. eve (@eve:example.org), 31 Mar 2026" in words
    assert "2. Zed (@zoe:example.org), 31 Mar 2026" in words
    assert "because of" not in words


def test_an_empty_list_says_so() -> None:
    assert only_answer(give("!applicants", house()), MAX)[0] == "applicants-none"


@pytest.mark.parametrize("who", ["1", "#1", "eve", "@eve", "@eve:example.org"])
def test_answers_are_shown_in_private_to_who_asks(who: str) -> None:
    who = "eve" if who == "@eve" else who
    name, words = only_answer(give(f"!applicants {who}"), MAX)
    assert name == "applicant"
    assert "because of @eve:example.org" in words
    assert "mondays" in words


@pytest.mark.parametrize("room", [HERE, MANAGERS])
def test_wherever_it_is_asked_the_answer_is_private(room: RoomId) -> None:
    records = a_house().seated(MAX, TUESDAY.id, Role.MEMBER, Standing.INSIDE)
    effects = in_group("!applicants 1", MAX, records, room=room)
    assert only_answer(effects, MAX)[0] == "applicant"


@pytest.mark.parametrize("text", ["!applicants 9", "!approve 9 Tuesday circle", "!decline 9 sorry", "!applicants bob"])
def test_nobody_by_that_number_is_never_somebody_else(text: str) -> None:
    assert only_answer(give(text), MAX)[0] == "no-such-applicant"


def test_who_has_not_handed_in_is_no_applicant_yet() -> None:
    records = house().registering_as(open=True)
    records.apply(KeepApplication(begun(EVE, NOON, records.registering())))
    assert only_answer(give("!applicants 1", records), MAX)[0] == "no-such-applicant"


def test_two_of_one_name_are_asked_back() -> None:
    records = a_house(EVE, ZOE).named(EVE, "Pip Bird").named(ZOE, "pip bird")
    name, words = only_answer(give("!decline Pip Bird sorry", records), MAX)
    assert name == "which-applicant"
    assert "1. Pip Bird (@eve:example.org)" in words
    assert step(records) is step(records, ZOE) is Step.WAITING


def test_a_profile_name_that_is_a_number_is_nobody_elses_number() -> None:
    records = a_house(EVE, ZOE).named(ZOE, "1")
    _, words = only_answer(give("!applicants 1", records), MAX)
    assert "@eve:example.org" in words


@pytest.mark.parametrize("text", ["!approve", "!decline", "!decline 1", "!applicant", "!applicants 1 2"])
def test_what_is_missing_or_too_much_is_shown(text: str) -> None:
    assert only_answer(give(text), MAX)[0] == "wrong-arguments"


@pytest.mark.parametrize("text", ["!approve 1 Tuesday circle", "!approve 1", "!approve eve tuesday circle"])
def test_approving_gives_a_seat_as_inviting_does(text: str) -> None:
    records = a_house()
    effects = give(text, records)
    assert GiveSeat(EVE, TUESDAY.id, Role.MEMBER, Standing.INVITED, NOON, MAX) in effects
    assert Invite(HERE, EVE) in effects
    assert whispers(effects) == [(EVE, "approved-member"), (EVE, "welcome"), (MAX, "invited")]
    assert any(isinstance(effect, TellManagers) for effect in effects)
    assert step(records) is Step.APPROVED


def test_the_group_must_be_named_where_there_are_several() -> None:
    records = a_house().with_group(EVENING)
    assert only_answer(give("!approve 1", records), MAX)[0] == "which-group"
    assert only_answer(give("!approve 1 Friday circle", records), MAX)[0] == "which-group"
    give("!approve 1 evening circle", records)
    assert [seat.group for seat in records.groups_of(EVE)] == [EVENING.id]


def test_what_cannot_be_done_yet_decides_nothing() -> None:
    records = a_house().with_group(EVENING, with_room=False)
    assert only_answer(give("!approve 1 Evening circle", records), MAX)[0] == "room-not-ready"
    assert step(records) is Step.WAITING


def test_whoever_is_inside_already_is_no_applicant_any_more_and_gets_no_news() -> None:
    records = a_house().seated(EVE, TUESDAY.id, Role.MEMBER, Standing.INSIDE)
    effects = give("!approve 1 Tuesday circle", records)
    assert whispers(effects) == [(MAX, "already-inside")]
    assert step(records) is Step.APPROVED


def test_names_that_could_give_somebody_away_are_shown_before_they_are_approved() -> None:
    records = a_house().named(EVE, "Evelyn Arkwright")
    _, words = only_answer(give("!applicants 1", records), MAX)
    assert "a full name" in words
    name, words = only_answer(give("!approve 1 Tuesday circle", records), MAX)
    assert name == "approve-names"
    assert "a full name" in words
    assert step(records) is Step.WAITING
    assert words.splitlines()[-1] == "!approve 1 Tuesday circle anyway"
    approved = give(words.splitlines()[-1], records)
    assert step(records) is Step.APPROVED
    assert "invited-names" not in [name for _, name in whispers(approved)]


def test_an_account_name_counts_like_the_profile_name_and_each_kind_is_said_once() -> None:
    person = PersonId("@evelyn.arkwright:example.org")
    records = a_house(person).named(person, "Evelyn Arkwright 1961")
    _, words = only_answer(give("!approve 1 Tuesday circle", records), MAX)
    assert words.count("a full name") == 1
    assert "a date of birth" in words


def test_declining_is_told_kindly_and_forgets_the_answers_at_once() -> None:
    records = a_house()
    effects = give("!decline 1 we have no group on mondays, sorry", records)
    assert ForgetApplication(EVE) in effects
    assert step(records) is None
    assert whispers(effects) == [(EVE, "declined-member"), (MAX, "declined-done")]
    words = words_of(effect for effect in effects if isinstance(effect, Whisper) and effect.to == EVE)
    assert "we have no group on mondays, sorry" in words
    assert "ask the people who told you about us" in words


def test_the_managers_are_told_what_was_decided_and_no_answer() -> None:
    for text in ("!decline 1 sorry", "!approve 1"):
        (told,) = [effect for effect in give(text) if isinstance(effect, TellManagers)]
        assert "because of" not in words_of([told])


def test_somebody_is_asked_in_by_name_although_registration_is_closed() -> None:
    records = house().registering_as(open=False)
    effects = give("!applicant @eve:example.org", records)
    assert KeepApplication(Application(EVE, Step.ASKED_IN, NOON)) in effects
    assert whispers(effects) == [(EVE, "register-hello"), (MAX, "applicant-asked")]


@pytest.mark.parametrize(
    ("given", "name"), [(ANN, "applicant-inside"), (MAX, "applicant-inside"), ("bob", "not-a-matrix-id")]
)
def test_who_belongs_here_or_is_nobody_is_not_asked_in(given: str, name: str) -> None:
    assert only_answer(give(f"!applicant {given}"), MAX)[0] == name
