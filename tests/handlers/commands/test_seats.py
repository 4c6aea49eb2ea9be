from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from fourwalls.group.agreement import Policy
from fourwalls.group.effects.done import Evict, Invite, TellManagers, Whisper
from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.people import HOUSE, PersonId, Role, Standing
from tests.handlers.commands.giving import confirmed, in_group, in_private, only_answer
from tests.handlers.happened import HERE, house, words_of
from tests.support.records import ANN, BEN, BOTS, EVE, EVENING, FAY, MAX, NOON, TUESDAY, Paper, room_of

GEM = PersonId("@gem:example.org")
FORTNIGHT = NOON + timedelta(weeks=2)


def names(effects: list[Any]) -> list[str]:
    return [effect.words.name for effect in effects if isinstance(effect, Whisper | TellManagers)]


def two_groups() -> Paper:
    return house().with_group(EVENING, facilitators=[FAY])


def two_facilitators() -> Paper:
    return house().seated(GEM, TUESDAY.id, Role.FACILITATOR, Standing.INSIDE)


# --- suspend ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("given", ["2 weeks", "for 2 weeks", "14 days", "14d"])
def test_somebody_suspended_is_out_for_so_long_and_told_kindly(given: str) -> None:
    effects = confirmed(f"!suspend @ann:example.org {given}", private=True)
    assert effects[:2] == [
        GiveSeat(ANN, TUESDAY.id, Role.MEMBER, Standing.SUSPENDED, NOON, FAY, FORTNIGHT),
        Evict(HERE, ANN),
    ]
    assert names(effects) == ["suspended-member", "suspended-done", "suspended-managers"]
    assert "14 April 2026" in words_of(effects)


@pytest.mark.parametrize("given", ["", "soon", "2", "0 days", "2 years", "2 weeks and a day"])
def test_how_long_is_never_guessed(given: str) -> None:
    assert only_answer(in_private(f"!suspend @ann:example.org {given}"))[0] == "wrong-arguments"


def test_who_is_suspended_stays_on_the_list_and_may_not_be_inside() -> None:
    records = house()
    confirmed("!suspend ann 3 days", records=records)
    seat = records.seat(ANN, TUESDAY.id)
    assert seat is not None
    assert not seat.may_be_inside
    assert seat.on_the_list
    assert "suspended until 03 Apr 2026" in words_of(in_private("!roster", records=records))


def test_a_second_suspension_counts_from_now() -> None:
    records = house().seated(ANN, TUESDAY.id, Role.MEMBER, Standing.SUSPENDED, FORTNIGHT)
    assert confirmed("!suspend ann 1 day", records=records)[0].until == NOON + timedelta(days=1)


def test_an_invitation_ends_a_suspension_and_the_role_is_kept() -> None:
    records = house().seated(EVE, TUESDAY.id, Role.FACILITATOR, Standing.SUSPENDED, FORTNIGHT)
    effects = in_private("!invite @eve:example.org", records=records)
    assert effects[:2] == [GiveSeat(EVE, TUESDAY.id, Role.FACILITATOR, Standing.INVITED, NOON, FAY), Invite(HERE, EVE)]
    assert names(effects) == ["suspension-over-member", "invited"]


def test_back_before_the_end_whoever_has_not_agreed_hears_first_that_it_is_over() -> None:
    records = house().seated(EVE, TUESDAY.id, Role.FACILITATOR, Standing.SUSPENDED, FORTNIGHT)
    records.with_policy(Policy(1, NOON.date(), ("one", "two")))
    effects = in_private("!invite @eve:example.org", records=records)
    assert names(effects) == ["suspension-over-reads", "policy-asked-again", "invited-to-read"]
    assert not any(isinstance(effect, Invite) for effect in effects)


def test_somebody_suspended_can_be_removed() -> None:
    records = house().seated(ANN, TUESDAY.id, Role.MEMBER, Standing.SUSPENDED, FORTNIGHT)
    assert confirmed("!remove ann", records=records)[0].standing is Standing.REMOVED


# --- who may change whose seat ----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["!suspend {} 2 weeks", "!remove {}"])
@pytest.mark.parametrize("whose", [FAY, MAX, EVE, *BOTS.values()])
def test_nobodys_seat_is_changed_who_is_oneself_a_bot_the_manager_or_not_there(command: str, whose: PersonId) -> None:
    records = house().seated(MAX, TUESDAY.id, Role.MEMBER, Standing.INSIDE)
    assert only_answer(in_private(command.format(whose), records=records))[0] in {
        "remove-self",
        "remove-refused",
        "not-on-list",
    }


@pytest.mark.parametrize("command", ["!suspend {} 2 weeks", "!remove {}"])
def test_only_the_online_manager_changes_the_seat_of_a_facilitator(command: str) -> None:
    assert only_answer(in_private(command.format(GEM), records=two_facilitators()))[0] == "facilitator-refused"
    effects = confirmed(command.format(GEM), sender=MAX, records=two_facilitators(), private=True)
    assert effects[0].person == GEM


@pytest.mark.parametrize("command", ["!suspend ben 2 weeks", "!role ben facilitator", "!move ben to Evening circle"])
def test_a_member_changes_no_seat(command: str) -> None:
    assert only_answer(in_group(command, sender=ANN, records=two_groups()), ANN)[0] == "no-permission"


# --- role -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("given", "role"), [("facilitator", Role.FACILITATOR), ("Member", Role.MEMBER)])
def test_the_online_manager_gives_a_role(given: str, role: Role) -> None:
    other = Role.MEMBER if role is Role.FACILITATOR else Role.FACILITATOR
    records = house().seated(BEN, TUESDAY.id, other, Standing.INSIDE)
    give = in_private if role is Role.FACILITATOR else confirmed  # only what takes something away is shown first
    effects = give(f"!role @ben:example.org {given}", MAX, records, **({} if give is in_private else {"private": True}))
    assert effects[0] == GiveSeat(BEN, TUESDAY.id, role, Standing.INSIDE, NOON, MAX)
    assert names(effects) == [f"now-{role.value}", "role-done", "role-managers"]


def test_a_role_that_somebody_has_is_not_given_again() -> None:
    assert only_answer(in_private("!role ben member", sender=MAX), MAX)[0] == "role-same"


def test_a_facilitator_gives_none() -> None:
    assert only_answer(in_private("!role ben facilitator"))[0] == "no-permission"


@pytest.mark.parametrize("given", ["", "manager", "online_manager", "facilitator please"])
def test_there_are_two_roles_to_give(given: str) -> None:
    assert only_answer(in_private(f"!role ben {given}", sender=MAX), MAX)[0] == "wrong-arguments"


# --- move -------------------------------------------------------------------------------------------------------


def test_somebody_moved_leaves_one_group_and_is_asked_into_the_other_as_a_member() -> None:
    effects = confirmed("!move ann Tuesday circle to Evening circle", records=two_groups(), private=True)
    assert effects[:4] == [
        GiveSeat(ANN, TUESDAY.id, Role.MEMBER, Standing.REMOVED, NOON, FAY),
        Evict(HERE, ANN),
        GiveSeat(ANN, EVENING.id, Role.MEMBER, Standing.INVITED, NOON, FAY),
        Invite(room_of(EVENING), ANN),
    ]
    assert names(effects) == ["moved-member", "moved-done", "moved-managers"]


def test_whoever_is_moved_and_has_not_agreed_hears_first_that_they_are_moved() -> None:
    records = two_groups().with_policy(Policy(1, NOON.date(), ("one", "two")))
    effects = confirmed("!move ann Tuesday circle to Evening circle", records=records, private=True)
    to_ann = [effect.words.name for effect in effects if isinstance(effect, Whisper) and effect.to == ANN]
    assert to_ann == ["moved-reads", "policy-asked-again"]
    assert not any(isinstance(effect, Invite) for effect in effects)


def test_in_the_groups_own_room_only_the_other_group_need_be_named() -> None:
    effects = confirmed("!move ann to \u201cEvening circle\u201d", records=two_groups())
    assert effects[2] == GiveSeat(ANN, EVENING.id, Role.MEMBER, Standing.INVITED, NOON, FAY)


@pytest.mark.parametrize(
    ("given", "answer"),
    [
        ("ann to Evening circle", "which-group"),  # from which?
        ("ann Tuesday circle to Night circle", "which-group"),
        ("ann Tuesday circle to", "which-group"),
        ("ann Tuesday circle", "wrong-arguments"),
        ("ann Tuesday circle to Tuesday circle", "wrong-arguments"),
        ("ann and more Tuesday circle to Evening circle", "wrong-arguments"),
        ("nobody Tuesday circle to Evening circle", "not-a-matrix-id"),
    ],
)
def test_what_is_not_clear_is_asked_back(given: str, answer: str) -> None:
    assert only_answer(in_private(f"!move {given}", records=two_groups()))[0] == answer


def test_nobody_is_moved_where_they_are_or_where_one_may_not_or_where_no_room_is() -> None:
    there = two_groups().seated(ANN, EVENING.id, Role.MEMBER, Standing.INSIDE)
    assert only_answer(in_group("!move ann to Evening circle", records=there))[0] == "already-inside"
    not_ours = house().with_group(EVENING)
    assert only_answer(in_group("!move ann to Evening circle", records=not_ours))[0] == "which-group"
    no_room = house().with_group(EVENING, facilitators=[FAY], with_room=False)
    assert only_answer(in_group("!move ann to Evening circle", records=no_room))[0] == "room-not-ready"


def test_who_was_in_the_house_alone_is_in_no_group() -> None:
    assert only_answer(in_private("!move max to Evening circle", records=two_groups()))[0] == "which-group"
    assert house().seat(MAX, HOUSE) is not None
