"""Numbers made of measurements: quantiles, and how far they can be trusted."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

SEED = 20261124
TIMES = "\N{MULTIPLICATION SIGN}"
RESAMPLES = 2000
_SURE = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its 95% interval."""

    value: float
    low: float
    high: float

    def scaled(self, by: float) -> Estimate:
        """The same in another unit."""
        return Estimate(self.value * by, self.low * by, self.high * by)


def spanned(number: Estimate) -> str:
    """Whole numbers: the value, and from where to where it may lie."""
    return f"{number.value:.0f} ({number.low:.0f} to {number.high:.0f})"


def times(number: Estimate) -> str:
    """So many times, and from where to where it may lie."""
    return f"{number.value:.2f} {TIMES} ({number.low:.2f} to {number.high:.2f})"


def quantile(values: Sequence[float], at: float) -> float:
    """The value below which the part ``at`` of them lies, between neighbours in proportion."""
    if not values:
        raise ValueError("nothing was measured")
    ordered = sorted(values)
    place = at * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def estimate(values: Sequence[float], at: float, seed: int = SEED) -> Estimate:
    """A quantile with its interval by bootstrap; the same values and seed give the same interval."""
    dice = random.Random(seed)  # noqa: S311 - repeatable chance, not a secret
    return _estimated(quantile(values, at), lambda: quantile(_resampled(values, dice), at))


def ratio(values: Sequence[float], base: Sequence[float], at: float, seed: int = SEED) -> Estimate:
    """How many times a quantile of ``base`` that of ``values`` is, with its interval by bootstrap of both."""
    dice = random.Random(seed)  # noqa: S311 - as above

    def again() -> float:
        return quantile(_resampled(values, dice), at) / quantile(_resampled(base, dice), at)

    return _estimated(quantile(values, at) / quantile(base, at), again)


def _resampled(values: Sequence[float], dice: random.Random) -> list[float]:
    return dice.choices(values, k=len(values))


def _estimated(value: float, again: Callable[[], float]) -> Estimate:
    drawn = [again() for _ in range(RESAMPLES)]
    aside = (1 - _SURE) / 2
    return Estimate(value, quantile(drawn, aside), quantile(drawn, 1 - aside))
