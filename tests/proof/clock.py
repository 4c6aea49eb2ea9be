"""The clock of the bots' process, which can be set while they run, as an operator or a time server sets it.

Everything in their process reads the set clock: Python, SQLite, vodozemac. It is a library that is loaded before any
other and stands in front of the C library (libfaketime). Clocks that no setting moves (``time.monotonic``) are left
alone, as on a real machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Final

DAY: Final = 86_400
_ALIKE_SECONDS: Final = 60.0
_LIBRARY: Final = "libfaketime/vendor/libfaketime/src/libfaketime.so.1"
_READ_AGAIN_SECONDS: Final = "1"
"""How long a process goes by what it last read from the file."""


class NoSuchClockError(Exception):
    """The clock of a process cannot be set here."""


class BotsClock:
    """One clock, ahead of the true one by whole days."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.days = 0
        self.set(0)

    def set(self, days: int) -> None:
        """Set it so many days ahead of the true time, at most one in either direction."""
        self.days = max(-1, min(1, days))
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{self.days * DAY:+d}")
        fresh.replace(self._file)

    @property
    def env(self) -> dict[str, str]:
        """What a process is started with that is to go by this clock."""
        return {
            "LD_PRELOAD": str(_library()),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": _READ_AGAIN_SECONDS,
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def check(self) -> None:
        """Make sure that it goes as it is set.

        Raises:
            NoSuchClockError: it does not.
        """
        before, told = self.days, []
        for days in (1, 0):
            self.set(days)
            asked = [sys.executable, "-c", "import time; print(time.time())"]
            seen = subprocess.run(asked, env={**os.environ, **self.env}, capture_output=True, text=True, check=True)
            told.append(float(seen.stdout) - time.time() - days * DAY)
        self.set(before)
        if any(abs(each) > _ALIKE_SECONDS for each in told):
            raise NoSuchClockError(
                "the clock of a process cannot be set on this system (libfaketime is without effect)"
            )


def _library() -> Path:
    found = find_spec("libfaketime")
    if found is None or not found.origin:
        raise NoSuchClockError("libfaketime is not installed: make proof installs it")
    return Path(found.origin).parents[1] / _LIBRARY
