from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bots.founding import BOTS_INSIDE
from bots.ground import Ground
from bots.inspecting import Inspecting
from config.walls import load_walls
from fourwalls.group.effects import Done, Evict, Invite, Repair, TellManagers
from fourwalls.group.heard import Membership
from fourwalls.group.people import Bot, Room, RoomId, RoomKind
from fourwalls.matrix.homeserver import TokenDeadError, UnreachableError
from fourwalls.storage import outbox
from tests.bots.furnishing import a_furnished_ground, a_wire, effects, told, waiting
from tests.handlers.happened import HERE
from tests.support.records import ANN, BOTS, EVE, MANAGERS
from tests.support.wire import Wire, refusal

WALLS = load_walls()


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        yield furnished


@pytest.fixture
def wire() -> Wire:
    """Both rooms stand as their contracts say."""
    wire = a_wire(Bot.WARDEN)
    for room, kind in ((HERE, RoomKind.GROUP), (MANAGERS, RoomKind.MANAGER)):
        for (type_, key), content in WALLS[kind].wanted_state().items():
            wire.put(room, type_, content, key)
    return wire


async def a_round(ground: Ground, wire: Wire) -> None:
    await Inspecting(ground, WALLS, wire, lambda: None).inspect()


async def test_where_all_is_well_nothing_is_done_or_told(ground: Ground, wire: Wire) -> None:
    await a_round(ground, wire)
    assert effects(ground, Bot.WARDEN) == []
    assert [asked[1] for asked in wire.asked] == [HERE, MANAGERS], "private rooms are the guide's own"


async def test_every_room_of_a_group_is_looked_at_and_an_open_room_is_not(ground: Ground, wire: Wire) -> None:
    def furnish(conn: Connection) -> None:
        records = ground.records(conn)
        group = records.groups()[0].id
        records.add_room(Room(RoomId("!talk"), RoomKind.CONVERSATION, group), "m4")
        records.add_room(Room(RoomId("!space"), RoomKind.SPACE, group), "m5")
        records.add_room(Room(RoomId("!tea"), RoomKind.OPEN), "")

    ground.database.run_sync(furnish)
    for room, kind in (("!talk", RoomKind.CONVERSATION), ("!space", RoomKind.SPACE)):
        for (type_, key), content in WALLS[kind].wanted_state().items():
            wire.put(room, type_, content, key)
        wire.member(room, *(BOTS[bot] for bot in BOTS_INSIDE[kind]), ANN, EVE)
    for room in (HERE, "!talk"):
        wire.put("!space", "m.space.child", {"via": ["example.org"]}, room)
    wire.put("!space", "m.space.child", {"via": ["example.org"]}, "!trap")
    await a_round(ground, wire)
    assert set(effects(ground, Bot.WARDEN)) - set(tellings(ground)) == {
        Evict(RoomId("!talk"), EVE),
        Evict(RoomId("!space"), EVE),
        Repair(RoomId("!space"), "m.space.child", "!trap", {}),
    }
    assert "!tea" not in [asked[1] for asked in wire.asked]


def tellings(ground: Ground) -> list[Done]:
    return [effect for effect in effects(ground, Bot.WARDEN) if isinstance(effect, TellManagers)]


async def test_what_drifted_is_put_back_and_told_once_however_many_rounds_pass(ground: Ground, wire: Wire) -> None:
    wire.put(HERE, "m.room.history_visibility", {"history_visibility": "shared"})
    for _ in range(3):
        await a_round(ground, wire)
    (words,) = told(ground, Bot.WARDEN)
    assert "windows" in words
    (repair,) = effects(ground, Bot.WARDEN)
    assert isinstance(repair, Repair)
    assert repair.content == {"history_visibility": "joined"}


async def test_a_stranger_is_led_out_and_told_once_though_the_door_told_already(ground: Ground, wire: Wire) -> None:
    wire.member(HERE, EVE)
    for _ in range(2):
        await a_round(ground, wire)
    (words,) = told(ground, Bot.WARDEN)
    assert EVE in words
    assert effects(ground, Bot.WARDEN) == [Evict(HERE, EVE)]


async def test_what_failed_is_done_again_while_the_state_stays_and_told_no_more(
    ground: Ground, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    wire.put(HERE, "m.room.history_visibility", {"history_visibility": "shared"})
    await a_round(ground, wire)
    assert len(told(ground, Bot.WARDEN)) == 1
    (row,) = waiting(ground, Bot.WARDEN)
    ground.database.run_sync(lambda conn: outbox.bury(conn, row.id, "M_FORBIDDEN"))
    monkeypatch.setattr("bots.inspecting._hour", lambda _: "an hour later")
    await a_round(ground, wire)
    assert [type(effect) for effect in effects(ground, Bot.WARDEN)] == [Repair]
    assert told(ground, Bot.WARDEN) == []


@pytest.mark.parametrize("membership", [Membership.LEAVE, Membership.BAN, None])
async def test_a_bot_that_is_missing_is_asked_in_and_told(
    ground: Ground, wire: Wire, membership: Membership | None
) -> None:
    lookout = BOTS[Bot.LOOKOUT]
    if membership is None:
        del wire.rooms[HERE].state["m.room.member", lookout]
    else:
        wire.member(HERE, lookout, membership=membership)
    for _ in range(2):
        await a_round(ground, wire)
    (words,) = told(ground, Bot.WARDEN)
    assert "lookout is no longer in Tuesday circle" in words
    assert effects(ground, Bot.WARDEN) == [Invite(HERE, lookout)]


async def test_a_bot_that_has_not_answered_its_invitation_is_not_missing(ground: Ground, wire: Wire) -> None:
    wire.member(HERE, BOTS[Bot.LOOKOUT], membership=Membership.INVITE)
    await a_round(ground, wire)
    assert effects(ground, Bot.WARDEN) == []


async def test_a_room_that_the_warden_was_put_out_of_is_told_loudly_and_once(ground: Ground, wire: Wire) -> None:
    for _ in range(3):
        wire.answers["room_state"] = [refusal(403, "M_FORBIDDEN"), None]
        await a_round(ground, wire)
    (words,) = told(ground, Bot.WARDEN)
    assert "cannot look after Tuesday circle any more (M_FORBIDDEN)" in words


@pytest.mark.parametrize("trouble", [refusal(429, "M_LIMIT_EXCEEDED", 1.0), UnreachableError("no answer")])
async def test_a_server_in_trouble_is_nobodys_attack(ground: Ground, wire: Wire, trouble: Exception) -> None:
    wire.member(MANAGERS, EVE)
    wire.answers["room_state"] = [trouble, None]
    await a_round(ground, wire)
    assert [words for words in told(ground, Bot.WARDEN) if "look after" in words] == []
    assert Evict(MANAGERS, EVE) in effects(ground, Bot.WARDEN), "the other room was looked at"


async def test_one_bad_room_does_not_stop_the_others(ground: Ground, wire: Wire) -> None:
    bad: Any = {"users": ["not", "a", "mapping"], "events": 3}
    wire.put(HERE, "m.room.power_levels", bad)
    wire.put(HERE, "m.room.member", {"membership": ["list"]}, EVE)
    wire.answers["room_state"] = [ValueError("words of the server"), None]
    wire.member(MANAGERS, EVE)
    await a_round(ground, wire)
    assert Evict(MANAGERS, EVE) in effects(ground, Bot.WARDEN)
    assert any("cannot look after Tuesday circle" in words for words in told(ground, Bot.WARDEN))
    await a_round(ground, wire)
    assert Repair in [type(effect) for effect in effects(ground, Bot.WARDEN)]


async def test_a_dead_token_ends_the_rounds(ground: Ground, wire: Wire) -> None:
    wire.answers["room_state"] = [TokenDeadError("dead")]
    with pytest.raises(TokenDeadError):
        await a_round(ground, wire)
