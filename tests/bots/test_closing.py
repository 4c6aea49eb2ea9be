"""The end of a group on the homeserver: each thing is done once, and whatever stops in between is gone on with."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bots.ground import Ground
from bots.inspecting import Inspecting
from bots.performing import Performing
from config.walls import load_walls
from fourwalls.group.effects import Done, Kept
from fourwalls.group.effects.done import Evict, Invite, Say, Whisper
from fourwalls.group.effects.walls import Silence
from fourwalls.group.heard import Marker
from fourwalls.group.people import Bot, GroupId, Room, RoomId, RoomKind
from fourwalls.group.phrase import phrase
from fourwalls.matrix.homeserver import UnreachableError
from fourwalls.storage import outbox
from handlers import closing
from tests.bots.furnishing import a_furnished_ground, a_wire, effects, put, status
from tests.handlers.happened import HERE
from tests.support.making import a_making
from tests.support.records import ANN, BOTS, FAY
from tests.support.wire import Wire

TALK = RoomId("!talk")
_POWER = "m.room.power_levels"


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        group = furnished.database.run_sync(lambda conn: furnished.records(conn).groups()[0])
        talk = Room(TALK, RoomKind.CONVERSATION, group.id)
        furnished.database.run_sync(lambda conn: furnished.records(conn).add_room(talk, "m9"))
        yield furnished


@pytest.fixture
def wire() -> Wire:
    wire = a_wire(Bot.WARDEN)
    wire.member(TALK, *BOTS.values(), ANN, FAY)
    for room in (HERE, TALK):
        wire.put(room, "m.room.create", {"room_version": "12"})
    return wire


def close(ground: Ground) -> GroupId:
    """As the shell keeps it: all in one transaction, each of it with its own transaction id."""
    ago = ground.now() - closing.TO_READ - timedelta(seconds=1)

    def work(conn: Connection) -> GroupId:
        records = ground.records(conn)
        group = (*records.groups(), *records.closed_groups())[0]
        for index, effect in enumerate(closing.close(group, records, ago)):
            if isinstance(effect, Kept):
                records.apply(effect)
            else:
                assert isinstance(effect, Done)
                outbox.put(conn, ground.keys, outbox.Cause(Bot.GUIDE, "$confirm"), index, effect)
        return group.id

    return ground.database.run_sync(work)


async def perform(ground: Ground, wire: Wire) -> None:
    """Let the warden work until it has nothing left to do."""
    performer = Performing(ground, Bot.WARDEN, wire, a_making(ground, wire))
    while rows := await performer._turn():
        for row in rows:
            await performer._try(row)


def done(wire: Wire) -> set[tuple[str, str, str]]:
    silenced = {("silence", one[1], "") for one in wire.asked if one[0] == "put_state" and one[2] == _POWER}
    return silenced | {("kick", one[1], one[2]) for one in wire.asked if one[0] == "kick"}


ALL = {("silence", room, "") for room in (HERE, TALK)} | {
    ("kick", room, person) for room in (HERE, TALK) for person in (ANN, FAY)
}


async def test_all_that_is_asked_of_the_server_for_the_end_of_a_group(ground: Ground, wire: Wire) -> None:
    close(ground)
    await perform(ground, wire)
    assert done(wire) == ALL
    assert len([one for one in wire.asked if one[0] in {"kick", "put_state"}]) == len(ALL)
    contents = [one[4] for one in wire.asked if one[0] == "put_state"]
    assert contents == [load_walls()[RoomKind.GROUP].at_rest().wanted_state()[_POWER, ""]] * 2
    assert {one.to for one in effects(ground, Bot.GUIDE) if isinstance(one, Whisper)} == {ANN, FAY}


@pytest.mark.parametrize("failing", range(len(ALL)))
@pytest.mark.parametrize("method", ["kick", "put_state"])
async def test_stopped_in_the_middle_it_is_gone_on_with_and_asked_twice_it_is_done_once(
    ground: Ground, wire: Wire, method: str, failing: int
) -> None:
    wire.answers[method] = [*[None] * failing, UnreachableError("no answer"), asyncio.CancelledError()]
    close(ground)
    performer = Performing(ground, Bot.WARDEN, wire, a_making(ground, wire))
    rows = await performer._turn()
    for row in rows[: failing + 1]:  # the process ends after these, with nothing of them kept
        await performer._tried(row, 0)
    wire.answers.clear()
    group = close(ground)
    await perform(ground, wire)
    assert done(wire) == ALL
    assert set(status(ground)) == {"sent", "waiting"}
    assert [type(one) for one in effects(ground, Bot.GUIDE)] == [Whisper, Whisper]
    seats = ground.database.run_sync(lambda conn: ground.records(conn).roster(group))
    assert {seat.person for seat in seats} == {ANN, FAY}
    assert {seat.standing.value for seat in seats} == {"inside"}


async def test_an_invitation_that_was_still_to_be_sent_is_not(ground: Ground, wire: Wire) -> None:
    put(ground, Invite(HERE, ANN), cause="$earlier")
    close(ground)
    await perform(ground, wire)
    assert "invite" not in wire.kinds()


async def test_what_was_lost_on_the_way_the_next_inspection_does(ground: Ground, wire: Wire) -> None:
    """Even if every row of the outbox were gone: nobody stays, and nobody speaks."""
    close(ground)
    ground.database.run_sync(lambda conn: outbox.bury_expired(conn, Bot.WARDEN, 0))
    for row in ground.database.run_sync(lambda conn: outbox.due(conn, ground.keys, Bot.WARDEN, 2**52, 100)):
        ground.database.run_sync(lambda conn, row=row: outbox.bury(conn, row.id, "lost"))  # type: ignore[misc]
    await Inspecting(ground, load_walls(), wire, lambda _: None).inspect()
    again = effects(ground, Bot.WARDEN)
    assert {(one.room, one.person) for one in again if isinstance(one, Evict)} == {
        (room, person) for room in (HERE, TALK) for person in (ANN, FAY)
    }
    assert not any(isinstance(one, Silence) for one in again), "it puts the wall back by its contract"
    await perform(ground, wire)
    assert done(wire) >= ALL


async def test_nobody_says_anything_there_any_more(ground: Ground) -> None:
    """A notice that was due, or a session's announcement: the server would refuse it, and people would be alarmed."""
    close(ground)
    wire = a_wire(Bot.GUIDE)
    put(ground, Say(Bot.GUIDE, HERE, phrase("notice"), marker=Marker.NOTICE))
    performer = Performing(ground, Bot.GUIDE, wire, a_making(ground, wire))
    (row,) = [row for row in await performer._turn() if isinstance(row.effect, Say)]
    ended = await performer._tried(row, 0)
    assert (ended.result, ended.given_up) == (None, None)
    assert "send" not in wire.kinds()
