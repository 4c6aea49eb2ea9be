"""A whole evening with words planted in it, and afterwards none of them is found in anything that is ours on disk."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import gzip
import os
import socket
import sys
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import quote

import aiohttp
import pytest

from bots.demo.homeserver import LocalHomeserver
from tests.support.gathering import GROUP, gather
from tests.support.house import HouseProcess, Site, prepare_site
from tests.support.member import Member
from tests.support.synapse import Register, SignIn

PUBLIC, PRIVATE, NAME, SURNAME = "zanzilopper", "quibberwhack", "Flimsydoodle", "Hobblethwaite"
"""In a group's message, in a private word, as a profile name, and in what a warning quotes."""
CANARIES = (PUBLIC, PRIVATE, NAME, SURNAME)


def forms_of(word: str) -> list[bytes]:
    """A word as it stands, and in the forms that an encoding of text could give it."""
    raw = word.encode()
    shifted = [  # only the characters that the word alone decides
        base64.b64encode(b"\0" * shift + raw)[-(-shift * 8 // 6) : (shift + len(raw)) * 8 // 6] for shift in range(3)
    ]
    urlsafe = [form.translate(bytes.maketrans(b"+/", b"-_")) for form in shifted]
    return [raw, raw.lower(), raw.upper(), raw.hex().encode(), word.encode("utf-16-le"), *shifted, *urlsafe]


def unpacked(stored: bytes) -> list[bytes]:
    """The bytes themselves, and whatever is packed by gzip or zlib somewhere inside them."""
    found = [stored]
    for magic, bits in ((b"\x1f\x8b\x08", zlib.MAX_WBITS | 16), (b"\x78\x9c", zlib.MAX_WBITS), (b"\x78\xda", 15)):
        at = stored.find(magic)
        while at != -1:
            with contextlib.suppress(zlib.error):
                found.append(zlib.decompressobj(bits).decompress(stored[at:]))
            at = stored.find(magic, at + 1)
    return found


def planted_in(stored: bytes, words: list[str]) -> list[str]:
    parts = unpacked(stored)
    return [word for word in words for form in forms_of(word) if any(form in part for part in parts)]


def planted(site: Site, members: list[Member]) -> dict[str, list[str]]:
    """What is found, by file: database, its journal, and the logs of both processes."""
    words = [*CANARIES, *(member.user_id for member in members), *(quote(member.user_id) for member in members)]
    files = [*site.folder.glob("fourwalls.sqlite*"), *site.folder.glob("*.log")]
    assert len(files) >= 3
    found = {file.name: planted_in(file.read_bytes(), words) for file in files}
    return {name: there for name, there in found.items() if there}


@asynccontextmanager
async def portal_process(site: Site) -> AsyncIterator[str]:
    """``fourwalls portal`` as a process of its own; returns its address once it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        listen = f"127.0.0.1:{free.getsockname()[1]}"
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


async def visit(url: str, member: Member) -> None:
    """Leave a name at the portal's door, where a log could pick it up."""
    async with aiohttp.ClientSession() as browser:
        for path in (f"/{quote(member.user_id)}", f"/?who={quote(member.user_id)}&words={PUBLIC}"):
            async with browser.get(url + path, headers={"User-Agent": PUBLIC, "Referer": PRIVATE}) as answer:
                await answer.read()


@pytest.mark.parametrize(
    "hide",
    [
        bytes,
        lambda raw: base64.b64encode(b"ab" + raw),
        lambda raw: raw.hex().encode(),
        lambda raw: b"before" + gzip.compress(raw) + b"after",
        zlib.compress,
    ],
)
def test_a_canary_would_be_found(hide: object) -> None:
    assert callable(hide)
    assert PUBLIC in planted_in(hide(f"it says {PUBLIC} here".encode()), [PUBLIC])


@pytest.mark.e2e
async def test_of_a_whole_evening_no_word_no_name_and_no_id_is_on_our_disk(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth, pip = [await sign_in(name) for name in ("odette", "ruth", "pip")]
    walt = await sign_in("walt", display_name=NAME)
    folder = tmp_path / "house"
    folder.mkdir()
    site = await prepare_site(folder, homeserver, register, odette.user_id, ruth.user_id, GROUP)
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
            await visit(url, pip)
            await house.kill()  # as the power cut would: the journal of a transaction may be left behind
            at_the_kill = planted(site, members)
            await house.start()
            await house.wait_ready()
            await evening.close_session()
    finally:
        await house.stop()
    assert at_the_kill == {}
    assert planted(site, members) == {}
    assert b"ready after" in (folder / "run.log").read_bytes()
    assert (folder / "portal.log").stat().st_size > 0
