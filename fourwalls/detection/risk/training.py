"""Training the linear model: ``python -m fourwalls.detection.risk.training --help``. Plain numpy, deterministic."""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from fourwalls.detection import normal
from fourwalls.detection.risk.features import SLOTS, Block, blocks, look_before
from fourwalls.detection.risk.judge import Judge
from fourwalls.detection.risk.linear import KINDS, SEVERITIES, LinearModel, vector
from fourwalls.detection.risk.rules import RiskRules, Sighting
from fourwalls.group.finding import RiskKind, Severity

ROUNDS = 150
STRENGTH = 8.0
"""How freely weights may grow (the inverse of the penalty)."""
THRESHOLDS = (0.5, 0.5, 0.4)
URGENT_SHARE = 0.75
"""The threshold of what is immediate, as a share of the threshold of what is high."""
PAGED, FLAGGED = 4.5, 25.0
"""What calibration allows of 1,000 ordinary messages: high or worse, and flagged at all.

The aims are 5 paged and 20 digested.
"""
CONTEXT_DROPPED = 0.3
"""The share of training cases that lose their context, so that having one tells nothing."""

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Case:
    """A labelled message."""

    text: str
    context: tuple[str, ...]
    kind: RiskKind | None
    severity: Severity


class Matrix:
    """Sparse rows, kept in both orders so that either product is one pass."""

    def __init__(self, slots: npt.NDArray[np.int64], values: Floats, rows: npt.NDArray[np.int64], count: int) -> None:
        order = np.argsort(slots, kind="stable")
        self.count = count
        self.used, places = np.unique(slots, return_inverse=True)
        """The slots that any row holds; weights are one a used slot."""
        self._places, self._values = places, values
        self._filled, self._row_starts = np.unique(rows, return_index=True)
        self._by_slot, self._turned = rows[order], values[order]
        self._slot_starts = np.unique(slots[order], return_index=True)[1]

    def times(self, weights: Floats) -> Floats:
        """One number a row."""
        found: Floats = np.zeros(self.count, dtype=np.float32)
        found[self._filled] = np.add.reduceat(self._values * weights[self._places], self._row_starts)
        return found

    def transposed_times(self, errors: Floats) -> Floats:
        """One number a used slot."""
        return np.add.reduceat(self._turned * errors[self._by_slot], self._slot_starts).astype(np.float32)

    def longest(self) -> float:
        """The greatest squared length of a row."""
        return float(np.add.reduceat(self._values**2, self._row_starts).max())


def read_cases(path: Path) -> Iterator[Case]:
    """The labelled messages of a risk file, or the ordinary ones of any other corpus, which carry no flag."""
    for line in path.read_text(encoding="utf-8").splitlines():
        entry: dict[str, Any] = json.loads(line)
        if "turns" in entry:
            before: list[str] = []
            for turn in entry["turns"]:
                yield Case(turn["text"], tuple(before[-3:]), None, Severity.NONE)
                before.append(f"{turn['by']}: {turn['text']}")
        elif "messages" in entry:
            for at, said in enumerate(entry["messages"]):
                yield Case(
                    said,
                    tuple(f"member: {text}" for text in entry["messages"][max(0, at - 2) : at]),
                    None,
                    Severity.NONE,
                )
        elif "spans" in entry:
            yield Case(entry["text"], (), None, Severity.NONE)
        else:
            kind = RiskKind(entry["category"]) if entry["flag"] else None
            yield Case(entry["text"], tuple(entry["context"]), kind, Severity.of_word(entry["severity"]))


def read_features(rules: RiskRules, cases: Sequence[Case], seed: int = 1) -> list[dict[str, Block]]:
    """The features of every case; some lose their context."""
    dice = random.Random(seed)  # noqa: S311  not for secrets: which cases lose their context
    found = []
    for case in cases:
        kept = case.context if dice.random() > CONTEXT_DROPPED else ()
        found.append(blocks(rules.look(normal.plain(case.text)), look_before(rules, kept)))
    return found


def rarity(features: Sequence[dict[str, Block]]) -> Floats:
    """Inverse document frequency of every slot; zero for what is seen only once."""
    seen = np.zeros(SLOTS, dtype=np.float32)
    for parts in features:
        for block in parts.values():
            if block:
                seen[np.fromiter(block.keys(), dtype=np.int64, count=len(block))] += 1
    idf = np.log((1 + len(features)) / (1 + seen)) + 1
    return np.where(seen > 1, idf, 0).astype(np.float32)


def to_matrix(features: Sequence[dict[str, Block]], idf: Floats) -> Matrix:
    """All rows as one sparse matrix, without what has no weight."""
    pairs = [vector(parts, idf) for parts in features]
    rows = np.repeat(np.arange(len(pairs)), [len(slots) for slots, _ in pairs])
    slots, values = np.concatenate([s for s, _ in pairs]), np.concatenate([v for _, v in pairs])
    kept = values != 0
    return Matrix(slots[kept], values[kept], rows[kept], len(pairs))


def fit(matrix: Matrix, wanted: Floats, rounds: int = ROUNDS) -> tuple[Floats, float]:
    """Logistic regression by accelerated descent: weights and bias."""
    penalty = 1.0 / (STRENGTH * matrix.count)
    step = np.float32(1.0 / (0.25 * (matrix.longest() + 1) + penalty))
    weights: Floats = np.zeros(len(matrix.used), dtype=np.float32)
    ahead = weights
    bias = bias_ahead = 0.0
    speed = 1.0
    for _ in range(rounds):
        errors = (1 / (1 + np.exp(-(matrix.times(ahead) + bias_ahead))) - wanted) / matrix.count
        slope = matrix.transposed_times(errors.astype(np.float32)) + np.float32(penalty) * ahead
        new: Floats = (ahead - step * slope).astype(np.float32)
        new_bias = bias_ahead - float(step) * float(errors.sum())
        new_speed = (1 + (1 + 4 * speed * speed) ** 0.5) / 2
        push = np.float32((speed - 1) / new_speed)
        ahead, bias_ahead = (
            (new + push * (new - weights)).astype(np.float32),
            new_bias + float(push) * (new_bias - bias),
        )
        weights, bias, speed = new, new_bias, new_speed
    everywhere: Floats = np.zeros(SLOTS, dtype=np.float32)
    everywhere[matrix.used] = weights
    return everywhere, bias


def train(rules: RiskRules, cases: Sequence[Case], thresholds: Sequence[float]) -> dict[str, npt.NDArray[Any]]:
    """All heads: how severe at least, among all; of which kind, among the flagged."""
    features = read_features(rules, cases)
    idf = rarity(features)
    everything = to_matrix(features, idf)
    heads = [
        fit(everything, np.array([case.severity >= severity for case in cases], dtype=np.float32))
        for severity in SEVERITIES
    ]
    flagged = [at for at, case in enumerate(cases) if case.kind is not None]
    some = to_matrix([features[at] for at in flagged], idf)
    heads += [fit(some, np.array([cases[at].kind is kind for at in flagged], dtype=np.float32)) for kind in KINDS]
    weights = np.stack([head for head, _ in heads])
    scale = np.abs(weights).max(axis=1) / 127
    return {
        "idf": idf.astype(np.float16),
        "weights": np.round(weights / scale[:, None]).astype(np.int8),
        "scale": scale.astype(np.float32),
        "bias": np.array([bias for _, bias in heads], dtype=np.float32),
        "thresholds": np.array(thresholds, dtype=np.float32),
    }


def calibrate(rules: RiskRules, parts: Sequence[tuple[LinearModel, Sequence[Case]]]) -> tuple[float, ...]:
    """The lowest thresholds at which ordinary messages stay within the budgets.

    Every part holds ordinary messages and a model that has not seen them. What the cues page by themselves is paid
    from the same budgets.
    """
    scores: list[tuple[float, ...]] = []
    total = 0
    for model, ordinary in parts:
        model.thresholds = (2.0, 2.0, 2.0)  # the cues alone
        judge = Judge(rules, model)
        quiet = [case for case in ordinary if not judge.read(case.text, case.context).flag]
        scores += [model.opinion(blocks(*_looks(rules, case))).scores for case in quiet]
        total += len(ordinary)
    table = np.array(scores)
    paging = np.maximum(table[:, 1], table[:, 2] / URGENT_SHARE)
    high = _just_above(np.sort(paging)[::-1], int(PAGED * total / 1000) - (total - len(table)))
    rest = np.sort(table[paging < high, 0])[::-1]
    concern = _just_above(rest, int((FLAGGED - PAGED) * total / 1000))
    return concern, high, high * URGENT_SHARE


def _looks(rules: RiskRules, case: Case) -> tuple[Sighting, Sighting | None]:
    """What the rules see in a case and before it."""
    return rules.look(normal.plain(case.text)), look_before(rules, case.context)


def _just_above(falling: npt.NDArray[Any], allowed: int) -> float:
    """A threshold that so many of the falling values reach, and no more."""
    return float(falling[min(max(allowed, 0), len(falling) - 1)]) + 1e-4


def main(arguments: Sequence[str] | None = None) -> int:
    """Train on the named files and write the weights."""
    parser = argparse.ArgumentParser(
        description="Train the linear risk model on labelled messages and ordinary sessions."
    )
    parser.add_argument("--rules", type=Path, required=True, help="risk.toml")
    parser.add_argument("--out", type=Path, required=True, help="where to write the weights (.npz)")
    parser.add_argument(
        "--ordinary", type=Path, help="ordinary sessions among the files, left out once to set the thresholds by"
    )
    parser.add_argument("files", type=Path, nargs="+", help="risk and session files (JSON lines)")
    options = parser.parse_args(arguments)
    rules = RiskRules.parse(options.rules.read_text(encoding="utf-8"))
    thresholds: tuple[float, ...] = THRESHOLDS
    if options.ordinary:
        others = [case for path in options.files if path != options.ordinary for case in read_cases(path)]
        without = LinearModel(train(rules, others, THRESHOLDS))
        thresholds = calibrate(rules, [(without, list(read_cases(options.ordinary)))])
    cases = [case for path in options.files for case in read_cases(path)]
    arrays = train(rules, cases, thresholds)
    np.savez_compressed(options.out, **arrays)  # type: ignore[arg-type]  # numpy's stub mixes names with its own options
    sys.stdout.write(
        f"trained on {len(cases)} messages; thresholds {thresholds}; {options.out.stat().st_size / 1e6:.1f} MB\n"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
