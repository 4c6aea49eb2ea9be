"""Who asked for what they may not: when, and nothing of what. Known for a day."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, func, select

from fourwalls.group.effects.kept import Refused
from fourwalls.group.people import PersonId
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.tables import refusal
from fourwalls.storage.times import to_ms

_DAY_MS: Final = 24 * 3_600_000


def note(conn: Connection, keys: OperationalKeys, effect: Refused) -> None:
    """Remember one, and forget what is older than a day."""
    at = to_ms(effect.at)
    conn.execute(delete(refusal).where(refusal.c.at < at - _DAY_MS))
    conn.execute(refusal.insert(), {"person_key": keys.person(effect.person), "at": at})


def since(conn: Connection, keys: OperationalKeys, person: PersonId, moment: datetime) -> int:
    """Give how often it was since then."""
    mine = (refusal.c.person_key == keys.person(person), refusal.c.at >= to_ms(moment))
    return int(conn.execute(select(func.count()).select_from(refusal).where(*mine)).scalar_one())
