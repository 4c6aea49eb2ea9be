"""Groups and their rooms."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, select

from fourwalls.group.people import Group, GroupId, Room, RoomId, RoomKind
from fourwalls.storage import persons
from fourwalls.storage.keys import OperationalKeys, PersonKey
from fourwalls.storage.sealing import new_group_keys, seal_to_group
from fourwalls.storage.tables import room, support_group
from fourwalls.storage.upsert import put_rows

NAME_PURPOSE: Final = "group name"
"""The purpose under which a group's name is sealed for the readers of its transcripts."""

ADOPTED: Final = "adopted"
"""The marker of a room that no founding of ours made."""


def add_group(conn: Connection, keys: OperationalKeys, name: str, portal_public: bytes) -> Group:
    """Make a group with keys of its own, whose private half only the portal can unwrap."""
    group = GroupId(secrets.token_hex(8))
    pair = new_group_keys(portal_public, group)
    row = {
        "id": group,
        "name_sealed": keys.seal_text(name, f"support_group:name:{group}"),
        "readers_name_sealed": seal_to_group(pair.public, group, name, NAME_PURPOSE),
        "public_key": pair.public,
        "wrapped_private": pair.wrapped_private,
    }
    put_rows(conn, support_group, [row])
    return Group(group, name)


def group(conn: Connection, keys: OperationalKeys, group_id: GroupId) -> Group:
    """Give a group. Raises ``KeyError`` when there is none."""
    sealed = conn.execute(select(support_group.c.name_sealed).where(support_group.c.id == group_id)).scalar()
    if sealed is None:
        raise KeyError(group_id)
    return Group(group_id, keys.unseal_text(sealed, f"support_group:name:{group_id}"))


def groups(conn: Connection, keys: OperationalKeys) -> Sequence[Group]:
    """Give every group."""
    rows = conn.execute(select(support_group.c.id, support_group.c.name_sealed).order_by(support_group.c.id))
    return [Group(GroupId(r.id), keys.unseal_text(r.name_sealed, f"support_group:name:{r.id}")) for r in rows]


def add_room(conn: Connection, keys: OperationalKeys, new: Room, marker: str) -> None:
    """Remember a room; the latest of a kind counts. ``marker`` says which founding it came of."""
    key = keys.lookup("room", new.id)
    known = conn.execute(select(room.c.id).where(room.c.key == key)).scalar()
    if known is not None:
        return
    row = {
        "key": key,
        "sealed": keys.seal_text(new.id, f"room:{key}"),
        "kind": new.kind.value,
        "group_id": new.group,
        "person_key": None if new.person is None else persons.ensure(conn, keys, new.person),
        "marker": marker,
    }
    conn.execute(room.insert(), row)


def find(conn: Connection, keys: OperationalKeys, room_id: RoomId) -> Room | None:
    """Give the room with this id, if it is ours."""
    return _latest(conn, keys, room.c.key == keys.lookup("room", room_id))


def of_group(conn: Connection, keys: OperationalKeys, group_id: GroupId) -> Room | None:
    """Give a group's room."""
    return _latest(conn, keys, room.c.kind == RoomKind.GROUP.value, room.c.group_id == group_id)


def of_managers(conn: Connection, keys: OperationalKeys) -> Room | None:
    """Give the manager room."""
    return _latest(conn, keys, room.c.kind == RoomKind.MANAGER.value)


def of_person(conn: Connection, keys: OperationalKeys, person_key: PersonKey) -> Room | None:
    """Give the private room of the person with this key."""
    return _latest(conn, keys, room.c.kind == RoomKind.PRIVATE.value, room.c.person_key == person_key)


def every(conn: Connection, keys: OperationalKeys) -> Sequence[Room]:
    """Give every room of the house, in the order in which they were made."""
    return [_opened(conn, keys, row) for row in conn.execute(select(room).order_by(room.c.id)).all()]


def _latest(conn: Connection, keys: OperationalKeys, *where: ColumnElement[bool]) -> Room | None:
    row = conn.execute(select(room).where(*where).order_by(room.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _opened(conn, keys, row)


def _opened(conn: Connection, keys: OperationalKeys, row: Row[Any]) -> Room:
    return Room(
        id=opened_id(keys, row.key, row.sealed),
        kind=RoomKind(row.kind),
        group=None if row.group_id is None else GroupId(row.group_id),
        person=None if row.person_key is None else persons.of_key(conn, keys, PersonKey(row.person_key)),
        adopted=row.marker == ADOPTED,
    )


def opened_id(keys: OperationalKeys, key: str, sealed: bytes) -> RoomId:
    """Open the ``sealed`` of a row."""
    return RoomId(keys.unseal_text(sealed, f"room:{key}"))
