from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bots.adopting import Adopting
from bots.founding import Founder
from bots.ground import Ground
from config.walls import load_walls
from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.effects.done import Evict, Invite, Whisper
from fourwalls.group.effects.walls import Adopt, Survey, Taking
from fourwalls.group.people import Bot, PersonId, Role, RoomId, RoomKind, Standing
from fourwalls.matrix.homeserver import RefusedError
from fourwalls.storage import adoptions, outbox
from tests.bots.furnishing import a_furnished_ground, a_wire, effects, now_ms, told
from tests.support.records import BEN, BOTS, EVE, FAY, MAX
from tests.support.wire import Wire, refusal

WALLS = load_walls()
OLD = RoomId("!old:example.org")
WARDEN = BOTS[Bot.WARDEN]


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        yield furnished


@pytest.fixture
def wire() -> Wire:
    """Beside the rooms of the house, an old one: EVE made it, BEN is inside, the warden is an admin."""
    wire = a_wire(Bot.WARDEN)
    wire.put(OLD, "m.room.create", {"room_version": "10"}, sender=EVE)
    wire.put(OLD, "m.room.power_levels", {"users": {EVE: 100, WARDEN: 100}})
    wire.put(OLD, "m.room.history_visibility", {"history_visibility": "shared"})
    wire.put(OLD, "m.room.join_rules", {"join_rule": "public"})
    wire.put(OLD, "im.vector.modular.widgets", {"type": "video"}, "widget")
    wire.member(OLD, EVE, BEN, WARDEN)
    wire.aliases[OLD] = ["#old:example.org"]
    return wire


def adopting(ground: Ground, wire: Wire) -> Adopting:
    return Adopting(ground, wire, Founder(ground, WALLS, wire))


def heard(ground: Ground) -> str:
    """All that the guide is to tell the manager."""
    said = [effect for effect in effects(ground, Bot.GUIDE) if isinstance(effect, Whisper) and effect.to == MAX]
    return "\n".join(ground.say(effect.words) for effect in said)


def awaited(ground: Ground) -> Awaited | None:
    return ground.database.run_sync(lambda conn: ground.records(conn).awaited(MAX))


@pytest.mark.parametrize("room", [OLD, "#old:example.org"])
async def test_the_report_says_what_would_change_and_what_cannot_be_promised(
    ground: Ground, wire: Wire, room: str
) -> None:
    await adopting(ground, wire).do(Survey(room, "Lamp", MAX), "txn")
    words = heard(ground)
    assert "People inside: 2" in words
    assert "led out if you say confirm: 2" in words
    assert "the lock (encryption)" in words
    assert "a widget" in words
    assert "in the public list of rooms, or has an address" in words
    assert "One other account has as much power there as the warden" in words
    assert "a room of an old kind" in words
    assert "It is not encrypted" in words
    assert "say move" in words
    waits = awaited(ground)
    assert waits is not None
    assert (waits.what, waits.about) == (Wanted.ADOPTION, (OLD, "Lamp"))
    assert not {"put_state", "kick", "unlist"} & set(wire.kinds()), "nothing is changed"


async def test_a_creator_of_version_12_outranks_everybody_and_that_is_said(ground: Ground, wire: Wire) -> None:
    wire.put(OLD, "m.room.create", {"room_version": "12", "additional_creators": [BEN]}, sender=EVE)
    wire.put(OLD, "m.room.power_levels", {"users": {WARDEN: 100}})
    await adopting(ground, wire).do(Survey(OLD, "Lamp", MAX), "txn")
    assert "2 people made this room, and can do anything in it for ever" in heard(ground)
    assert "as much power there as the warden" not in heard(ground)


async def test_where_nobody_has_asked_the_warden_in_people_are_told_how(ground: Ground, wire: Wire) -> None:
    wire.answers["join"] = [refusal(403, "M_FORBIDDEN")]
    await adopting(ground, wire).do(Survey(OLD, "Lamp", MAX), "txn")
    assert f"invite {WARDEN}" in heard(ground)
    assert awaited(ground) is None
    expected = ground.database.run_sync(lambda conn: adoptions.of(conn, ground.keys, OLD))
    assert expected is not None, "the warden comes when it is asked now"


async def test_no_room_at_an_address(ground: Ground, wire: Wire) -> None:
    await adopting(ground, wire).do(Survey("#none:example.org", "Lamp", MAX), "txn")
    assert "I cannot find a room of that address" in heard(ground)


async def test_a_warden_without_power_is_told_and_takes_nothing_on(ground: Ground, wire: Wire) -> None:
    wire.put(OLD, "m.room.power_levels", {"users": {EVE: 100, WARDEN: 50}})
    await adopting(ground, wire).do(Survey(OLD, "Lamp", MAX), "one")
    assert "too little power" in heard(ground)
    await adopting(ground, wire).do(Adopt(OLD, "Lamp", Taking.CONFIRM, MAX), "two")
    assert ground.database.run_sync(lambda conn: ground.records(conn).room(OLD)) is None


async def test_a_room_is_taken_on_walled_and_strangers_are_led_out(ground: Ground, wire: Wire) -> None:
    await adopting(ground, wire).do(Adopt(OLD, "Lamp", Taking.CONFIRM, MAX), "txn")
    room = ground.database.run_sync(lambda conn: ground.records(conn).room(OLD))
    assert room is not None
    assert room.adopted
    assert room.kind is RoomKind.GROUP
    put = {asked[2]: asked[4] for asked in wire.asked if asked[0] == "put_state"}
    assert put["m.room.join_rules"] == {"join_rule": "invite"}
    assert put["m.room.power_levels"]["users"] == {WARDEN: 100, EVE: 100}, "whom it cannot lower is borne"
    assert put["im.vector.modular.widgets"] == {}
    assert wire.aliases[OLD] == []
    done = effects(ground, Bot.WARDEN)
    assert {effect.person for effect in done if isinstance(effect, Evict)} == {EVE, BEN}
    assert {effect.person for effect in done if isinstance(effect, Invite)} == set(BOTS.values()) - {WARDEN}
    assert ["had me take on a room" in words for words in told(ground, Bot.WARDEN)] == [True]


async def test_everybody_stays_where_the_manager_vouches_for_them(ground: Ground, wire: Wire) -> None:
    await adopting(ground, wire).do(Adopt(OLD, "Lamp", Taking.EVERYBODY, MAX), "txn")
    assert not any(isinstance(effect, Evict) for effect in effects(ground, Bot.WARDEN))
    assert seats(ground) == {EVE: Standing.INSIDE, BEN: Standing.INSIDE}


async def test_people_are_asked_into_a_room_of_the_wardens_making(ground: Ground, wire: Wire) -> None:
    for txn in ("one", "two"):
        await adopting(ground, wire).do(Adopt(OLD, "Lamp", Taking.MOVE, MAX), txn)
    rooms = len(ground.layout.kinds)
    assert wire.kinds().count("create_room") == rooms == 2
    assert seats(ground) == {EVE: Standing.INVITED, BEN: Standing.INVITED}
    asked = [effect.person for effect in effects(ground, Bot.WARDEN) if isinstance(effect, Invite)]
    assert sorted(asked) == sorted([EVE, BEN] * rooms), "into every room"
    assert "put_state" not in wire.kinds(), "the old room is left as it is"
    assert "People of the old room who are asked in: 2" in heard(ground)


async def test_whoever_was_taken_off_the_list_stays_off(ground: Ground, wire: Wire) -> None:
    wire.member(OLD, FAY)
    await adopting(ground, wire).do(Adopt(OLD, "Tuesday circle", Taking.MOVE, MAX), "txn")
    group = ground.database.run_sync(lambda conn: ground.records(conn).groups()[0])
    seat = ground.database.run_sync(lambda conn: ground.records(conn).seat(FAY, group.id))
    assert seat is not None
    assert seat.role is Role.FACILITATOR, "and whoever is on it keeps their role"


async def test_a_crash_half_way_leaves_no_second_room_and_no_second_word(ground: Ground, wire: Wire) -> None:
    work = adopting(ground, wire)
    wire.answers["put_state"] = [refusal(502, "M_UNKNOWN")]
    with pytest.raises(RefusedError):
        await work.do(Adopt(OLD, "Lamp", Taking.CONFIRM, MAX), "txn")
    for _ in range(2):
        await work.do(Adopt(OLD, "Lamp", Taking.CONFIRM, MAX), "txn")
    assert heard(ground).count("The room is the room of Lamp now") == 1
    rooms = ground.database.run_sync(lambda conn: ground.records(conn).rooms())
    assert [room.id for room in rooms].count(OLD) == 1
    await work.do(Survey(OLD, "Lamp", MAX), "again")
    assert "has that room already" in all_heard(ground)


async def test_a_group_that_has_a_room_does_not_get_a_second(ground: Ground, wire: Wire) -> None:
    await adopting(ground, wire).do(Adopt(OLD, "Tuesday circle", Taking.CONFIRM, MAX), "txn")
    assert "has another room already" in heard(ground)
    assert ground.database.run_sync(lambda conn: ground.records(conn).room(OLD)) is None


def seats(ground: Ground) -> dict[PersonId, Standing]:
    def look(conn: Connection) -> dict[PersonId, Standing]:
        records = ground.records(conn)
        group = next(group for group in records.groups() if group.name == "Lamp")
        return {seat.person: seat.standing for seat in records.roster(group.id)}

    return ground.database.run_sync(look)


def all_heard(ground: Ground) -> str:
    """The same, also of what stands behind the first word of its lane."""
    words = heard(ground)
    for row in ground.database.run_sync(lambda conn: outbox.due(conn, ground.keys, Bot.GUIDE, now_ms(), 100)):
        ground.database.run_sync(lambda conn, row=row: outbox.sent(conn, ground.keys, row.id))  # type: ignore[misc]
    return words + heard(ground)
