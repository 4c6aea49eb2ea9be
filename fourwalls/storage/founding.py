"""Rooms in the making: written down before the homeserver is asked, so that a crash half-way makes no second room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select, update

from fourwalls.group.people import GroupId, PersonId, Room, RoomKind
from fourwalls.storage import persons, rooms
from fourwalls.storage.keys import OperationalKeys, PersonKey
from fourwalls.storage.tables import founding
from fourwalls.storage.upsert import insert_new


@dataclass(frozen=True, slots=True)
class Founding:
    """What is being made. The homeserver gets ``marker`` with the room, so that the room can be found again."""

    marker: str
    """Our own random id; it carries no meaning."""
    kind: RoomKind
    group: GroupId | None = None
    person: PersonId | None = None


def begin(conn: Connection, keys: OperationalKeys, new: Founding, now_ms: int) -> Founding:
    """Write down that a room is to be made. If the same one is being made already, that founding is given back."""
    for begun in unfinished(conn, keys):
        if (begun.kind, begun.group, begun.person) == (new.kind, new.group, new.person):
            return begun
    row = {
        "marker": new.marker,
        "kind": new.kind.value,
        "group_id": new.group,
        "person_key": None if new.person is None else persons.ensure(conn, keys, new.person),
        "begun_at": now_ms,
        "finished": False,
    }
    insert_new(conn, founding, row)
    return new


def unfinished(conn: Connection, keys: OperationalKeys) -> Sequence[Founding]:
    """Give what was begun and not finished, oldest first: after a crash, look for each marker before making a room."""
    open_ones = select(founding).where(founding.c.finished.is_(False)).order_by(founding.c.begun_at, founding.c.marker)
    return [_opened(conn, keys, row) for row in conn.execute(open_ones).all()]


def finish(conn: Connection, keys: OperationalKeys, done: Founding, room: Room) -> None:
    """Remember the room that was made, and that it is."""
    rooms.add_room(conn, keys, room, done.marker)
    conn.execute(update(founding).where(founding.c.marker == done.marker).values(finished=True))


def _opened(conn: Connection, keys: OperationalKeys, row: Row[Any]) -> Founding:
    return Founding(
        marker=row.marker,
        kind=RoomKind(row.kind),
        group=None if row.group_id is None else GroupId(row.group_id),
        person=None if row.person_key is None else persons.of_key(conn, keys, PersonKey(row.person_key)),
    )
