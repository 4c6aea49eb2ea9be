"""Warnings: which message each was about, and what its author decided."""

from __future__ import annotations

import json

from sqlalchemy import Connection, select, update

from fourwalls.group.effects.kept import Warned, WarningAnswered
from fourwalls.group.people import EventId, PersonId, RoomId
from fourwalls.storage import persons
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.tables import outbox, warning
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
        "cause_key": keys.lookup("event", effect.said or effect.event),
    }
    if not insert_new(conn, warning, row):
        same = (warning.c.event_key == event_key, warning.c.person_key == row["person_key"])
        conn.execute(update(warning).where(*same).values(row))


def answered(conn: Connection, keys: OperationalKeys, effect: WarningAnswered) -> None:
    """Remember the decision."""
    this = warning.c.event_key == keys.lookup("event", effect.event)
    conn.execute(update(warning).where(this).values(answer=effect.answer))


def unanswered(
    conn: Connection, keys: OperationalKeys, who: PersonId, prompt: EventId | None = None
) -> tuple[RoomId, EventId] | None:
    """Give the message of a warning of the person that has no answer yet.

    Of the warning that was given by the event ``prompt``, which the outbox knows as the result of its cause; without
    one, the latest.
    """
    mine = [warning.c.person_key == keys.person(who), warning.c.answer.is_(None)]
    if prompt is not None:
        given = select(outbox.c.cause_key).where(outbox.c.result_key == keys.lookup("event", prompt))
        mine.append(warning.c.cause_key.in_(given))
    latest = select(warning).where(*mine).order_by(warning.c.at.desc(), warning.c.id.desc()).limit(1)
    row = conn.execute(latest).one_or_none()
    if row is None:
        return None
    room, event, _kinds = json.loads(keys.unseal_text(row.sealed, f"warning:{row.event_key}"))
    return RoomId(room), EventId(event)
