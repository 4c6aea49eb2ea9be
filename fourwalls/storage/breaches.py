"""Walls that were changed, sealed: who, since when, how often they were put back, and when to look again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from fourwalls.group.breach import CALM, Breach, wait_after
from fourwalls.group.people import PersonId, RoomId
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.tables import breach
from fourwalls.storage.times import now_ms
from fourwalls.storage.upsert import put_rows


def note(conn: Connection, keys: OperationalKeys, what: Breach, now: int | None = None) -> None:
    """Remember it, to be looked at again after a while. ``now`` is in milliseconds, by this machine's clock."""
    at = now_ms() if now is None else now
    wait = wait_after(what.repairs) // timedelta(milliseconds=1)
    _put(conn, keys, what, at, at + wait)


def put_off(conn: Connection, keys: OperationalKeys, what: Breach) -> None:
    """Look at it again later than before, unless it was changed meanwhile and has a time of its own."""
    if of(conn, keys, what.room, what.type, what.state_key) == what:
        note(conn, keys, replace(what, repairs=what.repairs + 1))


def holds(conn: Connection, keys: OperationalKeys, what: Breach, now: int) -> None:
    """Remember that it holds: there is nothing to be looked at until it is changed again."""
    _put(conn, keys, replace(what, withdrawn=(), held=True), now, None)


def of(conn: Connection, keys: OperationalKeys, room: RoomId, type_: str, state_key: str) -> Breach | None:
    """Give what is known of one wall."""
    key = _key(keys, room, type_, state_key)
    sealed = conn.execute(select(breach.c.sealed).where(breach.c.key == key)).scalar()
    return None if sealed is None else _opened(keys, key, sealed)


def every(conn: Connection, keys: OperationalKeys) -> Sequence[Breach]:
    """Give all that are known."""
    return [_opened(keys, row.key, row.sealed) for row in conn.execute(select(breach)).all()]


def due(conn: Connection, keys: OperationalKeys, now: int) -> Sequence[Breach]:
    """Give those that must be looked at by now; a clock that was set back puts none off."""
    longest = now + wait_after(10**6) // timedelta(milliseconds=1)
    asked = select(breach).where((breach.c.look_at <= now) | (breach.c.look_at > longest)).order_by(breach.c.look_at)
    return [_opened(keys, row.key, row.sealed) for row in conn.execute(asked).all()]


def withdrew(conn: Connection, keys: OperationalKeys, room: RoomId, people: Sequence[PersonId]) -> None:
    """Remember whose invites to a room were withdrawn, with the latest of its grave breaches."""
    rows = conn.execute(select(breach).where(breach.c.look_at.is_not(None)).order_by(breach.c.changed_at.desc())).all()
    for row in rows:
        one = _opened(keys, row.key, row.sealed)
        if one.room == room and one.grave:
            both = tuple(dict.fromkeys((*one.withdrawn, *people)))
            sealed = _sealed(keys, row.key, replace(one, withdrawn=both))
            conn.execute(update(breach).where(breach.c.key == row.key).values(sealed=sealed))
            return


def forget(conn: Connection, now: int) -> int:
    """Forget those that have held for long enough; say how many."""
    calm = now - CALM // timedelta(milliseconds=1)
    over = (breach.c.look_at.is_(None)) & (breach.c.changed_at < calm)
    return conn.execute(delete(breach).where(over)).rowcount


def _put(conn: Connection, keys: OperationalKeys, what: Breach, changed_at: int, look_at: int | None) -> None:
    key = _key(keys, what.room, what.type, what.state_key)
    row = {"key": key, "sealed": _sealed(keys, key, what), "changed_at": changed_at, "look_at": look_at}
    put_rows(conn, breach, [row])


def _key(keys: OperationalKeys, room: RoomId, type_: str, state_key: str) -> str:
    return keys.lookup("breach", f"{room}\0{type_}\0{state_key}")


def _sealed(keys: OperationalKeys, key: str, what: Breach) -> bytes:
    plain = [what.room, what.type, what.state_key, what.by, what.since.isoformat(), what.grave, what.repairs]
    return keys.seal_text(json.dumps([*plain, list(what.withdrawn), what.held]), f"breach:{key}")


def _opened(keys: OperationalKeys, key: str, sealed: bytes) -> Breach:
    room, type_, state_key, by, since, *more = json.loads(keys.unseal_text(sealed, f"breach:{key}"))
    grave, repairs, withdrawn, held = more
    at, people = datetime.fromisoformat(since), tuple(PersonId(person) for person in withdrawn)
    return Breach(RoomId(room), type_, state_key, by, at, grave, repairs, people, held)
