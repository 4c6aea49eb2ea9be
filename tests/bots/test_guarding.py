from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bots.ground import Ground
from bots.guarding import Guarding
from bots.inspecting import Inspecting
from bots.unsigned import Unsigned
from bots.windows import Windows
from config.walls import load_walls
from fourwalls.group.breach import Breach
from fourwalls.group.effects.done import Whisper
from fourwalls.group.effects.kept import NoteBreach
from fourwalls.group.effects.walls import Repair, ShowDevices, Unlist
from fourwalls.group.heard import Membership
from fourwalls.group.people import Bot, RoomKind
from fourwalls.matrix.homeserver import RefusedError, TokenDeadError, UnreachableError
from fourwalls.matrix.keyring import Reading
from fourwalls.matrix.roomstate import RoomState
from fourwalls.storage import breaches
from tests.bots.furnishing import a_furnished_ground, a_wire, effects, now_ms, told
from tests.handlers.happened import HERE
from tests.support.records import ANN, BOTS, EVE, FAY, MANAGERS, NOON
from tests.support.wire import Wire, refusal

WALLS = load_walls()
WINDOWS = "m.room.history_visibility"


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        yield furnished


@pytest.fixture
def wire() -> Wire:
    wire = a_wire(Bot.WARDEN)
    for room, kind in ((HERE, RoomKind.GROUP), (MANAGERS, RoomKind.MANAGER)):
        wire.put(room, "m.room.create", {"room_version": "12"})
        for (type_, key), content in WALLS[kind].wanted_state().items():
            wire.put(room, type_, content, key)
    return wire


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def guarding(ground: Ground, wire: Wire, clock: Clock | None = None) -> Guarding:
    inspecting = Inspecting(ground, WALLS, wire, lambda _: None)
    return Guarding(ground, inspecting, clock or Clock())


def note(ground: Ground, breach: Breach, ago_ms: int = 60_000) -> None:
    ground.database.run_sync(lambda conn: breaches.note(conn, ground.keys, breach, now_ms() - ago_ms))


async def test_a_second_look_is_made_when_it_is_due_and_not_before(ground: Ground, wire: Wire) -> None:
    note(ground, Breach(HERE, WINDOWS, "", EVE, NOON), ago_ms=0)
    await guarding(ground, wire).look()
    assert wire.asked == []
    note(ground, Breach(HERE, WINDOWS, "", EVE, NOON))
    await guarding(ground, wire).look()
    assert ["it holds" in words for words in told(ground, Bot.WARDEN)] == [True]


async def test_a_wall_that_is_changed_while_the_server_answers_keeps_its_own_second_look(
    ground: Ground, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is older than the change: that it holds there is no news, and no word of it."""
    newer = Breach(HERE, WINDOWS, "", EVE, NOON, grave=True, repairs=2, withdrawn=(ANN,))
    note(ground, Breach(HERE, WINDOWS, "", EVE, NOON))
    answer = wire.room_state

    async def answered(room: str) -> RoomState:
        note(ground, newer, ago_ms=0)
        return await answer(room)

    monkeypatch.setattr(wire, "room_state", answered)
    await guarding(ground, wire).look()
    assert told(ground, Bot.WARDEN) == []
    assert ground.database.run_sync(lambda conn: breaches.every(conn, ground.keys)) == [newer]
    assert not ground.database.run_sync(lambda conn: breaches.due(conn, ground.keys, now_ms()))
    assert ground.database.run_sync(lambda conn: breaches.due(conn, ground.keys, now_ms() + 60_000)) == [newer]


async def test_a_look_that_fails_puts_off_no_newer_change(
    ground: Ground, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = Breach(HERE, WINDOWS, "", FAY, NOON, repairs=2)
    note(ground, Breach(HERE, WINDOWS, "", EVE, NOON))

    async def failing(_: str) -> RoomState:
        note(ground, newer, ago_ms=0)
        raise ValueError

    monkeypatch.setattr(wire, "room_state", failing)
    await guarding(ground, wire).look()
    assert ground.database.run_sync(lambda conn: breaches.every(conn, ground.keys)) == [newer]


@pytest.mark.parametrize("trouble", [UnreachableError("no answer"), refusal(429, "M_LIMIT_EXCEEDED", 1.0)])
async def test_trouble_with_the_server_leaves_it_due(ground: Ground, wire: Wire, trouble: Exception) -> None:
    wire.put(HERE, WINDOWS, {"history_visibility": "shared"})
    note(ground, Breach(HERE, WINDOWS, "", EVE, NOON))
    wire.answers["room_state"] = [trouble]
    guard = guarding(ground, wire)
    await guard.look()
    assert effects(ground, Bot.WARDEN) == []
    await guard.look()
    assert [type(effect) for effect in effects(ground, Bot.WARDEN)] == [Repair]


async def test_a_wall_of_a_room_that_is_lost_holds_up_no_other(ground: Ground, wire: Wire) -> None:
    note(ground, Breach(HERE, WINDOWS, "", EVE, NOON))
    note(ground, Breach(MANAGERS, WINDOWS, "", EVE, NOON), ago_ms=50_000)
    wire.answers["room_state"] = [refusal(403, "M_FORBIDDEN"), None]
    guard = guarding(ground, wire)
    await guard.look()
    words = told(ground, Bot.WARDEN)
    assert any("NOT PROTECTED: Tuesday circle" in each for each in words)
    assert any("it holds" in each for each in words)
    asked = len(wire.asked)
    await guard.look()
    assert len(wire.asked) == asked, "and it is not looked at again and again"


async def test_what_nobody_foresaw_holds_up_no_other_and_is_tried_later(ground: Ground, wire: Wire) -> None:
    note(ground, Breach(HERE, WINDOWS, "", EVE, NOON))
    note(ground, Breach(MANAGERS, WINDOWS, "", EVE, NOON), ago_ms=50_000)
    wire.answers["room_state"] = [ValueError("words of the server"), None]
    await guarding(ground, wire).look()
    assert ["it holds" in words for words in told(ground, Bot.WARDEN)] == [True]
    known = ground.database.run_sync(lambda conn: breaches.of(conn, ground.keys, HERE, WINDOWS, ""))
    assert known is not None
    assert known.repairs == 2


async def test_a_warden_that_lost_its_power_does_not_try_what_it_may_not(ground: Ground, wire: Wire) -> None:
    wire.put(HERE, "m.room.create", {"room_version": "12"}, sender=EVE)
    wire.put(HERE, WINDOWS, {"history_visibility": "shared"})
    note(ground, Breach(HERE, WINDOWS, "", EVE, NOON))
    await guarding(ground, wire).look()
    assert ["I do not have the power there" in words for words in told(ground, Bot.WARDEN)] == [True]
    assert effects(ground, Bot.WARDEN) == []


async def test_whoever_has_something_new_to_do_is_called_and_nobody_else(ground: Ground, wire: Wire) -> None:
    called: list[set[Bot]] = []
    inspecting = Inspecting(ground, WALLS, wire, lambda bots: called.append(set(bots)))
    await Guarding(ground, inspecting, Clock()).look()
    assert called == []
    note(ground, Breach(HERE, WINDOWS, "", EVE, NOON))
    await Guarding(ground, inspecting, Clock()).look()
    assert called == [{Bot.WARDEN}]


async def test_a_dead_token_ends_it(ground: Ground, wire: Wire) -> None:
    note(ground, Breach(HERE, WINDOWS, "", EVE, NOON))
    wire.answers["room_state"] = [TokenDeadError("dead")]
    with pytest.raises(TokenDeadError):
        await guarding(ground, wire).look()


async def test_a_warden_that_was_let_in_again_says_so_within_half_a_minute(ground: Ground, wire: Wire) -> None:
    clock = Clock()
    guard = guarding(ground, wire, clock)
    wire.member(HERE, BOTS[Bot.WARDEN], membership=Membership.LEAVE)
    await Inspecting(ground, WALLS, wire, lambda _: None).inspect()
    told(ground, Bot.WARDEN)
    wire.member(HERE, BOTS[Bot.WARDEN])
    await guard.look()
    assert told(ground, Bot.WARDEN) == []
    clock.now = 31.0
    await guard.look()
    assert ["is protected again" in words for words in told(ground, Bot.WARDEN)] == [True]


async def test_a_wall_that_has_held_for_an_hour_is_an_ordinary_wall_again(ground: Ground, wire: Wire) -> None:
    breach = Breach(HERE, WINDOWS, "", EVE, NOON, repairs=9)

    def known() -> Breach | None:
        return ground.database.run_sync(lambda conn: breaches.of(conn, ground.keys, HERE, WINDOWS, ""))

    ground.database.run_sync(lambda conn: breaches.holds(conn, ground.keys, breach, now_ms() - 3_000_000))
    await guarding(ground, wire).look()
    assert known() is not None
    ground.database.run_sync(lambda conn: breaches.holds(conn, ground.keys, breach, now_ms() - 3_700_000))
    await guarding(ground, wire).look()
    assert known() is None


async def test_pending_invites_are_taken_back_and_whoever_belongs_is_remembered(ground: Ground, wire: Wire) -> None:
    breach = Breach(HERE, WINDOWS, "", EVE, NOON, grave=True)
    ground.database.run_sync(lambda conn: ground.records(conn).apply(NoteBreach(breach)))
    wire.member(HERE, FAY, EVE, membership=Membership.INVITE)
    await Windows(ground, wire).withdraw(HERE)
    assert {asked[2] for asked in wire.asked if asked[0] == "kick"} == {FAY, EVE}
    known = ground.database.run_sync(lambda conn: breaches.of(conn, ground.keys, HERE, WINDOWS, ""))
    assert known is not None
    assert known.withdrawn == (FAY,)


async def test_an_invite_that_is_gone_already_is_taken_back_well_enough(ground: Ground, wire: Wire) -> None:
    wire.member(HERE, EVE, membership=Membership.INVITE)
    wire.answers["kick"] = [refusal(403, "M_FORBIDDEN"), refusal(403, "M_FORBIDDEN")]
    with pytest.raises(RefusedError):
        await Windows(ground, wire).withdraw(HERE)
    wire.server_rooms[HERE] = RoomState(HERE, dict(wire.rooms[HERE].state))
    gone = wire.rooms[HERE].state["m.room.member", EVE]
    wire.server_rooms[HERE].state["m.room.member", EVE] = {**gone, "content": {"membership": "leave"}}
    await Windows(ground, wire)._take_back(HERE, EVE)


async def test_a_tombstone_cannot_be_set_to_nothing_so_its_words_are_taken_away(ground: Ground, wire: Wire) -> None:
    repair = Repair(HERE, "m.room.tombstone", "", {})
    wire.put(HERE, "m.room.tombstone", {"replacement_room": "!there"})
    await Windows(ground, wire).do(repair, "txn")
    stone = wire.rooms[HERE].state["m.room.tombstone", ""]["event_id"]
    assert wire.asked[-1][:3] == ("redact", HERE, stone)
    wire.put(HERE, "m.room.tombstone", {})
    await Windows(ground, wire).do(repair, "txn")
    assert wire.kinds() == ["room_state", "redact", "room_state"], "there is nothing left to take away"


async def test_a_room_is_unlisted_and_each_address_tried(ground: Ground, wire: Wire) -> None:
    wire.public.add(HERE)
    wire.answers["drop_address"] = [refusal(403, "M_FORBIDDEN"), None]
    with pytest.raises(RefusedError):
        await Windows(ground, wire).unlist(Unlist(HERE, ("#a:x", "#b:x")))
    assert wire.kinds() == ["unlist", "drop_address", "drop_address"]
    assert wire.public == set()


@pytest.mark.parametrize("reading", [reading for reading in Reading if reading is not Reading.READS])
async def test_a_facilitator_is_told_who_cannot_read_and_why(ground: Ground, wire: Wire, reading: Reading) -> None:
    group = ground.database.run_sync(lambda conn: ground.records(conn).groups()[0])
    wire.reading[ANN] = reading
    await Windows(ground, wire).show_devices(ShowDevices(group.id, FAY), "txn")
    (whisper,) = effects(ground, Bot.GUIDE)
    assert isinstance(whisper, Whisper)
    words = ground.say(whisper.words)
    assert ANN in words
    assert FAY not in words
    assert reading.value not in words, "it is said in words"


async def test_where_everybody_can_read_that_is_said(ground: Ground, wire: Wire) -> None:
    group = ground.database.run_sync(lambda conn: ground.records(conn).groups()[0])
    await Windows(ground, wire).show_devices(ShowDevices(group.id, FAY), "txn")
    (whisper,) = effects(ground, Bot.GUIDE)
    assert isinstance(whisper, Whisper)
    assert "Everybody who is in Tuesday circle can read" in ground.say(whisper.words)


async def test_an_unsigned_device_is_told_once_what_to_do_by_a_sentence_for_anybody(ground: Ground, wire: Wire) -> None:
    wire.unsigned = {ANN: ["curve"]}
    for _ in range(2):
        await Unsigned(ground, wire, lambda: None).look()
    (whisper,) = effects(ground, Bot.GUIDE)
    assert isinstance(whisper, Whisper)
    assert (whisper.to, whisper.device, whisper.words.name) == (ANN, "curve", "unverified-unasked")
