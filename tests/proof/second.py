"""A second ``fourwalls run`` on the data of the first: it has to refuse, and disturb nothing."""

from __future__ import annotations

import asyncio
import os
import sys
import time

from bots.cli.failing import UNUSABLE
from tests.proof.stage import Stage

_REFUSAL = b"runs already on the data"
_REFUSED_SECONDS = 90.0
_ALONE_SECONDS = 5.0


async def start(stage: Stage) -> None:
    """Start one beside the first and see what it does.

    When the first ends meanwhile, the second may have the store: it is then asked to go, and nothing is wrong.
    """
    first = stage.bots.pid if stage.bots.ready else None
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bots", "run"),
        env={**os.environ, **stage.site.env},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    told = asyncio.create_task(process.communicate())
    until, beside = time.monotonic() + _REFUSED_SECONDS, False
    while not told.done() and time.monotonic() < until:
        beside = first is not None and first == stage.bots.pid and stage.bots.ready
        await asyncio.wait({told}, timeout=0.1 if beside else _ALONE_SECONDS)
        if not beside:
            break
    if not told.done():
        process.terminate()
    _, words = await told
    refused = process.returncode == UNUSABLE and _REFUSAL in words
    if beside and not refused:
        stage.side_by_side.append(f"status {process.returncode}")
