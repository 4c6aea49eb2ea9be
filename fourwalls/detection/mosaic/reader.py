"""Reads messages for small details; pure, and remembers nothing: the caller keeps what comes out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Self

from fourwalls.detection import normal
from fourwalls.detection.mosaic.places import place_bits
from fourwalls.detection.mosaic.rules import MosaicRules
from fourwalls.group.mosaic import Hints, Measure, Mosaic, SmallKind

LONGEST = 4_000
"""Small details beyond are not looked for: nobody chats so long, and time must not grow with a hostile text."""
FEWEST = 3
"""Spaces in a message that tells anything: shorter ones are greetings and thanks."""


class MosaicReader:
    """Says what small details a message tells."""

    def __init__(self, rules: MosaicRules) -> None:
        self._rules = rules

    @classmethod
    def load(cls, mosaic_toml: str) -> Self:
        """Read the rules; ``MosaicRulesError`` says what is wrong with them."""
        return cls(MosaicRules.parse(mosaic_toml))

    @property
    def measure(self) -> Measure:
        """From when on small details are too many."""
        return self._rules.measure

    def read(self, text: str) -> Hints:
        """What one message tells, never the words of it."""
        plain = normal.plain(text[:LONGEST]).text
        low = plain.lower()
        if self._rules.fiction.hit(low):
            return {}
        told: dict[SmallKind, float] = {}
        place = place_bits(plain, self._rules.places)
        if place:
            told[SmallKind.PLACE] = place
        for rule in self._rules.hints:
            if rule.tells > told.get(rule.kind, 0) and rule.met(low):
                told[rule.kind] = rule.tells
        return told

    def add(self, known: Mosaic, text: str) -> Mosaic:
        """What is known of a member after one message more."""
        return known.with_message(self.read(text), tells=text.count(" ") >= FEWEST, measure=self.measure)

    def follow(self, messages: Sequence[str]) -> Iterator[Mosaic]:
        """What is known of a member after each of their messages, oldest first."""
        known = Mosaic()
        for text in messages:
            known = self.add(known, text)
            yield known

    def identifiable_at(self, messages: Sequence[str]) -> int | None:
        """The index of the message by which a reader could probably tell who it is; ``None``: never."""
        return next((at for at, known in enumerate(self.follow(messages)) if known.singles_out(self.measure)), None)
