"""Two suites of one run beside each other: the earlier commit's, the present one's, and what changed."""

from __future__ import annotations

from tests.bench.figures import TIMES, quantile, ratio, spanned, times
from tests.bench.results import Measured, milliseconds

Row = tuple[str, ...]


def compared(now: Measured, then: Measured) -> list[Row]:
    """What both have, a row each: then, now, and the ratio."""
    return [
        *_many_times("message → private warning", then.trips.warning, now.trips.warning),
        *_many_times("message → flag in the manager room", then.trips.flag, now.trips.flag),
        *_many_times("live: sent → examined and recorded", then.live.delays, now.live.delays),
        _once("live: examined and recorded a second", then.live.done_rate, now.live.done_rate, 1),
        _once("after an absence: examined and sealed a second", then.catch_up_rate, now.catch_up_rate, 0),
        _once("after an absence: beside the bare receiver", then.catch_up_ratio, now.catch_up_ratio, 2),
        _once("after an absence: ms of CPU a message", then.catch_up.cpu_ms, now.catch_up.cpu_ms, 1),
        _once("most memory seen, MB", then.most_memory, now.most_memory, 0),
        _once("later starts: median seconds to ready", quantile(then.ready, 0.5), quantile(now.ready, 0.5), 1),
    ]


def _many_times(what: str, then: list[float], now: list[float]) -> list[Row]:
    return [
        (
            f"{what}, p{at * 100:.0f} ms",
            spanned(milliseconds(then, at)),
            spanned(milliseconds(now, at)),
            times(ratio(now, then, at)),
        )
        for at in (0.5, 0.95)
    ]


def _once(what: str, then: float, now: float, digits: int) -> Row:
    return (what, f"{then:.{digits}f}", f"{now:.{digits}f}", f"{now / then:.2f} {TIMES}")
