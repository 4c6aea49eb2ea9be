"""The stage of the demo: a folder with a homeserver, accounts, keys and settings, made once and found again."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import re
import secrets
import shutil
import socket
import sys
import unicodedata
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bots.demo.homeserver import LocalHomeserver
from bots.demo.script import Script
from fourwalls.group.people import Bot, PersonId, Role
from fourwalls.storage.keyfiles import OPERATIONAL, generate_key_files

HOMESERVER_PORT = 8118
PORTAL_PORT = 8119
MANAGER = "Odette"
STRANGER = "Somebody"
VISITOR = "visitor"
ORGANISATION = "The Lamp"
_LEAST_FREE = 300 * 1024 * 1024


class StageError(Exception):
    """The demo cannot be played here; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where the demo plays."""

    folder: Path
    homeserver: LocalHomeserver
    portal_port: int
    passwords: dict[str, str]
    ids: dict[str, PersonId]
    """The Matrix id of each person by the name that others see, and of the bots by their own."""
    env: dict[str, str]

    @property
    def portal_url(self) -> str:
        """Where a browser finds the portal."""
        return f"http://127.0.0.1:{self.portal_port}"

    def password(self, name: str) -> str:
        """The password of one account."""
        return self.passwords[localpart(name)]


def localpart(name: str) -> str:
    """The account name of somebody: letters and digits of the profile name."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or f"x{name.encode().hex()[:16]}"


@asynccontextmanager
async def set_stage(folder: Path, script: Script) -> AsyncIterator[Stage]:
    """Set the stage in a folder: what is there already is used again.

    Raises:
        StageError: another demo plays there, or there is no room.
        HomeserverError: the homeserver cannot be started.
    """
    _make_room(folder)
    with _alone(folder):
        port, portal_port = _free(HOMESERVER_PORT), _free(PORTAL_PORT)
        async with LocalHomeserver(folder / "homeserver", port=port, limits="off") as homeserver:
            names = [part.name for part in script.parts]
            accounts = [MANAGER, STRANGER, VISITOR, *names, *(bot.value for bot in Bot)]
            passwords = _passwords(folder / "passwords.json", accounts)
            ids = {}
            for name in accounts:
                user = await homeserver.register(localpart(name), passwords[localpart(name)], display_name=name)
                ids[name] = PersonId(user)
            env = await _settings(folder, homeserver, portal_port, passwords, ids)
            _plan(folder / "config", script, ids)
            if not (folder / "keys" / OPERATIONAL).exists():
                generate_key_files(folder / "keys")
            yield Stage(folder, homeserver, portal_port, passwords, ids, env)


def _make_room(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise StageError(f"{folder} cannot be made ({error.strerror}). Name another folder with --data") from None
    if shutil.disk_usage(folder).free < _LEAST_FREE:
        raise StageError(f"less than 300 MB is free in {folder}. Make room, or name another folder with --data")


@asynccontextmanager
async def running_portal(stage: Stage) -> AsyncIterator[None]:
    """Run ``fourwalls portal`` as the separate process that it always is."""
    with (stage.folder / "portal.log").open("wb") as log:
        portal = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bots", "portal", env={**os.environ, **stage.env}, stdout=log, stderr=log
        )
    try:
        await _until_listening(portal, stage.portal_port, stage.folder / "portal.log")
        yield
    finally:
        with suppress(ProcessLookupError):
            portal.terminate()
        await portal.wait()


async def _until_listening(process: asyncio.subprocess.Process, port: int, log: Path) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                if process.returncode is not None:
                    raise _portal_failed(log) from None
                await asyncio.sleep(0.1)
            else:
                writer.close()
                return


def _portal_failed(log: Path) -> StageError:
    return StageError(f"the portal did not start: {log.read_text(errors='replace').strip()}")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "playing.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StageError(
                f"a demo is playing in {folder} already. Stop it with Ctrl-C, or name another folder with --data"
            ) from None
        yield


def _free(wanted: int) -> int:
    """The wanted port, or any free one when somebody has it: the demo says which it is."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise StageError("no port is free on this machine")


def _passwords(file: Path, accounts: list[str]) -> dict[str, str]:
    known: dict[str, str] = json.loads(file.read_text()) if file.exists() else {}
    for name in accounts:
        known.setdefault(localpart(name), secrets.token_urlsafe(9))
    _write_private(file, json.dumps(known, indent=2))
    return known


async def _settings(
    folder: Path, homeserver: LocalHomeserver, portal_port: int, passwords: dict[str, str], ids: dict[str, PersonId]
) -> dict[str, str]:
    """The settings of this house, also as ``.env`` in its folder, so that every other command works on it too."""
    env = {
        "FOURWALLS_HOMESERVER": homeserver.base_url,
        "FOURWALLS_DATA": str(folder),
        "FOURWALLS_ONLINE_MANAGER": ids[MANAGER],
        "FOURWALLS_PORTAL_URL": f"http://127.0.0.1:{portal_port}",
        "FOURWALLS_PORTAL_LISTEN": f"127.0.0.1:{portal_port}",
        "FOURWALLS_ADMIN_TOKEN": await homeserver.admin_token(),
    }
    for bot in Bot:
        env |= {f"FOURWALLS_{bot.name}_USER": ids[bot.value], f"FOURWALLS_{bot.name}_PASSWORD": passwords[bot.value]}
    _write_private(folder / ".env", "".join(f"{name}={json.dumps(value)}\n" for name, value in env.items()))
    return env


def _plan(config: Path, script: Script, ids: dict[str, PersonId]) -> None:
    config.mkdir(exist_ok=True)
    facilitators = [ids[part.name] for part in script.parts if part.role is Role.FACILITATOR]
    group = json.dumps(script.group, ensure_ascii=False)
    # the evening is one meeting, and so short that each message has to have a word of its own
    head = [f'organisation = "{ORGANISATION}"', 'rooms = "one"', "warnings_together_seconds = 0"]
    lines = [*head, "[[group]]", f"name = {group}", f"facilitators = {facilitators!r}"]
    (config / "house.toml").write_text("\n".join(lines).replace("'", '"') + "\n", encoding="utf-8")


def _write_private(file: Path, text: str) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as opened:
        opened.write(text)
