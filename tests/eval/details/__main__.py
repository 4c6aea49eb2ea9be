"""``make eval-details``: how well identifying details are found, beside presidio, in one run."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from tests.bench.figures import SEED
from tests.bench.machine import this_machine
from tests.eval.details.report import page
from tests.eval.details.results import Results
from tests.eval.details.running import run
from tests.eval.details.systems import System

_DOCUMENT = Path(__file__).parents[3] / "docs" / "eval" / "details.md"

Seed = Annotated[int, typer.Option(help="Draws the intervals and the long texts.")]
Write = Annotated[bool, typer.Option("--write", help="Write docs/eval/details.md.")]
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(*, seed: Seed = SEED, write: Write = False) -> None:
    """Measure; the last line is JSON."""
    machine = this_machine()
    runs = {}
    for system in System:
        sys.stderr.write(f"{system} …\n")
        runs[system] = run(system, seed)
    told = page(Results(runs, seed), machine)
    if write:
        _DOCUMENT.parent.mkdir(exist_ok=True)
        _DOCUMENT.write_text(told, encoding="utf-8")
    sys.stdout.write(told.rstrip("\n`").replace("\n`{", "\n{") + "\n")


if __name__ == "__main__":
    app()
