"""What one run of the bench measured, and the aims beside it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from fourwalls.group.people import Bot
from tests.bench.figures import TIMES, Estimate, estimate, ratio
from tests.bench.latency import RoundTrips
from tests.bench.machine import Machine
from tests.bench.throughput import CatchUp, Live

P95 = 0.95
MOST_TIMES_ECHO = 2.0
MOST_BACKLOG_SECONDS = 1.0
LEAST_OF_BARE_RATE = 0.25
MOST_READY_SECONDS = 10.0
MOST_MB = 500.0


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory of what runs beside the suite, at the end of the run, in MB (millions of bytes)."""

    portal: float
    bare_echo: float
    bare_receiver: float
    homeserver: float


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of one suite."""

    trips: RoundTrips
    live: Live
    catch_up: CatchUp
    first_ready: float
    """Seconds to ready at the very first start, accounts signed and rooms made."""
    ready: list[float]
    """Seconds to ready at later starts."""

    @property
    def most_memory(self) -> float:
        """The most that the suite's process was seen to hold, in MB (millions of bytes)."""
        return max(self.live.memory_mb, self.catch_up.memory_mb, self.catch_up.memory_end_mb)

    @property
    def catch_up_ratio(self) -> float:
        """The suite's rate, everything examined and sealed, as a part of the bare receiver's."""
        return self.catch_up_rate / self.catch_up.bare_rate

    @property
    def catch_up_rate(self) -> float:
        """Messages a second, everything examined and sealed."""
        return self.catch_up.rate(Bot.GUIDE, Bot.LOOKOUT, Bot.SCRIBE)


@dataclass(frozen=True, slots=True)
class Then:
    """The suite of an earlier commit, measured in the same run."""

    commit: str
    title: str
    other_packages: bool
    """Whether it asked for other packages than it ran with."""
    measured: Measured


@dataclass(frozen=True, slots=True)
class Results:
    """One run."""

    machine: Machine
    echo: list[float]
    """Seconds of the bare echo bot's round trips."""
    now: Measured
    memory: Memory
    then: Then | None = None

    def as_json(self) -> dict[str, Any]:
        """Everything measured, and the aims."""
        return {**asdict(self), "aims": [asdict(aim) for aim in aims(self)]}


@dataclass(frozen=True, slots=True)
class Aim:
    """One aim: what was wanted, what was measured, and whether it was met."""

    what: str
    wanted: str
    measured: str
    met: bool


def aims(results: Results) -> list[Aim]:
    """The aims of the suite beside what this run measured."""
    now = results.now
    backlog = max(now.live.delays)
    slowest = max((now.first_ready, *now.ready))
    part = now.catch_up_ratio
    return [
        _round_trip_aim("warning", ratio(now.trips.warning, results.echo, P95)),
        _round_trip_aim("flag", ratio(now.trips.flag, results.echo, P95)),
        Aim(
            f"live at {now.live.rate:.0f} messages a second, the fastest that members could send: worst backlog",
            f"≤ {MOST_BACKLOG_SECONDS:.0f} s",
            f"{backlog:.2f} s",
            backlog <= MOST_BACKLOG_SECONDS,
        ),
        Aim(
            "catching up, everything examined and sealed, beside the bare receiver's rate",
            f"≥ {LEAST_OF_BARE_RATE} {TIMES}",
            f"{part:.2f} {TIMES}",
            part >= LEAST_OF_BARE_RATE,
        ),
        Aim(
            "time to ready, the slowest start",
            f"< {MOST_READY_SECONDS:.0f} s",
            f"{slowest:.1f} s",
            slowest < MOST_READY_SECONDS,
        ),
        Aim(
            "memory of all bots and detection, the most seen",
            f"< {MOST_MB:.0f} MB",
            f"{now.most_memory:.0f} MB",
            now.most_memory < MOST_MB,
        ),
    ]


def _round_trip_aim(what: str, times: Estimate) -> Aim:
    return Aim(
        f"p95 of message → {what}, beside the bare echo's p95",
        f"≤ {MOST_TIMES_ECHO:.0f} {TIMES}",
        f"{times.value:.2f} {TIMES} ({times.low:.2f} to {times.high:.2f})",
        times.value <= MOST_TIMES_ECHO,
    )


def milliseconds(seconds: list[float], at: float) -> Estimate:
    """A quantile of round trips with its interval, in milliseconds."""
    return estimate(seconds, at).scaled(1000)
