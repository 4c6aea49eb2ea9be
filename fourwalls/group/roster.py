"""How somebody comes onto a roster, stands there, and goes: one table, and nothing else moves a seat."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum

from fourwalls.group.people import Standing


class SeatStep(StrEnum):
    """What can happen to a seat."""

    INVITE = "invite"
    COME_IN = "come_in"
    GO_OUT = "go_out"
    """They left the room themselves, or somebody without the right took them out: they may come back."""
    SUSPEND = "suspend"
    RETURN = "return"
    """Their suspension has ended."""
    REMOVE = "remove"


STEPS: dict[tuple[Standing | None, SeatStep], Standing] = {
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
