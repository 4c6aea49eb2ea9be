"""A message together with what detection made of it."""

from __future__ import annotations

from dataclasses import dataclass

from fourwalls.group.finding import Finding, RiskReading
from fourwalls.group.heard import Heard


@dataclass(frozen=True, slots=True)
class Examined:
    """What a handler gets: the heard event and, for words, the findings that its bot's duty asks for.

    ``None`` means that the bot's duty does not ask for this examination; ``failed`` that one was asked for and
    could not be made, which is reported and never taken for "nothing found".
    """

    heard: Heard
    findings: tuple[Finding, ...] | None = None
    reading: RiskReading | None = None
    failed: bool = False
    late: bool = False
    """The key came after the event: it is handled out of order, by the time at which it was said."""
    stale: bool = False
    """It is so late that what it asks for may not be wanted any more."""
