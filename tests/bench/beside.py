"""An earlier commit, checked out beside the present one, so that both can be measured in the same run."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_NEEDED = Path("requirements") / "run.txt"
_WHERE = "import bots, handlers, config, fourwalls; print(bots.__path__[0], fourwalls.__path__[0])"


class BesideError(Exception):
    """The earlier commit cannot be run; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A commit checked out in a folder of its own. Only its program is run, with the packages of the present one."""

    commit: str
    title: str
    folder: Path
    other_packages: bool
    """Whether it asked for other packages than the present commit, which it runs with."""


@contextmanager
def checked_out(commit: str, folder: Path) -> Iterator[Earlier]:
    """Check a commit out into ``folder`` while the block runs.

    Raises:
        BesideError: there is no such commit, or its program cannot be run from there.
    """
    full = _git("rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}")
    _git("worktree", "add", "--quiet", "--detach", str(folder), full)
    try:
        _check_runs_from(folder)
        title = _git("log", "-1", "--format=%s", full)
        other = (folder / _NEEDED).read_bytes() != (_ROOT / _NEEDED).read_bytes()
        yield Earlier(_git("rev-parse", "--short", full), title, folder, other)
    finally:
        _git("worktree", "remove", "--force", str(folder))


def _check_runs_from(folder: Path) -> None:
    """Make sure that it is the earlier program which runs, and not the present one under its name."""
    done = subprocess.run(
        [sys.executable, "-c", _WHERE],
        cwd=folder,
        env={"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    found = done.stdout.split()
    if not found or not all(Path(part).is_relative_to(folder) for part in found):
        raise BesideError(f"the program of {folder.name} does not run from its own folder")


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=_ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BesideError(f"git {words[0]} failed: {done.stderr.strip() or 'there is no such commit'}")
    return done.stdout.strip()
