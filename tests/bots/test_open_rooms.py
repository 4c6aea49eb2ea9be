from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bots import guide, lookout
from bots.duties import Duties
from bots.ground import Ground
from bots.keeping import Keeping
from bots.open_rooms import OpenRooms
from config.house import OpenRoom
from fourwalls.group.effects import Done
from fourwalls.group.effects.done import AnswerInvite
from fourwalls.group.people import Bot, RoomKind
from fourwalls.matrix.batch import Batch
from fourwalls.matrix.homeserver import TokenDeadError, UnreachableError
from tests.bots.furnishing import a_furnished_ground, effects, told
from tests.support.records import BOTS, EVE
from tests.support.wire import Wire, refusal

TEA, LAKE = OpenRoom("Tea room", "#tea"), OpenRoom("By the lake", "!lake")


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        yield furnished


async def know(ground: Ground, *named: OpenRoom, wire: Wire | None = None) -> None:
    await OpenRooms(ground, named, wire or a_wire()).know()


def a_wire() -> Wire:
    wire = Wire(BOTS[Bot.GUIDE])
    wire.aliases["!tea"] = [TEA.room]
    return wire


def known(ground: Ground) -> set[str]:
    rooms = ground.database.run_sync(lambda conn: ground.records(conn).rooms())
    return {room.id for room in rooms if room.kind is RoomKind.OPEN}


async def test_what_the_file_names_is_known_by_id_and_by_address(ground: Ground) -> None:
    for _ in range(2):
        await know(ground, TEA, LAKE)
    assert known(ground) == {"!tea", "!lake"}


async def test_what_it_names_no_more_is_forgotten_and_nothing_else(ground: Ground) -> None:
    everything = len(ground.database.run_sync(lambda conn: ground.records(conn).rooms()))
    await know(ground, TEA, LAKE)
    await know(ground, LAKE)
    assert known(ground) == {"!lake"}
    await know(ground)
    assert known(ground) == set()
    assert len(ground.database.run_sync(lambda conn: ground.records(conn).rooms())) == everything


async def test_an_address_that_leads_nowhere_is_told_and_one_that_cannot_be_asked_is_kept(ground: Ground) -> None:
    await know(ground, TEA)
    wire = a_wire()
    wire.answers["room_at"] = [UnreachableError("no answer")]
    await know(ground, TEA, wire=wire)
    assert known(ground) == {"!tea"}
    wire.answers["room_at"] = [refusal(404, "M_NOT_FOUND")]
    await know(ground, TEA, wire=wire)
    assert known(ground) == set()
    assert ["Tea room" in words for words in told(ground, Bot.GUIDE)] == [True]


async def test_a_dead_token_is_not_swallowed(ground: Ground) -> None:
    wire = a_wire()
    wire.answers["room_at"] = [TokenDeadError("dead")]
    with pytest.raises(TokenDeadError):
        await know(ground, TEA, wire=wire)


@pytest.mark.parametrize(
    ("duties", "room", "comes"),
    [
        (guide.duties(), "!tea", True),
        (guide.duties(), "!elsewhere", False),
        (lookout.duties(), "!tea", False),
    ],
)
async def test_the_guide_comes_to_what_is_named_and_to_nothing_else(
    ground: Ground, duties: Duties, room: str, comes: bool
) -> None:
    await know(ground, TEA)
    batch = Batch("token", (), (), ((room, EVE),), (), frozenset(), ())
    ground.database.run_sync(lambda conn: Keeping(conn, ground, duties).keep(batch, (), ()))
    answers: list[Done] = [one for one in effects(ground, duties.bot) if isinstance(one, AnswerInvite)]
    assert [one.accept for one in answers if isinstance(one, AnswerInvite)] == [comes]
