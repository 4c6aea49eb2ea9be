from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bots.ground import Ground
from bots.performing import Performing
from bots.walls_first import WallsFirst
from fourwalls.group.effects import Done
from fourwalls.group.effects.done import Evict, TellManagers
from fourwalls.group.effects.priority import Priority
from fourwalls.group.effects.walls import Repair, WithdrawInvites
from fourwalls.group.people import Bot, RoomId
from fourwalls.group.phrase import phrase
from fourwalls.matrix.homeserver import UnreachableError
from fourwalls.storage.outbox import Waiting
from tests.bots.furnishing import a_furnished_ground, a_wire, put, status
from tests.bots.test_performing import running, until
from tests.handlers.happened import HERE
from tests.support.making import a_making
from tests.support.records import BOTS, EVE
from tests.support.wire import Wire

ALARM = TellManagers(Bot.WARDEN, phrase("thanks"), Priority.FLAG)
REPAIR = Repair(HERE, "m.room.history_visibility", "", {"history_visibility": "joined"})
FOREVER = 3600.0


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        yield furnished


class SlowServer(Wire):
    """A line to a homeserver that takes its time over walls, until it is told to answer."""

    def __init__(self) -> None:
        super().__init__(BOTS[Bot.WARDEN])
        self._rooms.update(a_wire(Bot.WARDEN).rooms)
        self.answers_now = asyncio.Event()

    async def put_state(self, room_id: str, type_: str, state_key: str, content: dict[str, Any]) -> None:
        self.asked.append(("put_state", type_))
        await self.answers_now.wait()
        await super().put_state(room_id, type_, state_key, content)


def performing(ground: Ground, wire: Wire, walls: WallsFirst) -> Performing:
    performer = Performing(ground, Bot.WARDEN, wire, a_making(ground, wire))
    performer._walls = walls
    return performer


async def test_a_wall_is_put_back_before_anybody_is_told_or_looked_for(ground: Ground) -> None:
    wire = SlowServer()
    put(ground, ALARM, REPAIR, WithdrawInvites(HERE))
    async with running(performing(ground, wire, WallsFirst(FOREVER))):
        await until(ground, lambda: bool(wire.asked))
        for _ in range(5):
            await ground.database.run(lambda _: None)
        assert wire.kinds() == ["put_state"]
        wire.answers_now.set()
        await until(ground, lambda: status(ground) == {"sent": 3})
    assert set(wire.kinds()[2:]) == {"send", "room_state"}


async def test_walls_of_one_room_stand_again_one_after_the_other(ground: Ground) -> None:
    """State that is set at once forks the room's history, in which apps lost sight of who was led out."""
    wire = SlowServer()
    put(ground, REPAIR, Repair(HERE, "m.room.join_rules", "", {"join_rule": "invite"}))
    async with running(performing(ground, wire, WallsFirst(FOREVER))):
        await until(ground, lambda: bool(wire.asked))
        for _ in range(5):
            await ground.database.run(lambda _: None)
        assert wire.kinds() == ["put_state"]
        wire.answers_now.set()
        await until(ground, lambda: status(ground) == {"sent": 2})


async def test_a_wall_that_hangs_keeps_no_stranger_inside(ground: Ground) -> None:
    wire = SlowServer()
    put(ground, REPAIR, Evict(HERE, EVE))
    async with running(performing(ground, wire, WallsFirst(0.0))):
        await until(ground, lambda: status(ground) == {"sent": 1, "waiting": 1})
    assert wire.kinds() == ["put_state", "kick"]


async def test_a_homeserver_that_does_not_answer_keeps_nobody_from_being_told(ground: Ground) -> None:
    wire = SlowServer()
    put(ground, ALARM, REPAIR)
    async with running(performing(ground, wire, WallsFirst(0.0))):
        await until(ground, lambda: status(ground) == {"sent": 1, "waiting": 1})
    assert wire.kinds() == ["put_state", "send"]


async def test_a_stranger_who_cannot_be_led_out_now_keeps_nobody_from_being_told(ground: Ground) -> None:
    wire = a_wire(Bot.WARDEN)
    wire.answers["kick"] = [UnreachableError("no answer")]
    put(ground, ALARM, Evict(HERE, EVE))
    async with running(performing(ground, wire, WallsFirst(FOREVER))):
        await until(ground, lambda: status(ground) == {"sent": 1, "waiting": 1})
    assert wire.kinds() == ["kick", "send"]


async def test_walls_of_several_rooms_are_put_back_at_once() -> None:
    walls, begun, second = WallsFirst(FOREVER), list[int](), asyncio.Event()
    rows = [_row(1, Evict(HERE, EVE)), _row(2, ALARM), _row(3, replace(REPAIR, room=RoomId("!elsewhere")))]

    async def try_(row: Waiting) -> None:
        async with walls.before(row):
            begun.append(row.id)
            if row.id == 3:
                second.set()
            await second.wait()

    walls.begin(rows)
    async with asyncio.timeout(10):
        await asyncio.gather(*map(try_, rows))
    assert begun == [1, 3, 2]


def _row(number: int, effect: Done) -> Waiting:
    return Waiting(number, f"t{number}", Bot.WARDEN, effect, 0)
