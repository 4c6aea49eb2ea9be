"""Training what ``membership.py`` weighs: ``python -m fourwalls.detection.details.membership_training --help``.

Plain numpy, deterministic: a logistic regression with a penalty on the size of the weights, over the mentions of
organisations in labelled messages and in ordinary sessions, in which nobody names a place that they belong to.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fourwalls.detection import models
from fourwalls.detection.details.membership import features
from fourwalls.detection.details.mentions import mentions
from fourwalls.detection.details.reading import Reading, Tagger
from fourwalls.detection.names import NameModel
from fourwalls.group.finding import DetailKind

ROUNDS = 25
PENALTY = 1.5
SEEN_AT_LEAST = 3
"""Features seen less often get no weight, so that no sentence is learnt by heart."""
SMALLEST = 0.03
SAME = 0.5
"""The share of words in common from which a mention counts as the labelled one."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Example:
    """A mention: its features and whether somebody belongs to it."""

    features: frozenset[str]
    belongs: bool


def examples(path: Path, tagger: Tagger | None) -> Iterator[Example]:
    """The mentions in a file of labelled messages or of sessions."""
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        for said in entry.get("turns", [entry]):
            yield from _of_message(said["text"], said.get("spans", []), tagger)


def _of_message(text: str, spans: Sequence[dict[str, object]], tagger: Tagger | None) -> Iterator[Example]:
    """The mentions of one message; one that overlaps a labelled span in part teaches nothing."""
    reading = Reading(text, tagger=tagger)
    gold = [(int(str(s["start"])), int(str(s["end"]))) for s in spans if s["category"] == DetailKind.WORKPLACE.value]
    for mention in mentions(reading):
        words = mention.words(reading)
        start, end = reading.plain.span(words[0].start, words[-1].end)
        share = max((_share(start, end, *one) for one in gold), default=0.0)
        if share == 0.0 or share >= SAME:
            yield Example(frozenset(features(reading, mention)), share >= SAME)


def _share(start: int, end: int, first: int, last: int) -> float:
    """How much two spans have in common, of what they cover together."""
    return max(0, min(end, last) - max(start, first)) / (max(end, last) - min(start, first))


def fit(found: Sequence[Example], penalty: float = PENALTY) -> dict[str, float]:
    """The weights that tell these examples apart."""
    counts = Counter(name for one in found for name in one.features)
    names = sorted(name for name, count in counts.items() if count >= SEEN_AT_LEAST)
    columns = {name: at for at, name in enumerate(names)}
    table: Floats = np.zeros((len(found), len(names) + 1))
    table[:, -1] = 1.0
    for row, one in enumerate(found):
        table[row, [columns[name] for name in one.features if name in columns]] = 1.0
    weights = _newton(table, np.array([one.belongs for one in found], dtype=np.float64), penalty)
    kept = {name: round(float(weights[at]), 3) for name, at in columns.items() if abs(weights[at]) >= SMALLEST}
    return {"bias": round(float(weights[-1]), 3), **kept}


def _newton(table: Floats, wanted: Floats, penalty: float) -> Floats:
    """Newton's method; the bias alone is free."""
    weights: Floats = np.zeros(table.shape[1])
    ridge = np.full(table.shape[1], penalty)
    ridge[-1] = 1e-6
    for _ in range(ROUNDS):
        odds = 1.0 / (1.0 + np.exp(-np.clip(table @ weights, -30, 30)))
        slope = table.T @ (odds - wanted) + ridge * weights
        curve = (table * (odds * (1 - odds))[:, None]).T @ table + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if float(np.abs(step).max()) < 1e-6:  # noqa: PLR2004 - settled
            break
    return weights


def main(asked: Sequence[str]) -> None:
    """Train on the files named and write the weights."""
    parser = argparse.ArgumentParser(description="Train the weights of belonging.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--out", required=True, type=Path)
    options = parser.parse_args(asked)
    folder = models.locate(None)
    tagger = NameModel(folder).tag if folder is not None else None
    found = [one for path in options.files for one in examples(path, tagger)]
    options.out.write_text(json.dumps(fit(found), indent=0, sort_keys=True) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(found)} mentions, {sum(one.belongs for one in found)} of them belonged to\n")


if __name__ == "__main__":
    main(sys.argv[1:])
