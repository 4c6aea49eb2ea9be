"""Messages that the server has not given us: where they miss, until they come or a day is over."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, select, update

from fourwalls.group.people import Bot, RoomId
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.tables import gap
from fourwalls.storage.upsert import insert_new


@dataclass(frozen=True, slots=True)
class KeptGap:
    """One gap of one bot. ``since`` and ``start`` are the server's tokens; times are in milliseconds."""

    key: str
    room: RoomId
    start: str
    since: str
    said_at: int
    """Just before the first message after it."""
    found_at: int


def keep(conn: Connection, keys: OperationalKeys, bot: Bot, found: KeptGap) -> bool:
    """Remember a gap; ``False``: it is known. Its key is ``key_of`` its room and beginning."""
    row = {
        "bot": bot.value,
        "gap_key": found.key,
        "sealed": _sealed(keys, bot, found),
        "since": found.found_at,
        "tried_at": found.found_at,
    }
    return insert_new(conn, gap, row)


def key_of(keys: OperationalKeys, room: RoomId, since: str) -> str:
    """The name of the gap in a room that begins at a token."""
    return keys.lookup("gap", f"{room} {since}")


def due(conn: Connection, keys: OperationalKeys, bot: Bot, tried_before: int) -> list[KeptGap]:
    """Give the gaps of a bot that were last tried before a moment (in milliseconds), oldest first."""
    mine = (gap.c.bot == bot.value, gap.c.tried_at <= tried_before)
    rows = conn.execute(select(gap).where(*mine).order_by(gap.c.since, gap.c.gap_key)).all()
    found = []
    for row in rows:
        room, start, since, said_at = json.loads(keys.unseal_text(row.sealed, f"gap:{bot.value}:{row.gap_key}"))
        found.append(KeptGap(row.gap_key, RoomId(room), start, since, said_at, row.since))
    return found


def tried(conn: Connection, keys: OperationalKeys, bot: Bot, left: KeptGap, now: int) -> None:
    """Remember that a gap was tried, and what is left of it."""
    this = and_(gap.c.bot == bot.value, gap.c.gap_key == left.key)
    conn.execute(update(gap).where(this).values(tried_at=now, sealed=_sealed(keys, bot, left)))


def drop(conn: Connection, bot: Bot, key: str) -> None:
    """Forget a gap: it is filled, or given up."""
    conn.execute(delete(gap).where(gap.c.bot == bot.value, gap.c.gap_key == key))


def _sealed(keys: OperationalKeys, bot: Bot, found: KeptGap) -> bytes:
    plain = json.dumps([found.room, found.start, found.since, found.said_at])
    return keys.seal_text(plain, f"gap:{bot.value}:{found.key}")
