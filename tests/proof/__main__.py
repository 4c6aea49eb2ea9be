"""``make proof``: everything that can go wrong between the bots and the homeserver, and the count of what was lost."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from tests.bench.machine import Machine, this_machine
from tests.proof import absence, late, report
from tests.proof.proving import Proof, prove, to_stderr

_CONTROL = (1, 4)
"""Seed and rounds of the control that stands in the document."""
_LATE = (60, 150.0, 1)
"""Keys, the most seconds that one is held, seed."""
_ABSENCE = (5000, 50)
"""Messages, new room keys."""

Seed = Annotated[int, typer.Option(help="What the rounds are dealt from.")]
Rounds = Annotated[int, typer.Option(help="How many rounds.", min=1)]
Control = Annotated[bool, typer.Option("--control", help="With the bookmark broken on purpose: it must lose.")]
Write = Annotated[
    bool, typer.Option("--write", help="Also the control, late keys and a long absence; figures into docs/proof.md.")
]
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(*, seed: Seed = 1, rounds: Rounds = 20, control: Control = False, write: Write = False) -> None:
    """Play rounds of trouble around the bots, then compare what was said with what was done about it."""
    machine = this_machine()
    proof = asyncio.run(prove(seed, rounds, control=control, say=to_stderr))
    proof.show(to_stderr)
    ok = proof.verdict.ok
    if write:
        results = asyncio.run(_others(proof, machine))
        report.write(results)
        ok = results.ok
    typer.echo(proof.verdict.line())
    raise typer.Exit(0 if ok else 1)


async def _others(proof: Proof, machine: Machine) -> report.Results:
    """What stands in the document beside the rounds."""
    seed, rounds = _CONTROL
    control = await prove(seed, rounds, control=True, say=to_stderr)
    recovered = await late.alone(*_LATE, to_stderr)
    away = await absence.alone(*_ABSENCE, to_stderr)
    for line in (control.verdict.line(), *recovered.lines(), *away.lines()):
        to_stderr(line)
    return report.Results(machine, proof, control, recovered, away)


if __name__ == "__main__":
    app()
