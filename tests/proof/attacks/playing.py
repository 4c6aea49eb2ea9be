"""All attacks, one after the other, on one field."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from pathlib import Path

from bots.demo.homeserver import LocalHomeserver
from tests.proof.attacks import absurd, devices, floods, kills, server, words
from tests.proof.attacks.attack import Attack, Row, carry_out
from tests.proof.attacks.field import set_field

ATTACKS: tuple[Attack, ...] = (
    *words.ATTACKS,
    *devices.ATTACKS,
    *server.ATTACKS,
    *floods.ATTACKS,
    *absurd.ATTACKS,
    *kills.ATTACKS,
)

Say = Callable[[str], None]


async def play(
    folder: Path,
    homeserver: LocalHomeserver,
    seed: int,
    attacks: Collection[Attack] = ATTACKS,
    say: Say = lambda _line: None,
    *,
    control: bool = False,
) -> list[Row]:
    """Carry out the attacks in order; returns a row for each. The control has bots that believe everybody."""
    rows: list[Row] = []
    async with set_field(folder, homeserver, seed, control=control) as field:
        for attack in attacks:
            began = time.monotonic()
            rows.append(await carry_out(attack, field))
            say(f"{time.monotonic() - began:6.1f} s  {rows[-1]}")
        say(f"ended by themselves: {dict(field.bots.fell)}, tracebacks: {field.bots.tracebacks}")
    return rows
