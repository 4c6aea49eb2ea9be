from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from bots.ground import Ground
from bots.opening import Opening
from config.house import House as Plan
from config.house import HouseGroup
from fourwalls.group.agreement import Policy
from fourwalls.group.effects.done import Invite, Whisper
from fourwalls.group.effects.kept import CloseGroup, GiveSeat
from fourwalls.group.people import HOUSE, Bot, Group, Layout, Role, RoomId, Standing
from fourwalls.matrix.homeserver import RefusedError, TokenDeadError, UnreachableError
from fourwalls.matrix.patience import Patience
from fourwalls.storage import agreements
from tests.bots.furnishing import effects, status, told
from tests.support.ground import a_ground
from tests.support.making import a_making
from tests.support.records import BOTS, FAY, MAX, NOON
from tests.support.wire import Wire, refusal


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_ground(tmp_path) as standing:
        yield standing


@pytest.fixture
def wire() -> Wire:
    return Wire(BOTS[Bot.WARDEN])


def opening(
    ground: Ground,
    wire: Wire,
    layout: Layout = Layout.ONE,
    tell: Collection[str] | None = (),
    *,
    sure: bool = False,
) -> Opening:
    groups = (HouseGroup("Tuesday", (FAY,), layout, sure), HouseGroup("Friday", (FAY,), layout))
    plan = Plan("Quiet rooms", groups, ground.zone)
    return Opening(ground, plan, a_making(ground, wire, tell), lambda: None)


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


@pytest.mark.parametrize("layout", Layout)
async def test_each_facilitator_is_asked_into_every_room_once(ground: Ground, wire: Wire, layout: Layout) -> None:
    for _ in range(2):
        await opening(ground, wire, layout).open()
    invites = [one for one in effects(ground, Bot.WARDEN) if isinstance(one, Invite) and one.person == FAY]
    assert len(invites) == len({one.room for one in invites}) == 2 * len(layout.kinds)


async def test_a_house_that_is_to_have_more_rooms_gets_them_and_keeps_what_it_has(ground: Ground, wire: Wire) -> None:
    for layout in (Layout.ONE, Layout.SPACE, Layout.ONE):
        await opening(ground, wire, layout).open()
    assert wire.kinds().count("create_room") == 1 + 2 * 3
    assert opened(ground)[1] == 7


async def test_a_closed_group_stays_closed_although_the_file_names_it(ground: Ground, wire: Wire) -> None:
    await opening(ground, wire).open()
    tuesday = next(one for one in groups(ground) if one.name == "Tuesday")
    ground.database.run_sync(lambda conn: ground.records(conn).apply(CloseGroup(tuesday.id, NOON)))
    await opening(ground, wire, Layout.TWO).open()
    assert [one.name for one in groups(ground)] == ["Friday"]
    assert len(ground.database.run_sync(lambda conn: ground.records(conn).rooms_of(tuesday.id))) == 1


async def test_a_name_that_tells_is_not_given_and_the_managers_hear_why(ground: Ground, wire: Wire) -> None:
    for _ in range(2):
        await opening(ground, wire, tell={"Tuesday"}).open()
    assert [one.name for one in groups(ground)] == ["Friday"]
    (words,) = told(ground, Bot.WARDEN)
    assert "«Tuesday»" in words
    assert "sure_of_name = true" in words


async def test_a_name_that_is_meant_or_given_already_is_kept(ground: Ground, wire: Wire) -> None:
    await opening(ground, wire, tell={"Tuesday"}, sure=True).open()
    await opening(ground, wire, tell={"Tuesday", "Friday"}).open()
    assert sorted(one.name for one in groups(ground)) == ["Friday", "Tuesday"]
    assert told(ground, Bot.WARDEN) == []


async def test_the_operators_own_names_are_taken_although_they_cannot_be_looked_at_now(
    ground: Ground, wire: Wire
) -> None:
    await opening(ground, wire, tell=None).open()
    assert opened(ground) == COMPLETE


async def test_the_managers_hear_of_a_name_that_the_homeserver_can_read(ground: Ground, wire: Wire) -> None:
    for _ in range(2):
        await opening(ground, wire, tell={"Quiet"}).open()
    words = told(ground, Bot.WARDEN)
    assert len(words) == 5, "one for each kind of room that we make"
    assert all("«Quiet» rooms" in one for one in words)


def groups(ground: Ground) -> list[Group]:
    return list(ground.database.run_sync(lambda conn: ground.records(conn).groups()))
