"""``make proof``: everything that can go wrong between the bots and the homeserver, and the count of what was lost."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from tests.proof.proving import prove, to_stderr

Seed = Annotated[int, typer.Option(help="What the rounds are dealt from.")]
Rounds = Annotated[int, typer.Option(help="How many rounds.", min=1)]
Control = Annotated[bool, typer.Option("--control", help="With the bookmark broken on purpose: it must lose.")]
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(*, seed: Seed = 1, rounds: Rounds = 20, control: Control = False) -> None:
    """Play rounds of trouble around the bots, then compare what was said with what was done about it."""
    proof = asyncio.run(prove(seed, rounds, control=control, say=to_stderr))
    proof.show(to_stderr)
    typer.echo(proof.verdict.line())
    raise typer.Exit(0 if proof.verdict.ok else 1)


if __name__ == "__main__":
    app()
