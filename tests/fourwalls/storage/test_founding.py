from __future__ import annotations

from sqlalchemy import Connection

from fourwalls.group.people import GroupId, Room, RoomId, RoomKind
from fourwalls.storage import founding, rooms
from fourwalls.storage.founding import Founding
from tests.fourwalls.storage.house import ANN, BEN, House

PRIVATE = Founding("m1", RoomKind.PRIVATE, person=ANN)


def test_a_crash_half_way_makes_no_second_room(house: House) -> None:
    def begin(conn: Connection, marker: str) -> Founding:
        return founding.begin(conn, house.keys, Founding(marker, RoomKind.PRIVATE, person=ANN), 1)

    assert house.database.run_sync(lambda conn: begin(conn, "m1")) == PRIVATE
    assert house.database.run_sync(lambda conn: begin(conn, "m2")) == PRIVATE
    assert house.database.run_sync(lambda conn: founding.unfinished(conn, house.keys)) == [PRIVATE]


def test_a_finished_founding_is_a_room(house: House) -> None:
    others = [Founding("m2", RoomKind.GROUP, group=GroupId("g")), Founding("m3", RoomKind.PRIVATE, person=BEN)]
    room = Room(RoomId("!ann"), RoomKind.PRIVATE, person=ANN)

    def work(conn: Connection) -> None:
        for now, new in enumerate([PRIVATE, *others]):
            founding.begin(conn, house.keys, new, now)
        founding.finish(conn, house.keys, PRIVATE, room)

    house.database.run_sync(work)
    assert house.database.run_sync(lambda conn: founding.unfinished(conn, house.keys)) == others
    assert house.database.run_sync(lambda conn: rooms.every(conn, house.keys)) == [room]
    house.database.run_sync(
        lambda conn: founding.begin(conn, house.keys, Founding("m4", RoomKind.PRIVATE, person=ANN), 9)
    )
    assert len(house.database.run_sync(lambda conn: founding.unfinished(conn, house.keys))) == 3
