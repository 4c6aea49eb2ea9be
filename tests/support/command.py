"""The ``fourwalls`` command as a person runs it: a process with an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str


def bare_environment(home: Path) -> dict[str, str]:
    """What a command needs to run at all, and no settings."""
    root = str(Path(__file__).parents[2])
    return {"PATH": os.environ["PATH"], "HOME": str(home), "COLUMNS": "200", "PYTHONPATH": root}


def fourwalls(*words: str, home: Path, env: Mapping[str, str] | None = None, stdin: str = "") -> Ran:
    """Run a command in an empty home with no settings but these."""
    done = subprocess.run(
        [sys.executable, "-m", "bots", *words],
        check=False,
        input=stdin,
        capture_output=True,
        text=True,
        env=bare_environment(home) | dict(env or {}),
        cwd=home,
        timeout=120,
        start_new_session=True,  # passwords are asked for on standard input, not on the terminal of who runs the tests
    )
    return Ran(done.returncode, done.stdout, done.stderr)
