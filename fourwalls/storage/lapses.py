"""Rooms that are not protected: why, and since when. Which room it is, is sealed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from fourwalls.group.breach import Lapse, Why
from fourwalls.group.people import RoomId
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.tables import lapse
from fourwalls.storage.times import from_ms, now_ms, to_ms
from fourwalls.storage.upsert import insert_new


def begin(conn: Connection, keys: OperationalKeys, what: Lapse) -> bool:
    """Remember one more reason; ``False``: it was one already, and since when stays as it was."""
    key = keys.lookup("room", what.room)
    row = {
        "room_key": key,
        "why": what.why.value,
        "sealed": keys.seal_text(what.room, f"lapse:{key}"),
        "since": min(to_ms(what.since), now_ms()),
        "members_told": what.members_told,
    }
    return insert_new(conn, lapse, row)


def end(conn: Connection, keys: OperationalKeys, room: RoomId, why: Why) -> None:
    """Forget a reason."""
    key = keys.lookup("room", room)
    conn.execute(delete(lapse).where(lapse.c.room_key == key, lapse.c.why == why.value))


def of_room(conn: Connection, keys: OperationalKeys, room: RoomId) -> Sequence[Lapse]:
    """Give every reason for which a room is not protected, oldest first."""
    asked = select(lapse).where(lapse.c.room_key == keys.lookup("room", room)).order_by(lapse.c.since, lapse.c.why)
    return [_opened(keys, row) for row in conn.execute(asked).all()]


def every(conn: Connection, keys: OperationalKeys) -> Sequence[Lapse]:
    """Give every reason for which any room is not protected, oldest first."""
    return [_opened(keys, row) for row in conn.execute(select(lapse).order_by(lapse.c.since, lapse.c.why)).all()]


def members_were_told(conn: Connection, keys: OperationalKeys, room: RoomId) -> None:
    """Remember that the members of a room know."""
    key = keys.lookup("room", room)
    conn.execute(update(lapse).where(lapse.c.room_key == key).values(members_told=True))


def _opened(keys: OperationalKeys, row: Row[Any]) -> Lapse:
    room = RoomId(keys.unseal_text(row.sealed, f"lapse:{row.room_key}"))
    return Lapse(room, Why(row.why), from_ms(row.since), row.members_told)
