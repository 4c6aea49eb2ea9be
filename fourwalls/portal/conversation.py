"""A transcript as a conversation: days, the turns of one speaker after another, and what each of them said."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby
from typing import Final

from fourwalls.portal.words import LONGEST_NAME, LONGEST_QUOTE, inert, one_line
from fourwalls.storage.keys import PersonKey
from fourwalls.storage.transcripts import Condition, Entry

_PAUSE: Final = timedelta(minutes=5)
"""Whoever speaks again within this time goes on with their turn."""


@dataclass(frozen=True, slots=True)
class Quote:
    """What a line answers, in one short line."""

    anchor: str
    """Empty: it is not on this page."""
    speaker: str = field(default="", repr=False)
    words: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is shown. ``condition`` is ``whole`` when its words are there."""

    anchor: str
    at: datetime
    condition: str
    words: str = field(repr=False)
    edited: bool
    proven: bool
    quote: Quote | None


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person said without anybody between."""

    speaker: str = field(repr=False)
    mine: bool
    facilitator: bool
    at: datetime
    lines: tuple[Line, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Day:
    """The turns of one day."""

    date: date
    turns: tuple[Turn, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Audience:
    """What is known of those who speak and of who reads."""

    reader: PersonKey
    facilitators: frozenset[PersonKey]
    names: Mapping[PersonKey, str] = field(repr=False)
    """Names for entries that carry none."""
    nameless: str
    """What somebody without any name is called."""


def days(entries: Sequence[Entry], audience: Audience, zone: tzinfo) -> Sequence[Day]:
    """Lay out a transcript, in its order."""
    names = _Names(audience, entries)
    speakers = [names.of(entry) for entry in entries]
    places = {entry.event: number for number, entry in enumerate(entries) if entry.event}
    lines = []
    for number, entry in enumerate(entries):
        answered = None if entry.reply_to is None else places.get(entry.reply_to, -1)
        quote = None if answered is None else _quote(answered, entries, speakers)
        lines.append(_line(number, entry, quote, zone))
    spoken = list(zip(entries, speakers, lines, strict=True))
    by_day = groupby(spoken, key=lambda one: one[2].at.date())
    return [Day(day, tuple(_turns(list(of_day), audience))) for day, of_day in by_day]


class _Names:
    """Calls each speaker by the name they had; two people of one name are told apart by a number."""

    def __init__(self, audience: Audience, entries: Sequence[Entry]) -> None:
        here = {entry.author: entry.profile_name for entry in reversed(entries) if entry.profile_name}
        self._known = {**audience.names, **here}
        self._nameless = audience.nameless
        self._bearers: dict[str, PersonKey] = {}

    def of(self, entry: Entry) -> str:
        known = entry.profile_name or self._known.get(entry.author, "")
        name = one_line(known, LONGEST_NAME) or self._nameless
        number, called = 1, name
        while self._bearers.setdefault(_alike(called), entry.author) != entry.author:
            number += 1
            called = f"{name} ({number})"
        return called


def _alike(name: str) -> str:
    visible = "".join(c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf")
    return " ".join(visible.casefold().split())


def _quote(answered: int, entries: Sequence[Entry], speakers: Sequence[str]) -> Quote:
    if answered < 0:
        return Quote("")
    words = one_line(_left(entries[answered]), LONGEST_QUOTE)
    return Quote(_anchor(answered), speakers[answered], words)


def _line(number: int, entry: Entry, quote: Quote | None, zone: tzinfo) -> Line:
    return Line(
        anchor=_anchor(number),
        at=entry.at.astimezone(zone),
        condition=entry.condition.value,
        words=inert(_left(entry)).strip("\n"),
        edited=entry.edited and entry.condition is Condition.WHOLE,
        proven=entry.proven,
        quote=quote,
    )


def _left(entry: Entry) -> str:
    return entry.text if entry.condition is Condition.WHOLE else ""


def _anchor(number: int) -> str:
    return f"e{number + 1}"


def _turns(spoken: Iterable[tuple[Entry, str, Line]], audience: Audience) -> Iterable[Turn]:
    turns: list[tuple[PersonKey, str, list[Line]]] = []
    for entry, speaker, line in spoken:
        last = turns[-1] if turns else None
        if last and last[:2] == (entry.author, speaker) and line.at - last[2][-1].at <= _PAUSE:
            last[2].append(line)
        else:
            turns.append((entry.author, speaker, [line]))
    for author, speaker, lines in turns:
        facilitator = author in audience.facilitators
        yield Turn(speaker, author == audience.reader, facilitator, lines[0].at, tuple(lines))
