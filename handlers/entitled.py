"""Who may be in a room, and how a room and a person are named to people."""

from __future__ import annotations

from fourwalls.group.look import Look
from fourwalls.group.people import HOUSE, GroupId, PersonId, Role, Room, RoomKind


def may_be_inside(person: PersonId, room: Room, look: Look) -> bool:
    """Whether the rosters let this person be in this room. The bots may; nobody else without a line."""
    if look.is_bot(person):
        return True
    if room.kind is RoomKind.PRIVATE:
        return person == room.person
    seat = look.seat(person, HOUSE if room.kind is RoomKind.MANAGER else room.group or HOUSE)
    return seat is not None and seat.may_be_inside


def place_name(room: Room, look: Look) -> str:
    """What people call the room: its group's name, or nothing for the rooms that have none."""
    return look.group(room.group).name if room.group is not None else ""


def shown_name(person: PersonId, look: Look) -> str:
    """The profile name, or the name part of the Matrix id while none is known."""
    return look.profile_name(person) or person.removeprefix("@").split(":", 1)[0]


def facilitates(person: PersonId, group: GroupId, look: Look) -> bool:
    """Whether this person may act for the group: its facilitators and the Online Manager."""
    if is_online_manager(person, look):
        return True
    seat = look.seat(person, group)
    return seat is not None and seat.may_be_inside and seat.role is Role.FACILITATOR


def is_online_manager(person: PersonId, look: Look) -> bool:
    """Whether this person is the Online Manager."""
    seat = look.seat(person, HOUSE)
    return seat is not None and seat.may_be_inside
