"""A whole evening with words planted in it, and none of them is found in anything that is ours: disk, logs, answers."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import aiohttp
import pytest

from bots.demo.homeserver import LocalHomeserver
from tests.support.canary import planted_in
from tests.support.command import fourwalls
from tests.support.gathering import GROUP, gather
from tests.support.house import HouseProcess, Site, prepare_site
from tests.support.member import Member
from tests.support.synapse import Register, SignIn

PUBLIC, PRIVATE, NAME, SURNAME = "zanzilopper", "quibberwhack", "Flimsydoodle", "Hobblethwaite"
"""In a group's message, in a private word, as a profile name, and in what a warning quotes."""
CANARIES = (PUBLIC, PRIVATE, NAME, SURNAME)


def planted(site: Site, members: list[Member]) -> dict[str, list[str]]:
    """What is found, by file: the whole data folder but the operator's own words in it.

    That is the database (free pages too, as it is read raw), its journal, the logs of both processes, and the answers
    that anybody at all was given over HTTP, by the doctor, or at the portal's door.
    """
    words = [*CANARIES, *(member.user_id for member in members)]
    own = {site.folder / "config", site.folder / "keys", site.folder / "last-good"}
    files = [file for file in site.folder.rglob("*") if file.is_file() and not own & set(file.parents)]
    assert {"fourwalls.sqlite", "run.log", "portal.log"} <= {file.name for file in files}
    found = {file.name: planted_in(file.read_bytes(), words) for file in files}
    return {name: there for name, there in found.items() if there}


@asynccontextmanager
async def portal_process(site: Site) -> AsyncIterator[str]:
    """``fourwalls portal`` as a process of its own; returns its address once it answers."""
    listen = f"127.0.0.1:{free_port()}"
    env = {**os.environ, **site.env, "FOURWALLS_PORTAL_LISTEN": listen}
    with (site.folder / "portal.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bots", "portal", env=env, stdout=log, stderr=log
        )
    try:
        async with asyncio.timeout(60):
            while b"listens on" not in (site.folder / "portal.log").read_bytes():
                assert process.returncode is None, (site.folder / "portal.log").read_text()
                await asyncio.sleep(0.05)  # another process announces nothing to us but this line
        yield f"http://{listen}"
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def visit(site: Site, url: str, member: Member) -> None:
    """Leave a name at a door, where a log could pick it up, and keep what is answered."""
    async with aiohttp.ClientSession() as browser:
        for number, path in enumerate((f"/{quote(member.user_id)}", f"/?who={quote(member.user_id)}&words={PUBLIC}")):
            async with browser.get(url + path, headers={"User-Agent": PUBLIC, "Referer": PRIVATE}) as answer:
                keep(
                    site, f"{url.rpartition(':')[2]}-{number}.http", repr(answer.headers).encode() + await answer.read()
                )


def keep(site: Site, name: str, answer: bytes) -> None:
    (site.folder / name).write_bytes(answer)


async def look_in(site: Site) -> None:
    """What programs are told of a running house: numbers, and the doctor's findings."""
    async with aiohttp.ClientSession() as browser:
        for page in ("health", "metrics"):
            async with browser.get(f"http://{site.env['FOURWALLS_HEALTH_LISTEN']}/{page}") as answer:
                body = await answer.read()
                assert b"lookout" in body
                keep(site, f"{page}.http", repr(answer.headers).encode() + body)
    for name, words in (("doctor.screen", ("doctor",)), ("doctor.json", ("doctor", "--json"))):
        ran = await asyncio.to_thread(fourwalls, *words, home=site.folder, env=site.env)
        assert "rooms" in ran.out
        keep(site, name, (ran.out + ran.err).encode())


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.mark.e2e
async def test_of_a_whole_evening_no_word_no_name_and_no_id_is_on_our_disk(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip = [await sign_in(name) for name in ("odette", "ruth", "pip")]
    walt = await sign_in("walt", display_name=NAME)
    folder = tmp_path / "house"
    folder.mkdir()
    site = await prepare_site(folder, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    site.env["FOURWALLS_HEALTH_LISTEN"] = f"127.0.0.1:{free_port()}"
    house = HouseProcess(site, folder / "run.log")
    await house.start()
    await house.wait_ready()
    members = [odette, ruth, pip, walt]
    try:
        async with portal_process(site) as url:
            evening = await gather(site, odette, ruth, pip=pip, walt=walt)
            await evening.open_session()
            await walt.send(evening.room, f"evening all, the {PUBLIC} is on")
            await walt.send(evening.room, f"I should say that my name is Philippa {SURNAME}")
            await evening.hears(walt, SURNAME)
            await evening.tell_guide(pip, f"the {PRIVATE} is too much, i am going to kill myself tonight")
            await odette.wait_message(containing=PRIVATE, room=evening.desk)
            await pip.send_event(evening.room, "m.room.message", {"msgtype": "m.text", "body": [PUBLIC]})
            await visit(site, url, pip)
            await visit(site, f"http://{site.env['FOURWALLS_HEALTH_LISTEN']}", pip)
            await look_in(site)
            await house.kill()  # as the power cut would: the journal of a transaction may be left behind
            at_the_kill = planted(site, members)
            await house.start()
            await house.wait_ready()
            await evening.close_session()
    finally:
        await house.stop()
    assert at_the_kill == {}
    assert planted(site, members) == {}
    (folder / "a-careless.log").write_text(f"could not send to {pip.user_id}: {PRIVATE}")
    assert planted(site, members) == {"a-careless.log": [PRIVATE, pip.user_id]}, "what is there would be found"
    assert b"ready after" in (folder / "run.log").read_bytes()
    assert (folder / "portal.log").stat().st_size > 0
