from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bots.demo.homeserver import LocalHomeserver
from bots.founding import MARKER, Founder, adopt
from bots.ground import Ground
from bots.memory import BotMemory
from config.walls import load_walls
from fourwalls.group.heard import Membership
from fourwalls.group.people import Bot, GroupId, PersonId, Room, RoomKind
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.homeserver import HomeserverError, RefusedError, UnreachableError
from fourwalls.storage import founding
from tests.support.ground import a_ground
from tests.support.records import ANN, BEN, BOTS, EVE
from tests.support.synapse import Register
from tests.support.wire import Wire, refusal

TUESDAY = GroupId("tuesday")


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_ground(tmp_path) as standing:
        yield standing


@pytest.fixture
def wire() -> Wire:
    return Wire(BOTS[Bot.GUIDE])


def founder(ground: Ground, wire: Wire) -> Founder:
    return Founder(ground, load_walls(), wire)


def rooms(ground: Ground) -> list[Room]:
    return list(ground.database.run_sync(lambda conn: ground.records(conn).rooms()))


def unfinished(ground: Ground) -> int:
    return len(ground.database.run_sync(lambda conn: founding.unfinished(conn, ground.keys)))


async def test_a_room_is_made_once_however_often_and_at_once_it_is_asked_for(ground: Ground, wire: Wire) -> None:
    maker = founder(ground, wire)
    made = await asyncio.gather(*(maker.private_room(ANN) for _ in range(5)))
    again = await founder(ground, wire).private_room(ANN)
    assert {room.id for room in (*made, again)} == {made[0].id}
    assert wire.kinds() == ["create_room"]
    assert (await maker.private_room(BEN)).id != made[0].id


async def test_each_kind_has_its_bots_and_nobody_else_before_it_is_written_down(ground: Ground) -> None:
    warden = Wire(BOTS[Bot.WARDEN])
    await founder(ground, warden).manager_room()
    await founder(ground, warden).group_room(TUESDAY)
    others = [BOTS[bot] for bot in (Bot.GUIDE, Bot.SCRIBE, Bot.LOOKOUT)]
    assert [asked[1]["invite"] for asked in warden.asked] == [others, others]
    assert [(room.kind, room.group) for room in rooms(ground)] == [
        (RoomKind.MANAGER, None),
        (RoomKind.GROUP, TUESDAY),
    ]


@pytest.mark.parametrize("made", [True, False])
async def test_when_the_answer_to_the_making_is_lost_no_second_room_is_made(
    ground: Ground, wire: Wire, made: bool
) -> None:
    wire.answers["create_room"] = [UnreachableError("no answer")]
    with pytest.raises(HomeserverError):
        await founder(ground, wire).private_room(ANN)
    assert rooms(ground) == []
    if not made:
        wire.rooms.clear()
    room = await founder(ground, wire).private_room(ANN)
    assert wire.kinds().count("create_room") == (1 if made else 2)
    assert rooms(ground) == [room]
    assert unfinished(ground) == 0
    markers = {asked[1]["creation_content"][MARKER] for asked in wire.asked if asked[0] == "create_room"}
    assert len(markers) == 1


async def test_a_room_of_somebody_else_with_our_marker_is_not_ours(ground: Ground, wire: Wire) -> None:
    wire.answers["create_room"] = [UnreachableError("no answer")]
    with pytest.raises(HomeserverError):
        await founder(ground, wire).private_room(ANN)
    marker = wire.asked[0][1]["creation_content"][MARKER]
    wire.rooms.clear()
    wire.put("!trap", "m.room.create", {MARKER: marker}, sender=EVE)
    assert (await founder(ground, wire).private_room(ANN)).id != "!trap"


async def test_a_room_whose_invitation_alone_was_refused_is_kept(ground: Ground, wire: Wire) -> None:
    wire.answers["create_room"] = [refusal(403, "M_INVITE_BLOCKED")]
    room = await founder(ground, wire).private_room(ANN)
    assert rooms(ground) == [room]
    assert wire.kinds().count("create_room") == 1


async def test_a_room_that_the_server_will_not_make_is_not_pretended(ground: Ground, wire: Wire) -> None:
    wire.answers["create_room"] = [refusal(429, "M_LIMIT_EXCEEDED", 1.0)]
    with pytest.raises(RefusedError):
        await founder(ground, wire).private_room(ANN)
    assert rooms(ground) == []


async def test_what_is_heard_in_a_room_before_it_is_written_down_is_heard_in_it(ground: Ground, wire: Wire) -> None:
    """The process died between the making and the writing down; the person has come in and spoken meanwhile."""
    wire.answers["create_room"] = [UnreachableError("no answer")]
    with pytest.raises(HomeserverError):
        await founder(ground, wire).private_room(ANN)
    states = list(wire.rooms.values())
    ground.database.run_sync(lambda conn: adopt(conn, ground, states))
    (room,) = rooms(ground)
    assert (room.kind, room.person) == (RoomKind.PRIVATE, ANN)
    assert (await founder(ground, wire).private_room(ANN)) == room
    assert unfinished(ground) == 0


async def test_a_stranger_cannot_have_a_room_adopted(ground: Ground, wire: Wire) -> None:
    wire.answers["create_room"] = [UnreachableError("no answer")]
    with pytest.raises(HomeserverError):
        await founder(ground, wire).private_room(ANN)
    marker = wire.asked[0][1]["creation_content"][MARKER]
    wire.put("!trap", "m.room.create", {MARKER: marker}, sender=EVE)
    ground.database.run_sync(lambda conn: adopt(conn, ground, [wire.rooms["!trap"]]))
    assert rooms(ground) == []


@pytest.mark.e2e
async def test_interrupted_at_each_step_no_second_room_is_made_on_a_real_homeserver(
    ground: Ground, homeserver: LocalHomeserver, register: Register
) -> None:
    account, person = await register("guide"), await register("pip")
    connection = await Connection.open(
        homeserver.base_url,
        account.user_id,
        BotMemory(ground.database, ground.keys, Bot.GUIDE),
        ground.keys.pickle_key,
        account.password,
    )
    ground = _with_guide(ground, account.user_id)
    pip = PersonId(person.user_id)
    try:
        # before the server was asked: only our own note is there
        new = founding.Founding("marker", RoomKind.PRIVATE, None, pip)
        ground.database.run_sync(lambda conn: founding.begin(conn, ground.keys, new, 1))
        # after it: the room is there, and our process ended before it was written down
        made = await Founder(ground, load_walls(), connection)._make(new, (pip,))
        room = await Founder(ground, load_walls(), connection).private_room(pip)
        assert room.id == made
        assert await connection.act.joined_rooms() == [made]
        # after it was written down
        assert (await Founder(ground, load_walls(), connection).private_room(pip)).id == made
        state = await connection.act.room_state(made)
        assert state.with_membership(Membership.INVITE) == {pip}
        assert state.encrypted
    finally:
        await connection.close()


def _with_guide(ground: Ground, user_id: str) -> Ground:
    return replace(ground, bots={**BOTS, Bot.GUIDE: PersonId(user_id)})
