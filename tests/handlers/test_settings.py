from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from config.walls import load_walls
from fourwalls.group.breach import AT_ONCE, Breach, Why, wait_after
from fourwalls.group.effects.done import Invite, Say, TellManagers
from fourwalls.group.effects.kept import NoteBreach, Unprotect
from fourwalls.group.effects.priority import Priority
from fourwalls.group.effects.walls import Repair, Unlist, WithdrawInvites
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Proof, SettingChanged
from fourwalls.group.people import Bot, PersonId, Room, RoomId, RoomKind
from handlers import settings
from handlers.settings import Settings, Whose
from tests.handlers.happened import HERE, decided, event, house, words_of
from tests.support.records import ANN, BEN, BOTS, FAY, MANAGERS, NOON, TUESDAY, Paper

WARDEN = BOTS[Bot.WARDEN]
CONTRACTS = load_walls()
SETTINGS = Settings(CONTRACTS, WARDEN, UTC)
ROOM = Room(HERE, RoomKind.GROUP, group=TUESDAY.id)
OPEN = {"history_visibility": "world_readable"}
WINDOWS = "m.room.history_visibility"


def changed(
    type_: str,
    content: dict[str, Any],
    room: RoomId = HERE,
    by: PersonId = ANN,
    key: str = "",
    records: Paper | None = None,
) -> list[Any]:
    happened = SettingChanged(room, event(), by, NOON, Proof.PLAIN, type_, key, content)
    return decided(SETTINGS.changed, Examined(happened), records or house())


def kinds(effects: list[Any]) -> list[type]:
    return [type(effect) for effect in effects]


@pytest.mark.parametrize("kind", [RoomKind.GROUP, RoomKind.MANAGER])
def test_a_setting_as_it_should_be_is_left_alone(kind: RoomKind) -> None:
    room = HERE if kind is RoomKind.GROUP else MANAGERS
    for (type_, key), content in CONTRACTS[kind].wanted_state().items():
        assert changed(type_, content, room, key=key) == []


@pytest.mark.parametrize("kind", [RoomKind.GROUP, RoomKind.MANAGER])
def test_each_wall_that_drifts_is_put_back_whole_noted_and_told(kind: RoomKind) -> None:
    room = HERE if kind is RoomKind.GROUP else MANAGERS
    for (type_, key), content in CONTRACTS[kind].wanted_state().items():
        for drifted in ({}, {"wrong": "words"}):
            effects = changed(type_, drifted, room, key=key)
            assert effects[0] == Repair(room, type_, key, content)
            assert [kind for kind in kinds(effects) if kind is not WithdrawInvites] == [
                Repair,
                NoteBreach,
                TellManagers,
            ]


GRAVE = ["m.room.encryption", WINDOWS, "m.room.join_rules"]


@pytest.mark.parametrize("type_", GRAVE)
def test_the_gravest_is_an_alarm_and_open_invites_are_taken_back(type_: str) -> None:
    effects = changed(type_, {"wrong": "words"})
    assert WithdrawInvites(HERE) in effects
    assert effects[-1].priority is Priority.FLAG
    assert "ALARM" in words_of(effects)


@pytest.mark.parametrize(
    ("change", "grave"),
    [({"invite": 0}, True), ({"users": {ANN: 50}}, True), ({"users_default": 50}, True), ({"redact": 50}, False)],
)
def test_who_may_let_people_in_is_as_grave_and_who_may_redact_is_not(change: dict[str, Any], grave: bool) -> None:
    levels = CONTRACTS[RoomKind.GROUP].wanted_state()["m.room.power_levels", ""]
    effects = changed("m.room.power_levels", {**levels, **change})
    assert (WithdrawInvites(HERE) in effects) is grave
    assert effects[-1].priority is (Priority.FLAG if grave else Priority.EVICTION)


def test_what_who_and_since_when_are_told() -> None:
    words = words_of(changed(WINDOWS, OPEN))
    assert "the windows" in words
    assert "It was done by ann, 12:00, 31 March." in words


def test_a_time_that_no_clock_can_show_keeps_no_wall_from_being_put_back() -> None:
    far = Settings(CONTRACTS, WARDEN, ZoneInfo("Pacific/Auckland"))
    end = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    happened = SettingChanged(HERE, event(), ANN, end, Proof.PLAIN, WINDOWS, "", OPEN)
    effects = decided(far.changed, Examined(happened), house())
    assert isinstance(effects[0], Repair)
    assert "it is not known when" in words_of(effects)


def test_a_wall_moved_with_a_bots_account_is_not_said_to_be_the_bots_doing() -> None:
    words = words_of(changed(WINDOWS, OPEN, by=WARDEN))
    assert "It was done with the warden's account, 12:00, 31 March. I am putting it back" in words
    assert "somebody else may know its password" in words


# --- what must not be there ---


@pytest.mark.parametrize("content", [{"alias": "#us:example.org"}, {"alt_aliases": ["#us:example.org"]}])
def test_an_address_is_taken_away_and_the_taking_away_is_left_alone(content: dict[str, Any]) -> None:
    assert changed("m.room.canonical_alias", content)[0] == Repair(HERE, "m.room.canonical_alias", "", {})
    assert changed("m.room.canonical_alias", {}) == []


@pytest.mark.parametrize(
    "type_", ["m.room.third_party_invite", "im.vector.modular.widgets", "m.widget", "m.room.bot.options", "m.bridge"]
)
def test_invitations_by_mail_and_strange_programs_are_taken_away_by_their_own_key(type_: str) -> None:
    effects = changed(type_, {"display_name": "e"}, key="token")
    assert effects[0] == Repair(HERE, type_, "token", {})
    assert changed(type_, {}, key="token") == []


def test_a_list_of_servers_that_shuts_people_out_is_put_back() -> None:
    allowed = {"allow": ["*"], "deny": [], "allow_ip_literals": False}
    assert changed("m.room.server_acl", allowed) == []
    assert changed("m.room.server_acl", {"allow": ["evil.org"]})[0] == Repair(HERE, "m.room.server_acl", "", allowed)


def test_a_space_of_a_stranger_is_taken_away_and_one_of_ours_stays() -> None:
    assert changed("m.space.parent", {"via": ["x"]}, key="!strange")[0] == Repair(
        HERE, "m.space.parent", "!strange", {}
    )
    assert changed("m.space.parent", {"via": ["x"]}, key=MANAGERS) == []


@pytest.mark.parametrize("type_", ["m.room.topic", "m.room.name", "org.example.other"])
def test_what_no_contract_speaks_of_is_left_alone(type_: str) -> None:
    assert changed(type_, {"anything": "at all"}) == []


def test_another_key_of_the_same_type_is_not_the_wall() -> None:
    assert changed("m.room.join_rules", {"join_rule": "public"}, key="other") == []


def test_a_room_that_is_not_ours_is_left_alone() -> None:
    assert changed("m.room.join_rules", {"join_rule": "public"}, RoomId("!elsewhere")) == []


def test_nobody_is_followed_into_another_room_and_the_sign_to_it_is_taken_away() -> None:
    moved = {"replacement_room": "!elsewhere"}
    told, repair, *_ = changed("m.room.tombstone", moved, by=WARDEN)
    assert "We bots do not follow" in words_of([told])
    assert repair == Repair(HERE, "m.room.tombstone", "", {})
    assert changed("m.room.tombstone", {}) == []
    wanted = CONTRACTS[RoomKind.GROUP].wanted_state()
    again = SETTINGS.inspected(ROOM, {**wanted, ("m.room.tombstone", ""): moved}, {}, house())[0]
    assert isinstance(again, TellManagers)
    assert again.once == told.once != ""


def test_what_somebody_else_pinned_is_followed_by_our_notice_once_an_hour() -> None:
    first, second = changed("m.room.pinned_events", {"pinned": ["$x"]}), changed("m.room.pinned_events", {"pinned": []})
    assert kinds(first) == [Say, TellManagers]
    assert [effect.once for effect in first] == [effect.once for effect in second]
    assert changed("m.room.pinned_events", {"pinned": ["$x"]}, by=WARDEN) == []
    assert changed("m.room.pinned_events", {"pinned": ["$x"]}, MANAGERS) == [], "there is no notice there"


# --- holding, and fighting ---


def a_breach(**more: Any) -> Breach:
    return replace(Breach(HERE, WINDOWS, "", ANN, NOON, grave=True), **more)


def test_the_second_look_tells_that_it_holds_and_asks_those_in_again_who_belong() -> None:
    state = CONTRACTS[RoomKind.GROUP].wanted_state()
    effects = list(SETTINGS.looked_again(a_breach(withdrawn=(BEN,)), ROOM, state, house()))
    assert "it holds: the windows" in words_of(effects)
    assert effects[1:] == [Invite(HERE, BEN)]


def test_what_does_not_hold_is_put_back_again_and_not_told_again() -> None:
    state = {**CONTRACTS[RoomKind.GROUP].wanted_state(), (WINDOWS, ""): OPEN}
    repair, note = SETTINGS.looked_again(a_breach(), ROOM, state, house())
    assert repair == Repair(HERE, WINDOWS, "", {"history_visibility": "joined"})
    assert note == NoteBreach(a_breach(repairs=2))


def test_two_programs_that_fight_do_not_flood_and_the_room_is_not_protected() -> None:
    records = house()
    rounds = [changed(WINDOWS, OPEN, records=records) for _ in range(50)]
    repairs = sum(isinstance(effect, Repair) for effects in rounds for effect in effects)
    told = [effect for effects in rounds for effect in effects if isinstance(effect, TellManagers)]
    assert repairs == AT_ONCE
    assert len(told) == AT_ONCE + 1
    assert "NOT PROTECTED" in words_of(told[-1:])
    assert [lapse.why for lapse in records.lapses(HERE)] == [Why.FOUGHT]
    assert rounds[-1] == [], "it is put back when its time comes"
    state = {(WINDOWS, ""): OPEN}
    breach = records.breach(HERE, WINDOWS, "")
    assert breach is not None
    later = list(SETTINGS.looked_again(breach, ROOM, state, records))
    assert kinds(later) == [Repair, NoteBreach]


def test_a_wall_that_held_and_is_moved_again_within_the_hour_is_looked_after_again() -> None:
    records = house()
    records.apply(NoteBreach(a_breach(repairs=AT_ONCE + 1, held=True)))
    assert kinds(changed(WINDOWS, OPEN, records=records)) == [WithdrawInvites, NoteBreach]


def test_the_wait_between_looks_grows_and_never_beyond_ten_minutes() -> None:
    waits = [wait_after(repairs) for repairs in range(1, 100)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(seconds=5)
    assert waits[-1] == timedelta(minutes=10)


# --- a whole room ---


def test_a_whole_room_is_inspected() -> None:
    wanted = CONTRACTS[RoomKind.GROUP].wanted_state()
    assert SETTINGS.inspected(ROOM, wanted, {}, house()) == []
    del wanted["m.room.encryption", ""]
    wanted["m.room.guest_access", ""] = {"guest_access": "can_join"}
    whose = {("m.room.guest_access", ""): Whose(FAY, NOON)}
    effects = SETTINGS.inspected(ROOM, wanted, whose, house())
    repaired = {effect.type for effect in effects if isinstance(effect, Repair)}
    assert repaired == {"m.room.encryption", "m.room.guest_access"}
    words = words_of(effects)
    assert "somebody unknown, it is not known when" in words
    assert "by fay, 12:00, 31 March" in words


def test_a_round_leaves_to_the_second_look_what_is_being_put_back() -> None:
    records = house()
    records.apply(NoteBreach(a_breach()))
    wanted = {**CONTRACTS[RoomKind.GROUP].wanted_state(), (WINDOWS, ""): OPEN}
    assert SETTINGS.inspected(ROOM, wanted, {}, records) == []


def test_a_room_in_a_public_list_is_taken_out_and_told_once_a_day() -> None:
    unlist, told = settings.listed(ROOM, ["#us:example.org"], house(), "2026-03-31")
    assert unlist == Unlist(HERE, ("#us:example.org",))
    assert isinstance(told, TellManagers)
    assert told.once


# --- a room that we did not make ---


def test_in_an_adopted_room_the_warden_keeps_its_own_power_and_those_are_borne_whom_it_cannot_lower() -> None:
    contract = CONTRACTS[RoomKind.GROUP]
    levels = contract.wanted_state(WARDEN)["m.room.power_levels", ""]
    assert levels["users"] == {WARDEN: 100}
    now = {**levels, "users": {WARDEN: 100, ANN: 50, FAY: 100}}
    (drift,) = contract.differences({**contract.wanted_state(WARDEN), ("m.room.power_levels", ""): now}, WARDEN)
    assert drift.content["users"] == {WARDEN: 100, FAY: 100}
    above = {**levels, "events": {**levels["events"], "m.room.tombstone": 150, "m.room.name": 0}, "ban": 120}
    (drift,) = contract.differences({**contract.wanted_state(WARDEN), ("m.room.power_levels", ""): above}, WARDEN)
    assert drift.content == {**levels, "events": {**levels["events"], "m.room.tombstone": 150}, "ban": 120}


def test_a_fight_is_told_as_a_lapse_once() -> None:
    records = house()
    for _ in range(10):
        changed(WINDOWS, OPEN, records=records)
        changed("m.room.join_rules", {"join_rule": "public"}, records=records)
    assert [lapse.why for lapse in records.lapses(HERE)] == [Why.FOUGHT]
    assert Unprotect not in kinds(changed(WINDOWS, OPEN, records=records))
