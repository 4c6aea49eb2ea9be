"""The corpora that are measured, who wrote them, and what their figures are worth.

To add one: put the file into ``tests/corpora`` with a line in its README, and a line in ``SETS`` here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

CORPORA = Path(__file__).parents[2] / "corpora"
NAMES = ("full_name", "clinician")
"""The categories whose spans are people's names, which have a heritage."""


class Standing(StrEnum):
    """Whether figures on a set say anything of new texts."""

    TUNED = "tuned on"
    """The rules were written looking at it, and what is learnt was trained on it: its figures flatter."""
    SET_ASIDE = "set aside"
    """Its words were not looked at, but its author wrote the rules, and compared thresholds on its totals."""
    UNREAD = "never read"
    """Nobody who writes rules has read it: its mistakes are listed by number alone, so that it stays so."""


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """One file of labelled messages by one hand."""

    name: str
    standing: Standing
    persona: int = 1
    """So many messages in a row are by one invented writer; 1: the file does not say who writes."""
    voices: bool = False
    """The ids name the voice or theme instead: ``dt-agnes_glasgow-01``."""
    own_hand: bool = False
    """The hand that wrote it also wrote the rules."""

    @property
    def worth(self) -> str:
        """What its figures are worth, in a few words."""
        return f"{self.standing}, by the hand of the rules" if self.own_hand else f"{self.standing}"

    def writer(self, at: int, key: str) -> str:
        """Who wrote the message at an index, with an id."""
        return key.rpartition("-")[0] if self.voices else f"{self.name} {at // self.persona}"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text and the category of what stands there."""

    start: int
    end: int
    category: str


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled message."""

    id: str
    text: str
    spans: tuple[Span, ...]
    """What should be found; empty: nobody should be warned."""
    writer: str
    """Messages of one writer are not independent of one another."""
    before: tuple[str, ...] = ()
    """What the same sender said before, oldest first."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of an ordinary session, in which nothing should be found."""

    id: str
    text: str
    before: tuple[str, ...]
    """What the same member said before, oldest first."""
    names: tuple[str, ...]
    """The profile names of those in the room."""
    writer: str


SETS = (
    LabelledSet("identifying_a", Standing.TUNED, persona=20),
    LabelledSet("identifying_b", Standing.TUNED, persona=20),
    LabelledSet("identifying_c", Standing.TUNED, own_hand=True),
    LabelledSet("identifying_d", Standing.TUNED, voices=True, own_hand=True),
    LabelledSet("identifying_d_blind", Standing.SET_ASIDE, voices=True, own_hand=True),
    LabelledSet("identifying_b_blind", Standing.UNREAD, persona=20),
)
SESSIONS = ("sessions_a", "sessions_b")


def rows(name: str) -> list[dict[str, Any]]:
    """The lines of a corpus file."""
    return [json.loads(line) for line in (CORPORA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def cases(of: LabelledSet) -> list[Case]:
    """Every message of a set."""
    return [
        Case(
            row["id"],
            row["text"],
            tuple(Span(span["start"], span["end"], span["category"]) for span in row["spans"]),
            of.writer(at, row["id"]),
            tuple(row.get("context", ())),
        )
        for at, row in enumerate(rows(of.name))
    ]


def turns(name: str) -> Iterator[Turn]:
    """Every message of a file of ordinary sessions, as the guide hears it."""
    for session in rows(name):
        names = tuple(member["name"] for member in session["members"])
        said: dict[str, tuple[str, ...]] = {}
        for at, turn in enumerate(session["turns"]):
            before = said.get(turn["by"], ())
            yield Turn(f"{session['id']} {at}", turn["text"], before, names, f"{session['id']} {turn['by']}")
            said[turn["by"]] = (*before, turn["text"])[-3:]


def heritages() -> dict[tuple[str, Span], str]:
    """For every labelled name (message and span) where it comes from."""
    where = {(one["id"], one["start"], one["end"]): one["heritage"] for one in rows("heritage")}
    return {
        (case.id, span): where[case.id, span.start, span.end]
        for one in SETS
        for case in cases(one)
        for span in case.spans
        if span.category in NAMES and (case.id, span.start, span.end) in where
    }
