"""One proof from beginning to end: rounds on a homeserver without limits, and beside them some within its own."""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from bots.cli.failing import UNUSABLE
from bots.demo.synapse_settings import Limits
from tests.proof.plan import Kind, deal
from tests.proof.playing import play
from tests.proof.stage import Stage, set_stage
from tests.proof.troubles import Act, Away, DiskFault, Fault, Hostile
from tests.proof.verdict import Judge, Verdict

_SETTLE_SECONDS = 240.0
_SETTLE_SECONDS_OF_CONTROL = 5.0
"""What the control has lost never comes: there is nothing to wait for."""
_WITHIN_LIMITS = 5
"""One round in so many is played within the homeserver's own rate limits."""
_FEW = 10
"""With fewer rounds than this, all are played without limits."""

Say = Callable[[str], None]


class Told(StrEnum):
    """What is counted, by what it is told under."""

    SAID = "messages said"
    WRONG = "what went wrong with a whole program"
    STRUCK = "requests and system calls that failed"
    TRIED = "what was tried"
    SEEN = "what was seen"


Counts = dict[Told, Counter[str]]


@dataclass(frozen=True, slots=True)
class Leg:
    """Some of the rounds, all on one stage."""

    seed: int
    rounds: int
    limits: Limits = "off"
    control: bool = False

    @property
    def name(self) -> str:
        """What it is called while it runs."""
        return "" if self.limits == "off" else "within limits, "


@dataclass(frozen=True, slots=True)
class Proof:
    """What was counted, and how often each thing went wrong on purpose."""

    seed: int
    verdict: Verdict
    counts: Counts
    rounds_within_limits: int
    seconds: float
    logs: str = ""
    """The end of the bots' logs and what became of words that nobody saw, if anything was wrong."""

    def show(self, say: Say) -> None:
        """Tell all of it but the one line."""
        it = self.verdict
        if self.logs:
            say(self.logs)
        say(f"{it.said} messages said in {self.seconds:.0f} s, all told")
        say(f"not examined {it.unexamined}, not recorded {it.unrecorded}")
        say(f"not warned {it.unwarned}, not flagged {it.unflagged}")
        say(f"gaps {it.gaps}, of these not healed {it.unhealed}")
        say(f"ends of the bots without a sentence {it.crashed}, second processes that did not refuse {it.side_by_side}")
        for told, group in self.counts.items():
            say(f"{told}:")
            for what, times in group.items():
                say(f"{times:6} {what}")


def legs(seed: int, rounds: int, *, control: bool = False) -> list[Leg]:
    """How the rounds are shared out."""
    within = 0 if control or rounds < _FEW else rounds // _WITHIN_LIMITS
    shared = [Leg(seed, rounds - within, control=control)]
    return shared if not within else [*shared, Leg(seed + 1, within, "default")]


async def prove(seed: int, rounds: int, *, control: bool = False, say: Say = lambda _line: None) -> Proof:
    """Play the rounds that the seed deals, heal, wait, compare."""
    began = time.monotonic()
    async with asyncio.TaskGroup() as tasks:
        played = [tasks.create_task(_play(leg, say)) for leg in legs(seed, rounds, control=control)]
    first, *others = (each.result() for each in played)
    verdict, counts, logs = first
    for more_verdict, more_counts, more_logs in others:
        verdict, counts, logs = verdict + more_verdict, _together(counts, more_counts), logs + more_logs
    within = sum(leg.rounds for leg in legs(seed, rounds, control=control) if leg.limits != "off")
    return Proof(seed, verdict, counts, within, time.monotonic() - began, logs)


async def _play(leg: Leg, say: Say) -> tuple[Verdict, Counts, str]:
    with tempfile.TemporaryDirectory(prefix="fourwalls-proof-") as folder:
        async with set_stage(Path(folder), leg.seed, control=leg.control, limits=leg.limits) as stage:
            for this in deal(leg.seed, leg.rounds, control=leg.control, limited=leg.limits != "off"):
                wrong = (*(each.what for each in this.troubles), *([this.absence.why] if this.absence else []))
                say(f"{leg.name}round {this.number + 1} of {leg.rounds}: {', '.join(wrong)}")
                await play(stage, this)
            say(f"{leg.name}healed; waiting until everything is done")
            stage.heal()
            await stage.bots.wait_ready()
            database = stage.site.open_database()
            try:
                judge = Judge(stage, database)
                await judge.settle(_SETTLE_SECONDS_OF_CONTROL if leg.control else _SETTLE_SECONDS)
                verdict = await judge.judge(leg.rounds)
                logs = "" if verdict.ok else f"{stage.bots.log_tail()}\n{judge.explain()}"
            finally:
                database.close()
            return verdict, _counts(stage), logs


def _counts(stage: Stage) -> Counts:
    """Everything that was counted; what did not happen is counted as 0."""
    overheard, bots = stage.proxy.overheard, stage.bots
    kinds = Counter(words.kind for words in stage.said.values())
    wrong = {**_all(Act, stage.acts), **_all(Away, stage.absences)}
    struck = {**_all(Fault, stage.proxy.done), **_all(DiskFault, stage.disk.struck)}
    seen = {
        "pages of missed messages that the homeserver handed out": overheard.pages,
        "requests for such a page that a fault hit": overheard.pages_struck,
        "requests of the bots that the homeserver itself limited": overheard.refused,
        "starts of the bots": bots.starts,
        "ends of the bots with a sentence and status 2": bots.fell[UNUSABLE],
        "tracebacks in their log": bots.tracebacks,
    }
    groups = {Told.SAID: _all(Kind, kinds), Told.WRONG: wrong, Told.STRUCK: struck, Told.SEEN: seen}
    return {told: Counter(group) for told, group in groups.items()} | {Told.TRIED: Counter(_all(Hostile, stage.tried))}


def _all(kinds: type[StrEnum], times: Mapping[Any, int]) -> dict[str, int]:
    return {kind.value: times.get(kind, 0) for kind in kinds}


def _together(one: Counts, other: Counts) -> Counts:
    together = {told: Counter(group) for told, group in one.items()}
    for told, group in other.items():
        together[told].update(group)  # unlike +, this keeps zeros
    return together


def to_stderr(line: str) -> None:
    """Progress: standard output is for the one line."""
    sys.stderr.write(f"{line}\n")
