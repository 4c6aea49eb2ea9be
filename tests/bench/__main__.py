"""``make bench``: the suite beside bare bots, in one run on this machine."""

from __future__ import annotations

import asyncio
import json
import logging
import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tests.bench import latency, report, throughput
from tests.bench.machine import this_machine
from tests.bench.processes import memory, portal
from tests.bench.results import Memory, Results
from tests.bench.stage import Stage, set_stage

_ROOT = Path(__file__).parents[2]
_JSON = _ROOT / "var" / "bench.json"
_DOCUMENT = _ROOT / "docs" / "bench.md"
_console = Console(highlight=False)

Rounds = Annotated[int, typer.Option(help="Round trips of each kind.", min=2)]
Messages = Annotated[int, typer.Option(help="Messages missed in an absence.", min=10)]
Seconds = Annotated[float, typer.Option(help="How long members send as fast as they can.", min=1)]
Starts = Annotated[int, typer.Option(help="Later starts whose time to ready is measured.", min=1)]
Quick = Annotated[bool, typer.Option("--quick", help="A minute instead of five: to see that it works.")]
Write = Annotated[bool, typer.Option("--write", help="Write docs/bench.md.")]
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    *,
    rounds: Rounds = 100,
    messages: Messages = 2000,
    seconds: Seconds = 15.0,
    starts: Starts = 3,
    quick: Quick = False,
    write: Write = False,
) -> None:
    """Measure the suite beside bare bots on stock nio, on a homeserver of its own on loopback."""
    logging.getLogger("nio").setLevel(logging.CRITICAL + 1)
    if quick:
        rounds, messages, seconds, starts = 5, 100, 3.0, 1
    with tempfile.TemporaryDirectory(prefix="fourwalls-bench-") as folder:
        results = asyncio.run(run(Path(folder), rounds, messages, seconds, starts))
    report.show(results, _console)
    _JSON.parent.mkdir(exist_ok=True)
    _JSON.write_text(json.dumps(results.as_json(), indent=1) + "\n")
    _console.print(f"All of it is in {_JSON.relative_to(_ROOT)}.")
    if write:
        _DOCUMENT.parent.mkdir(exist_ok=True)
        _DOCUMENT.write_text(report.markdown(results))
        _console.print(f"Written: {_DOCUMENT.relative_to(_ROOT)}.")


async def run(folder: Path, rounds: int, messages: int, seconds: float, starts: int) -> Results:
    """One run: set the stage, measure one thing after the other, stop everything."""
    machine = this_machine()
    _say("starting a homeserver, five members, two bare bots and the suite")
    async with set_stage(folder) as stage:
        _say(f"round trips: {rounds} of each kind")
        trips = await latency.measure(stage, rounds)
        _say(f"live: four members send as fast as they can for {seconds:.0f} s")
        live = await throughput.live(stage, seconds)
        _say(f"an absence: {messages} messages while nobody hears, then catching up")
        caught = await throughput.catch_up(stage, messages)
        held = await _memory(stage)
        _say(f"time to ready: {starts} starts")
        ready = [await _start_again(stage) for _ in range(starts)]
    return Results(machine, trips, live, caught, held, stage.first_ready, ready)


async def _start_again(stage: Stage) -> float:
    await stage.suite.stop()
    return await stage.suite.time_to_ready()


async def _memory(stage: Stage) -> Memory:
    async with portal(stage.site, stage.folder / "portal.log") as portal_pid:
        pids = (stage.suite.pid, portal_pid, stage.echo.pid, stage.receiver.pid, stage.homeserver_pid)
        return Memory(*(memory(pid) for pid in pids))


def _say(line: str) -> None:
    _console.print(f"— {line}", markup=False)


if __name__ == "__main__":
    app()
