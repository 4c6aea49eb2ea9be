"""The door: whoever is inside without a seat is led out. Windows and lock: ``handlers.settings``."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.breach import Why
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Evict, Invite, TellManagers
from fourwalls.group.effects.kept import GiveSeat, NameProfile
from fourwalls.group.effects.priority import Priority
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Membership, MembershipChanged
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, PersonId, Room, RoomKind, Standing
from fourwalls.group.phrase import phrase
from fourwalls.group.roster import STEPS, SeatStep
from handlers import closing, notices, protection
from handlers.entitled import may_be_inside, one_line, place_name, roster_of, shown_name, walled_name

_IN_OR_AT_THE_DOOR = {Membership.JOIN, Membership.INVITE, Membership.KNOCK}
_OUT = {Membership.LEAVE, Membership.BAN}
_LONGEST_ID = 255
_LEFT = {RoomKind.GROUP, RoomKind.CONVERSATION}
"""Rooms of which people are told that somebody has left them."""


def at_the_door(examined: Examined, look: Look, warden: PersonId | None = None) -> Iterator[Effect]:
    """Somebody came, went or was invited: no seat, no stay. When it is the warden who went, nobody keeps the door."""
    event = examined.heard
    assert isinstance(event, MembershipChanged)
    room = look.room(event.room)
    if room is None:
        return
    if look.is_bot(event.person):
        if event.membership in _OUT and event.person == warden:
            yield from protection.begun(room, Why.PUT_OUT, event.sent_at, look)
        elif event.membership in _OUT:
            yield from bot_missing(event.person, room, look, event.event)
        return
    if closing.is_reading(event.person, room, look, event.sent_at):
        return
    if event.membership in _IN_OR_AT_THE_DOOR and not may_be_inside(event.person, room, look):
        yield from shut_out(event.person, room, look, f"{event.sent_at:%Y-%m-%d %H}")
    elif event.membership is Membership.JOIN:
        yield from _came_in(event, room, look)
    elif event.membership is Membership.LEAVE:
        yield from _went_out(event, room, look)


def at_private_door(examined: Examined, look: Look, guide: PersonId | None = None) -> Iterator[Effect]:
    """A private room holds the guide and one person: whoever else is asked in or comes is led out."""
    event = examined.heard
    assert isinstance(event, MembershipChanged)
    room = look.room(event.room)
    if room is None:
        return
    if event.person == guide and event.membership in _OUT:
        yield from protection.begun(room, Why.PUT_OUT, event.sent_at, look)
    elif event.membership in _IN_OR_AT_THE_DOOR and not may_be_inside(event.person, room, look):
        yield from shut_out(event.person, room, look, f"{event.sent_at:%Y-%m-%d %H}")


def shut_out(person: PersonId, room: Room, look: Look, hour: str) -> Iterator[Effect]:
    """Lead somebody out. Whoever is asked in and quick to come is one stranger, of whom people are told once."""
    yield Evict(room.id, person, performer=room.kind.keeper)
    if closing.was_of_the_group(person, room, look):
        return  # what is left of a group that was closed, and no stranger
    group, who = walled_name(room, look), one_line(person, _LONGEST_ID)
    seat = look.seat(person, roster_of(room))
    if seat is not None and seat.standing is Standing.ASKED:
        words = phrase("policy-not-yet-evicted", group=group, who=who)
    elif room.kind is RoomKind.PRIVATE:
        words = phrase("stranger-evicted-private", group=group, who=who)
    else:
        words = phrase("stranger-evicted", group=group, who=who)
    yield TellManagers(room.kind.keeper, words, Priority.EVICTION, f"stranger {room.id} {person} {hour}")


def bot_missing(person: PersonId, room: Room, look: Look, since: str) -> Iterator[Effect]:
    """One of our bots is not in a room where it has a duty: it is asked in again, and people are told."""
    yield Invite(room.id, person)
    words = phrase("bot-missing", group=place_name(room, look), bot=shown_name(person, look))
    yield TellManagers(Bot.WARDEN, words, Priority.FLAG, f"missing {room.id} {person} {since}")


def _came_in(event: MembershipChanged, room: Room, look: Look) -> Iterator[Effect]:
    if event.profile_name and event.profile_name != look.profile_name(event.person):
        yield NameProfile(event.person, event.profile_name)
    if room.kind is RoomKind.CONVERSATION and not event.stayed:
        yield notices.due(room, event.sent_at)
    seat = look.seat(event.person, roster_of(room))
    standing = STEPS.get((seat.standing, SeatStep.COME_IN)) if seat is not None and _counts(room) else None
    if seat is not None and standing is not None:
        yield GiveSeat(seat.person, seat.group, seat.role, standing, event.sent_at, event.sender)
        if room.kind is RoomKind.GROUP:
            yield notices.due(room, event.sent_at)


def _went_out(event: MembershipChanged, room: Room, look: Look) -> Iterator[Effect]:
    """Somebody who has a seat is outside: they keep it, so that one ``!invite`` brings them back."""
    seat = look.seat(event.person, roster_of(room))
    if seat is None or seat.standing is not Standing.INSIDE:
        return
    if closing.is_at_rest(room, look):
        return  # they keep the right to read what was recorded
    standing = STEPS.get((seat.standing, SeatStep.GO_OUT)) if _counts(room) else None
    if standing is not None:
        yield GiveSeat(seat.person, seat.group, seat.role, standing, event.sent_at, event.sender)
    if room.kind in _LEFT and event.person == event.sender:
        words = phrase("left-managers", group=place_name(room, look), who=shown_name(event.person, look))
        yield TellManagers(Bot.WARDEN, words)


def _counts(room: Room) -> bool:
    """Whether being in this room is being inside: where a group meets, or the manager room."""
    return room.kind in {RoomKind.GROUP, RoomKind.MANAGER}
