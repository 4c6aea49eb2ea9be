"""Rooms that are not protected: the managers are told at once and daily, the members when it lasts, and all of its end.

What a member is told is kind and says what to do: nothing confidential there for now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from fourwalls.group.breach import MEMBERS_TOLD_AFTER, Lapse, Why
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.kept import Protect, Unprotect
from fourwalls.group.effects.priority import Priority
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, PersonId, Room, RoomKind, Standing
from fourwalls.group.phrase import phrase
from handlers.closing import is_at_rest
from handlers.entitled import walled_name

_TALKED_IN = {RoomKind.GROUP, RoomKind.CONVERSATION}
"""Rooms in which the people of a group say something."""


def begun(room: Room, why: Why, since: datetime, look: Look) -> Iterator[Effect]:
    """A room is not protected from now on, for this reason; nothing if that is known."""
    if why in {lapse.why for lapse in look.lapses(room.id)}:
        return
    yield Unprotect(Lapse(room.id, why, since))
    words = phrase("not-protected", group=walled_name(room, look), lapse=why.value)
    if room.kind is RoomKind.PRIVATE and why is Why.PUT_OUT:
        words = phrase("not-protected-private", group=walled_name(room, look))
    yield TellManagers(_teller(room), words, Priority.FLAG, f"lapse {room.id} {why} {since.isoformat()}")


def lasting(room: Room, look: Look, now: datetime) -> Iterator[Effect]:
    """What is due while it lasts: a word to the managers every day, one to each member after an hour."""
    lapses = look.lapses(room.id)
    if not lapses:
        return
    lasts = now - lapses[0].since
    if lasts.days:
        whys = ",".join(dict.fromkeys(lapse.why.value for lapse in lapses))
        words = phrase("not-protected-still", group=walled_name(room, look), lapse=whys, days=lasts.days)
        once = f"lapse {room.id} {lapses[0].since.isoformat()} day {lasts.days}"
        yield TellManagers(_teller(room), words, Priority.FLAG, once)
    if lasts >= MEMBERS_TOLD_AFTER and not all(lapse.members_told for lapse in lapses):
        once = f"lapse {room.id} {lapses[0].since.isoformat()}"
        words = phrase("not-protected-member", group=walled_name(room, look))
        for person in _people(room, look):
            yield Whisper(person, words, Priority.WARNING, f"{once} {person}")


def over(room: Room, whys: Collection[Why], look: Look) -> Iterator[Effect]:
    """These are no reasons any more; when none is left, whoever was told of it is told that it is over."""
    lapses = look.lapses(room.id)
    ended = [lapse for lapse in lapses if lapse.why in whys]
    for lapse in ended:
        yield Protect(room.id, lapse.why)
    if not ended or len(ended) < len(lapses):
        return
    once = f"lapse over {room.id} {lapses[0].since.isoformat()}"
    yield TellManagers(_teller(room), phrase("protected-again", group=walled_name(room, look)), Priority.NEWS, once)
    if any(lapse.members_told for lapse in lapses):
        words = phrase("protected-again-member", group=walled_name(room, look))
        for person in _people(room, look):
            yield Whisper(person, words, Priority.NEWS, f"{once} {person}")


def _people(room: Room, look: Look) -> list[PersonId]:
    """Those whom it concerns and whom the managers' room does not tell: the people inside a group's rooms."""
    if room.kind not in _TALKED_IN or room.group is None or is_at_rest(room, look):
        return []
    return [seat.person for seat in look.roster(room.group) if seat.standing is Standing.INSIDE]


def _teller(room: Room) -> Bot:
    """Who says it: of the managers' own room, a bot that can be in it while the warden is not."""
    return Bot.LOOKOUT if room.kind is RoomKind.MANAGER else room.kind.keeper
