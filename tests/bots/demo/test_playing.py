"""The demo as a newcomer runs it: whole, twice in one folder, interrupted half-way, two at once, with a script."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(420)]

QUIET_SESSION = {
    "group": "Thursday lamp",
    "members": [{"name": "Isla", "role": "facilitator"}, {"name": "Nomad63", "role": "member"}],
    "turns": [
        {"by": "Isla", "text": "Evening, just the two of us.", "reply_to": None},
        {"by": "Nomad63", "text": "Suits me. Kettle is on.", "reply_to": 0},
        {"by": "Isla", "text": "Mine too.", "reply_to": 1},
    ],
}


@asynccontextmanager
async def demo(folder: Path, *words: str) -> AsyncIterator[asyncio.subprocess.Process]:
    playing = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bots", "demo", "--exit", "--json", "--data", str(folder), *words),
        env={**os.environ, "COLUMNS": "200"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield playing
    finally:
        if playing.returncode is None:
            playing.kill()
            await playing.wait()


async def told(playing: asyncio.subprocess.Process, words: bytes) -> None:
    """Wait until the demo has told something."""
    assert playing.stderr is not None
    while words not in (line := await playing.stderr.readline()):
        assert line, "the demo ended before it"


async def test_interrupted_played_again_and_never_twice_at_once(tmp_path: Path) -> None:
    async with demo(tmp_path) as first:
        await told(first, b"The session begins")
        first.send_signal(signal.SIGINT)
        _, errors = await first.communicate()
        assert b"Traceback" not in errors
        assert first.returncode not in (0, None)

    async with demo(tmp_path) as second:
        await told(second, b"The session begins")
        async with demo(tmp_path) as third:
            _, errors = await third.communicate()
            assert third.returncode == 2
            assert b"playing in" in errors
        out, errors = await second.communicate()
        line = json.loads(out.splitlines()[-1])
        assert line == {
            "said": 31, "examined": 31, "recorded": 31,
            "warned": 3, "flagged": 1, "evicted": 1, "repaired": 1, "ok": True,
        }, errors.decode()[-3000:]  # fmt: skip
        assert second.returncode == 0


async def test_a_session_of_ones_own_is_played_and_nothing_in_it_is_made_up(tmp_path: Path) -> None:
    script = tmp_path / "session.jsonl"
    script.write_text(json.dumps(QUIET_SESSION) + "\n")
    async with demo(tmp_path / "data", "--script", str(script)) as playing:
        out, errors = await playing.communicate()
        line = json.loads(out.splitlines()[-1])
        assert line == {
            "said": 3, "examined": 3, "recorded": 3,
            "warned": 0, "flagged": 0, "evicted": 1, "repaired": 1, "ok": True,
        }, errors.decode()[-3000:]  # fmt: skip
    private = [path for path in (tmp_path / "data").rglob("*") if path.is_file() and path.stat().st_mode & 0o007]
    assert not [path for path in private if path.suffix in {".json", ".key", ".sqlite", ".env"}]
