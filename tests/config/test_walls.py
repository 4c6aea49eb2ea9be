from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from config.files import ConfigError, open_config
from config.walls import KEPT_BY_CONTRACT, SPACE_TYPE, StateKey, load_walls
from fourwalls.group.people import Bot, PersonId, RoomKind

POWER: StateKey = ("m.room.power_levels", "")
SHIPPED = open_config("walls.toml")


def edited(folder: Path, old: str, new: str) -> Path:
    assert old in SHIPPED
    (folder / "walls.toml").write_text(SHIPPED.replace(old, new, 1), encoding="utf-8")
    return folder


@pytest.mark.parametrize("kind", KEPT_BY_CONTRACT)
def test_every_kind_of_room_has_its_four_walls(kind: RoomKind) -> None:
    contract = load_walls()[kind]
    assert contract.room_version == "12"
    assert contract.creator is (Bot.GUIDE if kind is RoomKind.PRIVATE else Bot.WARDEN)
    wanted = contract.wanted_state()
    assert wanted["m.room.history_visibility", ""] == {"history_visibility": "joined"}
    assert wanted["m.room.join_rules", ""] == {"join_rule": "invite"}
    assert wanted["m.room.guest_access", ""] == {"guest_access": "forbidden"}
    assert wanted["m.room.encryption", ""]["algorithm"] == "m.megolm.v1.aes-sha2"
    power = wanted[POWER]
    assert power["users"] == {}
    assert power["users_default"] == 0
    assert power["events_default"] == (100 if kind is RoomKind.SPACE else 0)
    assert {power[name] for name in ("invite", "kick", "ban", "redact", "state_default")} == {100}


def test_a_new_room_begins_with_its_walls_and_shows_no_address() -> None:
    contract = load_walls()[RoomKind.GROUP]
    body = contract.creation("Our groups: group room", (PersonId("@scribe:x"),))
    begun: dict[StateKey, Any] = {(one["type"], one["state_key"]): one["content"] for one in body["initial_state"]}
    assert contract.differences(begun | {POWER: body["power_level_content_override"]}) == []
    assert body["invite"] == ["@scribe:x"]
    assert body["visibility"] == "private"
    assert "room_alias_name" not in body
    assert "is_direct" not in body


def test_a_private_room_is_a_direct_chat() -> None:
    assert load_walls()[RoomKind.PRIVATE].creation("you and the guide")["is_direct"] is True


def test_what_drifted_is_found_and_only_that() -> None:
    contract = load_walls()[RoomKind.GROUP]
    current: dict[StateKey, Any] = contract.wanted_state()
    assert contract.differences(current) == []
    current["m.room.history_visibility", ""] = {"history_visibility": "shared"}
    del current["m.room.encryption", ""]
    found = {one.type: one for one in contract.differences(current)}
    assert found.keys() == {"m.room.history_visibility", "m.room.encryption"}
    assert found["m.room.history_visibility"].was == {"history_visibility": "shared"}
    assert found["m.room.history_visibility"].content == {"history_visibility": "joined"}
    assert found["m.room.encryption"].was is None


def test_a_slower_rotation_or_a_foreign_key_is_drift() -> None:
    contract = load_walls()[RoomKind.GROUP]
    for change in ({"rotation_period_msgs": 100_000}, {"surprise": True}):
        current: dict[StateKey, Any] = contract.wanted_state()
        current["m.room.encryption", ""] |= change
        assert [one.type for one in contract.differences(current)] == ["m.room.encryption"]


@pytest.mark.parametrize(
    "change",
    [{"users": {"@a:x": 50}}, {"invite": 0}, {"events": {}}, {"redact": 50}, {"users": None}, {"users_default": 100}],
)
def test_power_that_somebody_gained_is_taken_back(change: dict[str, Any]) -> None:
    contract = load_walls()[RoomKind.GROUP]
    current: dict[StateKey, Any] = contract.wanted_state()
    current[POWER] |= change
    (difference,) = contract.differences(current)
    assert difference.content == contract.wanted_state()[POWER]


def test_what_a_server_adds_to_power_levels_without_effect_is_no_drift() -> None:
    contract = load_walls()[RoomKind.GROUP]
    current: dict[StateKey, Any] = contract.wanted_state()
    current[POWER] |= {"historical": 100, "users": {"@a:x": 0}}
    assert contract.differences(current) == []


def test_addresses_and_invitations_by_mail_are_taken_away() -> None:
    contract = load_walls()[RoomKind.GROUP]
    current: dict[StateKey, Any] = contract.wanted_state()
    current["m.room.canonical_alias", ""] = {"alias": "#group:x"}
    current["m.room.third_party_invite", "token"] = {"display_name": "a…@x"}
    found = {(one.type, one.state_key): one.content for one in contract.differences(current)}
    assert found == {("m.room.canonical_alias", ""): {}, ("m.room.third_party_invite", "token"): {}}
    current |= {key: {} for key in found}
    assert contract.differences(current) == []


def test_what_no_setting_can_mend_is_told() -> None:
    contract = load_walls()[RoomKind.GROUP]
    create: StateKey = ("m.room.create", "")
    assert contract.beyond_repair({create: {"room_version": "12"}}) == ()
    assert contract.beyond_repair({}) == ("no_create",)
    bad: dict[StateKey, Any] = {
        create: {"room_version": "11", "additional_creators": ["@a:x"], "m.federate": False},
        ("m.room.tombstone", ""): {"body": "moved"},
    }
    assert contract.beyond_repair(bad) == ("room_version", "more_creators", "federation", "tombstone")


def test_a_stricter_copy_counts_for_its_kind_alone(tmp_path: Path) -> None:
    stricter = 'creator = "warden"\nrotation_messages = 10\n[manager.power]\nevents_default = 50\n'
    head, _, _ = SHIPPED.rpartition('creator = "warden"')
    (tmp_path / "walls.toml").write_text(head + stricter, encoding="utf-8")
    walls = load_walls(tmp_path)
    assert walls[RoomKind.MANAGER].rotation_messages == 10
    assert walls[RoomKind.MANAGER].power["events_default"] == 50
    assert walls[RoomKind.MANAGER].power["invite"] == 100
    assert walls[RoomKind.GROUP].rotation_messages == 100


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('history = "joined"', 'history = "shared"', "history"),
        ('join_rule = "invite"', 'join_rule = "public"', "join_rule"),
        ('guests = "forbidden"', 'guests = "can_join"', "guests"),
        ('room_version = "12"', "room_version = 12", "room_version"),
        ("federation = true", "federation = 1", "federation"),
        ("rotation_messages = 100", "rotation_messages = 1000", "rotation_messages"),
        ("rotation_days = 7", "rotation_days = true", "rotation_days"),
        ('creator = "guide"', 'creator = "alice"', "private.creator"),
        ("invite = 100", "invite = 0", "private.power.invite"),
        ("invite = 100", 'invite = "100"', "power.invite"),
        ("redact = 100", 'redact = 100\nusers = { "@a:x" = 100 }', "power.users"),
        ('"m.room.join_rules" = 100', '"m.room.join_rules" = 0', "power.events.m.room.join_rules"),
        ('"m.room.topic" = 100', '"m.room.topic" = 1000', "power.events.m.room.topic"),
        ("room = 100", "room = -1", "power.notifications.room"),
        ("users_default = 0", "users_defualt = 0", "power.users_defualt"),
        ("[private]", "[pirvate]", "pirvate"),
        ("[every.power.events]", "[every.powr]", "powr"),
    ],
)
def test_an_open_wall_or_a_slip_is_refused_by_file_key_reason_and_example(
    tmp_path: Path, old: str, new: str, key: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        load_walls(edited(tmp_path, old, new))
    assert caught.value.file == tmp_path / "walls.toml"
    assert key.removeprefix("private.") in caught.value.where
    assert caught.value.wrong
    assert caught.value.example


def test_a_missing_table_is_told(tmp_path: Path) -> None:
    (tmp_path / "walls.toml").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match="key every: this table is missing"):
        load_walls(tmp_path)


def test_a_file_that_is_no_toml_is_told_by_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="line 7"):
        load_walls(edited(tmp_path, 'room_version = "12"', "room_version = twelve"))


def test_a_space_is_made_as_one_and_is_as_locked_as_the_rooms() -> None:
    walls = load_walls()
    assert walls[RoomKind.SPACE].creation("rooms")["creation_content"]["type"] == SPACE_TYPE
    assert "type" not in walls[RoomKind.CONVERSATION].creation("talk")["creation_content"]
    assert walls[RoomKind.CONVERSATION].wanted_state() == walls[RoomKind.GROUP].wanted_state()
    differing = {
        key: content
        for key, content in walls[RoomKind.SPACE].wanted_state().items()
        if content != walls[RoomKind.GROUP].wanted_state()[key]
    }
    assert set(differing) == {POWER}


def test_a_copy_from_before_there_were_such_rooms_still_counts(tmp_path: Path) -> None:
    without = SHIPPED[: SHIPPED.index("[conversation]")] + SHIPPED[SHIPPED.index("[private]") :]
    (tmp_path / "walls.toml").write_text(without, encoding="utf-8")
    old, new = load_walls(tmp_path), load_walls()
    assert {kind: contract.wanted_state() for kind, contract in old.items()} == {
        kind: contract.wanted_state() for kind, contract in new.items()
    }


def test_an_open_room_has_no_contract_of_ours(tmp_path: Path) -> None:
    assert RoomKind.OPEN not in load_walls()
    (tmp_path / "walls.toml").write_text(f'{SHIPPED}\n[open]\ncreator = "guide"\n', encoding="utf-8")
    with pytest.raises(ConfigError):
        load_walls(tmp_path)


def test_in_a_room_at_rest_nobody_speaks_whatever_the_file_lets_them(tmp_path: Path) -> None:
    edited(tmp_path, "[private]", '[group.power.events]\n"m.room.message" = 0\n[private]')
    resting = load_walls(tmp_path)[RoomKind.GROUP].at_rest()
    power = resting.wanted_state()[POWER]
    assert power["events_default"] == 100
    assert set(power["events"].values()) == {100}
    assert resting.differences(load_walls(tmp_path)[RoomKind.GROUP].wanted_state())[0].type == POWER[0]
    assert resting.at_rest() == resting
