"""``make bench-walls``: how long a stranger is inside, and how long a wall is down."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from tests.bench.figures import SEED
from tests.bench.machine import this_machine
from tests.bench.walls import report
from tests.bench.walls.measuring import measure

_DOCUMENT = Path(__file__).parents[3] / "docs" / "bench-walls.md"

Rounds = Annotated[int, typer.Option(help="Rounds of each kind.", min=2)]
Seed = Annotated[int, typer.Option(help="In which order they are played.")]
Write = Annotated[bool, typer.Option("--write", help="Write docs/bench-walls.md.")]
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(*, rounds: Rounds = 100, seed: Seed = SEED, write: Write = False) -> None:
    """Measure, on a homeserver of its own on loopback; the last line is JSON."""
    machine = this_machine()
    sys.stderr.write(f"{rounds} rounds of each kind, on a homeserver without rate limits\n")
    with tempfile.TemporaryDirectory(prefix="fourwalls-bench-walls-") as folder:
        walls = asyncio.run(measure(Path(folder), rounds, seed))
    if write:
        _DOCUMENT.write_text(report.markdown(walls, machine, seed))
    for line in (*report.lines(walls), report.last_line(walls)):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    app()
