"""Warnings: which message each was about, and what its author decided."""

from __future__ import annotations

import json

from sqlalchemy import Connection, select, update

from fourwalls.group.effects import Warned, WarningAnswered
from fourwalls.group.people import EventId, PersonId, RoomId
from fourwalls.storage import persons
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.tables import warning
from fourwalls.storage.times import to_ms
from fourwalls.storage.upsert import insert_new


def warned(conn: Connection, keys: OperationalKeys, effect: Warned) -> None:
    """Remember a warning. A second one about the same message (it was edited) waits for an answer of its own."""
    event_key = keys.lookup("event", effect.event)
    about = json.dumps([effect.room, effect.event, [kind.value for kind in effect.kinds]])
    row = {
        "event_key": event_key,
        "person_key": persons.ensure(conn, keys, effect.person),
        "sealed": keys.seal_text(about, f"warning:{event_key}"),
        "at": to_ms(effect.at),
        "answer": None,
    }
    if not insert_new(conn, warning, row):
        conn.execute(update(warning).where(warning.c.event_key == event_key).values(row))


def answered(conn: Connection, keys: OperationalKeys, effect: WarningAnswered) -> None:
    """Remember the decision."""
    this = warning.c.event_key == keys.lookup("event", effect.event)
    conn.execute(update(warning).where(this).values(answer=effect.answer))


def latest_unanswered(conn: Connection, keys: OperationalKeys, who: PersonId) -> tuple[RoomId, EventId] | None:
    """Give the message of the person's latest warning that has no answer yet."""
    mine = (warning.c.person_key == keys.person(who), warning.c.answer.is_(None))
    latest = select(warning).where(*mine).order_by(warning.c.at.desc(), warning.c.id.desc()).limit(1)
    row = conn.execute(latest).one_or_none()
    if row is None:
        return None
    room, event, _kinds = json.loads(keys.unseal_text(row.sealed, f"warning:{row.event_key}"))
    return RoomId(room), EventId(event)
