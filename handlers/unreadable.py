"""Words that could not be read: people are told whose, why, and what can be done, since nobody has examined them.

The facilitators of the group and the person are told in private, once a day for each cause; the managers once an hour.
When the words come to be read after all, whoever was told is told that too.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Unreadable
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, PersonId, Room, RoomKind
from fourwalls.group.phrase import phrase
from handlers.entitled import facilitators_for, may_be_inside, place_name, shown_name

_NOTHING_WAS_SAID = {"redacted"}
"""Reasons that mean that there are no words any more."""

_CAUSES = {
    "no_key": "no_key",
    "withheld:m.blacklisted": "blacklisted",
    "withheld:m.unverified": "unverified",
    "withheld:m.unauthorised": "unauthorised",
    "withheld:m.unavailable": "unavailable",
    "withheld:m.no_olm": "no_olm",
}
"""Each has its own words in ``config/wording`` (``unreadable.ftl``). Whatever else it is, no key would help."""


def cause_of(reason: str) -> str:
    """Why it could not be read, as the wording knows it."""
    return _CAUSES.get(reason, "malformed")


def told(examined: Examined, look: Look) -> Iterator[Effect]:
    """A message was malformed, or not what it claimed to be."""
    event = examined.heard
    assert isinstance(event, Unreadable)
    room = look.room(event.room)
    if room is not None and event.reason not in _NOTHING_WAS_SAID and may_be_inside(event.sender, room, look):
        yield from notices(event, room, look, event.sent_at)


def notices(event: Unreadable, room: Room, look: Look, now: datetime) -> Iterator[Whisper | TellManagers]:
    """What people are told about somebody's unreadable message; nothing of an open room, where nobody relies on it."""
    if room.kind is RoomKind.OPEN:
        return
    sender, cause = event.sender, cause_of(event.reason)
    who, place = shown_name(sender, look), place_name(room, look)
    words = phrase("unreadable-managers", place=place, who=who, cause=cause)
    once = f"unreadable {sender} {room.id} {cause}"
    yield TellManagers(_teller(room), words, Priority.FLAG, f"{once} {now:%Y-%m-%d %H}")
    if look.is_bot(sender):
        return
    for facilitator in _facilitators(sender, room, look):
        words = phrase("unreadable-facilitator", place=place, who=who, cause=cause)
        yield Whisper(facilitator, words, Priority.NEWS, f"{once} {now:%Y-%m-%d} {facilitator}")
    yield Whisper(
        sender, phrase("unreadable-member", place=place, cause=cause), Priority.WARNING, f"{once} {now:%Y-%m-%d}"
    )


def read_after_all(sender: PersonId, room: Room, look: Look, now: datetime) -> Iterator[Whisper | TellManagers]:
    """The words of somebody of which people were told have been read, examined and, if they should be, recorded."""
    who, place = shown_name(sender, look), place_name(room, look)
    once = f"read {sender} {room.id} {now:%Y-%m-%d %H}"
    words = phrase("read-after-all", place=place, who=who)
    yield TellManagers(_teller(room), words, Priority.NEWS, once)
    if look.is_bot(sender) or not may_be_inside(sender, room, look):
        return
    for facilitator in _facilitators(sender, room, look):
        yield Whisper(facilitator, words, Priority.NEWS, f"{once} {facilitator}")
    yield Whisper(sender, phrase("read-after-all-member", place=place), Priority.WARNING, f"{once} {sender}")


def _facilitators(sender: PersonId, room: Room, look: Look) -> list[PersonId]:
    """Those of the room's group. Of a private room nobody is told but its person and the managers."""
    return [] if room.group is None else facilitators_for(sender, look, [room.group])


def _teller(room: Room) -> Bot:
    return Bot.GUIDE if room.kind is RoomKind.PRIVATE else Bot.LOOKOUT
