"""Reading transcripts, with the portal's key. A row of the audit chain comes first: no row, no read."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from fourwalls.group.people import GroupId
from fourwalls.group.session import Session, SessionId
from fourwalls.storage import audit, roster, sessions
from fourwalls.storage.errors import SealedDataError
from fourwalls.storage.keys import PersonKey
from fourwalls.storage.rooms import NAME_PURPOSE
from fourwalls.storage.sealing import EntryPlace, TranscriptOpener
from fourwalls.storage.tables import data_key, entry, seat, session, support_group
from fourwalls.storage.times import from_ms


class Condition(StrEnum):
    """Whether an entry's words are there."""

    WHOLE = "whole"
    STRUCK = "struck"
    """Taken out: by the author, or by a facilitator."""
    ERASED = "erased"
    """The author's keys were deleted."""
    DAMAGED = "damaged"
    """It does not open: it was changed, or belongs elsewhere."""


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One session in a list: when it was and how much was said; no words."""

    session: Session
    entries: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a transcript as its readers see it; its latest wording, where it was edited."""

    author: PersonKey
    at: datetime
    condition: Condition
    proven: bool
    edited: bool
    profile_name: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    event: str = ""
    """The look-up of its event."""
    reply_to: str | None = None
    """The ``event`` of the entry it answers."""

    @property
    def struck(self) -> bool:
        """Whether its words were taken out."""
        return self.condition is Condition.STRUCK


@dataclass(frozen=True, slots=True)
class Transcript:
    """A session opened for a reader."""

    session: Session
    group_name: str = field(repr=False)
    entries: tuple[Entry, ...] = field(repr=False)


def sessions_of(conn: Connection, group: GroupId) -> Sequence[SessionLine]:
    """Give the sessions of a group, latest first. It opens nothing."""
    lines = (
        select(session, func.count(entry.c.id).label("entries"))
        .outerjoin(entry, (entry.c.session_id == session.c.id) & (entry.c.replaces_key == ""))
        .where(session.c.group_id == group)
        .group_by(session.c.id)
        .order_by(session.c.opened_at.desc(), session.c.id)
    )
    return [SessionLine(sessions.opened(row), row.entries) for row in conn.execute(lines)]


def group_name(conn: Connection, opener: TranscriptOpener, group: GroupId) -> str:
    """Open a group's name for its readers."""
    row = conn.execute(select(support_group).where(support_group.c.id == group)).one()
    opener.unwrap_group(group, row.wrapped_private)
    return opener.open_for_group(group, row.readers_name_sealed, NAME_PURPOSE)


def people_of(conn: Connection, opener: TranscriptOpener, group: GroupId) -> dict[PersonKey, str]:
    """Open the profile names of a group's people, past ones included, for its readers; empty where unknown."""
    group_name(conn, opener, group)
    names: dict[PersonKey, str] = {}
    for row in conn.execute(select(seat).where(seat.c.group_id == group)):
        key, sealed = PersonKey(row.person_key), row.readers_name_sealed
        purpose = f"{roster.NAME_PURPOSE}:{key}"
        names[key] = "" if sealed is None else opener.open_for_group(group, sealed, purpose)
    return names


def read_session(
    conn: Connection, opener: TranscriptOpener, session_id: SessionId, reader: PersonKey, now_ms: int
) -> Transcript | None:
    """Open the transcript of a session for a reader; ``None``: there is no such session.

    Whether the reader *may* is the portal's question, asked before. The audit row is written here, before the first
    word is opened; the words are for use only after the transaction is committed (``Database.run``).
    """
    meeting = sessions.find(conn, session_id)
    if meeting is None:
        return None
    audit.append(conn, "transcript_opened", [reader], {"group": meeting.group, "session": session_id}, now_ms)
    name = group_name(conn, opener, meeting.group)
    rows = conn.execute(_entries_of(session_id)).all()
    there = _open_data_keys(conn, opener, meeting.group, {row.data_key_id for row in rows})
    return Transcript(meeting, name, tuple(_entry(opener, there, first, wordings) for first, wordings in _lines(rows)))


def _entries_of(session_id: SessionId) -> Any:
    """Give the session's entries, and edits of them whenever made; edits of other sessions' entries are not its own."""
    mine = select(entry.c.event_key).where(entry.c.session_id == session_id, entry.c.replaces_key == "")
    firsts = select(entry.c.event_key).where(entry.c.replaces_key == "")
    here = (entry.c.session_id == session_id) & ((entry.c.replaces_key == "") | entry.c.replaces_key.not_in(firsts))
    return select(entry).where(or_(here, entry.c.replaces_key.in_(mine))).order_by(entry.c.at, entry.c.id)


def _open_data_keys(conn: Connection, opener: TranscriptOpener, group: GroupId, needed: set[str]) -> set[str]:
    """Open the data keys of some entries and give the ids of those that are still there."""
    there = set()
    for row in conn.execute(select(data_key).where(data_key.c.id.in_(needed))):
        there.add(row.id)
        # one that does not open shows in its entries, as damage
        with contextlib.suppress(SealedDataError):
            opener.open_data_key(row.id, group, PersonKey(row.author_key), row.month, row.sealed)
    return there


def _lines(rows: Sequence[Row[Any]]) -> Iterable[tuple[Row[Any], list[Row[Any]]]]:
    """Give each line's first row and all of its wordings, oldest first.

    An edit counts only if it is its author's own, and an unproven one never over proven words; what does not count,
    and what edits something that was never recorded, is a line of its own.
    """
    firsts = {row.event_key: row for row in rows if row.replaces_key == ""}
    lines: dict[tuple[str, str, bool], list[Row[Any]]] = {}
    for row in rows:
        first = row if row.replaces_key == "" else firsts.get(row.replaces_key)
        counts = first is not None and row.author_key == first.author_key and (row.proven or not first.proven)
        line = first if first is not None and counts else row
        lines.setdefault((row.replaces_key or row.event_key, line.author_key, line.proven), []).append(row)
    for wordings in lines.values():
        yield next((row for row in wordings if row.replaces_key == ""), wordings[0]), wordings


def _entry(opener: TranscriptOpener, there: set[str], first: Row[Any], wordings: Sequence[Row[Any]]) -> Entry:
    left = [row for row in wordings if _is_there(row)]
    last = left[-1] if left else first
    condition, payload = Condition.STRUCK, _nothing()
    if left and _is_there(first):
        condition, payload = _opened(opener, there, last)
    if last is not first and condition is Condition.WHOLE:  # what it answers, only its first wording says
        payload["reply_to"] = _opened(opener, there, first)[1]["reply_to"]
    return Entry(
        author=PersonKey(first.author_key),
        at=from_ms(first.at),
        condition=condition,
        proven=first.proven and last.proven,
        edited=last.replaces_key != "",
        profile_name=payload["name"],
        text=payload["text"],
        event=first.event_key,
        reply_to=payload["reply_to"],
    )


def _is_there(row: Row[Any]) -> bool:
    """Whether an entry has words that its readers may see: neither wiped nor hidden."""
    return row.ciphertext is not None and row.hidden_at is None


def _opened(opener: TranscriptOpener, there: set[str], row: Row[Any]) -> tuple[Condition, dict[str, Any]]:
    if row.data_key_id not in there:
        return Condition.ERASED, _nothing()
    place = EntryPlace(
        group=row.group_id,
        session=row.session_id,
        room=row.room_key,
        event=row.event_key,
        author=row.author_key,
        data_key=row.data_key_id,
        replaces=row.replaces_key,
        at=row.at,
        proven=row.proven,
    )
    try:
        return Condition.WHOLE, json.loads(opener.open_entry(place, row.ciphertext))
    except SealedDataError:
        return Condition.DAMAGED, _nothing()


def _nothing() -> dict[str, Any]:
    return {"name": "", "text": "", "reply_to": None}
