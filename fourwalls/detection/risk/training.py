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
from fourwalls.detection.risk.features import SLOTS, Block, blocks, context_text
from fourwalls.detection.risk.linear import KINDS, SEVERITIES, vector
from fourwalls.detection.risk.rules import RiskRules
from fourwalls.group.finding import RiskKind, Severity

ROUNDS = 400
STRENGTH = 8.0
"""How freely weights may grow (the inverse of the penalty)."""
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


@dataclass(frozen=True, slots=True)
class Matrix:
    """Sparse rows: slots and values, one after another, with the row of each."""

    slots: npt.NDArray[np.int64]
    values: Floats
    rows: npt.NDArray[np.int64]
    count: int

    def times(self, weights: Floats) -> Floats:
        """One number a row."""
        return np.bincount(self.rows, self.values * weights[self.slots], minlength=self.count).astype(np.float32)

    def transposed_times(self, errors: Floats) -> Floats:
        """One number a slot."""
        return np.bincount(self.slots, self.values * errors[self.rows], minlength=SLOTS).astype(np.float32)


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
        found.append(blocks(rules.look(normal.plain(case.text)), context_text(rules, kept) if kept else ""))
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
    """All rows as one sparse matrix."""
    pairs = [vector(parts, idf) for parts in features]
    rows = np.repeat(np.arange(len(pairs)), [len(slots) for slots, _ in pairs])
    return Matrix(np.concatenate([s for s, _ in pairs]), np.concatenate([v for _, v in pairs]), rows, len(pairs))


def fit(matrix: Matrix, wanted: Floats, rounds: int = ROUNDS) -> tuple[Floats, float]:
    """Logistic regression by accelerated descent: weights and bias."""
    penalty = 1.0 / (STRENGTH * matrix.count)
    row_length = np.bincount(matrix.rows, matrix.values**2, minlength=matrix.count)
    step = np.float32(1.0 / (0.25 * (float(row_length.max()) + 1) + penalty))
    weights: Floats = np.zeros(SLOTS, dtype=np.float32)
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
    return weights, bias


def train(rules: RiskRules, cases: Sequence[Case], threshold: float) -> dict[str, npt.NDArray[Any]]:
    """All heads: a flag or not, then kind and severity among the flagged."""
    features = read_features(rules, cases)
    idf = rarity(features)
    everything = to_matrix(features, idf)
    heads = [fit(everything, np.array([case.kind is not None for case in cases], dtype=np.float32))]
    flagged = [at for at, case in enumerate(cases) if case.kind is not None]
    some = to_matrix([features[at] for at in flagged], idf)
    wanted = [[cases[at].kind is kind for at in flagged] for kind in KINDS]
    wanted += [[cases[at].severity is severity for at in flagged] for severity in SEVERITIES]
    heads += [fit(some, np.array(labels, dtype=np.float32)) for labels in wanted]
    weights = np.stack([head for head, _ in heads])
    scale = np.abs(weights).max(axis=1) / 127
    return {
        "idf": idf.astype(np.float16),
        "weights": np.round(weights / scale[:, None]).astype(np.int8),
        "scale": scale.astype(np.float32),
        "bias": np.array([bias for _, bias in heads], dtype=np.float32),
        "threshold": np.float32(threshold),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Train on the named files and write the weights."""
    parser = argparse.ArgumentParser(
        description="Train the linear risk model on labelled messages and ordinary sessions."
    )
    parser.add_argument("--rules", type=Path, required=True, help="risk.toml")
    parser.add_argument("--out", type=Path, required=True, help="where to write the weights (.npz)")
    parser.add_argument("--threshold", type=float, default=0.5, help="the score from which a message is flagged")
    parser.add_argument("files", type=Path, nargs="+", help="risk and session files (JSON lines)")
    options = parser.parse_args(arguments)
    rules = RiskRules.parse(options.rules.read_text(encoding="utf-8"))
    cases = [case for path in options.files for case in read_cases(path)]
    arrays = train(rules, cases, options.threshold)
    np.savez_compressed(options.out, **arrays)  # type: ignore[arg-type]  # numpy's stub mixes names with its own options
    sys.stdout.write(f"trained on {len(cases)} messages; {options.out.stat().st_size / 1e6:.1f} MB\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
