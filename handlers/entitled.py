"""Who may be in a room, and how a room and a person are named to people."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from fourwalls.group.heard import Message, Proof
from fourwalls.group.look import Look
from fourwalls.group.people import HOUSE, GroupId, PersonId, Role, Room, RoomKind
from handlers.closing import is_at_rest

_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
_LONGEST_NAME = 80
_BESIDE = {
    RoomKind.CONVERSATION: " (conversation room)",
    RoomKind.SPACE: " (space)",
    RoomKind.OPEN: "one of the open rooms",
}


def may_be_inside(person: PersonId, room: Room, look: Look) -> bool:
    """Whether the rosters let this person be in this room. The bots may; nobody else without a line.

    An open room has no roster, so everybody may. In the rooms of a closed group nobody has a place.
    """
    if look.is_bot(person) or room.kind is RoomKind.OPEN:
        return True
    if room.kind is RoomKind.PRIVATE:
        return person == room.person
    if is_at_rest(room, look):
        return False
    seat = look.seat(person, roster_of(room))
    return seat is not None and seat.may_be_inside


def belongs(person: PersonId, look: Look) -> bool:
    """Whether this person may be inside any room of the house, and so may verify each of our bots."""
    return bool(look.groups_of(person)) or is_online_manager(person, look)


def said_by_bot(message: Message, look: Look) -> bool:
    """Whether a bot of ours said this. Unproven, anybody may have: a server can put any name on words."""
    return message.proof is Proof.SIGNED and look.is_bot(message.sender)


def roster_of(room: Room) -> GroupId:
    """The group whose roster says who may be in a group's room or the manager room."""
    return HOUSE if room.kind is RoomKind.MANAGER else room.group or HOUSE


def place_name(room: Room, look: Look) -> str:
    """What people call the room: its group's name and, if it is not where that meets, which; or nothing."""
    name = look.group(room.group).name if room.group is not None else ""
    return f"{name}{_BESIDE.get(room.kind, '')}"


def walled_name(room: Room, look: Look) -> str:
    """The same where its walls are meant, so that managers know of a private room whose it is."""
    if room.kind is RoomKind.PRIVATE and room.person is not None:
        return f"the private room of {shown_name(room.person, look)}"
    return place_name(room, look)


def shown_name(person: PersonId, look: Look) -> str:
    """The profile name, or the name part of the Matrix id while none is known: on one line, and not endless."""
    return one_line(look.profile_name(person)) or one_line(person.removeprefix("@").split(":", 1)[0])


def one_line(words: str, longest: int = _LONGEST_NAME) -> str:
    """Words that others chose, fit to stand inside a sentence or a list: they cannot pass for a line of ours."""
    spaced = " ".join(words.split())
    seen = "".join(c for c in spaced if unicodedata.category(c) not in _INVISIBLE).strip()
    return seen if len(seen) <= longest else seen[:longest] + " …"


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


def facilitators_for(person: PersonId, look: Look, groups: Iterable[GroupId] | None = None) -> list[PersonId]:
    """The facilitators of these groups (``None``: of all that the person is in), each once, the person left out."""
    theirs = [seat.group for seat in look.groups_of(person)] if groups is None else groups
    seats = (seat for group in theirs for seat in look.roster(group))
    found = dict.fromkeys(seat.person for seat in seats if seat.role is Role.FACILITATOR and seat.may_be_inside)
    return [each for each in found if each != person and not look.is_bot(each)]
