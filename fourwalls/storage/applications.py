"""Applications for a place in a group: who asks and what they answered is sealed; the step and the time are plain."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from fourwalls.group.people import PersonId
from fourwalls.group.registration import Application, Question, Step
from fourwalls.storage import persons
from fourwalls.storage.keys import OperationalKeys, PersonKey
from fourwalls.storage.tables import application, greeted
from fourwalls.storage.times import from_ms, to_ms
from fourwalls.storage.upsert import put_rows


def keep(conn: Connection, keys: OperationalKeys, new: Application) -> None:
    """Remember how an application stands; the first time it gets its number, which nobody else ever gets."""
    key = keys.person(new.person)
    plain = json.dumps(
        {
            "person": new.person,
            "questions": [[question.ask, question.optional] for question in new.questions],
            "answers": list(new.answers),
            "place": new.place,
        }
    )
    row = {"step": new.step.value, "at": to_ms(new.at), "sealed": keys.seal_text(plain, _context(key))}
    if conn.execute(update(application).where(application.c.person_key == key).values(row)).rowcount == 0:
        conn.execute(application.insert(), {"person_key": key, **row})


def forget(conn: Connection, keys: OperationalKeys, person: PersonId) -> None:
    """Forget an application with all its answers."""
    conn.execute(delete(application).where(application.c.person_key == keys.person(person)))


def of(conn: Connection, keys: OperationalKeys, person: PersonId) -> Application | None:
    """Give a person's application."""
    found = conn.execute(select(application).where(application.c.person_key == keys.person(person))).one_or_none()
    return None if found is None else _opened(keys, found)


def waiting(conn: Connection, keys: OperationalKeys) -> Sequence[Application]:
    """Give those that wait for a manager, by number."""
    handed_in = select(application).where(application.c.step == Step.WAITING.value).order_by(application.c.number)
    return [_opened(keys, row) for row in conn.execute(handed_in)]


def every(conn: Connection, keys: OperationalKeys) -> Sequence[Application]:
    """Give all of them, by number."""
    return [_opened(keys, row) for row in conn.execute(select(application).order_by(application.c.number))]


def note_greeted(conn: Connection, keys: OperationalKeys, person: PersonId, at: datetime) -> None:
    """Remember that somebody was asked in."""
    put_rows(conn, greeted, [{"person_key": persons.ensure(conn, keys, person), "at": to_ms(at)}])


def greeted_since(conn: Connection, keys: OperationalKeys, since: datetime) -> Sequence[PersonId]:
    """Give who was asked in from this moment on."""
    found = conn.execute(select(greeted.c.person_key).where(greeted.c.at >= to_ms(since))).scalars().all()
    people = (persons.of_key(conn, keys, PersonKey(key)) for key in found)
    return [person for person in people if person is not None]


def forget_greeted(conn: Connection, before: datetime) -> None:
    """Forget who was asked in before this moment."""
    conn.execute(delete(greeted).where(greeted.c.at < to_ms(before)))


def _opened(keys: OperationalKeys, row: Row[Any]) -> Application:
    kept = json.loads(keys.unseal_text(row.sealed, _context(row.person_key)))
    return Application(
        person=PersonId(kept["person"]),
        step=Step(row.step),
        at=from_ms(row.at),
        questions=tuple(Question(ask, optional) for ask, optional in kept["questions"]),
        answers=tuple(kept["answers"]),
        place=kept["place"],
        number=row.number,
    )


def _context(person_key: str) -> str:
    return f"application:{person_key}"
