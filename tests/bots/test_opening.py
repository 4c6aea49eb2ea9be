from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bots.founding import Founder
from bots.ground import Ground
from bots.opening import Opening
from config.house import House as Plan
from config.house import HouseGroup
from config.walls import load_walls
from fourwalls.group.agreement import Policy
from fourwalls.group.effects import GiveSeat, Invite, Whisper
from fourwalls.group.people import HOUSE, Bot, Role, RoomId, Standing
from fourwalls.matrix.homeserver import RefusedError, TokenDeadError, UnreachableError
from fourwalls.matrix.patience import Patience
from fourwalls.storage import agreements
from tests.bots.furnishing import effects, status
from tests.support.ground import a_ground
from tests.support.records import BOTS, FAY, MAX, NOON
from tests.support.wire import Wire, refusal


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_ground(tmp_path) as standing:
        yield standing


@pytest.fixture
def wire() -> Wire:
    return Wire(BOTS[Bot.WARDEN])


def opening(ground: Ground, wire: Wire) -> Opening:
    groups = (HouseGroup("Tuesday", (FAY,)), HouseGroup("Friday", (FAY,)))
    plan = Plan("Quiet rooms", groups, ground.zone)
    return Opening(ground, plan, Founder(ground, load_walls(), wire), lambda: None)


def opened(ground: Ground) -> tuple[list[str], int, dict[str, int]]:
    def look(ground: Ground) -> tuple[list[str], int]:
        def work(conn: object) -> tuple[list[str], int]:
            records = ground.records(conn)  # type: ignore[arg-type]
            return sorted(group.name for group in records.groups()), len(records.rooms())

        return ground.database.run_sync(work)

    return (*look(ground), status(ground))


COMPLETE = (["Friday", "Tuesday"], 3, {"waiting": 6})


async def test_the_house_is_as_planned(ground: Ground, wire: Wire) -> None:
    await opening(ground, wire).open()
    assert opened(ground) == COMPLETE
    whispers = [effect for effect in effects(ground, Bot.GUIDE) if isinstance(effect, Whisper)]
    assert {effect.to for effect in whispers} == {MAX, FAY}
    invites = [effect for effect in effects(ground, Bot.WARDEN) if isinstance(effect, Invite)]
    assert [effect.person for effect in invites] == [MAX, FAY, FAY]


async def test_where_a_policy_is_in_force_everybody_is_asked_to_read_it_and_only_the_manager_is_invited(
    ground: Ground, wire: Wire
) -> None:
    policy = Policy(1, NOON.date(), ("one", "two"))
    ground.database.run_sync(lambda conn: agreements.publish(conn, ground.keys, policy, NOON))
    for _ in range(2):
        await opening(ground, wire).open()
    assert [effect for effect in effects(ground, Bot.WARDEN) if isinstance(effect, Invite)] == [
        Invite(RoomId("!made-0"), MAX)
    ]
    seats = [seat.standing for seat in ground.database.run_sync(lambda conn: ground.records(conn).waits_in(FAY))]
    assert seats == [Standing.ASKED, Standing.ASKED]
    told = ground.database.run_sync(lambda conn: ground.records(conn).reading(FAY))
    assert told is not None


async def test_opening_twice_adds_nothing(ground: Ground, wire: Wire) -> None:
    for _ in range(3):
        await opening(ground, wire).open()
    assert opened(ground) == COMPLETE
    assert wire.kinds().count("create_room") == 3


@pytest.mark.parametrize("failing", [1, 2, 3])
@pytest.mark.parametrize("made", [True, False])
async def test_half_an_opening_is_completed_by_the_next(ground: Ground, wire: Wire, failing: int, made: bool) -> None:
    wire.answers["create_room"] = [*[None] * (failing - 1), UnreachableError("no answer")]
    with pytest.raises(UnreachableError):
        await opening(ground, wire).open()
    if not made:
        wire.rooms.popitem()
    await opening(ground, wire).open()
    assert opened(ground) == COMPLETE
    assert wire.kinds().count("create_room") == (3 if made else 4)


async def test_trouble_with_the_server_is_waited_out(
    ground: Ground, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Patience, "_FIRST", 0.001)
    troubles = [refusal(429, "M_LIMIT_EXCEEDED", 0.0), refusal(502, "M_UNKNOWN"), UnreachableError("no answer")]
    wire.answers["create_room"] = [*troubles]
    await opening(ground, wire).open_patiently()
    assert opened(ground) == COMPLETE


@pytest.mark.parametrize("error", [refusal(403, "M_FORBIDDEN"), TokenDeadError("dead")])
async def test_what_waiting_does_not_help_is_told_at_once(ground: Ground, wire: Wire, error: Exception) -> None:
    wire.answers["create_room"] = [error]
    wire.answers["joined_rooms"] = [RefusedError(403, "M_FORBIDDEN", None, {})]
    with pytest.raises(type(error)):
        await opening(ground, wire).open_patiently()


async def test_a_facilitator_who_was_removed_is_not_let_in_again_by_a_restart(ground: Ground, wire: Wire) -> None:
    await opening(ground, wire).open()
    groups = ground.database.run_sync(lambda conn: ground.records(conn).groups())
    gone = GiveSeat(FAY, groups[0].id, Role.FACILITATOR, Standing.REMOVED, NOON, MAX)
    ground.database.run_sync(lambda conn: ground.records(conn).apply(gone))
    await opening(ground, wire).open()
    seat = ground.database.run_sync(lambda conn: ground.records(conn).seat(FAY, groups[0].id))
    assert seat is not None
    assert seat.standing is Standing.REMOVED
    manager = ground.database.run_sync(lambda conn: ground.records(conn).seat(MAX, HOUSE))
    assert manager is not None
    assert manager.role is Role.ONLINE_MANAGER
