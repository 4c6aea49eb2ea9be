from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bots.founding import BOTS_INSIDE
from bots.ground import Ground
from bots.inspecting import Inspecting
from config.walls import load_walls
from fourwalls.group.breach import Breach
from fourwalls.group.effects import Done
from fourwalls.group.effects.done import Evict, Invite, TellManagers, Whisper
from fourwalls.group.effects.walls import Repair, Unlist, WithdrawInvites
from fourwalls.group.heard import Membership
from fourwalls.group.people import Bot, Room, RoomId, RoomKind
from fourwalls.matrix.homeserver import TokenDeadError, UnreachableError
from fourwalls.storage import breaches, outbox
from tests.bots.furnishing import a_furnished_ground, a_wire, effects, now_ms, told, waiting
from tests.handlers.happened import HERE
from tests.support.records import ANN, BOTS, EVE, FAY, MANAGERS, private_of
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
        wire.put(room, "m.room.create", {"room_version": "12"})
        for (type_, key), content in WALLS[kind].wanted_state().items():
            wire.put(room, type_, content, key)
    return wire


async def a_round(ground: Ground, wire: Wire) -> None:
    await Inspecting(ground, WALLS, wire, lambda _: None).inspect()


async def test_where_all_is_well_nothing_is_done_or_told(ground: Ground, wire: Wire) -> None:
    await a_round(ground, wire)
    assert effects(ground, Bot.WARDEN) == []
    seen = [asked[1] for asked in wire.asked if asked[0] == "room_state"]
    assert seen == [HERE, MANAGERS], "private rooms are the guide's to keep"


async def test_every_room_of_a_group_is_looked_at_and_an_open_room_is_not(ground: Ground, wire: Wire) -> None:
    def furnish(conn: Connection) -> None:
        records = ground.records(conn)
        group = records.groups()[0].id
        records.add_room(Room(RoomId("!talk"), RoomKind.CONVERSATION, group), "m4")
        records.add_room(Room(RoomId("!space"), RoomKind.SPACE, group), "m5")
        records.add_room(Room(RoomId("!tea"), RoomKind.OPEN), "")

    ground.database.run_sync(furnish)
    for room, kind in (("!talk", RoomKind.CONVERSATION), ("!space", RoomKind.SPACE)):
        wire.put(room, "m.room.create", {"room_version": "12"})
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
    repair, withdraw = effects(ground, Bot.WARDEN)
    assert isinstance(repair, Repair)
    assert repair.content == {"history_visibility": "joined"}
    assert withdraw == WithdrawInvites(HERE)


async def test_a_stranger_is_led_out_and_told_once_though_the_door_told_already(ground: Ground, wire: Wire) -> None:
    wire.member(HERE, EVE)
    for _ in range(2):
        await a_round(ground, wire)
    (words,) = told(ground, Bot.WARDEN)
    assert EVE in words
    assert effects(ground, Bot.WARDEN) == [Evict(HERE, EVE)]


async def test_the_second_look_tells_that_it_holds_or_puts_it_back_again(ground: Ground, wire: Wire) -> None:
    inspecting = Inspecting(ground, WALLS, wire, lambda _: None)
    wire.put(HERE, "m.room.guest_access", {"guest_access": "can_join"}, sender=EVE)
    await inspecting.inspect()
    assert "eve" in told(ground, Bot.WARDEN)[0]
    (row,) = waiting(ground, Bot.WARDEN)
    ground.database.run_sync(lambda conn: outbox.bury(conn, row.id, "M_FORBIDDEN"))
    assert due(ground, 1) == [], "not yet"
    (breach,) = due(ground, 60)
    await inspecting.look_again(breach)
    assert [type(effect) for effect in effects(ground, Bot.WARDEN)] == [Repair]
    assert told(ground, Bot.WARDEN) == [], "it was told"
    wire.put(HERE, "m.room.guest_access", {"guest_access": "forbidden"})
    (breach,) = due(ground, 60)
    assert breach.repairs == 2
    await inspecting.look_again(breach)
    assert ["it holds" in words for words in told(ground, Bot.WARDEN)] == [True]
    assert due(ground, 3600) == []


def due(ground: Ground, seconds: int) -> Sequence[Breach]:
    later = now_ms() + 1000 * seconds
    return ground.database.run_sync(lambda conn: breaches.due(conn, ground.keys, later))


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
    assert words.startswith("NOT PROTECTED: Tuesday circle. I am not in that room any more.")


async def test_a_room_that_the_warden_has_left_shows_how_it_was_and_is_not_believed(ground: Ground, wire: Wire) -> None:
    wire.member(HERE, BOTS[Bot.WARDEN], membership=Membership.LEAVE)
    wire.member(HERE, EVE)
    await a_round(ground, wire)
    assert [words[:30] for words in told(ground, Bot.WARDEN)] == ["NOT PROTECTED: Tuesday circle."]
    assert effects(ground, Bot.WARDEN) == [], "nothing can be done there"
    wire.member(HERE, BOTS[Bot.WARDEN])
    await a_round(ground, wire)
    words = told(ground, Bot.WARDEN)
    assert any("is protected again" in each for each in words)
    assert Evict(HERE, EVE) in effects(ground, Bot.WARDEN)


async def test_a_warden_without_power_says_so(ground: Ground, wire: Wire) -> None:
    wire.put(HERE, "m.room.create", {"room_version": "12"}, sender=EVE)
    await a_round(ground, wire)
    assert any("I do not have the power there" in words for words in told(ground, Bot.WARDEN))


async def test_members_are_told_when_it_lasts_and_the_managers_daily(ground: Ground, wire: Wire) -> None:
    inspecting = Inspecting(ground, WALLS, wire, lambda _: None)
    wire.answers["room_state"] = [refusal(403, "M_FORBIDDEN"), None]
    await inspecting.inspect()
    told(ground, Bot.WARDEN)

    def pass_time(hours: int) -> None:
        later = ground.now() + timedelta(hours=hours)
        ground.database.run_sync(lambda conn: inspecting.pass_time(conn, later))

    pass_time(0)
    assert effects(ground, Bot.GUIDE) == []
    for hours in (2, 3):
        pass_time(hours)
    people = {effect.to for effect in effects(ground, Bot.GUIDE) if isinstance(effect, Whisper)}
    assert people == {ANN, FAY}
    pass_time(25)
    assert ["STILL NOT PROTECTED" in words for words in told(ground, Bot.WARDEN)] == [True]
    await inspecting.inspect()
    for row in waiting(ground, Bot.GUIDE):
        ground.database.run_sync(lambda conn, row=row: outbox.sent(conn, ground.keys, row.id))  # type: ignore[misc]
    again = [effect.words.name for effect in effects(ground, Bot.GUIDE) if isinstance(effect, Whisper)]
    assert again == ["protected-again-member"] * 2


async def test_a_room_of_which_the_server_says_nothing_twice_is_not_protected(ground: Ground, wire: Wire) -> None:
    inspecting = Inspecting(ground, WALLS, wire, lambda _: None)
    for _ in range(2):
        assert told(ground, Bot.WARDEN) == []
        wire.answers["room_state"] = [UnreachableError("no answer"), None]
        await inspecting.inspect()
    assert ["does not let me look at that room" in words for words in told(ground, Bot.WARDEN)] == [True]


async def test_a_room_in_the_public_list_or_with_an_address_is_taken_out(ground: Ground, wire: Wire) -> None:
    wire.public.add(HERE)
    wire.aliases[HERE] = ["#us:example.org"]
    for _ in range(2):
        await a_round(ground, wire)
    assert ["public list" in words for words in told(ground, Bot.WARDEN)] == [True]
    assert effects(ground, Bot.WARDEN) == [Unlist(HERE, ("#us:example.org",))]


@pytest.mark.parametrize("trouble", [refusal(429, "M_LIMIT_EXCEEDED", 1.0), UnreachableError("no answer")])
async def test_a_server_in_trouble_is_nobodys_attack(ground: Ground, wire: Wire, trouble: Exception) -> None:
    wire.member(MANAGERS, EVE)
    wire.answers["room_state"] = [trouble, None]
    await a_round(ground, wire)
    assert [words for words in told(ground, Bot.WARDEN) if "PROTECTED" in words] == []
    assert Evict(MANAGERS, EVE) in effects(ground, Bot.WARDEN), "the other room was looked at"


async def test_one_bad_room_does_not_stop_the_others(ground: Ground, wire: Wire) -> None:
    bad: Any = {"users": ["not", "a", "mapping"], "events": 3}
    wire.put(HERE, "m.room.power_levels", bad)
    wire.put(HERE, "m.room.member", {"membership": ["list"]}, EVE)
    wire.answers["room_state"] = [ValueError("words of the server"), None]
    wire.member(MANAGERS, EVE)
    await a_round(ground, wire)
    assert Evict(MANAGERS, EVE) in effects(ground, Bot.WARDEN)
    assert any("I fail at looking after it" in words for words in told(ground, Bot.WARDEN))
    await a_round(ground, wire)
    assert Repair in [type(effect) for effect in effects(ground, Bot.WARDEN)]


async def test_a_dead_token_ends_the_rounds(ground: Ground, wire: Wire) -> None:
    wire.answers["room_state"] = [TokenDeadError("dead")]
    with pytest.raises(TokenDeadError):
        await a_round(ground, wire)


PRIVATE = private_of(ANN)


def a_private_room(wire: Wire) -> Wire:
    """It stands as its contract says; with the room of the group on the same line, which is none of the guide's."""
    wire.put(PRIVATE, "m.room.create", {"room_version": "12"})
    for (type_, key), content in WALLS[RoomKind.PRIVATE].wanted_state().items():
        wire.put(PRIVATE, type_, content, key)
    return wire


async def the_guides_round(ground: Ground, wire: Wire) -> None:
    await Inspecting(ground, WALLS, wire, lambda _: None, Bot.GUIDE).inspect()


async def test_the_guide_keeps_its_private_rooms_and_no_others(ground: Ground) -> None:
    wire = a_private_room(a_wire(Bot.GUIDE))
    await the_guides_round(ground, wire)
    assert [asked[1] for asked in wire.asked if asked[0] == "room_state"] == [PRIVATE]
    assert effects(ground, Bot.GUIDE) == effects(ground, Bot.WARDEN) == []


@pytest.mark.parametrize("type_", [key for key, _ in WALLS[RoomKind.PRIVATE].wanted_state()])
async def test_each_wall_of_a_private_room_is_put_back_by_the_guide(ground: Ground, type_: str) -> None:
    wire = a_private_room(a_wire(Bot.GUIDE))
    wire.put(PRIVATE, type_, {"wrong": "words"})
    await the_guides_round(ground, wire)
    wanted = WALLS[RoomKind.PRIVATE].wanted_state()[type_, ""]
    assert Repair(PRIVATE, type_, "", wanted, Bot.GUIDE) in effects(ground, Bot.GUIDE)
    assert ["the private room of ann" in words for words in told(ground, Bot.GUIDE)] == [True]
    assert effects(ground, Bot.WARDEN) == []


async def test_a_stranger_in_a_private_room_is_led_out_by_the_guide(ground: Ground) -> None:
    wire = a_private_room(a_wire(Bot.GUIDE))
    wire.member(PRIVATE, EVE)
    await the_guides_round(ground, wire)
    assert Evict(PRIVATE, EVE, performer=Bot.GUIDE) in effects(ground, Bot.GUIDE)
    assert [f"{EVE} was about to" in words for words in told(ground, Bot.GUIDE)] == [True]


async def test_a_private_room_that_the_guide_was_put_out_of_is_told_once(ground: Ground) -> None:
    wire = a_private_room(a_wire(Bot.GUIDE))
    wire.member(PRIVATE, BOTS[Bot.GUIDE], membership=Membership.LEAVE)
    for _ in range(2):
        await the_guides_round(ground, wire)
    assert ["NOT PROTECTED: the private room of ann" in words for words in told(ground, Bot.GUIDE)] == [True]
