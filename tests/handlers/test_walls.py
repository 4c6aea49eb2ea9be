from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from fourwalls.group.effects.done import Evict, Invite, TellManagers
from fourwalls.group.effects.kept import GiveSeat, NameProfile, Unprotect
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Membership, MembershipChanged
from fourwalls.group.people import HOUSE, Bot, PersonId, Role, Room, RoomId, RoomKind, Standing
from handlers import notices, walls
from handlers.entitled import may_be_inside
from tests.handlers.happened import HERE, decided, door, house, words_of
from tests.support.records import ANN, BOTS, EVE, FAY, MANAGERS, MAX, NOON, TUESDAY, private_of

AT_THE_DOOR = [Membership.JOIN, Membership.INVITE, Membership.KNOCK]
WARDEN = BOTS[Bot.WARDEN]


def at_the_door(happened: MembershipChanged, records: Any = None) -> list[Any]:
    return decided(walls.at_the_door, Examined(happened), records or house())


@pytest.mark.parametrize("membership", AT_THE_DOOR)
@pytest.mark.parametrize(("room", "person"), [(HERE, EVE), (MANAGERS, EVE), (MANAGERS, FAY), (HERE, MAX)])
def test_whoever_has_no_seat_is_led_out_and_the_managers_are_told(
    room: RoomId, person: PersonId, membership: Membership
) -> None:
    effects = at_the_door(door(person, membership, room=room, by=ANN))
    assert [type(effect) for effect in effects] == [Evict, TellManagers]
    assert effects[0] == Evict(room, person)
    assert person in words_of(effects)


@pytest.mark.parametrize("membership", AT_THE_DOOR)
def test_a_removed_member_does_not_come_back_in(membership: Membership) -> None:
    records = house().seated(ANN, TUESDAY.id, Role.MEMBER, Standing.REMOVED)
    assert at_the_door(door(ANN, membership), records)[0] == Evict(HERE, ANN)


@pytest.mark.parametrize("membership", [Membership.LEAVE, Membership.BAN])
def test_a_stranger_who_goes_is_let_go(membership: Membership) -> None:
    assert at_the_door(door(EVE, membership, by=WARDEN)) == []


@pytest.mark.parametrize("bot", BOTS.values())
@pytest.mark.parametrize("membership", Membership)
@pytest.mark.parametrize("room", [HERE, MANAGERS])
def test_our_own_bots_are_never_led_out_and_asked_in_again(bot: PersonId, membership: Membership, room: RoomId) -> None:
    effects = at_the_door(door(bot, membership, room=room))
    gone = membership in {Membership.LEAVE, Membership.BAN}
    assert [type(effect) for effect in effects] == ([Invite, TellManagers] if gone else [])


def test_an_invited_member_comes_in_and_is_known_by_their_profile_name() -> None:
    records = house().seated(EVE, TUESDAY.id, Role.MEMBER, Standing.INVITED)
    effects = at_the_door(door(EVE, Membership.JOIN, name="Pip"), records)
    assert effects == [
        NameProfile(EVE, "Pip"),
        GiveSeat(EVE, TUESDAY.id, Role.MEMBER, Standing.INSIDE, NOON, EVE),
        notices.due(Room(HERE, RoomKind.GROUP, TUESDAY.id), NOON),
    ]


def test_an_invited_facilitator_comes_in_as_facilitator() -> None:
    records = house().seated(EVE, TUESDAY.id, Role.FACILITATOR, Standing.INVITED)
    assert at_the_door(door(EVE, Membership.JOIN), records)[0].role is Role.FACILITATOR


def test_the_manager_comes_into_the_manager_room() -> None:
    records = house().seated(MAX, HOUSE, Role.ONLINE_MANAGER, Standing.INVITED)
    effects = at_the_door(door(MAX, Membership.JOIN, room=MANAGERS), records)
    assert effects == [GiveSeat(MAX, HOUSE, Role.ONLINE_MANAGER, Standing.INSIDE, NOON, MAX)]


def test_a_new_profile_name_is_remembered_once_and_an_empty_one_never() -> None:
    records = house().named(ANN, "Pip")
    assert at_the_door(door(ANN, Membership.JOIN, name="Pip"), records) == []
    assert at_the_door(door(ANN, Membership.JOIN, name=""), records) == []
    assert at_the_door(door(ANN, Membership.JOIN, name="Sea Glass"), records) == [NameProfile(ANN, "Sea Glass")]


def test_an_invite_alone_gives_no_place_inside() -> None:
    records = house().seated(EVE, TUESDAY.id, Role.MEMBER, Standing.INVITED)
    assert at_the_door(door(EVE, Membership.INVITE, by=WARDEN), records) == []


def test_who_leaves_of_their_own_accord_keeps_a_seat_to_be_invited_to_again() -> None:
    records = house().named(ANN, "Pip")
    effects = at_the_door(door(ANN, Membership.LEAVE), records)
    assert effects[0] == GiveSeat(ANN, TUESDAY.id, Role.MEMBER, Standing.INVITED, NOON, ANN)
    assert "Pip has left the room of Tuesday circle" in words_of(effects)
    assert at_the_door(door(ANN, Membership.LEAVE), records) == []


def test_who_is_outside_for_another_reason_keeps_a_seat_too_and_is_not_said_to_have_left() -> None:
    effects = at_the_door(door(ANN, Membership.LEAVE, by=WARDEN))
    assert effects == [GiveSeat(ANN, TUESDAY.id, Role.MEMBER, Standing.INVITED, NOON, WARDEN)]


def test_a_manager_who_leaves_the_manager_room_is_not_told_to_themselves() -> None:
    effects = at_the_door(door(MAX, Membership.LEAVE, room=MANAGERS))
    assert effects == [GiveSeat(MAX, HOUSE, Role.ONLINE_MANAGER, Standing.INVITED, NOON, MAX)]


def test_who_was_removed_has_not_left_of_their_own_accord() -> None:
    records = house().seated(ANN, TUESDAY.id, Role.MEMBER, Standing.REMOVED)
    assert at_the_door(door(ANN, Membership.LEAVE, by=WARDEN), records) == []


def test_a_room_that_is_not_ours_is_left_alone() -> None:
    assert at_the_door(door(EVE, Membership.JOIN, room=RoomId("!elsewhere"))) == []


def test_a_private_room_is_for_its_person_alone() -> None:
    room = Room(private_of(ANN), RoomKind.PRIVATE, person=ANN)
    assert may_be_inside(ANN, room, house())
    assert not any(may_be_inside(person, room, house()) for person in (FAY, MAX, EVE))


def test_a_stranger_who_is_asked_in_and_quick_to_come_is_told_of_once() -> None:
    first, second = (
        at_the_door(door(EVE, membership, by=ANN))[1] for membership in (Membership.INVITE, Membership.JOIN)
    )
    assert first.once == second.once != ""
    assert at_the_door(door(EVE, Membership.JOIN, room=MANAGERS))[1].once != first.once


def test_when_the_warden_itself_is_put_out_the_room_is_not_protected_and_nobody_is_asked_in() -> None:
    records = house()
    first = decided(
        partial(walls.at_the_door, warden=WARDEN), Examined(door(WARDEN, Membership.LEAVE, by=ANN)), records
    )
    assert [type(effect) for effect in first] == [Unprotect, TellManagers]
    assert "NOT PROTECTED: Tuesday circle" in words_of(first)
    again = decided(partial(walls.at_the_door, warden=WARDEN), Examined(door(WARDEN, Membership.BAN, by=ANN)), records)
    assert again == []
