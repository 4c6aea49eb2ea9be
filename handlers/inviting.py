"""Asking somebody into a group: what an invitation comes to, and what is done and said for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Whisper
from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.effects.priority import Priority
from fourwalls.group.look import Look
from fourwalls.group.people import Group, PersonId, Role, Standing
from fourwalls.group.phrase import phrase
from handlers import doors
from handlers.agreement import asked_in
from handlers.entitled import shown_name


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who is asked into which group, by whom and when."""

    person: PersonId
    group: Group
    by: PersonId
    at: datetime


class Comes(Enum):
    """What an invitation comes to."""

    NOTHING_YET = auto()
    """The group's rooms are not all made."""
    INSIDE_ALREADY = auto()
    READS_STILL = auto()
    """They are on the list, and have not agreed to the policy yet."""
    AGAIN = auto()
    """They are on the list, and are sent the invitations once more."""
    BACK = auto()
    """Their suspension ends, sooner than they were told."""
    NEW = auto()
    """They come onto the list."""


_OF_STANDING = {
    Standing.INSIDE: Comes.INSIDE_ALREADY,
    Standing.ASKED: Comes.READS_STILL,
    Standing.INVITED: Comes.AGAIN,
    Standing.SUSPENDED: Comes.BACK,
    Standing.RESTING: Comes.READS_STILL,
    Standing.REMOVED: Comes.NEW,
}


def comes_to(invitation: Invitation, look: Look) -> Comes:
    """What it comes to, as things stand."""
    person, group = invitation.person, invitation.group
    if not doors.are_ready(group, look):
        return Comes.NOTHING_YET
    if look.is_bot(person):
        return Comes.INSIDE_ALREADY
    seat = look.seat(person, group.id)
    return Comes.NEW if seat is None else _OF_STANDING[seat.standing]


def asked(invitation: Invitation, look: Look) -> Iterator[Effect]:
    """Ask them in, as far as there is anything to do, and tell whoever asked for it what came of it."""
    person, group, by = invitation.person, invitation.group, invitation.by
    match comes_to(invitation, look):
        case Comes.NOTHING_YET:
            yield Whisper(by, phrase("room-not-ready", group=group.name))
        case Comes.INSIDE_ALREADY:
            yield from _inside_already(invitation, look)
        case Comes.READS_STILL:
            yield Whisper(person, phrase("policy-reminder-asked", group=group.name), Priority.NEWS)
            yield Whisper(by, phrase("invited-reads-still", who=shown_name(person, look), group=group.name))
        case Comes.AGAIN:  # in the role that they were invited in
            yield from doors.ask_in(person, group.id, look)
            yield Whisper(by, phrase("invited-again", who=shown_name(person, look), group=group.name))
        case Comes.BACK:
            yield from _back(invitation, look)
        case Comes.NEW:
            given = GiveSeat(person, group.id, Role.MEMBER, Standing.INVITED, invitation.at, by)
            yield from asked_in(given, phrase("welcome", group=group.name), look)
            yield _told(invitation, look)


def _inside_already(invitation: Invitation, look: Look) -> Iterator[Effect]:
    """Nothing to do; but they may have left another room of the group than the one where it meets."""
    person, group = invitation.person, invitation.group
    more = len(look.rooms_of(group.id)) > 1 and not look.is_bot(person)
    if more:
        yield from doors.ask_in(person, group.id, look)
    words = phrase("already-inside-rooms" if more else "already-inside", who=shown_name(person, look), group=group.name)
    yield Whisper(invitation.by, words)


def _back(invitation: Invitation, look: Look) -> Iterator[Effect]:
    person, group = invitation.person, invitation.group
    seat = look.seat(person, group.id)
    assert seat is not None
    given = GiveSeat(person, group.id, seat.role, Standing.INVITED, invitation.at, invitation.by)
    welcome = phrase("suspension-over-member", group=group.name)
    yield from asked_in(given, welcome, look, phrase("suspension-over-reads", group=group.name))
    yield _told(invitation, look)


def _told(invitation: Invitation, look: Look) -> Whisper:
    words = "invited" if look.has_agreed(invitation.person) else "invited-to-read"
    return Whisper(invitation.by, phrase(words, who=invitation.person, group=invitation.group.name))
