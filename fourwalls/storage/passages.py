"""Fingerprints of what was said inside, by which a repetition outside is noticed. No words are kept for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from fourwalls.group import passage
from fourwalls.group.effects.kept import RememberPassage
from fourwalls.group.passage import Trace
from fourwalls.group.people import EventId, GroupId, PersonId, RoomKind
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.tables import entry, passage_trace, room
from fourwalls.storage.times import to_ms
from fourwalls.storage.upsert import insert_all_new

_AT_ONCE = 500
"""Numbers in one question at most: databases limit the number of parameters."""


def has_open_room(conn: Connection) -> bool:
    """Say whether there is a room in which a repetition would be looked for; without one nothing need be kept."""
    return conn.execute(select(room.c.id).where(room.c.kind == RoomKind.OPEN.value).limit(1)).scalar() is not None


def remember(conn: Connection, keys: OperationalKeys, effect: RememberPassage) -> None:
    """Keep the fingerprints of a message; for an edit, beside those of what it edits."""
    common = {
        "message_key": keys.lookup("event", effect.message),
        "author_key": keys.person(effect.author),
        "group_id": effect.group,
        "at": to_ms(effect.at),
    }
    prints = sorted(passage.kept(effect.text, keys.fingerprint))
    insert_all_new(conn, passage_trace, [{**common, "print": each} for each in prints])


def repeated(
    conn: Connection, keys: OperationalKeys, text: str, speaker: PersonId, agreed: Iterable[str] = ()
) -> GroupId | None:
    """Say in which group a passage was said that these words of somebody else repeat.

    ``agreed`` are wordings that everybody has agreed to have told: repeating those is no leak.
    """
    free = {each for words in agreed for each in passage.asked(words, keys.fingerprint)}
    asked = passage.asked(text, keys.fingerprint) - free
    if len(asked) < passage.ENOUGH:
        return None
    rows = list(_rows(conn, asked))
    traces = [Trace(row.print, row.message_key, row.author_key, row.at) for row in rows]
    message = passage.repeated(traces, keys.person(speaker))
    return next((GroupId(row.group_id) for row in rows if row.message_key == message), None)


def _rows(conn: Connection, asked: Collection[int]) -> Iterator[Row[Any]]:
    numbers = iter(sorted(asked))
    while part := list(islice(numbers, _AT_ONCE)):
        yield from conn.execute(select(passage_trace).where(passage_trace.c.print.in_(part)))


def forget_message(conn: Connection, keys: OperationalKeys, message: EventId) -> None:
    """Forget a message that was taken back."""
    conn.execute(delete(passage_trace).where(passage_trace.c.message_key == keys.lookup("event", message)))


def forget(conn: Connection, before: int) -> int:
    """Forget what was said before a moment (in milliseconds), and what no transcript has words of any more."""
    wiped = select(entry.c.event_key).where(entry.c.ciphertext.is_(None))
    gone = (passage_trace.c.at < before) | passage_trace.c.message_key.in_(wiped)
    return conn.execute(delete(passage_trace).where(gone)).rowcount
