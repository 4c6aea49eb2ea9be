"""What a check found: how things stand, what was seen, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from fourwalls.group.people import Bot


class Level(StrEnum):
    """How things stand with what was looked at."""

    OK = "ok"
    ATTENTION = "attention"
    """It works, or will; somebody should know."""
    BROKEN = "broken"
    """The house cannot do its work before this is mended."""


STATUS = {Level.OK: 0, Level.ATTENTION: 1, Level.BROKEN: 2}
"""The exit status for the worst that was found, as monitoring programs read it (OK, WARNING, CRITICAL)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    id: str
    """Stable, for scripts."""
    subject: str
    """What people call it; findings of one subject that are well share a line."""
    level: Level = Level.OK
    seen: str = ""
    """What was seen, in a few words."""
    remedy: str = ""
    """What to do, in a plain sentence; empty when it is well."""
    bot: Bot | None = None
    figures: Mapping[str, float | None] = field(default_factory=dict)

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "id": self.id,
            "bot": self.bot.value if self.bot is not None else None,
            "what": self.subject,
            "level": self.level.value,
            "seen": self.seen,
            "remedy": self.remedy,
            "figures": dict(self.figures),
        }


def worst(findings: Sequence[Finding]) -> Level:
    """The worst level among them."""
    return max((finding.level for finding in findings), key=lambda level: STATUS[level], default=Level.OK)


def within(value: float, attention: float, broken: float) -> Level:
    """The level of a value that is well below the first limit and broken from the second on."""
    if value >= broken:
        return Level.BROKEN
    return Level.ATTENTION if value >= attention else Level.OK


def many(number: int, one: str, more: str = "") -> str:
    """``1 message``, ``2 messages``."""
    return f"{number} {one if number == 1 else more or one + 's'}"
