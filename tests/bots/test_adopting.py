from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bots.adopting import Adopting
from bots.agreeing import Agreeing, publish
from bots.founding import Founder, room_name
from bots.ground import Ground
from config.walls import load_walls
from fourwalls.group.agreement import Policy
from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.effects.done import Evict, Invite, Whisper
from fourwalls.group.effects.kept import GiveSeat, Shown
from fourwalls.group.effects.walls import Adopt, Survey, Taking
from fourwalls.group.people import HOUSE, Bot, PersonId, Role, RoomId, RoomKind, Standing
from fourwalls.matrix.homeserver import RefusedError
from fourwalls.storage import adoptions, outbox
from tests.bots.furnishing import a_furnished_ground, a_wire, effects, now_ms, told
from tests.support.records import ANN, BEN, BOTS, EVE, FAY, MAX, NOON
from tests.support.wire import Wire, refusal

WALLS = load_walls()
GRACE = timedelta(days=14)
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
    wire.put(OLD, "m.room.member", {"membership": "join", "displayname": "Old Ben"}, BEN)
    await adopting(ground, wire).do(Survey(room, "Lamp", MAX), "txn")
    words = all_heard(ground)
    assert "People inside: 2" in words
    assert "led out if you say confirm: 2" in words
    assert "the lock (encryption)" in words
    assert "a widget" in words
    assert "in the public list of rooms, or has an address" in words
    assert "One other account has as much power there as the warden" in words
    assert "a room of an old kind" in words
    assert "It is not encrypted" in words
    assert "say move" in words
    assert f"Old Ben ({BEN})" in words, "whoever is to get a place is named"
    waits = awaited(ground)
    assert waits is not None
    assert (waits.what, waits.about) == (Wanted.ADOPTION, (OLD, "Lamp", BEN, EVE))
    assert not {"put_state", "kick", "unlist"} & set(wire.kinds()), "nothing is changed"


async def test_names_that_tell_are_in_the_report_and_give_way(ground: Ground, wire: Wire) -> None:
    wire.put(OLD, "m.room.name", {"name": "Friends of Walter Hartley"})
    wire.put(OLD, "m.room.topic", {"topic": "Be kind."})
    work = adopting(ground, wire)
    await work.do(Survey(OLD, "Sarah Brown", MAX), "one")
    words = all_heard(ground)
    assert "Of these, the room's name may hold a full name" in words
    assert "The name that you give the group may hold a full name" in words
    assert "Hartley" not in words
    await work.do(Adopt(OLD, "Lamp", Taking.CONFIRM, MAX), "two")
    put = {asked[2]: asked[4] for asked in wire.asked if asked[0] == "put_state"}
    assert put["m.room.name"] == {"name": room_name(ground, RoomKind.GROUP)}
    assert "m.room.topic" not in put


async def test_a_creator_of_version_12_outranks_everybody_and_that_is_said(ground: Ground, wire: Wire) -> None:
    wire.put(OLD, "m.room.create", {"room_version": "12", "additional_creators": [BEN]}, sender=EVE)
    wire.put(OLD, "m.room.power_levels", {"users": {WARDEN: 100}})
    await adopting(ground, wire).do(Survey(OLD, "Lamp", MAX), "txn")
    assert "2 people made this room, and can do anything in it for ever" in (words := all_heard(ground))
    assert "as much power there as the warden" not in words


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
    assert "too little power" in all_heard(ground)
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
    assert {asked[2] for asked in wire.asked if asked[0] == "kick"} == {EVE, BEN}
    assert {asked[2] for asked in wire.asked if asked[0] == "invite"} == set(BOTS.values()) - {WARDEN}
    assert ["had me take on a room" in words for words in told(ground, Bot.WARDEN)] == [True]


async def test_everybody_stays_where_the_manager_vouches_for_them(ground: Ground, wire: Wire) -> None:
    await adopting(ground, wire).do(Adopt(OLD, "Lamp", Taking.EVERYBODY, MAX, (BEN, EVE)), "txn")
    assert not any(isinstance(effect, Evict) for effect in effects(ground, Bot.WARDEN))
    assert "kick" not in wire.kinds()
    assert seats(ground) == {EVE: Standing.INSIDE, BEN: Standing.INSIDE}


async def test_whoever_came_in_since_the_report_is_a_stranger_and_the_manager_is_told(
    ground: Ground, wire: Wire
) -> None:
    wire.member(OLD, ANN)
    await adopting(ground, wire).do(Adopt(OLD, "Lamp", Taking.EVERYBODY, MAX, (BEN, EVE)), "txn")
    assert seats(ground) == {EVE: Standing.INSIDE, BEN: Standing.INSIDE}
    assert [asked[2] for asked in wire.asked if asked[0] == "kick"] == [ANN]
    assert f"one more person has come in. They are on no list, so I lead them out: ann ({ANN})" in all_heard(ground)


async def test_whoever_came_into_the_old_room_since_the_report_is_not_asked_into_the_new_one(
    ground: Ground, wire: Wire
) -> None:
    wire.member(OLD, ANN)
    await adopting(ground, wire).do(Adopt(OLD, "Lamp", Taking.MOVE, MAX, (BEN, EVE)), "txn")
    assert seats(ground) == {EVE: Standing.INVITED, BEN: Standing.INVITED}
    words = all_heard(ground)
    assert f"I have not asked them into the new one: ann ({ANN})" in words
    assert "People of the old room who are asked in: 2" in words


async def test_nobody_is_said_to_be_out_who_is_not(ground: Ground, wire: Wire) -> None:
    """A stranger with as much power as the warden; and trouble with the server is no reason to say that it is done."""
    wire.answers["kick"] = [refusal(429, "M_LIMIT_EXCEEDED", 1.0)]
    with pytest.raises(RefusedError):
        await adopting(ground, wire).do(Adopt(OLD, "Lamp", Taking.CONFIRM, MAX), "txn")
    assert heard(ground) == ""
    wire.answers["kick"] = [refusal(403, "M_FORBIDDEN")]
    await adopting(ground, wire).do(Adopt(OLD, "Lamp", Taking.CONFIRM, MAX), "txn")
    left = [effect.person for effect in effects(ground, Bot.WARDEN) if isinstance(effect, Evict)]
    assert left == [BEN, EVE], "it is tried once more, and told when it cannot be"
    assert "2 strangers are inside still" in all_heard(ground)


@pytest.mark.parametrize("taking", Taking)
async def test_whoever_is_the_online_manager_no_more_has_nothing_taken_on(
    ground: Ground, wire: Wire, taking: Taking
) -> None:
    gone = GiveSeat(MAX, HOUSE, Role.ONLINE_MANAGER, Standing.REMOVED, NOON, FAY)
    ground.database.run_sync(lambda conn: ground.records(conn).apply(gone))
    await adopting(ground, wire).do(Survey(OLD, "Lamp", MAX), "one")
    await adopting(ground, wire).do(Adopt(OLD, "Lamp", taking, MAX, (BEN, EVE)), "two")
    assert wire.asked == []
    assert ground.database.run_sync(lambda conn: ground.records(conn).group_named("Lamp")) is None
    assert "for the Online Manager alone" in heard(ground)


async def test_what_was_begun_on_their_word_is_finished_when_they_have_gone(ground: Ground, wire: Wire) -> None:
    wire.answers["put_state"] = [refusal(502, "M_UNKNOWN")]
    with pytest.raises(RefusedError):
        await adopting(ground, wire).do(Adopt(OLD, "Lamp", Taking.CONFIRM, MAX), "txn")
    gone = GiveSeat(MAX, HOUSE, Role.ONLINE_MANAGER, Standing.REMOVED, NOON, FAY)
    ground.database.run_sync(lambda conn: ground.records(conn).apply(gone))
    await adopting(ground, wire).do(Adopt(OLD, "Lamp", Taking.CONFIRM, MAX), "txn")
    assert "The room is the room of Lamp now" in heard(ground)


async def test_whoever_is_found_inside_stays_and_is_asked_with_a_time_of_grace(ground: Ground, wire: Wire) -> None:
    """As after a new version of the policy: asked by the guide in private, reminded, and led out only after it."""
    policy = Policy(1, date(2027, 5, 24), ("one", "two", "three"))
    ground.database.run_sync(lambda conn: publish(conn, ground, policy, GRACE))
    await adopting(ground, wire).do(Adopt(OLD, "Lamp", Taking.EVERYBODY, MAX, (BEN, EVE)), "txn")
    assert seats(ground) == {EVE: Standing.INSIDE, BEN: Standing.INSIDE}
    assert "kick" not in wire.kinds()
    looked(ground, ground.now())
    first = [effect for effect in effects(ground, Bot.GUIDE) if isinstance(effect, Whisper) and effect.to == BEN]
    assert [effect.words.name for effect in first] == ["policy-asked-inside"]
    assert "We bots look after Lamp from now on" in ground.say(first[0].words)
    looked(ground, ground.now() + GRACE - timedelta(hours=1))
    assert seats(ground) == {EVE: Standing.INSIDE, BEN: Standing.INSIDE}
    looked(ground, ground.now() + GRACE)
    assert seats(ground) == {EVE: Standing.ASKED, BEN: Standing.ASKED}
    out = [one for one in effects(ground, Bot.WARDEN) if isinstance(one, Evict) and one.room == OLD]
    assert {one.person for one in out} == {EVE, BEN}


async def test_the_time_of_grace_begins_when_the_room_is_taken_on_for_whoever_was_asked_long_before(
    ground: Ground, wire: Wire
) -> None:
    policy = Policy(1, date(2027, 5, 24), ("one", "two", "three"))
    ground.database.run_sync(lambda conn: publish(conn, ground, policy, GRACE))
    long_ago = Shown(BEN, 1, policy.digest, 1, ground.now() - 2 * GRACE)
    ground.database.run_sync(lambda conn: ground.records(conn).apply(long_ago))
    await adopting(ground, wire).do(Adopt(OLD, "Lamp", Taking.EVERYBODY, MAX, (BEN,)), "txn")
    looked(ground, ground.now() + GRACE - timedelta(hours=1))
    assert seats(ground) == {BEN: Standing.INSIDE}
    looked(ground, ground.now() + GRACE)
    assert seats(ground) == {BEN: Standing.ASKED}


async def test_whoever_moves_into_a_new_room_agrees_before_they_are_asked_in(ground: Ground, wire: Wire) -> None:
    policy = Policy(1, date(2027, 5, 24), ("one", "two", "three"))
    ground.database.run_sync(lambda conn: publish(conn, ground, policy, GRACE))
    await adopting(ground, wire).do(Adopt(OLD, "Lamp", Taking.MOVE, MAX, (BEN, EVE)), "txn")
    assert seats(ground) == {EVE: Standing.ASKED, BEN: Standing.ASKED}


def looked(ground: Ground, now: datetime) -> None:
    ground.database.run_sync(lambda conn: Agreeing(ground, GRACE, lambda: None).look(conn, now))


async def test_people_are_asked_into_a_room_of_the_wardens_making(ground: Ground, wire: Wire) -> None:
    for txn in ("one", "two"):
        await adopting(ground, wire).do(Adopt(OLD, "Lamp", Taking.MOVE, MAX, (BEN, EVE)), txn)
    rooms = len(ground.layout.kinds)
    assert wire.kinds().count("create_room") == rooms == 2
    assert seats(ground) == {EVE: Standing.INVITED, BEN: Standing.INVITED}
    asked = [effect.person for effect in effects(ground, Bot.WARDEN) if isinstance(effect, Invite)]
    assert sorted(asked) == sorted([EVE, BEN] * rooms), "into every room"
    assert "put_state" not in wire.kinds(), "the old room is left as it is"
    assert "People of the old room who are asked in: 2" in heard(ground)


async def test_whoever_was_taken_off_the_list_stays_off(ground: Ground, wire: Wire) -> None:
    wire.member(OLD, FAY)
    await adopting(ground, wire).do(Adopt(OLD, "Tuesday circle", Taking.MOVE, MAX, (BEN, EVE, FAY)), "txn")
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
    """The same, also of what stands behind the first word of its lane; it is taken out of the outbox."""
    said = []
    while rows := ground.database.run_sync(lambda conn: outbox.due(conn, ground.keys, Bot.GUIDE, now_ms(), 100)):
        said.append(heard(ground))
        for row in rows:
            ground.database.run_sync(lambda conn, row=row: outbox.sent(conn, ground.keys, row.id))  # type: ignore[misc]
    return "\n".join(said)
