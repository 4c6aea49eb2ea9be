"""Groups made with all their rooms, once, however often the process ends in the middle of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bots.demo.homeserver import LocalHomeserver
from bots.founding import BOTS_INSIDE, MARKER
from bots.ground import Ground
from bots.memory import BotMemory
from fourwalls.group.awaited import Wanted
from fourwalls.group.effects.done import FoundGroup, Invite, TellManagers, Whisper
from fourwalls.group.effects.kept import CloseGroup, GiveSeat
from fourwalls.group.people import Bot, Group, Layout, PersonId, Role, Room, RoomKind, Standing
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.homeserver import UnreachableError
from fourwalls.storage.records import Records
from handlers.shelf import CHILD, via
from tests.bots.furnishing import effects, told
from tests.support.ground import a_ground
from tests.support.making import a_making
from tests.support.records import ANN, BOTS, EVE, FAY, MANAGERS, MAX, NOON
from tests.support.synapse import Register
from tests.support.wire import Wire

NAME = "Thursday lamp"
TXN = "an order's"
WANTED = FoundGroup(NAME, Layout.SPACE, MAX)
KINDS = [RoomKind.GROUP, RoomKind.CONVERSATION, RoomKind.SPACE]


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_ground(tmp_path) as standing:
        yield standing


@pytest.fixture
def wire() -> Wire:
    return Wire(BOTS[Bot.WARDEN])


def look(ground: Ground, work: Any) -> Any:
    return ground.database.run_sync(lambda conn: work(ground.records(conn)))


def groups(ground: Ground) -> list[Group]:
    return list(look(ground, Records.groups))


def rooms(ground: Ground) -> list[Room]:
    group = groups(ground)[0].id
    return list(look(ground, lambda records: records.rooms_of(group)))


def shelved(wire: Wire) -> list[tuple[str, str, Any]]:
    return [(asked[1], asked[3], asked[4]) for asked in wire.asked if asked[0] == "put_state" and asked[2] == CHILD]


@pytest.mark.parametrize("layout", Layout)
async def test_a_group_has_the_rooms_that_are_asked_for_and_in_each_its_bots(
    ground: Ground, wire: Wire, layout: Layout
) -> None:
    await a_making(ground, wire).make(FoundGroup(NAME, layout, MAX), TXN)
    assert [room.kind for room in rooms(ground)] == list(layout.kinds)
    made = [asked[1] for asked in wire.asked if asked[0] == "create_room"]
    assert [body.get("invite", []) for body in made] == [
        [BOTS[bot] for bot in BOTS_INSIDE[kind] if bot is not Bot.WARDEN] for kind in layout.kinds
    ]
    assert not any(NAME in str(body) for body in made), "the homeserver must not learn the name"
    assert BOTS[Bot.SCRIBE] not in str(made[1:]), "where nothing is recorded, nobody is who records"


async def test_without_a_wish_a_group_gets_the_rooms_of_the_house(ground: Ground, wire: Wire) -> None:
    await a_making(ground, wire).make(FoundGroup(NAME), TXN)
    assert groups(ground)[0].layout is ground.layout is Layout.TWO


async def test_a_space_holds_the_groups_rooms_and_is_not_filled_twice(ground: Ground, wire: Wire) -> None:
    await a_making(ground, wire).make(WANTED, TXN)
    meet, talk, space = rooms(ground)
    here = via(BOTS[Bot.WARDEN])
    assert shelved(wire) == [(space.id, meet.id, here), (space.id, talk.id, here)]
    for room in (meet, talk):
        wire.put(space.id, CHILD, here, room.id)
    await a_making(ground, wire).make(WANTED, TXN)
    assert len(shelved(wire)) == 2


STEPS = 5
"""What is asked of the server for a group in a space: three rooms, and two of them put into the third."""


@pytest.mark.parametrize("done", [True, False])
@pytest.mark.parametrize("failing", range(STEPS))
async def test_ended_at_each_step_no_second_set_of_rooms_is_made(
    ground: Ground, wire: Wire, failing: int, done: bool
) -> None:
    method, number = ("create_room", failing) if failing < len(KINDS) else ("put_state", failing - len(KINDS))
    wire.answers[method] = [*[None] * number, UnreachableError("no answer")]
    with pytest.raises(UnreachableError):
        await a_making(ground, wire).make(WANTED, TXN)
    if method == "create_room" and not done:
        wire.rooms.popitem()
    for _ in range(2):
        await a_making(ground, wire).make(WANTED, TXN)
    assert len(groups(ground)) == 1
    assert [room.kind for room in rooms(ground)] == KINDS
    assert len(wire.rooms) == len(KINDS), "nothing lies about on the server"
    markers = [asked[1]["creation_content"][MARKER] for asked in wire.asked if asked[0] == "create_room"]
    assert len(set(markers)) == len(KINDS)
    made = len(KINDS) + (method == "create_room" and not done)
    assert len(markers) == made
    meet, talk, space = rooms(ground)
    assert {one[:2] for one in shelved(wire)} == {(space.id, meet.id), (space.id, talk.id)}


async def test_whoever_is_on_the_list_is_asked_into_a_room_that_is_made_later(ground: Ground, wire: Wire) -> None:
    await a_making(ground, wire).make(FoundGroup(NAME, Layout.ONE, MAX), TXN)
    group = groups(ground)[0]
    people: tuple[tuple[PersonId, Standing], ...] = (
        (ANN, Standing.INSIDE),
        (FAY, Standing.INVITED),
        (EVE, Standing.REMOVED),
    )
    for person, standing in people:
        seat = GiveSeat(person, group.id, Role.MEMBER, standing, NOON, MAX)
        look(ground, lambda records, seat=seat: records.apply(seat))
    for _ in range(3):
        await a_making(ground, wire).make(FoundGroup(NAME, Layout.TWO, MAX), TXN)
    talk = rooms(ground)[1]
    invites = {one for one in effects(ground, Bot.WARDEN) if isinstance(one, Invite)}
    assert invites == {Invite(talk.id, ANN), Invite(talk.id, FAY)}


async def test_the_managers_are_told_once(ground: Ground, wire: Wire) -> None:
    for _ in range(2):
        await a_making(ground, wire).make(WANTED, TXN)
    (words,) = told(ground, Bot.WARDEN)
    assert f"is making a new group: {NAME}" in words


# --- names ---


async def test_a_name_that_tells_makes_nothing_until_it_is_meant(ground: Ground, wire: Wire) -> None:
    wanted = FoundGroup("Jane Roe and friends", None, MAX, MANAGERS)
    for _ in range(2):
        await a_making(ground, wire, {"Jane Roe"}).make(wanted, TXN)
    assert groups(ground) == []
    assert wire.asked == []
    (whisper,) = effects(ground, Bot.GUIDE)
    assert isinstance(whisper, Whisper)
    assert whisper.to == MAX
    assert "«Jane Roe» and friends" in ground.say(whisper.words)
    assert "a full name" in ground.say(whisper.words)
    awaited = look(ground, lambda records: records.awaited(MAX))
    assert (awaited.what, awaited.about) == (Wanted.NAMING, ("Jane Roe and friends", MANAGERS, "two"))
    await a_making(ground, wire, {"Jane Roe"}).make(FoundGroup("Jane Roe and friends", Layout.ONE, MAX, sure=True), TXN)
    assert [group.name for group in groups(ground)] == ["Jane Roe and friends"]


async def test_a_name_without_a_sentence_around_it_is_read_as_a_name(ground: Ground, wire: Wire) -> None:
    """The rules for messages see nothing in it; the reader of names does."""
    await a_making(ground, wire, set()).make(FoundGroup("Walter Hartley", None, MAX), TXN)
    assert groups(ground) == []
    (whisper,) = effects(ground, Bot.GUIDE)
    assert isinstance(whisper, Whisper)
    assert "its name may hold a full name" in ground.say(whisper.words)


async def test_a_name_that_cannot_be_looked_at_is_not_taken_for_neutral(ground: Ground, wire: Wire) -> None:
    await a_making(ground, wire, None).make(WANTED, TXN)
    assert groups(ground) == []
    (whisper,) = effects(ground, Bot.GUIDE)
    assert isinstance(whisper, Whisper)
    assert whisper.words.name == "group-name-unchecked"
    assert not any(isinstance(one, TellManagers) for one in effects(ground, Bot.WARDEN))


async def test_a_closed_group_gets_no_rooms_and_opens_under_no_name(ground: Ground, wire: Wire) -> None:
    await a_making(ground, wire).make(FoundGroup(NAME, Layout.ONE, MAX), TXN)
    closed = CloseGroup(groups(ground)[0].id, NOON)
    look(ground, lambda records: records.apply(closed))
    await a_making(ground, wire).make(WANTED, TXN)
    assert groups(ground) == []
    assert wire.kinds().count("create_room") == 1


class EndedHereError(Exception):
    """The process ends here: after the server has done something, and before we could write it down."""


@pytest.mark.e2e
async def test_ended_at_each_step_on_a_real_homeserver_one_set_of_rooms_is_left(
    ground: Ground, homeserver: LocalHomeserver, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = {bot: await register(bot.value) for bot in Bot}
    ground = replace(ground, bots={bot: PersonId(account.user_id) for bot, account in accounts.items()})
    warden = accounts[Bot.WARDEN]
    memory = BotMemory(ground.database, ground.keys, Bot.WARDEN)
    connection = await Connection.open(
        homeserver.base_url, warden.user_id, memory, ground.keys.pickle_key, warden.password
    )
    try:
        for method in ("create_room", "create_room", "create_room", "put_state", "put_state"):
            with monkeypatch.context() as patch:
                patch.setattr(connection.act, method, _interrupted(getattr(connection.act, method)))
                with pytest.raises(EndedHereError):
                    await a_making(ground, connection).make(WANTED, TXN)
        await a_making(ground, connection).make(WANTED, TXN)
        made = rooms(ground)
        assert [room.kind for room in made] == KINDS
        assert sorted(await connection.act.joined_rooms()) == sorted(room.id for room in made)
        space = (await connection.act.room_state(made[2].id)).state
        assert {key for type_, key in space if type_ == CHILD} == {made[0].id, made[1].id}
    finally:
        await connection.close()


def _interrupted(act: Any) -> Any:
    async def done_and_interrupted(*given: Any) -> None:
        await act(*given)
        raise EndedHereError

    return done_and_interrupted
