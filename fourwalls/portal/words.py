"""Words made fit for a page: what people wrote, made inert; days and times, as people say them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Final

from fourwalls.group.phrase import phrase
from fourwalls.portal.pages import Say

LONGEST_NAME: Final = 60
LONGEST_QUOTE: Final = 90

_KEPT: Final = frozenset("\n\t\u200c\u200d")
"""Line breaks, and the joiners without which emoji and some scripts fall apart."""
_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co"})
_PILED: Final = re.compile(
    r"([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{3})[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
_TAGS: Final = range(0xE0020, 0xE0080)
"""Parts of the flags of England, Scotland and Wales."""


def inert(text: str) -> str:
    """Take out what would act on the page around it: controls, turns of direction, towers of accents."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in lines if c in _KEPT or ord(c) in _TAGS or unicodedata.category(c) not in _DROPPED)
    return _PILED.sub(r"\1", kept)


def one_line(text: str, longest: int) -> str:
    """Make text fit for one short line."""
    line = " ".join(inert(text).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def day(say: Say, day: date) -> str:
    """Say a day: *Tuesday 31 March 2026*."""
    return say(phrase("page-day", weekday=day.isoweekday(), day=day.day, month=day.month, year=day.year))


def clock(moment: datetime) -> str:
    """Say a time of day."""
    return f"{moment:%H:%M}"
