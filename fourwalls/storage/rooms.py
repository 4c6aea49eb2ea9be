"""Groups and their rooms."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, delete, select, update

from fourwalls.group.effects.kept import CloseGroup
from fourwalls.group.people import ROOMS_OF_A_GROUP, Group, GroupId, Layout, Room, RoomId, RoomKind
from fourwalls.storage import persons
from fourwalls.storage.keys import OperationalKeys, PersonKey
from fourwalls.storage.sealing import new_group_keys, seal_to_group
from fourwalls.storage.tables import room, support_group
from fourwalls.storage.times import from_ms, to_ms
from fourwalls.storage.upsert import put_rows

NAME_PURPOSE: Final = "group name"
"""The purpose under which a group's name is sealed for the readers of its transcripts."""

_OF_A_GROUP: Final[list[ColumnElement[Any]]] = [
    support_group.c.id,
    support_group.c.name_sealed,
    support_group.c.layout,
    support_group.c.closed_at,
]
ADOPTED: Final = "adopted"
"""The marker of a room that no founding of ours made."""


def add_group(
    conn: Connection, keys: OperationalKeys, name: str, portal_public: bytes, layout: Layout = Layout.ONE
) -> Group:
    """Make a group with keys of its own, whose private half only the portal can unwrap."""
    group = GroupId(secrets.token_hex(8))
    pair = new_group_keys(portal_public, group)
    row = {
        "id": group,
        "name_sealed": keys.seal_text(name, f"support_group:name:{group}"),
        "readers_name_sealed": seal_to_group(pair.public, group, name, NAME_PURPOSE),
        "public_key": pair.public,
        "wrapped_private": pair.wrapped_private,
        "layout": layout.value,
    }
    put_rows(conn, support_group, [row])
    return Group(group, name, layout)


def group(conn: Connection, keys: OperationalKeys, group_id: GroupId) -> Group:
    """Give a group, closed or not. Raises ``KeyError`` when there is none."""
    row = conn.execute(select(*_OF_A_GROUP).where(support_group.c.id == group_id)).one_or_none()
    if row is None:
        raise KeyError(group_id)
    return _group(keys, row)


def groups(conn: Connection, keys: OperationalKeys, *, closed: bool = False) -> Sequence[Group]:
    """Give every group that is there, or every one that is closed."""
    which = support_group.c.closed_at.is_not(None) if closed else support_group.c.closed_at.is_(None)
    return [_group(keys, row) for row in conn.execute(select(*_OF_A_GROUP).where(which).order_by(support_group.c.id))]


def _group(keys: OperationalKeys, row: Row[Any]) -> Group:
    name = keys.unseal_text(row.name_sealed, f"support_group:name:{row.id}")
    return Group(GroupId(row.id), name, Layout(row.layout), None if row.closed_at is None else from_ms(row.closed_at))


def lay_out(conn: Connection, group_id: GroupId, layout: Layout) -> None:
    """Say anew which rooms a group should have."""
    conn.execute(update(support_group).where(support_group.c.id == group_id).values(layout=layout.value))


def close_group(conn: Connection, effect: CloseGroup) -> None:
    """Close a group for good; the moment of the first time stays."""
    still_there = (support_group.c.id == effect.group, support_group.c.closed_at.is_(None))
    conn.execute(update(support_group).where(*still_there).values(closed_at=to_ms(effect.at)))


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


def of_group(
    conn: Connection, keys: OperationalKeys, group_id: GroupId, kind: RoomKind = RoomKind.GROUP
) -> Room | None:
    """Give a group's room of one kind."""
    return _latest(conn, keys, room.c.kind == kind.value, room.c.group_id == group_id)


def all_of_group(conn: Connection, keys: OperationalKeys, group_id: GroupId) -> Sequence[Room]:
    """Give the rooms that a group has, first where it meets."""
    found = (of_group(conn, keys, group_id, kind) for kind in ROOMS_OF_A_GROUP)
    return [one for one in found if one is not None]


def of_managers(conn: Connection, keys: OperationalKeys) -> Room | None:
    """Give the manager room."""
    return _latest(conn, keys, room.c.kind == RoomKind.MANAGER.value)


def of_person(conn: Connection, keys: OperationalKeys, person_key: PersonKey) -> Room | None:
    """Give the private room of the person with this key."""
    return _latest(conn, keys, room.c.kind == RoomKind.PRIVATE.value, room.c.person_key == person_key)


def every(conn: Connection, keys: OperationalKeys) -> Sequence[Room]:
    """Give every room of the house, in the order in which they were made."""
    return [_opened(conn, keys, row) for row in conn.execute(select(room).order_by(room.c.id)).all()]


def forget_open(conn: Connection, keys: OperationalKeys, but: Collection[RoomId]) -> None:
    """Forget every open room but these."""
    named = [keys.lookup("room", one) for one in but]
    conn.execute(delete(room).where(room.c.kind == RoomKind.OPEN.value, room.c.key.not_in(named)))


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
