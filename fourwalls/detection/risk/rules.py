"""The configured part of risk: components, the cues that join them, and the guards that lower what cues say."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from fourwalls.detection.normal import View
from fourwalls.detection.regex import Pattern, Sieve
from fourwalls.detection.risk.spelling import Speller
from fourwalls.group.finding import RiskKind, Severity

Span = tuple[int, int]
MAX_HITS = 40
"""Hits of one component that are looked at in one message; more add nothing."""
NONE_REACH = 25
"""How far around a cue its ``none`` components are looked for."""


class RiskRulesError(ValueError):
    """The risk rules cannot be used. The message names the table and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class CueRule:
    """Components that together, near one another, speak for a risk."""

    name: str
    kind: RiskKind
    severity: Severity
    all: tuple[str, ...]
    within: int
    weight: float
    none: tuple[str, ...] = ()
    """Components that must not stand near: what the same words say when nothing is meant by them."""


@dataclass(frozen=True, slots=True)
class GuardRule:
    """A component whose presence lowers the severity of some kinds."""

    name: str
    any: tuple[str, ...]
    lowers: frozenset[RiskKind]


@dataclass(frozen=True, slots=True)
class CueHit:
    """A cue that was met, with the spans (of the spelled view) that met it."""

    rule: CueRule
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Sighting:
    """What the rules see in one message."""

    view: View
    hits: tuple[CueHit, ...]
    guards: tuple[GuardRule, ...]
    components: Mapping[str, int]
    """How often each component was seen."""


@dataclass(frozen=True, slots=True)
class RiskRules:
    """The rules of ``risk.toml``, checked and compiled."""

    speller: Speller
    components: Mapping[str, Pattern]
    cues: tuple[CueRule, ...]
    guards: tuple[GuardRule, ...]
    sieve: Sieve = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make ready to pass over components that cannot stand in a message: most of them."""
        object.__setattr__(self, "sieve", Sieve(tuple(self.components.values())))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the rules; ``RiskRulesError`` says what is wrong."""
        try:
            table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise RiskRulesError(f"risk rules are not TOML: {error}") from None
        components = {str(name): _component(name, parts) for name, parts in table.get("components", {}).items()}
        cues = tuple(_cue(entry, components) for entry in table.get("cue", ()))
        guards = tuple(_guard(entry, components) for entry in table.get("guard", ()))
        if not cues:
            raise RiskRulesError("risk rules hold no [[cue]]: nothing would ever be flagged")
        spelling = {str(word): str(plain) for word, plain in table.get("spelling", {}).items()}
        speller = Speller(spelling, _asked_for([*table.get("components", {}).values(), list(spelling.values())]))
        return cls(speller, components, cues, guards)

    def look(self, view: View) -> Sighting:
        """What these rules see in a plain view."""
        spelled = self.speller.rewrite(view)
        spans: dict[str, tuple[Span, ...]] = dict.fromkeys(self.components, ())
        names = tuple(self.components)
        for name in (names[number] for number in self.sieve.which(spelled.text)):
            spans[name] = _hits(self.components[name], spelled.text)
        hits = tuple(hit for rule in self.cues if (hit := _meet(rule, spans)) is not None)
        guards = tuple(guard for guard in self.guards if any(spans[name] for name in guard.any))
        return Sighting(spelled, hits, guards, {name: len(found) for name, found in spans.items()})


def _component(name: str, parts: object) -> Pattern:
    """One component as one pattern of whole words."""
    if not isinstance(parts, list) or not parts or not all(isinstance(part, str) for part in parts):
        raise RiskRulesError(f"component {name!r} must be a list of patterns")
    try:
        return Pattern(r"(?:^|\b)(?:" + "|".join(parts) + r")(?:\b|$)")
    except Exception as error:  # noqa: BLE001  the library raises its own kind of error, which is not part of its interface
        raise RiskRulesError(f"component {name!r} holds a pattern that does not compile: {error}") from None


def _asked_for(lists: Sequence[Sequence[str]]) -> frozenset[str]:
    """The plain words that components ask for."""
    word = Pattern(r"[a-z]{6,}")
    literal = (part for parts in lists for part in parts if "\\" not in part)
    return frozenset(match.group() for part in literal for match in word.finditer(part))


def _cue(entry: Mapping[str, Any], components: Mapping[str, Pattern]) -> CueRule:
    """One ``[[cue]]``."""
    name = str(entry.get("name", "without a name"))
    try:
        rule = CueRule(
            name=name,
            kind=RiskKind(entry["kind"]),
            severity=Severity.of_word(entry["severity"]),
            all=tuple(entry["all"]),
            within=int(entry.get("within", 120)),
            weight=float(entry.get("weight", 1.0)),
            none=tuple(entry.get("none", ())),
        )
    except KeyError as error:
        raise RiskRulesError(f"cue {name!r} lacks {error}") from None
    except ValueError as error:
        raise RiskRulesError(f"cue {name!r}: {error}") from None
    _check_known(f"cue {name!r}", (*rule.all, *rule.none), components)
    return rule


def _guard(entry: Mapping[str, Any], components: Mapping[str, Pattern]) -> GuardRule:
    """One ``[[guard]]``."""
    name = str(entry.get("name", "without a name"))
    try:
        rule = GuardRule(name, tuple(entry["any"]), frozenset(RiskKind(kind) for kind in entry["lowers"]))
    except KeyError as error:
        raise RiskRulesError(f"guard {name!r} lacks {error}") from None
    except ValueError as error:
        raise RiskRulesError(f"guard {name!r}: {error}") from None
    _check_known(f"guard {name!r}", rule.any, components)
    return rule


def _check_known(where: str, names: Sequence[str], components: Mapping[str, Pattern]) -> None:
    """Every component that a rule names must exist."""
    unknown = [name for name in names if name not in components]
    if unknown or not names:
        raise RiskRulesError(f"{where} names no component that exists: {', '.join(unknown) or 'none given'}")


def _hits(pattern: Pattern, text: str) -> tuple[Span, ...]:
    """Where a component stands, up to ``MAX_HITS`` times."""
    found: list[Span] = []
    for match in pattern.finditer(text):
        if match.start() < match.end():
            found.append(match.span())
        if len(found) >= MAX_HITS:
            break
    return tuple(found)


def _meet(rule: CueRule, spans: Mapping[str, tuple[Span, ...]]) -> CueHit | None:
    """The first place where every component of a cue stands near the first of them, and none of the others does."""
    first, *rest = rule.all
    for anchor in spans[first]:
        chosen = [anchor]
        for name in rest:
            near = min(_candidates(spans[name], anchor, chosen), default=None)
            if near is None or near[0] > rule.within:
                break
            chosen.append(near[1])
        else:
            if not _spoiled(rule, spans, chosen):
                return CueHit(rule, tuple(chosen))
    return None


def _spoiled(rule: CueRule, spans: Mapping[str, tuple[Span, ...]], chosen: Sequence[Span]) -> bool:
    """Whether something stands over or beside a cue that makes it mean nothing."""
    start = min(span[0] for span in chosen) - NONE_REACH
    end = max(span[1] for span in chosen) + NONE_REACH
    return any(start < span[1] and span[0] < end for name in rule.none for span in spans[name])


def _candidates(spans: Sequence[Span], anchor: Span, chosen: Sequence[Span]) -> Iterator[tuple[int, Span]]:
    """The hits of a component that are not used yet, with their distance from the anchor."""
    for span in spans:
        if span not in chosen:
            yield max(0, span[0] - anchor[1], anchor[0] - span[1]), span
