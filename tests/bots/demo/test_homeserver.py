from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import aiohttp
import psutil
import pytest

from bots.demo.homeserver import HomeserverError, LocalHomeserver
from bots.demo.synapse_settings import LOOPBACK

pytestmark = pytest.mark.e2e


async def sign_in(homeserver: LocalHomeserver, name: str, password: str) -> int:
    body = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": name}, "password": password}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{homeserver.base_url}/_matrix/client/v3/login", json=body) as response,
    ):
        return response.status


async def test_accounts_outlive_a_restart_even_on_another_port(tmp_path: Path) -> None:
    async with LocalHomeserver(tmp_path, limits="off") as first:
        user_id = await first.register("ann", "password of ann", display_name="Ann")
        assert await sign_in(first, "ann", "password of ann") == 200
    async with LocalHomeserver(tmp_path, limits="off") as second:
        assert await sign_in(second, "ann", "password of ann") == 200
        assert user_id == f"@ann:{second.server_name}"
        assert await second.register("ann", "another password") == user_id
        assert await sign_in(second, "ann", "another password") == 403


async def test_registering_twice_is_harmless(homeserver: LocalHomeserver) -> None:
    first = await homeserver.register("twice", "password of twice")
    assert await homeserver.register("twice", "password of twice") == first == f"@twice:{homeserver.server_name}"


async def test_a_taken_port_is_refused_with_advice(tmp_path: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as holder:
        port = holder.getsockname()[1]
        with pytest.raises(HomeserverError, match=f"Port {port} .* choose another port"):
            await LocalHomeserver(tmp_path, port=port).start()


async def test_a_folder_in_use_is_refused(homeserver: LocalHomeserver) -> None:
    with pytest.raises(HomeserverError, match="is in use by process"):
        await LocalHomeserver(homeserver.folder).start()
    assert homeserver.running


async def test_a_start_that_fails_shows_what_synapse_said(tmp_path: Path) -> None:
    (tmp_path / "homeserver.db").write_text("this is no database")
    homeserver = LocalHomeserver(tmp_path)
    with pytest.raises(HomeserverError, match=r"Synapse ended at its start(?s:.)*not a database"):
        await homeserver.start()
    assert not homeserver.running


async def test_a_homeserver_that_is_not_started_says_so(tmp_path: Path) -> None:
    with pytest.raises(HomeserverError, match="Is it started"):
        await LocalHomeserver(tmp_path).register("ann", "password of ann")


async def test_it_listens_on_loopback_only_and_keeps_its_folder_to_itself(homeserver: LocalHomeserver) -> None:
    pid = int((homeserver.folder / "homeserver.pid").read_text().split()[0])
    listening = [it.laddr for it in psutil.Process(pid).net_connections() if it.status == psutil.CONN_LISTEN]
    assert [(it.ip, it.port) for it in listening] == [(LOOPBACK, homeserver.port)]
    for name in ("secrets.json", "homeserver.json", "signing.key"):
        assert stat.S_IMODE((homeserver.folder / name).stat().st_mode) == 0o600
    told = json.loads((homeserver.folder / "homeserver.json").read_text())
    assert told["enable_registration"] is told["registration_requires_token"] is True, "nobody without a token"


_OWNER = """
import asyncio, pathlib, sys
from bots.demo import homeserver
if sys.argv[2] == "orphan":
    homeserver._tie_to_us = lambda: ()  # as on a system without setpriv
async def main():
    await homeserver.LocalHomeserver(pathlib.Path(sys.argv[1])).start()
    print("up", flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""


def killed_owner(folder: Path, how: str) -> psutil.Process:
    """Start a homeserver from another program, kill that program, and return the homeserver's process."""
    with subprocess.Popen([sys.executable, "-c", _OWNER, str(folder), how], stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        assert owner.stdout.readline() == b"up\n"
        synapse = psutil.Process(int((folder / "homeserver.pid").read_text().split()[0]))
        os.kill(owner.pid, signal.SIGKILL)
    return synapse


@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv of Linux")
def test_it_ends_with_the_program_that_started_it(tmp_path: Path) -> None:
    killed_owner(tmp_path, "child").wait(timeout=20)


async def test_a_leftover_of_a_dead_owner_is_ended_and_its_folder_taken_over(tmp_path: Path) -> None:
    leftover = killed_owner(tmp_path, "orphan")
    assert leftover.is_running()
    async with LocalHomeserver(tmp_path) as homeserver:
        assert not leftover.is_running()
        assert await homeserver.register("ann", "password of ann")
