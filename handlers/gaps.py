"""Messages that the server does not give us: people are told, and told again when they come or will not come."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.kept import Record
from fourwalls.group.effects.priority import Priority
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, EventId, PersonId, Role, Room, RoomKind
from fourwalls.group.phrase import Phrase, phrase
from handlers.entitled import shown_name


def found(room: Room, look: Look, place: str, now: datetime) -> Iterator[Whisper | TellManagers]:
    """Some messages are missing. What several bots miss within an hour is told once; of an open room, nothing."""
    if room.kind is RoomKind.OPEN:
        return
    yield from _told(
        room, look, phrase("messages-missed", place=place), Priority.FLAG, f"gap {room.id} {now:%Y-%m-%d %H}"
    )
    if room.person is not None:
        once = f"gap {room.id} {now:%Y-%m-%d %H} {room.person}"
        yield Whisper(room.person, phrase("messages-missed-private"), Priority.WARNING, once)


def filled(room: Room, look: Look, place: str, key: str) -> Iterator[Whisper | TellManagers]:
    """They have come and were treated like all others."""
    yield from _told(room, look, phrase("messages-found", place=place), Priority.NEWS, f"gap filled {key}")


def given_up(room: Room, look: Look, place: str, key: str) -> Iterator[Whisper | TellManagers]:
    """They did not come within a day."""
    yield from _told(room, look, phrase("messages-lost", place=place), Priority.FLAG, f"gap lost {key}")


def _told(room: Room, look: Look, words: Phrase, priority: Priority, once: str) -> Iterator[Whisper | TellManagers]:
    yield TellManagers(Bot.GUIDE if room.kind is RoomKind.PRIVATE else Bot.LOOKOUT, words, priority, once)
    seats = look.roster(room.group) if room.group is not None else ()
    for seat in seats:
        if seat.role is Role.FACILITATOR and seat.may_be_inside and not look.is_bot(seat.person):
            yield Whisper(seat.person, words, Priority.NEWS, f"{once} {seat.person}")


def hole(room: Room, look: Look, scribe: PersonId, hole_id: EventId, said_at: datetime, text: str) -> Iterator[Record]:
    """A line of the scribe's own in the transcript, where messages of a session are missing.

    Asked for a second time, with the text that they have come, it takes the place of the first.
    """
    session = look.session_at(room.group, said_at) if room.group is not None else None
    if session is None or room.group is None:
        return
    known = look.author_of_entry(hole_id) is not None
    yield Record(
        session.id,
        room.group,
        room.id,
        EventId(f"{hole_id} filled") if known else hole_id,
        scribe,
        shown_name(scribe, look),
        text,
        said_at,
        proven=True,
        replaces=hole_id if known else None,
    )
