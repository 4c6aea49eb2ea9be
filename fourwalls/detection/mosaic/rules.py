"""The configured part: what small details look like, how telling each is, and which places are how big."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from fourwalls.detection.regex import Pattern
from fourwalls.group.mosaic import Measure, SmallKind


class MosaicRulesError(ValueError):
    """The rules cannot be used. The message names the table and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class HintRule:
    """What one kind of small detail looks like."""

    kind: SmallKind
    tells: float
    looks: Pattern
    unless: Pattern | None
    """What the same words say when nothing is meant by them; taken out of the text before looking again."""

    def met(self, low: str) -> bool:
        """Whether a message in lower case holds it."""
        if not self.looks.hit(low):
            return False
        return self.unless is None or self.looks.hit(self.unless.sub(lambda words: " " * len(words), low))


@dataclass(frozen=True, slots=True)
class PlaceRules:
    """Which places are known, how much a place tells, and what an unknown one looks like."""

    known: Mapping[str, float]
    """Lower-case names; nought: a hospital, which tells nothing of where somebody lives."""
    small: float
    """What a named place tells that is on no list."""
    town: float
    """What a place tells that detection knows, of whatever size."""
    begins: tuple[str, ...]
    ends: tuple[str, ...]
    heads: frozenset[str]
    """Words before a name that make a place of it."""
    dull: frozenset[str]
    """Words with a capital that are no places."""
    also_words: frozenset[str]
    """Places whose names are ordinary words."""
    medicine: Pattern
    home_before: Pattern
    near_before: Pattern
    home_after: Pattern
    """After a word that is made like a place."""
    small_after: Pattern
    """After any word with a capital."""
    first_after: Pattern
    """What stands after a place with which a message begins."""
    away_before: Pattern
    away_after: Pattern
    """Around a place to which somebody only travels."""


@dataclass(frozen=True, slots=True)
class MosaicRules:
    """The rules of ``mosaic.toml``, checked and compiled."""

    measure: Measure
    hints: tuple[HintRule, ...]
    places: PlaceRules
    fiction: Pattern
    """A message about a story, whose details are nobody's here."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the rules; ``MosaicRulesError`` says what is wrong."""
        try:
            table = tomllib.loads(text)
            threshold, anchor, small, each = (float(table[name]) for name in ("threshold", "anchor", "small", "each"))
            measure = Measure(threshold, anchor, small, each, int(table["most"]))
            hints = tuple(_hint(entry) for entry in table["hint"])
            return cls(measure, hints, _places(table["places"]), _words(table["fiction"]))
        except tomllib.TOMLDecodeError as error:
            raise MosaicRulesError(f"mosaic rules are not TOML: {error}") from None
        except KeyError as error:
            raise MosaicRulesError(f"mosaic rules lack {error}") from None
        except (TypeError, ValueError) as error:
            raise MosaicRulesError(f"mosaic rules hold something of the wrong kind: {error}") from None


def _hint(entry: Mapping[str, Any]) -> HintRule:
    unless = entry.get("unless")
    return HintRule(
        SmallKind(entry["kind"]), float(entry["tells"]), _words(entry["words"]), _words(unless) if unless else None
    )


def _places(table: Mapping[str, Any]) -> PlaceRules:
    known: dict[str, float] = {}
    for size in table["size"]:
        for name in filter(None, map(str.strip, size["names"].replace("\n", " ").split(","))):
            if known.setdefault(name, float(size["tells"])) != float(size["tells"]):
                raise MosaicRulesError(f"mosaic rules have two sizes for {name}")
    patterns = (
        "medicine", "home_before", "near_before", "home_after", "small_after", "first_after", "away_before",
        "away_after",
    )  # fmt: skip
    return PlaceRules(
        known,
        float(table["small"]),
        float(table["town"]),
        tuple(table["begins"].split()),
        tuple(table["ends"].split()),
        frozenset(table["heads"].split()),
        frozenset(table["dull"].split()),
        frozenset(table["also_words"].split()),
        *(_pattern(table[name]) for name in patterns),
    )


def _pattern(source: str) -> Pattern:
    try:
        return Pattern(source)
    except Exception as error:  # noqa: BLE001  the library raises its own kind of error, which is not part of its interface
        raise MosaicRulesError(f"a pattern does not compile: {error}") from None


def _words(parts: object) -> Pattern:
    """Alternatives as one pattern of whole words."""
    if not isinstance(parts, list) or not parts or not all(isinstance(part, str) for part in parts):
        raise MosaicRulesError("every list of words must hold patterns, and at least one")
    return _pattern(r"\b(?:" + "|".join(parts) + r")(?:\b|$)")
