"""Walls that were changed, rooms that are not protected, rooms that were there before us: kept and given back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from fourwalls.group.breach import Breach, Lapse, Why, wait_after
from fourwalls.group.people import PersonId, RoomId
from fourwalls.storage import adoptions, breaches, lapses
from fourwalls.storage.adoptions import Adoption
from fourwalls.storage.tables import adoption
from tests.fourwalls.storage.house import NOON, House

HERE, THERE = RoomId("!here"), RoomId("!there")
ANN, EVE = PersonId("@ann:x"), PersonId("@eve:x")
BREACH = Breach(HERE, "m.room.encryption", "", EVE, NOON, grave=True, repairs=2, withdrawn=(ANN,))


def due(house: House, now: int) -> list[Breach]:
    return list(house.database.run_sync(lambda conn: breaches.due(conn, house.keys, now)))


def test_a_breach_is_kept_and_due_after_its_wait(house: House) -> None:
    house.database.run_sync(lambda conn: breaches.note(conn, house.keys, BREACH, 1_000_000))
    wait = wait_after(2) // timedelta(milliseconds=1)
    assert due(house, 1_000_000 + wait - 1) == []
    assert due(house, 1_000_000 + wait) == [BREACH]
    assert due(house, 1_000) == [BREACH], "a clock that was set back puts none off"
    assert house.database.run_sync(lambda conn: breaches.of(conn, house.keys, HERE, "m.room.encryption", "")) == BREACH
    assert house.database.run_sync(lambda conn: breaches.of(conn, house.keys, THERE, "m.room.encryption", "")) is None


def test_what_holds_is_not_due_and_is_forgotten_after_an_hour(house: House) -> None:
    house.database.run_sync(lambda conn: breaches.holds(conn, house.keys, BREACH, 1_000_000))
    assert due(house, 10**12) == []
    held = house.database.run_sync(lambda conn: breaches.of(conn, house.keys, HERE, "m.room.encryption", ""))
    assert held == replace(BREACH, withdrawn=(), held=True)
    assert house.database.run_sync(lambda conn: breaches.forget(conn, 1_000_000 + 3_600_000)) == 0
    assert house.database.run_sync(lambda conn: breaches.forget(conn, 1_000_001 + 3_600_000)) == 1


def test_whose_invites_were_withdrawn_is_kept_with_the_grave_breach_of_that_room(house: House) -> None:
    mild = replace(BREACH, type="m.room.name", grave=False, withdrawn=())
    for one in (BREACH, mild):
        house.database.run_sync(lambda conn, one=one: breaches.note(conn, house.keys, one, 1))  # type: ignore[misc]
    house.database.run_sync(lambda conn: breaches.withdrew(conn, house.keys, HERE, [EVE, ANN]))
    house.database.run_sync(lambda conn: breaches.withdrew(conn, house.keys, THERE, [EVE]))
    known = {one.type: one.withdrawn for one in house.database.run_sync(lambda conn: breaches.every(conn, house.keys))}
    assert known == {"m.room.encryption": (ANN, EVE), "m.room.name": ()}


def test_a_lapse_begins_once_and_ends_by_its_reason(house: House) -> None:
    first = Lapse(HERE, Why.FOUGHT, NOON)
    assert house.database.run_sync(lambda conn: lapses.begin(conn, house.keys, first))
    later = replace(first, since=NOON + timedelta(days=1))
    assert not house.database.run_sync(lambda conn: lapses.begin(conn, house.keys, later))
    house.database.run_sync(lambda conn: lapses.begin(conn, house.keys, Lapse(HERE, Why.PUT_OUT, NOON)))
    house.database.run_sync(lambda conn: lapses.begin(conn, house.keys, Lapse(THERE, Why.PUT_OUT, NOON)))
    house.database.run_sync(lambda conn: lapses.members_were_told(conn, house.keys, HERE))
    house.database.run_sync(lambda conn: lapses.end(conn, house.keys, HERE, Why.PUT_OUT))
    here = house.database.run_sync(lambda conn: lapses.of_room(conn, house.keys, HERE))
    assert here == [replace(first, members_told=True)]
    assert len(house.database.run_sync(lambda conn: lapses.every(conn, house.keys))) == 2


@pytest.mark.parametrize("done", [True, False])
def test_what_was_only_asked_about_is_forgotten_after_a_day(house: House, done: bool) -> None:
    asked = Adoption(HERE, "Lamp", ANN, done, (EVE,), ("history",))
    house.database.run_sync(lambda conn: adoptions.keep(conn, house.keys, asked))
    assert house.database.run_sync(lambda conn: adoptions.of(conn, house.keys, HERE)) == asked
    assert house.database.run_sync(lambda conn: adoptions.of(conn, house.keys, THERE)) is None
    house.database.run_sync(lambda conn: conn.execute(adoption.update().values(at=1)))
    assert house.database.run_sync(lambda conn: adoptions.of(conn, house.keys, HERE)) == (asked if done else None)
