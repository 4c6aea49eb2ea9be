"""How far a share can be trusted: 95 % intervals, by Wilson's formula and by drawing whole clusters again."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2_000
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, with its 95 % interval; ``hits`` and ``total`` are 0 where it is no count (an F score)."""

    value: float
    low: float
    high: float
    hits: int = 0
    total: int = 0

    def __str__(self) -> str:
        """As it stands in a table: ``.953 [.931, .968] 205/215``."""
        if math.isnan(self.value):
            return "-"
        count = f" {self.hits}/{self.total}" if self.total else ""
        return f"{short(self.value)} [{short(self.low)}, {short(self.high)}]{count}"

    def widened(self, other: Share) -> Share:
        """The same with the wider of two intervals at each end: neither way of counting may flatter."""
        return Share(self.value, min(self.low, other.low), max(self.high, other.high), self.hits, self.total)


def short(share: float) -> str:
    """Three places, without the nought before the point."""
    return f"{share:.3f}".removeprefix("0") if share < 1 else f"{share:.2f}"


def wilson(hits: int, total: int) -> Share:
    """A share of independent things; not a number when there are none."""
    if not total:
        return Share(math.nan, math.nan, math.nan)
    share = hits / total
    middle = (share + _Z * _Z / (2 * total)) / (1 + _Z * _Z / total)
    half = _Z * math.sqrt(share * (1 - share) / total + _Z * _Z / (4 * total * total)) / (1 + _Z * _Z / total)
    return Share(share, max(0.0, middle - half), min(1.0, middle + half), hits, total)


def drawn(counts: Sequence[Sequence[int]], score: Callable[[Sequence[int]], float], seed: int) -> Share:
    """A score of counts that belong together by cluster (one writer), each cluster drawn whole, again and again.

    Args:
        counts: for each cluster its counts; a score is made of their sums.
        score: makes a number of the sums.
        seed: which clusters are drawn.
    """
    table = np.asarray(counts, dtype=np.int64)
    dice = np.random.default_rng(seed)
    picks = dice.integers(0, len(table), size=(RESAMPLES, len(table)))
    values = [value for pick in picks if not math.isnan(value := score(table[pick].sum(axis=0).tolist()))]
    low, high = np.quantile(values, (0.025, 0.975)) if values else (math.nan, math.nan)
    return Share(score(table.sum(axis=0).tolist()), float(low), float(high))
