"""A second ``fourwalls run`` on the data of the first: it has to refuse, and disturb nothing."""

from __future__ import annotations

import asyncio
import os
import sys

from bots.cli.failing import UNUSABLE
from tests.proof.stage import Stage

_REFUSAL = b"runs already on the data"
_REFUSED_SECONDS = 15.0


async def start(stage: Stage) -> None:
    """Start one beside the first and see what it does.

    When the first is down at that moment, the second may have the store: it is then asked to go, and nothing is wrong.
    """
    first = stage.bots.pid if stage.bots.ready else None
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bots", "run"),
        env={**os.environ, **stage.site.env},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    told = asyncio.create_task(process.communicate())
    done, _ = await asyncio.wait({told}, timeout=_REFUSED_SECONDS)
    if not done:
        process.terminate()
    _, words = await told
    alone = first is None or first != stage.bots.pid or not stage.bots.ready
    refused = process.returncode == UNUSABLE and _REFUSAL in words
    if not refused and not alone:
        stage.side_by_side.append(f"status {process.returncode}")
