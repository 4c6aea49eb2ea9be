from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bots.ownership import OwnedError, owned
from fourwalls.group.people import Bot


def test_a_bot_has_one_owner_until_it_is_let_go(tmp_path: Path) -> None:
    with owned(tmp_path, Bot.GUIDE):
        with pytest.raises(OwnedError, match="the guide runs already"), owned(tmp_path, Bot.GUIDE):
            pass
        with owned(tmp_path, Bot.SCRIBE):
            pass
    with owned(tmp_path, Bot.GUIDE):
        pass


def test_it_is_let_go_when_running_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), owned(tmp_path, Bot.GUIDE):
        raise ZeroDivisionError
    with owned(tmp_path, Bot.GUIDE):
        pass


def test_the_lock_ends_with_the_process_however_it_ends(tmp_path: Path) -> None:
    code = (
        "import os, pathlib, sys\nfrom bots.ownership import owned\nfrom fourwalls.group.people import Bot\n"
        "with owned(pathlib.Path(sys.argv[1]), Bot.GUIDE):\n    os.kill(os.getpid(), 9)\n"
    )
    root = str(Path(__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], check=False, env={**os.environ, "PYTHONPATH": root}, timeout=60
    )
    assert done.returncode == -9
    with owned(tmp_path, Bot.GUIDE):
        pass


def test_nobody_else_can_look_into_the_locks(tmp_path: Path) -> None:
    with owned(tmp_path, Bot.GUIDE):
        assert (tmp_path / "locks").stat().st_mode & 0o077 == 0
