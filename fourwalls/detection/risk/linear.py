"""A small linear model over hashed features: how severe at least, and of which kind. Weights ship with the package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from fourwalls.detection.risk.features import BLOCKS, RULES, Block
from fourwalls.group.finding import RiskKind, Severity

WEIGHTS_FILE = "weights.npz"
KINDS = tuple(RiskKind)
SEVERITIES = (Severity.CONCERN, Severity.HIGH, Severity.IMMEDIATE)

Floats = npt.NDArray[np.float32]


def vector(
    parts: Mapping[str, Block], idf: Floats, weights: tuple[tuple[str, float], ...] = BLOCKS
) -> tuple[npt.NDArray[np.int64], Floats]:
    """The slots of a message and their values: every block weighed by rarity, scaled to its share."""
    slots: list[npt.NDArray[np.int64]] = []
    values: list[Floats] = []
    for name, share in weights:
        block = parts[name]
        if not block:
            continue
        at = np.fromiter(block.keys(), dtype=np.int64, count=len(block))
        value = np.fromiter(block.values(), dtype=np.float32, count=len(block))
        value = value * (idf[at] if name not in RULES else (idf[at] > 0).astype(np.float32))
        if name not in RULES:
            length = float(np.sqrt((value * value).sum()))
            value = value / length if length else value
        slots.append(at)
        values.append((value * share).astype(np.float32))
    if not slots:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    return np.concatenate(slots), np.concatenate(values)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the model thinks of one message."""

    scores: tuple[float, ...]
    """How likely it is a concern or worse, high or worse, immediate."""
    kind: RiskKind
    """Of which kind, if it is a flag at all."""
    severity: Severity
    """The worst severity whose threshold is reached."""

    @property
    def score(self) -> float:
        """How likely it is a flag at all."""
        return self.scores[0]


class LinearModel:
    """The weights, unpacked once."""

    def __init__(self, arrays: Mapping[str, Any]) -> None:
        self._idf = np.asarray(arrays["idf"], dtype=np.float32)
        scale = np.asarray(arrays["scale"], dtype=np.float32)
        self._weights = np.asarray(arrays["weights"])
        self._scale = scale
        self._bias = np.asarray(arrays["bias"], dtype=np.float32)
        self.thresholds = tuple(float(value) for value in arrays["thresholds"])
        """The scores from which a message is a concern, high, immediate."""

    @property
    def threshold(self) -> float:
        """The score from which a message is flagged."""
        return self.thresholds[0]

    @classmethod
    def shipped(cls) -> LinearModel:
        """The weights that ship with the package."""
        path = resources.files("fourwalls.detection.risk") / "data" / WEIGHTS_FILE
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return cls(dict(arrays))

    def opinion(self, parts: Mapping[str, Block]) -> Opinion:
        """The model's opinion of a message."""
        slots, values = vector(parts, self._idf)
        heads = (self._weights[:, slots].astype(np.float32) @ values) * self._scale + self._bias
        scores = 1.0 / (1.0 + np.exp(-np.clip(heads[: len(SEVERITIES)], -30, 30)))
        reached = [
            severity
            for severity, score, needed in zip(SEVERITIES, scores, self.thresholds, strict=True)
            if score >= needed
        ]
        kind = KINDS[int(heads[len(SEVERITIES) :].argmax())]
        return Opinion(tuple(float(score) for score in scores), kind, max(reached, default=Severity.NONE))

    def weigh(self, slot: int) -> float:
        """How much a feature speaks for a flag; for explaining, not for deciding."""
        return float(self._weights[0, slot]) * float(self._scale[0]) * float(self._idf[slot])


class Silent(LinearModel):
    """In the place of weights that cannot be read: it has no opinion, so that cues alone speak for a risk."""

    def __init__(self) -> None:
        self.thresholds = (float("inf"),) * len(SEVERITIES)

    def opinion(self, parts: Mapping[str, Block]) -> Opinion:  # noqa: ARG002 - it never looks
        """None."""
        return Opinion((0.0,) * len(SEVERITIES), KINDS[0], Severity.NONE)

    def weigh(self, slot: int) -> float:  # noqa: ARG002 - it never looks
        """Nothing."""
        return 0.0
