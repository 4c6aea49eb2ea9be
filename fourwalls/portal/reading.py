"""The pages for readers: their groups with their sessions, and the transcript of a session."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Final

from sqlalchemy import Connection as Transaction

from fourwalls.group.people import GroupId, Role
from fourwalls.group.phrase import phrase
from fourwalls.group.session import Session, SessionId
from fourwalls.portal import words
from fourwalls.portal.access import Reader, not_here
from fourwalls.portal.conversation import Audience, days
from fourwalls.portal.pages import Page, Say
from fourwalls.portal.portal import Portal
from fourwalls.storage import roster, sessions, transcripts
from fourwalls.storage.roster import Inside
from fourwalls.storage.sealing import TranscriptOpener
from fourwalls.storage.transcripts import Condition, Transcript

LATEST: Final = 10
"""So many sessions of a group stand in the open; the others are folded away."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session as it is told to people: when it was, in words."""

    path: str
    day: str
    begin: str
    end: str
    """Empty while it goes on."""
    zone: str
    entries: int = 0


@dataclass(frozen=True, slots=True)
class Shelf:
    """A group and its transcripts, latest first."""

    name: str = field(repr=False)
    facilitator: bool
    latest: tuple[Meeting, ...]
    earlier: tuple[Meeting, ...]


def home(conn: Transaction, portal: Portal, reader: Reader, _path: Mapping[str, str]) -> Page:
    """Show a reader's groups and their sessions."""
    opener = portal.opener()
    shelves = [_shelf(conn, portal, opener, group, inside) for group, inside in reader.groups.items()]
    return Page("home.html", {"shelves": shelves})


def transcript(conn: Transaction, portal: Portal, reader: Reader, path: Mapping[str, str]) -> Page:
    """Show the transcript of a session of the path's group, which the reader is inside of."""
    session = sessions.find(conn, SessionId(path["session"]))
    if (
        session is None
        or session.group != path["group"]
        or not _may_read(session, reader.groups[session.group], portal)
    ):
        return not_here()
    opener = portal.opener()
    opened = transcripts.read_session(conn, opener, session.id, reader.person, portal.now_ms())
    if opened is None:
        return not_here()
    _count_damage(opened)
    audience = _audience(conn, portal, opener, reader, opened)
    values = {
        "group_name": words.one_line(opened.group_name, words.LONGEST_NAME),
        "meeting": _meeting(portal.pages.say, portal.zone, session),
        "days": [
            (words.day(portal.pages.say, day.date), day.turns) for day in days(opened.entries, audience, portal.zone)
        ],
        "all_proven": all(entry.proven for entry in opened.entries),
        "clock": words.clock,
    }
    return Page("transcript.html", values)


def _may_read(session: Session, inside: Inside, portal: Portal) -> bool:
    """Whether a session is from the day on which the reader came, or later. Facilitators read what their group said."""
    day_came = inside.since.astimezone(portal.zone).date()
    return inside.role is Role.FACILITATOR or session.opened_at.astimezone(portal.zone).date() >= day_came


def _shelf(conn: Transaction, portal: Portal, opener: TranscriptOpener, group: GroupId, inside: Inside) -> Shelf:
    lines = [line for line in transcripts.sessions_of(conn, group) if _may_read(line.session, inside, portal)]
    meetings = [_meeting(portal.pages.say, portal.zone, line.session, line.entries) for line in lines]
    name = words.one_line(transcripts.group_name(conn, opener, group), words.LONGEST_NAME)
    return Shelf(name, inside.role is Role.FACILITATOR, tuple(meetings[:LATEST]), tuple(meetings[LATEST:]))


def _meeting(say: Say, zone: tzinfo, session: Session, entries: int = 0) -> Meeting:
    opened_at = session.opened_at.astimezone(zone)
    closed_at = None if session.closed_at is None else session.closed_at.astimezone(zone)
    return Meeting(
        path=f"/groups/{session.group}/sessions/{session.id}",
        day=words.day(say, opened_at.date()),
        begin=words.clock(opened_at),
        end=_end(say, opened_at, closed_at),
        zone=opened_at.tzname() or "",
        entries=entries,
    )


def _end(say: Say, opened_at: datetime, closed_at: datetime | None) -> str:
    if closed_at is None:
        return ""
    time = words.clock(closed_at)
    return time if closed_at.date() == opened_at.date() else f"{words.day(say, closed_at.date())}, {time}"


def _audience(
    conn: Transaction, portal: Portal, opener: TranscriptOpener, reader: Reader, opened: Transcript
) -> Audience:
    group = opened.session.group
    authors = {entry.author for entry in opened.entries}
    here = {author: roster.groups_inside(conn, author).get(group) for author in authors}
    return Audience(
        reader=reader.person,
        facilitators=frozenset(author for author, inside in here.items() if inside and inside.role is Role.FACILITATOR),
        names=transcripts.people_of(conn, opener, group),
        nameless=portal.pages.say(phrase("page-speaker-nameless")),
    )


def _count_damage(opened: Transcript) -> None:
    damaged = sum(entry.condition is Condition.DAMAGED for entry in opened.entries)
    if damaged:
        _log.error("%d entries of session %s did not open: the records were changed", damaged, opened.session.id)
