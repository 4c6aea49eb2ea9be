from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.proof.clock import DAY, BotsClock

SEEN = "import time, datetime, sqlite3; print(time.time(), datetime.datetime.now().timestamp(), time.monotonic(), "
SEEN += "sqlite3.connect(':memory:').execute(\"SELECT unixepoch('now')\").fetchone()[0])"


def seen(env: dict[str, str]) -> list[float]:
    """What a process makes of the time: by Python twice, by the clock that nobody sets, by SQLite."""
    ran = subprocess.run(
        [sys.executable, "-c", SEEN], env={**os.environ, **env}, capture_output=True, text=True, check=True
    )
    return [float(each) for each in ran.stdout.split()]


def test_a_process_goes_by_the_set_clock_and_by_nothing_else_that_was_set(tmp_path: Path) -> None:
    clock = BotsClock(tmp_path / "clock")
    clock.check()
    true = seen({})
    clock.set(clock.days - 1)
    set_back = seen(clock.env)
    ahead = [now - before for now, before in zip(set_back, true, strict=True)]
    for at in (0, 1, 3):
        assert abs(ahead[at] + DAY) < DAY / 2
    assert 0 <= ahead[2] < DAY / 2
    clock.set(clock.days - 1)
    assert clock.days == -1, "never further than a day"
