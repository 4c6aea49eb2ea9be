"""Every attack on the list against the whole house: ``python -m tests.proof.attacks``."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from tests.proof.attacks.attack import Row, line, table
from tests.proof.attacks.playing import ATTACKS, play
from tests.proof.proving import to_stderr
from tests.support.synapse import running_homeserver

Seed = Annotated[int, typer.Option(help="What chance is dealt from.")]
Only = Annotated[str, typer.Option(help="Only attacks whose names hold one of these, with commas between.")]
Control = Annotated[bool, typer.Option("--control", help="With bots that believe everybody: they must obey.")]
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(*, seed: Seed = 1, only: Only = "", control: Control = False) -> None:
    """Attack the bots in every way on the list, and count what was obeyed."""
    rows = asyncio.run(_attack(seed, only, control=control))
    for each in table(rows):
        to_stderr(each)
    told = line(rows)
    typer.echo(told)
    raise typer.Exit(0 if '"ok": true' in told else 1)


async def _attack(seed: int, only: str, *, control: bool) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="fourwalls-attacks-") as folder:
        (Path(folder) / "house").mkdir()
        async with running_homeserver(Path(folder) / "homeserver", limits="off") as homeserver:
            attacks = [attack for attack in ATTACKS if any(part in attack.name for part in only.split(","))]
            return await play(Path(folder) / "house", homeserver, seed, attacks, to_stderr, control=control)


if __name__ == "__main__":
    app()
