"""``make bench``: the suite beside bare bots, in one run on this machine."""

from __future__ import annotations

import asyncio
import json
import logging
import random
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from rich.console import Console

from tests.bench import latency, report, throughput
from tests.bench.beside import Earlier, checked_out
from tests.bench.figures import SEED
from tests.bench.latency import RoundTrips
from tests.bench.machine import this_machine
from tests.bench.processes import memory, portal
from tests.bench.results import Measured, Memory, Results, Then
from tests.bench.stage import Side, Stage, set_stage
from tests.bench.throughput import CatchUp, Live

_ROOT = Path(__file__).parents[2]
_JSON = _ROOT / "var" / "bench.json"
_DOCUMENT = _ROOT / "docs" / "bench.md"
_console = Console(highlight=False)
_dice = random.Random(SEED)  # noqa: S311 - repeatable chance, not a secret
T = TypeVar("T")

Rounds = Annotated[int, typer.Option(help="Round trips of each kind.", min=2)]
Messages = Annotated[int, typer.Option(help="Messages missed in an absence.", min=10)]
Seconds = Annotated[float, typer.Option(help="How long members send as fast as they can.", min=1)]
Starts = Annotated[int, typer.Option(help="Later starts whose time to ready is measured.", min=1)]
Quick = Annotated[bool, typer.Option("--quick", help="Less than a minute: to see that it works.")]
Beside = Annotated[str, typer.Option(help="An earlier commit, whose suite is measured in the same run.")]
Write = Annotated[bool, typer.Option("--write", help="Write docs/bench.md.")]
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(  # noqa: PLR0913  an option each
    *,
    rounds: Rounds = 100,
    messages: Messages = 2000,
    seconds: Seconds = 15.0,
    starts: Starts = 3,
    quick: Quick = False,
    beside: Beside = "",
    write: Write = False,
) -> None:
    """Measure the suite beside bare bots on stock nio, on a homeserver of its own on loopback."""
    logging.getLogger("nio").setLevel(logging.CRITICAL + 1)
    if quick:
        rounds, messages, seconds, starts = 5, 100, 3.0, 1
    plan = Plan(rounds, messages, seconds, starts)
    with tempfile.TemporaryDirectory(prefix="fourwalls-bench-") as folder, ExitStack() as stack:
        earlier = stack.enter_context(checked_out(beside, Path(folder) / "earlier")) if beside else None
        results = asyncio.run(run(Path(folder), plan, earlier))
    report.show(results, _console)
    _JSON.parent.mkdir(exist_ok=True)
    _JSON.write_text(json.dumps(results.as_json(), indent=1) + "\n")
    _console.print(f"All of it is in {_JSON.relative_to(_ROOT)}.")
    if write:
        _DOCUMENT.parent.mkdir(exist_ok=True)
        _DOCUMENT.write_text(report.markdown(results))
        _console.print(f"Written: {_DOCUMENT.relative_to(_ROOT)}.")


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured."""

    rounds: int
    messages: int
    seconds: float
    starts: int


async def run(folder: Path, plan: Plan, earlier: Earlier | None = None) -> Results:
    """One run: set the stage, measure one thing after the other, stop everything."""
    machine = this_machine()
    _say(f"starting a homeserver, five members, two bare bots and {'the suite' if earlier is None else 'both suites'}")
    async with set_stage(folder, earlier) as stage:
        _say(f"round trips: {plan.rounds} of each kind")
        echo, trips = await latency.measure(stage, plan.rounds)
        _say(f"live: four members send as fast as they can for {plan.seconds:.0f} s")
        live = await _in_turns(stage, lambda side: throughput.live(side, plan.seconds))
        _say(f"an absence: {plan.messages} messages while nobody hears, then catching up")
        caught = await _in_turns(stage, lambda side: throughput.catch_up(stage, side, plan.messages))
        memory = await _memory(stage)
        _say(f"time to ready: {plan.starts} starts")
        ready = [await _in_turns(stage, _start_again) for _ in range(plan.starts)]
        sides = [
            _measured(*of_side)
            for of_side in zip(stage.sides, trips, live, caught, zip(*ready, strict=True), strict=True)
        ]
    then = None if earlier is None else Then(earlier.commit, earlier.title, earlier.other_packages, sides[1])
    return Results(machine, echo, sides[0], memory, then)


async def _in_turns(stage: Stage, measure: Callable[[Side], Awaitable[T]]) -> list[T]:
    """Measure each side, one after the other in drawn order; the answers are in the order of the sides."""
    order = _dice.sample(range(len(stage.sides)), len(stage.sides))
    found = {number: await measure(stage.sides[number]) for number in order}
    return [found[number] for number in sorted(found)]


def _measured(side: Side, trips: RoundTrips, live: Live, caught: CatchUp, ready: tuple[float, ...]) -> Measured:
    return Measured(trips, live, caught, side.first_ready, list(ready))


async def _start_again(side: Side) -> float:
    await side.suite.stop()
    return await side.suite.time_to_ready()


async def _memory(stage: Stage) -> Memory:
    async with portal(stage.now.site, stage.folder / "portal.log") as portal_pid:
        pids = (portal_pid, stage.echo.pid, stage.receiver.pid, stage.homeserver_pid)
        return Memory(*(memory(pid) for pid in pids))


def _say(line: str) -> None:
    _console.print(f"— {line}", markup=False)


if __name__ == "__main__":
    app()
