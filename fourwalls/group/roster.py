"""How somebody comes onto a roster, stands there, and goes: one table, and nothing else moves a seat."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum

from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.people import LET_IN, Seat, Standing


class SeatStep(StrEnum):
    """What can happen to a seat."""

    ASK = "ask"
    """They are wanted inside, and have to agree to the policy first."""
    AGREE = "agree"
    LAPSE = "lapse"
    """The policy has a new version, and they have not agreed to it in time."""
    REST = "rest"
    """The same, of a group that is closed: it is the right to read that waits for them."""
    FIND = "find"
    """They are inside a room that is taken on, and whoever has it taken on vouches for them."""
    INVITE = "invite"
    COME_IN = "come_in"
    GO_OUT = "go_out"
    """They left the room themselves, or somebody without the right took them out: they may come back."""
    SUSPEND = "suspend"
    RETURN = "return"
    """Their suspension has ended."""
    REMOVE = "remove"


STEPS: dict[tuple[Standing | None, SeatStep], Standing] = {
    (None, SeatStep.ASK): Standing.ASKED,
    (Standing.REMOVED, SeatStep.ASK): Standing.ASKED,
    (Standing.SUSPENDED, SeatStep.ASK): Standing.ASKED,
    (Standing.ASKED, SeatStep.AGREE): Standing.INVITED,
    (Standing.INVITED, SeatStep.LAPSE): Standing.ASKED,
    (Standing.INSIDE, SeatStep.LAPSE): Standing.ASKED,
    (Standing.INSIDE, SeatStep.REST): Standing.RESTING,
    (Standing.RESTING, SeatStep.AGREE): Standing.INSIDE,
    (Standing.RESTING, SeatStep.REMOVE): Standing.REMOVED,
    (Standing.ASKED, SeatStep.SUSPEND): Standing.SUSPENDED,
    (Standing.ASKED, SeatStep.REMOVE): Standing.REMOVED,
    (None, SeatStep.FIND): Standing.INSIDE,
    (None, SeatStep.INVITE): Standing.INVITED,
    (Standing.REMOVED, SeatStep.INVITE): Standing.INVITED,
    (Standing.SUSPENDED, SeatStep.INVITE): Standing.INVITED,
    (Standing.INVITED, SeatStep.COME_IN): Standing.INSIDE,
    (Standing.INSIDE, SeatStep.GO_OUT): Standing.INVITED,
    (Standing.INVITED, SeatStep.SUSPEND): Standing.SUSPENDED,
    (Standing.INSIDE, SeatStep.SUSPEND): Standing.SUSPENDED,
    (Standing.SUSPENDED, SeatStep.SUSPEND): Standing.SUSPENDED,
    (Standing.SUSPENDED, SeatStep.RETURN): Standing.INVITED,
    (Standing.INVITED, SeatStep.REMOVE): Standing.REMOVED,
    (Standing.INSIDE, SeatStep.REMOVE): Standing.REMOVED,
    (Standing.SUSPENDED, SeatStep.REMOVE): Standing.REMOVED,
}
"""The whole life of a seat. ``None``: there is none yet. What is not in the table changes nothing."""


def kept_standing(before: Standing | None, wanted: Standing, *, agreed: bool, found_inside: bool = False) -> Standing:
    """The standing that is kept when another is wanted: nobody comes to be let in who has not agreed.

    The records keep every seat by this, so that no command can forget it. Whoever is let in already stays so for the
    period of grace, after a new version of the policy and after their room was taken on (``SeatStep.FIND``).
    """
    if agreed or wanted not in LET_IN or before in LET_IN:
        return wanted
    if found_inside and before is None:
        return STEPS[before, SeatStep.FIND]
    return Standing.ASKED


def seat_after(before: Seat | None, given: GiveSeat, *, agreed: bool) -> Seat:
    """The line that is kept when a seat is given.

    ``since`` and ``by`` tell of the day when somebody came onto the list, or off it. What changes in between (a role, a
    walk outside, a break) moves neither, nor ``came_at``.
    """
    standing = kept_standing(
        None if before is None else before.standing, given.standing, agreed=agreed, found_inside=given.found_inside
    )
    new = Seat(given.person, given.group, given.role, standing, given.at, until=given.until, by=given.by)
    if before is not None and before.on_the_list == new.on_the_list:
        new = replace(new, since=before.since, by=before.by, came_at=before.came_at)
    return replace(new, came_at=given.at) if standing is Standing.INSIDE and new.came_at is None else new


_SPAN = re.compile(r"(\d{1,4})\s*(hour|day|week|h|d|w)s?", re.ASCII)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
LONGEST = timedelta(days=366)
"""Whoever should stay out for longer is removed, and can be invited again."""


def span(words: str) -> timedelta | None:
    """How long "3 days", "2 weeks" or "12h" is; ``None`` for anything else, nothing, or more than a year."""
    found = _SPAN.fullmatch(words.strip().casefold())
    if found is None:
        return None
    length = int(found[1]) * _UNITS[found[2][0]]
    return length if timedelta() < length <= LONGEST else None
