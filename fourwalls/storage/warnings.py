"""Warnings: which message each was about, what its author decided, and which word told of it.

What a word gathers for its time is sealed beside it, and wiped when that comes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from fourwalls.group.effects.warned import Warned, WarningAnswered
from fourwalls.group.finding import DetailKind
from fourwalls.group.people import EventId, PersonId, RoomId
from fourwalls.group.warning import Gathered, WarningAnswer, Word
from fourwalls.storage import persons, told_details, warning_counts
from fourwalls.storage.codec import made, plain
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.tables import outbox, warning
from fourwalls.storage.times import from_ms, to_ms
from fourwalls.storage.upsert import insert_new


def warned(conn: Connection, keys: OperationalKeys, effect: Warned) -> None:
    """Remember a warning. A second one about the same message (it was edited) waits for an answer of its own."""
    event_key = keys.lookup("event", effect.event)
    cause, began = effect.word or effect.event, effect.began or effect.at
    kinds = tuple(dict.fromkeys(detail.kind for detail in effect.details))
    about = json.dumps([effect.room, effect.event, [kind.value for kind in kinds], cause, to_ms(began)])
    gathered = None if effect.gathered is None else json.dumps(plain(effect.gathered))
    row = {
        "event_key": event_key,
        "person_key": persons.ensure(conn, keys, effect.person),
        "sealed": keys.seal_text(about, f"warning:{event_key}"),
        "at": to_ms(effect.at),
        "answer": None,
        "cause_key": keys.lookup("event", cause),
        "gathered": None if gathered is None else keys.seal_text(gathered, f"warning:gathered:{event_key}"),
    }
    if not insert_new(conn, warning, row):
        same = (warning.c.event_key == event_key, warning.c.person_key == row["person_key"])
        conn.execute(update(warning).where(*same).values(row))
    told_details.keep(conn, keys, effect)
    warning_counts.note(conn, effect.at, kinds, "given")


def answered(conn: Connection, keys: OperationalKeys, effect: WarningAnswered) -> None:
    """Remember the decision. What was kept is waved through from now on."""
    this = warning.c.event_key == keys.lookup("event", effect.event)
    row = conn.execute(select(warning).where(this)).one_or_none()
    if row is None:
        return
    conn.execute(update(warning).where(this).values(answer=effect.answer.value, gathered=None))
    if effect.answer is WarningAnswer.KEPT:
        told_details.wave_through(conn, row.event_key)
    if row.answer is None:
        kinds = [DetailKind(kind) for kind in _about(keys, row)[2]]
        warning_counts.note(conn, from_ms(row.at), kinds, effect.answer.value)


def unanswered(
    conn: Connection, keys: OperationalKeys, who: PersonId, prompt: EventId | None = None, *, most: int | None = None
) -> Sequence[tuple[RoomId, EventId]]:
    """Give the messages (the ``most`` latest) of a word to the person that have no answer yet, the latest first.

    Of the word that was given by the event ``prompt``, which the outbox knows as the result of its cause; without
    one, of the latest that was said: what still waits for its time nobody has been shown, and it is not answered.
    """
    mine = [warning.c.person_key == keys.person(who), warning.c.answer.is_(None)]
    if prompt is not None:
        given = select(outbox.c.cause_key).where(outbox.c.result_key == keys.lookup("event", prompt))
        mine.append(warning.c.cause_key.in_(given))
    else:
        mine.append(warning.c.gathered.is_(None))
    latest_first = select(warning).where(*mine).order_by(warning.c.at.desc(), warning.c.id.desc())
    latest = conn.execute(latest_first.limit(1)).one_or_none()
    if latest is None:
        return []
    same = conn.execute(latest_first.where(warning.c.cause_key == latest.cause_key).limit(most))
    abouts = (_about(keys, row) for row in same)
    return [(RoomId(room), EventId(event)) for room, event, *_ in abouts]


def word_about(conn: Connection, keys: OperationalKeys, who: PersonId, event: EventId) -> EventId | None:
    """Give what brought the word that warned this person about this message, if that has no answer yet."""
    this = (warning.c.event_key == keys.lookup("event", event), warning.c.person_key == keys.person(who))
    row = conn.execute(select(warning).where(*this, warning.c.answer.is_(None))).one_or_none()
    return None if row is None else _word_of(keys, row).cause


def last_word(conn: Connection, keys: OperationalKeys, who: PersonId) -> Word | None:
    """Give the word that the person was given last: the one that began last, whether it is said yet or gathers."""
    mine = select(warning).where(warning.c.person_key == keys.person(who))
    latest_first = mine.order_by(warning.c.at.desc(), warning.c.id.desc()).limit(1)
    found = [
        conn.execute(latest_first).one_or_none(),
        conn.execute(latest_first.where(warning.c.gathered.is_not(None))).one_or_none(),
    ]
    words = [_word_of(keys, row) for row in found if row is not None]
    return max(words, key=lambda word: (word.began, word.waits), default=None)


def _word_of(keys: OperationalKeys, row: Row[Any]) -> Word:
    _, event, _, *of_word = _about(keys, row)
    cause, began = of_word or (event, row.at)  # a warning of an earlier version was a word of its own
    return Word(EventId(cause), from_ms(began), row.gathered is not None)


def gathered(conn: Connection, keys: OperationalKeys, word: EventId) -> Sequence[Gathered]:
    """Give what a word has gathered that was not answered meanwhile, in the order in which it came."""
    waiting = (warning.c.cause_key == keys.lookup("event", word), warning.c.gathered.is_not(None))
    rows = conn.execute(select(warning).where(*waiting).order_by(warning.c.id)).all()
    opened = (keys.unseal_text(row.gathered, f"warning:gathered:{row.event_key}") for row in rows)
    return [made(Gathered, json.loads(each)) for each in opened]


def told_of(conn: Connection, keys: OperationalKeys, word: EventId) -> None:
    """Wipe what a word had gathered: its time has come, and it is said from the outbox."""
    conn.execute(update(warning).where(warning.c.cause_key == keys.lookup("event", word)).values(gathered=None))


def let_go(conn: Connection, before: int) -> None:
    """Wipe what was gathered before a moment (in milliseconds): its word came to nothing."""
    late = (warning.c.gathered.is_not(None), warning.c.at < before)
    conn.execute(update(warning).where(*late).values(gathered=None))


def forget(conn: Connection, before: int) -> int:
    """Forget warnings from before a moment (in milliseconds), answered or not; give their number."""
    return conn.execute(delete(warning).where(warning.c.at < before)).rowcount


def _about(keys: OperationalKeys, row: Row[Any]) -> list[Any]:
    about: list[Any] = json.loads(keys.unseal_text(row.sealed, f"warning:{row.event_key}"))
    return about
