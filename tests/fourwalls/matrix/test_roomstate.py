from __future__ import annotations

import math
from typing import Any

import pytest

from fourwalls.matrix.roomstate import RoomState, is_state
from tests.fourwalls.matrix.people import member, room_with, state


def test_the_last_state_counts() -> None:
    room = room_with("@ann:test", "@bob:test")
    room.apply(member("@bob:test", "leave"))
    room.apply(member("@cat:test", "invite"))
    assert (room.joined, room.invited) == ({"@ann:test"}, {"@cat:test"})


def test_what_is_no_person_is_not_inside() -> None:
    room = room_with("@ann:test", "everybody", "@", "")
    assert room.joined == {"@ann:test"}


@pytest.mark.parametrize("algorithm", [None, 7, "", "m.none", "M.MEGOLM.V1.AES-SHA2"])
def test_only_our_algorithm_is_encryption(algorithm: Any) -> None:
    room = RoomState("!room")
    assert not room.encrypted
    room.apply(state("m.room.encryption", "", {"algorithm": algorithm}))
    assert not room.encrypted
    assert room_with().encrypted


def test_the_creator_is_who_made_it() -> None:
    room = RoomState("!room")
    assert room.creator is None
    room.apply(state("m.room.create", "", {}, sender="@host:test"))
    assert room.creator == "@host:test"


@pytest.mark.parametrize("part", ["type", "state_key", "content", "sender", "event_id"])
def test_state_needs_all_its_parts(part: str) -> None:
    whole = state("m.room.topic", "", {"topic": "x"})
    assert is_state(whole)
    assert not is_state({**whole, part: 7})
    del whole[part]
    assert not is_state(whole)
    assert not is_state(None)


def test_a_membership_of_a_strange_shape_is_none() -> None:
    room = RoomState("!r")
    for number, membership in enumerate((["join"], {"join": 1}, None, 3, "join")):
        event = {"type": "m.room.member", "state_key": f"@p{number}:x", "content": {"membership": membership}}
        room.apply({**event, "sender": "@x:x", "event_id": "$1"})
    assert room.joined == {"@p4:x"}


def put(room: RoomState, type_: str, content: dict[str, object], sender: str = "@eve:x") -> None:
    room.apply({"type": type_, "state_key": "", "content": content, "sender": sender, "event_id": "$1"})


def test_from_version_12_on_creators_outrank_everybody_and_before_that_the_levels_count() -> None:
    room = RoomState("!r")
    assert room.power_of("@eve:x") == 0
    put(room, "m.room.create", {"room_version": "10"})
    assert room.power_of("@eve:x") == 100, "while no levels are written down"
    put(room, "m.room.power_levels", {"users": {"@ann:x": 50, "@bad:x": "100"}, "users_default": 1})
    assert [room.power_of(f"@{name}:x") for name in ("eve", "ann", "bad")] == [1, 50, 0]
    assert room.creators == set()
    put(room, "m.room.create", {"room_version": "12", "additional_creators": ["@ann:x", 7, "nobody"]})
    assert room.creators == {"@eve:x", "@ann:x"}
    assert [room.power_of(f"@{name}:x") for name in ("eve", "ann", "ben")] == [math.inf, math.inf, 1]


def test_what_it_takes_to_keep_a_room() -> None:
    room = RoomState("!r")
    assert room.power_needed("m.room.encryption") == 50
    put(room, "m.room.power_levels", {"invite": 60, "state_default": 10, "events": {"m.room.encryption": 150}})
    assert room.power_needed() == 60
    assert room.power_needed("m.room.name") == 60
    assert room.power_needed("m.room.encryption") == 150
