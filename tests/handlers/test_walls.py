from __future__ import annotations

from typing import Any

import pytest

from config.walls import load_walls
from fourwalls.group.effects import Evict, GiveSeat, Invite, NameProfile, Repair, TellManagers
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Membership, MembershipChanged, Proof, SettingChanged
from fourwalls.group.people import HOUSE, Bot, PersonId, Role, Room, RoomId, RoomKind, Standing
from handlers import notices, walls
from handlers.entitled import may_be_inside
from tests.handlers.happened import HERE, decided, door, event, house, words_of
from tests.support.records import ANN, BOTS, EVE, FAY, MANAGERS, MAX, NOON, TUESDAY, private_of

AT_THE_DOOR = [Membership.JOIN, Membership.INVITE, Membership.KNOCK]
WARDEN = BOTS[Bot.WARDEN]
CONTRACTS = load_walls()
SETTINGS = walls.Settings(CONTRACTS)


def at_the_door(happened: MembershipChanged, records: Any = None) -> list[Any]:
    return decided(walls.at_the_door, Examined(happened), records or house())


def changed(type_: str, content: dict[str, Any], room: RoomId = HERE, by: PersonId = ANN, key: str = "") -> list[Any]:
    happened = SettingChanged(room, event(), by, NOON, Proof.PLAIN, type_, key, content)
    return decided(SETTINGS.changed, Examined(happened), house())


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
    assert changed("m.room.join_rules", {"join_rule": "public"}, RoomId("!elsewhere")) == []


def test_a_private_room_is_for_its_person_alone() -> None:
    room = Room(private_of(ANN), RoomKind.PRIVATE, person=ANN)
    assert may_be_inside(ANN, room, house())
    assert not any(may_be_inside(person, room, house()) for person in (FAY, MAX, EVE))


@pytest.mark.parametrize("kind", [RoomKind.GROUP, RoomKind.MANAGER])
def test_a_setting_as_it_should_be_is_left_alone(kind: RoomKind) -> None:
    room = HERE if kind is RoomKind.GROUP else MANAGERS
    for (type_, key), content in CONTRACTS[kind].wanted_state().items():
        assert changed(type_, content, room, key=key) == []


@pytest.mark.parametrize("kind", [RoomKind.GROUP, RoomKind.MANAGER])
def test_each_wall_that_drifts_is_put_back_whole_and_told(kind: RoomKind) -> None:
    room = HERE if kind is RoomKind.GROUP else MANAGERS
    for (type_, key), content in CONTRACTS[kind].wanted_state().items():
        for drifted in ({}, {"wrong": "words"}):
            effects = changed(type_, drifted, room, key=key)
            assert effects[0] == Repair(room, type_, key, content)
            assert isinstance(effects[1], TellManagers)
            assert len(effects) == 2


def test_who_moved_a_wall_is_told_by_name() -> None:
    effects = changed("m.room.history_visibility", {"history_visibility": "world_readable"})
    assert "the windows" in words_of(effects)
    assert "ann" in words_of(effects)


def test_a_wall_moved_with_a_bots_account_is_not_said_to_be_the_bots_doing() -> None:
    effects = changed("m.room.history_visibility", {"history_visibility": "world_readable"}, by=WARDEN)
    assert "It was done with the warden's account. I am putting it back." in words_of(effects)
    assert "somebody else may know its password" in words_of(effects)


@pytest.mark.parametrize("content", [{"alias": "#us:example.org"}, {"alt_aliases": ["#us:example.org"]}])
def test_an_address_is_taken_away_and_the_taking_away_is_left_alone(content: dict[str, Any]) -> None:
    assert changed("m.room.canonical_alias", content)[0] == Repair(HERE, "m.room.canonical_alias", "", {})
    assert changed("m.room.canonical_alias", {}) == []


def test_an_invitation_by_mail_is_withdrawn_by_its_own_key() -> None:
    effects = changed("m.room.third_party_invite", {"display_name": "e"}, key="token")
    assert effects[0] == Repair(HERE, "m.room.third_party_invite", "token", {})


@pytest.mark.parametrize("type_", ["m.room.topic", "m.room.name", "org.example.other"])
def test_what_no_contract_speaks_of_is_left_alone(type_: str) -> None:
    assert changed(type_, {"anything": "at all"}) == []


def test_nobody_is_followed_into_another_room_and_the_managers_are_told_once() -> None:
    moved = {"replacement_room": "!elsewhere"}
    (told,) = changed("m.room.tombstone", moved, by=WARDEN)
    assert "We bots do not follow" in words_of([told])
    assert changed("m.room.tombstone", {}) == []
    room, wanted = Room(HERE, RoomKind.GROUP, group=TUESDAY.id), CONTRACTS[RoomKind.GROUP].wanted_state()
    (again,) = SETTINGS.inspected(room, {**wanted, ("m.room.tombstone", ""): moved}, house())
    assert isinstance(again, TellManagers)
    assert again.once == told.once != ""


def test_another_key_of_the_same_type_is_not_the_wall() -> None:
    assert changed("m.room.join_rules", {"join_rule": "public"}, key="other") == []


def test_a_whole_room_is_inspected() -> None:
    contract = CONTRACTS[RoomKind.GROUP]
    room = Room(HERE, RoomKind.GROUP, group=TUESDAY.id)
    wanted = contract.wanted_state()
    assert SETTINGS.inspected(room, wanted, house()) == []
    del wanted["m.room.encryption", ""]
    wanted["m.room.guest_access", ""] = {"guest_access": "can_join"}
    effects = SETTINGS.inspected(room, wanted, house())
    repaired = {effect.type for effect in effects if isinstance(effect, Repair)}
    assert repaired == {"m.room.encryption", "m.room.guest_access"}
    assert "somebody unknown" in words_of(effects)


def test_a_stranger_who_is_asked_in_and_quick_to_come_is_told_of_once() -> None:
    first, second = (
        at_the_door(door(EVE, membership, by=ANN))[1] for membership in (Membership.INVITE, Membership.JOIN)
    )
    assert first.once == second.once != ""
    assert at_the_door(door(EVE, Membership.JOIN, room=MANAGERS))[1].once != first.once
