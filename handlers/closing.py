"""A group that is closed: how its people are taken out, after they have been told, and what is left of their seats."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Evict, Whisper
from fourwalls.group.effects.kept import CloseGroup, CloseSession
from fourwalls.group.effects.priority import Priority
from fourwalls.group.effects.walls import Silence
from fourwalls.group.look import Look
from fourwalls.group.people import Group, PersonId, Room, RoomKind, Seat, Standing
from fourwalls.group.phrase import phrase

TO_READ = timedelta(minutes=15)
"""How long people may still look at their rooms after their farewell; less than the longest wait of the outbox."""


def close(group: Group, look: Look, now: datetime) -> Iterator[Effect]:
    """All that closing a group is. It is asked for in one transaction, so there is no half of it to be left.

    Recording stops at once. Nobody speaks in its rooms any more; everybody is told in private, and taken out when they
    have had time to read it; whoever was only invited is not invited any more. Seats stay as they are: they say who
    may read the transcripts.
    """
    session = look.open_session(group.id)
    if session is not None:
        yield CloseSession(session.id, now)
    yield CloseGroup(group.id, now)
    rooms, seats = look.rooms_of(group.id), look.roster(group.id)
    for room in rooms:
        if room.kind is not RoomKind.SPACE:  # where nobody ever speaks
            yield Silence(room.id)
    for seat in seats:
        yield Whisper(seat.person, phrase(_farewell(seat), group=group.name), Priority.NEWS)
    for room in rooms:
        for seat in seats:
            yield Evict(room.id, seat.person, now + TO_READ if seat.standing is Standing.INSIDE else None)


def _farewell(seat: Seat) -> str:
    return "group-closed-member" if seat.standing is Standing.INSIDE else "group-closed-invited"


def is_reading(person: PersonId, room: Room, look: Look, now: datetime) -> bool:
    """Whether somebody is in a room of theirs that was closed a moment ago, and has not had the time to read so."""
    if room.group is None:
        return False
    closed_at, seat = look.group(room.group).closed_at, look.seat(person, room.group)
    if closed_at is None or seat is None or seat.standing is not Standing.INSIDE:
        return False
    return closed_at <= now < closed_at + TO_READ


def was_of_the_group(person: PersonId, room: Room, look: Look) -> bool:
    """Whether somebody stood on the list of a group when it was closed: they are no stranger in its rooms."""
    seat = look.seat(person, room.group) if room.group is not None else None
    return is_at_rest(room, look) and seat is not None and seat.on_the_list


def is_at_rest(room: Room, look: Look) -> bool:
    """Whether a room's group is closed: nobody has a place there, and nobody speaks, bots included."""
    return room.group is not None and look.group(room.group).is_closed
