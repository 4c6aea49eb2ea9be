"""The record of a session: every word said in the group's room while one is open, and none otherwise.

A session is open between two announcements of the scribe, in the order in which everybody in the room sees them.
So the scribe needs no word from another bot, and nobody can be recorded without having been told.
"""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Say, Whisper
from fourwalls.group.effects.kept import CloseSession, Hide, OpenSession, Record
from fourwalls.group.effects.priority import Priority
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Marker, Message, Proof, Redaction, words_of
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, RoomKind
from fourwalls.group.phrase import phrase
from fourwalls.group.session import Session
from handlers.closing import is_at_rest
from handlers.entitled import said_by_bot, shown_name


def record(examined: Examined, look: Look) -> Iterator[Effect]:
    """A message in a group's room: recorded if it was said while a session was open."""
    message = words_of(examined.heard)
    room = look.room(examined.heard.room)
    if message is None or room is None or room.group is None or said_by_bot(message, look):
        return
    if message.replaces is not None and look.author_of_entry(message.replaces) != message.sender:
        return  # an edit of something unrecorded, or by somebody else: the latter changes nothing anywhere
    session = look.session_at(room.group, message.sent_at) if examined.late else look.open_session(room.group)
    if session is None:
        return
    yield Record(
        session.id,
        room.group,
        room.id,
        message.event,
        message.sender,
        shown_name(message.sender, look),
        message.text,
        message.sent_at,
        message.proof is Proof.SIGNED,
        message.replaces,
        message.reply_to or message.thread,
    )


def announced(examined: Examined, look: Look) -> Iterator[Effect]:
    """The scribe hears its own announcement: from here on it records, or no longer."""
    message = examined.heard
    assert isinstance(message, Message)
    room = look.room(message.room)
    if message.marker is None or message.proof is not Proof.SIGNED or room is None or room.group is None:
        return
    if not look.is_bot(message.sender) or message.replaces is not None:
        return
    session = look.open_session(room.group)
    if is_at_rest(room, look):
        return  # the group was closed while this was on its way, and with it its session
    if message.marker is Marker.SESSION_OPEN and session is None and not examined.late:
        # one that is heard late may have been closed since: nobody is recorded on the strength of it
        yield OpenSession(room.group, message.sent_at, message.sender)
    if message.marker is Marker.SESSION_CLOSE and session is not None and session.opened_at <= message.sent_at:
        yield CloseSession(session.id, message.sent_at)
        yield from _news(session, look)


def _news(session: Session, look: Look) -> Iterator[Effect]:
    """Where the group talks between its meetings, the guide says that there is something new to read."""
    for room in look.rooms_of(session.group):
        if room.kind is RoomKind.CONVERSATION:
            yield Say(Bot.GUIDE, room.id, phrase("transcript-news"), once=f"news {session.id}")


def taken_back(examined: Examined, look: Look) -> Iterator[Effect]:
    """Words were taken back by their author (or removed by the warden): they leave the transcript too.

    A redaction is not encrypted, so a homeserver could have forged it. The words are hidden first, and their author
    is told how to have them put back.
    """
    redaction = examined.heard
    assert isinstance(redaction, Redaction)
    author = look.author_of_entry(redaction.target)
    if author is None or not look.is_shown(redaction.target):
        return
    if author == redaction.sender or look.is_bot(redaction.sender):
        yield Hide(redaction.target)
        yield Whisper(author, phrase("words-hidden"), Priority.NEWS)
