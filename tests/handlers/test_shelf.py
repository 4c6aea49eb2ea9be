from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from config.walls import load_walls
from fourwalls.group.effects.done import TellManagers
from fourwalls.group.effects.kept import NoteBreach
from fourwalls.group.effects.walls import Repair
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Proof, SettingChanged
from fourwalls.group.people import Bot, Group, GroupId, Layout, RoomId, RoomKind
from handlers.settings import Settings
from handlers.shelf import CHILD, via
from tests.handlers.happened import event, words_of
from tests.support.records import ANN, BOTS, MAX, NOON, TUESDAY, Paper, room_of

GROUP = Group(TUESDAY.id, TUESDAY.name, Layout.SPACE)
SPACE, MEET, TALK = (room_of(GROUP, kind) for kind in (RoomKind.SPACE, RoomKind.GROUP, RoomKind.CONVERSATION))
WALLS = load_walls()
SETTINGS = Settings(WALLS, BOTS[Bot.WARDEN], UTC)
HERE = {"via": ["example.org"]}
FULL: dict[tuple[str, str], Any] = {(CHILD, MEET): HERE, (CHILD, TALK): HERE}


def house() -> Paper:
    other = Group(GroupId("other"), "Lamp", Layout.TWO)
    return Paper().with_group(GROUP, members=[ANN]).with_group(other).with_manager(MAX)


def inspected(current: dict[tuple[str, str], Any], room: RoomId = SPACE) -> list[Any]:
    looked_at = house().room(room)
    assert looked_at is not None
    walls = WALLS[looked_at.kind].wanted_state()
    return list(SETTINGS.inspected(looked_at, {**walls, **current}, {}, house()))


def changed(key: str, content: dict[str, Any]) -> list[Any]:
    happened = SettingChanged(SPACE, event(), ANN, NOON, Proof.PLAIN, CHILD, key, content)
    return list(SETTINGS.changed(Examined(happened), house()))


def test_the_way_there_is_by_the_makers_server() -> None:
    assert via(BOTS[Bot.WARDEN]) == HERE


def test_a_space_that_holds_its_rooms_is_left_alone() -> None:
    assert inspected(FULL) == []
    assert inspected({**FULL, (CHILD, "!taken-out"): {}}) == []
    assert changed(MEET, HERE) == []
    assert changed("!taken-out", {}) == []


@pytest.mark.parametrize("key", ["!trap", room_of(Group(GroupId("other"), "Lamp")), SPACE])
def test_what_is_put_into_it_is_taken_out_and_told(key: str) -> None:
    for effects in (inspected({**FULL, (CHILD, key): HERE}), changed(key, HERE)):
        assert [type(effect) for effect in effects] == [Repair, NoteBreach, TellManagers]
        assert effects[0] == Repair(SPACE, CHILD, key, {})
        assert "which rooms belong to the space" in words_of(effects)


@pytest.mark.parametrize("there", [{}, {"via": ["evil.example"]}, {"via": "example.org"}])
def test_what_is_taken_out_is_put_back(there: dict[str, Any]) -> None:
    assert inspected({**FULL, (CHILD, TALK): there})[0] == Repair(SPACE, CHILD, TALK, HERE)
    assert changed(TALK, there)[0] == Repair(SPACE, CHILD, TALK, HERE)


def test_no_other_room_is_a_space() -> None:
    assert inspected({(CHILD, MEET): HERE, (CHILD, TALK): HERE}, TALK) == [], "and rooms of ours may be named anywhere"
    assert inspected({(CHILD, "!trap"): HERE}, MEET)[0] == Repair(MEET, CHILD, "!trap", {}), "others nowhere"
