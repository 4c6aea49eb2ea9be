"""Rooms that were there before us: which of them the warden may come into, and what could not be promised there."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, select

from fourwalls.group.people import PersonId, RoomId
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.tables import adoption
from fourwalls.storage.times import now_ms
from fourwalls.storage.upsert import put_rows

_PATIENCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Adoption:
    """One room that somebody asked us to take on."""

    room: RoomId
    name: str
    """What its group is called."""
    by: PersonId
    done: bool = False
    peers: tuple[PersonId, ...] = ()
    """Who had as much power as the warden when it was taken on, or more."""
    limits: tuple[str, ...] = ()
    """What could not be promised, as codes of ``handlers.adoption``."""


def keep(conn: Connection, keys: OperationalKeys, what: Adoption) -> None:
    """Remember it as it stands now."""
    key = keys.lookup("room", what.room)
    plain = json.dumps([what.room, what.name, what.by, list(what.peers), list(what.limits)])
    row = {"room_key": key, "sealed": keys.seal_text(plain, f"adoption:{key}"), "at": now_ms(), "done": what.done}
    put_rows(conn, adoption, [row])


def of(conn: Connection, keys: OperationalKeys, room: RoomId) -> Adoption | None:
    """Give what is known of a room; what was only asked about is forgotten after a day."""
    key = keys.lookup("room", room)
    row = conn.execute(select(adoption).where(adoption.c.room_key == key)).one_or_none()
    if row is None or not (row.done or row.at > now_ms() - _PATIENCE // timedelta(milliseconds=1)):
        return None
    room_id, name, by, peers, limits = json.loads(keys.unseal_text(row.sealed, f"adoption:{key}"))
    return Adoption(RoomId(room_id), name, PersonId(by), row.done, tuple(peers), tuple(limits))
