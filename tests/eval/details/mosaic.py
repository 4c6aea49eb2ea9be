"""How well it is told by which message somebody's small details single them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fourwalls.detection.mosaic.reader import MosaicReader
from tests.eval.details.sets import SESSIONS, rows
from tests.eval.intervals import Share, wilson

_RULES = Path(__file__).parents[3] / "config" / "mosaic.toml"
NEAR = 1
"""An index counts as right so far from the labelled one."""


@dataclass(frozen=True, slots=True)
class MosaicSet:
    """A file of members' messages, and what its figures are worth."""

    name: str
    worth: str


MOSAICS = (
    MosaicSet("mosaic_a", "tuned on"),
    MosaicSet("mosaic_b", "words never read by the hand of the rules, scores, labels and kinds found often"),
    MosaicSet("mosaic_c", "by the hand of the rules, tuned on"),
    MosaicSet("mosaic_d", "by the hand of the rules, written before them and set aside, scores looked at as often"),
)


@dataclass(frozen=True, slots=True)
class MosaicScores:
    """How often the answer was right, and in which way it was not."""

    right: Share
    always_never: Share
    """The same for who always answers that nobody is singled out …"""
    best_constant: Share
    """… and for who always names the one index that suits this set best, which nobody could know beforehand."""
    alarms: int
    missed: int
    early: int
    late: int


Outcome = tuple[int | None, int | None]
"""What is labelled, and what was answered."""


def near(gold: int | None, got: int | None) -> bool:
    """Whether an answer is right: never, or the index within one."""
    return got is None if gold is None else got is not None and abs(got - gold) <= NEAR


def scores(outcomes: Sequence[Outcome]) -> MosaicScores:
    """The scores of labelled answers."""
    golds = [gold for gold, _ in outcomes]
    constants = {at: sum(near(gold, at) for gold in golds) for at in range(10)}
    off = [(gold, got) for gold, got in outcomes if not near(gold, got)]
    return MosaicScores(
        wilson(len(outcomes) - len(off), len(outcomes)),
        wilson(sum(gold is None for gold in golds), len(golds)),
        wilson(max(constants.values()), len(golds)),
        alarms=sum(gold is None for gold, _ in off),
        missed=sum(got is None for _, got in off),
        early=sum(gold is not None and got is not None and got < gold for gold, got in off),
        late=sum(gold is not None and got is not None and got > gold for gold, got in off),
    )


def measured() -> dict[MosaicSet, MosaicScores]:
    """Every set with its scores."""
    reader = reader_as_shipped()
    return {
        one: scores([(row["identifiable_at"], reader.identifiable_at(row["messages"])) for row in rows(one.name)])
        for one in MOSAICS
    }


def ordinary() -> Share:
    """Of the members of ordinary sessions, which were written to single nobody out, the part that is."""
    reader = reader_as_shipped()
    said: dict[tuple[str, str], list[str]] = {}
    for name in SESSIONS:
        for session in rows(name):
            for turn in session["turns"]:
                said.setdefault((session["id"], turn["by"]), []).append(turn["text"])
    return wilson(sum(reader.identifiable_at(messages) is not None for messages in said.values()), len(said))


def reader_as_shipped() -> MosaicReader:
    """The reader with the shipped rules."""
    return MosaicReader.load(_RULES.read_text(encoding="utf-8"))
