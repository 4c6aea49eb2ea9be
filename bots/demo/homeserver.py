"""A real homeserver of one's own: Synapse on loopback, for the demo and for the tests.

Synapse is a separate program. It is started as one, spoken to over HTTP and never imported.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import importlib.util
import os
import shutil
import socket
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import aiohttp
import psutil

from bots.demo.synapse_settings import LOOPBACK, SERVER_NAME, Limits, load_secrets, write_private, write_settings

_KEEPER = "homeserver-keeper"
_TAIL_BYTES = 4000
_REQUEST_TIMEOUT = aiohttp.ClientTimeout(total=30)


class HomeserverError(Exception):
    """The homeserver cannot be used; the sentence says what to do about it."""


class LocalHomeserver:
    """Synapse with SQLite, bound to loopback, with all its data in ``folder``.

    Starting again on the same folder finds the same accounts and rooms. ``async with`` starts and stops it.
    """

    def __init__(self, folder: Path, *, port: int | None = None, limits: Limits = "default") -> None:
        """Prepare a homeserver; nothing is started or written yet. Without a port a free one is picked."""
        self.folder = folder.absolute()
        self.port = port or _free_port()
        self.limits: Limits = limits
        self._process: asyncio.subprocess.Process | None = None
        self._keeper_token = ""

    @property
    def base_url(self) -> str:
        """Where clients find it."""
        return f"http://{LOOPBACK}:{self.port}"

    @property
    def server_name(self) -> str:
        """The part of its Matrix ids after the colon."""
        return SERVER_NAME

    @property
    def running(self) -> bool:
        """Whether our process is alive."""
        return self._process is not None and self._process.returncode is None

    @property
    def log_path(self) -> Path:
        """What Synapse said since its last start: warnings and errors only."""
        return self.folder / "homeserver.log"

    async def start(self, deadline: float = 60.0) -> None:
        """Start Synapse and wait until it answers, for at most ``deadline`` seconds."""
        if self.running:
            raise HomeserverError("This homeserver is running already.")
        if importlib.util.find_spec("synapse") is None:
            raise HomeserverError("Synapse is not installed. Install it with: make install")
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        await self._end_leftover()
        _check_port(self.port)
        config = write_settings(self.folder, self.port, self.limits, load_secrets(self.folder))
        self._process = await self._launch(config)
        try:
            await self._wait_until_up(time.monotonic() + deadline)
        except BaseException:
            await self.stop()
            raise

    async def stop(self, grace: float = 10.0) -> None:
        """Ask Synapse to end, and make it end after ``grace`` seconds. Harmless when it is not running."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), grace)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        self._pid_path.unlink(missing_ok=True)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def register(self, name: str, password: str, *, admin: bool = False, display_name: str = "") -> str:
        """Make an account and return its full Matrix id. An account that exists already is left as it is."""
        await self._register(name, password, admin=admin, display_name=display_name)
        return f"@{name}:{SERVER_NAME}"

    async def override_ratelimit(self, user_id: str) -> None:
        """Free one account from the rate limits on what it sends."""
        path = f"/_synapse/admin/v1/users/{user_id}/override_ratelimit"
        free = {"messages_per_second": 0, "burst_count": 0}
        await self._ask("POST", path, free, token=await self.admin_token())

    async def admin_token(self) -> str:
        """Give an access token of our own server administrator."""
        if not self._keeper_token:
            self._keeper_token = await self._sign_in_keeper()
        return self._keeper_token

    async def _register(
        self, name: str, password: str, *, admin: bool, display_name: str = "", sign_in: bool = False
    ) -> str:
        """Register by the shared secret. Return an access token if asked for one and the account is new."""
        path = "/_synapse/admin/v1/register"
        nonce = (await self._ask("GET", path))["nonce"]
        signed = "\0".join((nonce, name, password, "admin" if admin else "notadmin"))
        secret = load_secrets(self.folder).registration
        answer = await self._ask(
            "POST",
            path,
            {
                "nonce": nonce,
                "username": name,
                "displayname": display_name or name,
                "password": password,
                "admin": admin,
                "mac": hmac.new(secret.encode(), signed.encode(), hashlib.sha1).hexdigest(),
                "inhibit_login": not sign_in,  # else every account would have a device without keys
            },
            accept=("M_USER_IN_USE",),
        )
        return str(answer.get("access_token", ""))

    async def _sign_in_keeper(self) -> str:
        """Return a token of our own server administrator, who is made when first needed."""
        password = load_secrets(self.folder).keeper_password
        token = await self._register(_KEEPER, password, admin=True, sign_in=True)
        if token:
            return token
        identifier = {"type": "m.id.user", "user": _KEEPER}
        body = {"type": "m.login.password", "identifier": identifier, "password": password}
        return str((await self._ask("POST", "/_matrix/client/v3/login", body))["access_token"])

    async def _ask(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        token: str = "",
        accept: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """One request; an answer that is an error is raised, unless its code is in ``accept``."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            async with (
                aiohttp.ClientSession(timeout=_REQUEST_TIMEOUT) as session,
                session.request(method, self.base_url + path, json=body, headers=headers) as response,
            ):
                answer: dict[str, Any] = await response.json()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise HomeserverError(f"The homeserver did not answer ({type(error).__name__}). Is it started?") from error
        if "errcode" in answer and answer["errcode"] not in accept:
            raise HomeserverError(f"The homeserver refused {method}: {answer['errcode']}, {answer.get('error', '')}")
        return answer

    async def _launch(self, config: Path) -> asyncio.subprocess.Process:
        with self.log_path.open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                *_tie_to_us(),
                *(sys.executable, "-W", "ignore", "-m", "synapse.app.homeserver", "--config-path", str(config)),
                cwd=self.folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C reaches the demo first, which then stops it in order
            )
        write_private(self._pid_path, f"{process.pid} {os.getpid()}\n")
        return process

    async def _wait_until_up(self, until: float) -> None:
        assert self._process is not None
        while time.monotonic() < until:
            if self._process.returncode is not None:
                raise HomeserverError(f"Synapse ended at its start. The end of its log:\n{self._log_tail()}")
            with contextlib.suppress(HomeserverError):
                await self._ask("GET", "/_matrix/client/versions")
                return
            await asyncio.sleep(0.05)
        raise HomeserverError(f"Synapse did not answer in time. The end of its log:\n{self._log_tail()}")

    def _log_tail(self) -> str:
        return self.log_path.read_bytes()[-_TAIL_BYTES:].decode(errors="replace").strip() or "(it said nothing)"

    @property
    def _pid_path(self) -> Path:
        return self.folder / "homeserver.pid"

    async def _end_leftover(self) -> None:
        """End a Synapse of this folder whose owner died; refuse while its owner lives."""
        leftover, owner = self._leftover()
        if leftover is not None:
            if leftover.ppid() == owner:
                raise HomeserverError(
                    f"The homeserver of {self.folder} is in use by process {owner}. "
                    "Stop that one, or use another folder."
                )
            leftover.terminate()
            await asyncio.to_thread(psutil.wait_procs, [leftover], timeout=10)
            if leftover.is_running():
                leftover.kill()
        self._pid_path.unlink(missing_ok=True)

    def _leftover(self) -> tuple[psutil.Process | None, int]:
        """The process that the pidfile names, if it is truly a Synapse of this folder, and who started it."""
        try:
            pid, owner = (int(word) for word in self._pid_path.read_text().split())
            process = psutil.Process(pid)
            ours = str(self.folder / "homeserver.json") in process.cmdline()
        except (OSError, ValueError, psutil.Error):
            return None, 0
        return (process if ours else None), owner


def _tie_to_us() -> tuple[str, ...]:
    """Words before a command that have Linux end it when the program that started it is gone, however it went."""
    setpriv = shutil.which("setpriv")
    return (setpriv, "--pdeathsig", "TERM") if setpriv else ()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            raise HomeserverError(
                f"Port {port} on {LOOPBACK} cannot be used ({error.strerror}). "
                "Stop the program that holds it, or choose another port."
            ) from error
