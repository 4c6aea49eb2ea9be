"""The door as the doctor sees it: judgements of faked answers, and the answers of a real homeserver and real TLS."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bots.cli.doctor import certificates, door, exposure
from bots.cli.doctor.accounts import Line
from bots.cli.doctor.finding import Finding, Level
from bots.cli.doctor.records import Told
from bots.demo.homeserver import LocalHomeserver
from config.settings import load_settings
from config.values import is_this_machine
from fourwalls.group.people import Bot, PersonId, Room, RoomId, RoomKind
from fourwalls.matrix.homeserver import CLIENT, Homeserver, RefusedError, UnreachableError
from fourwalls.storage.accounts import Account
from fourwalls.storage.keys import LookupKey, OperationalKeys
from tests.config.test_settings import GOOD
from tests.fourwalls.matrix.test_registration import CLOSED, Answering, flows
from tests.support.synapse import PASSWORD, Register

TOKEN, DUMMY = "m.login.registration_token", "m.login.dummy"
WARDEN, GUIDE, PIP = (PersonId(f"@{name}:chat.example.org") for name in ("warden", "guide", "pip"))
ROOM = RoomId("!group")


class Outside(Answering):
    """A homeserver's answers, and nothing to close."""

    async def close(self) -> None:
        """Nothing was opened."""


def a_line(server: Homeserver, user: PersonId = WARDEN) -> Line:
    nothing: Any = None  # no key of it is looked at here
    return Line(Bot.WARDEN, Account(user, "DEVICE", "token"), server, nothing, nothing)


def told(*rooms: Room) -> Told:
    keys = OperationalKeys(b"o" * 32, LookupKey(b"l" * 32))
    return Told(keys, {}, {}, {}, Counter(), Counter(), rooms, {}, {}, frozenset(), 0)


def well(finding: Finding) -> bool:
    assert finding.id.startswith("door.")
    assert bool(finding.remedy) is (finding.level is not Level.OK)
    return finding.level is Level.OK


# --- from outside ---


@pytest.mark.parametrize(
    ("answers", "makes_tokens", "level"),
    [
        ({"register": flows([TOKEN])}, True, Level.OK),
        ({"register": flows([TOKEN])}, False, Level.OK),
        ({"register": CLOSED}, False, Level.OK),
        ({"register": CLOSED}, True, Level.ATTENTION),
        ({"register": CLOSED, "auth_metadata": {}}, False, Level.OK),
        ({"register": CLOSED, "auth_metadata": {}}, True, Level.ATTENTION),
        ({"register": flows([DUMMY])}, True, Level.ATTENTION),
        ({"register": RefusedError(429, "M_LIMIT_EXCEEDED", 1, {})}, True, Level.ATTENTION),
    ],
)
async def test_how_accounts_are_made(answers: dict[str, Any], level: Level, *, makes_tokens: bool) -> None:
    found = await door.accounts(Answering(**answers), makes_tokens=makes_tokens)
    assert found.level is level
    well(found)


async def test_an_access_that_makes_no_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await door.tokens(load_settings(GOOD)) == []
    settings = load_settings(GOOD | {"FOURWALLS_ADMIN_TOKEN": "secret"})
    for answer, ok in (({"registration_tokens": [{}, {}]}, True), (RefusedError(403, "M_FORBIDDEN", None, {}), False)):
        monkeypatch.setattr(Homeserver, "open", lambda _url, answer=answer: Outside(registration_tokens=answer))
        (found,) = await door.tokens(settings)
        assert well(found) is ok
        assert "secret" not in str(found.plain())
        assert found.figures == ({"unused": 2} if ok else {})
    late = RefusedError(429, "M_LIMIT_EXCEEDED", 1, {})
    monkeypatch.setattr(Homeserver, "open", lambda _url: Outside(registration_tokens=late))
    assert await door.tokens(settings) == []


async def test_what_anybody_is_told() -> None:
    for check in (lambda server: door.profiles(server, GUIDE), door.public_rooms):
        assert well(await check(Answering()))
        assert not well(await check(Answering(**{"guide%3Achat.example.org": {}, "publicRooms": {"chunk": []}})))


FEDERATES = {"server": {"server_name": "chat.example.org"}}


@pytest.mark.parametrize(("answers", "wanted"), [({}, True), ({}, False), (FEDERATES, True), (FEDERATES, False)])
async def test_other_servers_matter_where_the_walls_let_none_in(answers: dict[str, Any], *, wanted: bool) -> None:
    assert well(await door.other_servers(Answering(**answers), wanted=wanted)) is (wanted or not answers)


@pytest.mark.parametrize(
    ("name", "told", "level"),
    [
        ("example.org", {"m.homeserver": {"base_url": "https://chat.example.org/"}}, Level.OK),
        ("example.org", {"m.homeserver": {"base_url": "https://old.example.org"}}, Level.BROKEN),
        ("example.org", {}, Level.ATTENTION),
        ("example.org", {"m.homeserver": 5}, Level.ATTENTION),
        ("chat.example.org", {}, Level.OK),
        ("fourwalls.localhost", {}, Level.OK),
    ],
)
async def test_apps_are_led_to_the_homeserver(
    name: str, told: dict[str, Any], level: Level, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Homeserver, "open", lambda _url: Outside(client=told))
    found = await door.well_known(name, "https://chat.example.org")
    assert found.level is level
    well(found)


def test_newcomers_are_not_told_an_address_of_this_machine() -> None:
    settings = load_settings(GOOD)
    assert well(door.address(settings))
    near = replace(settings, public_homeserver="http://127.0.0.1:8008")
    assert not well(door.address(near))
    assert well(door.address(replace(near, portal_url="http://127.0.0.1:8880"))), "a demo"


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("127.0.0.1", True),
        ("127.0.0.1:8008", True),
        ("[::1]:8008", True),
        ("::1", True),
        ("localhost", True),
        ("fourwalls.localhost:80", True),
        ("10.0.0.1", False),
        ("chat.example.org", False),
        ("localhost.example.org", False),
        ("", False),
    ],
)
def test_which_hosts_are_this_machine(host: str, *, ours: bool) -> None:
    assert is_this_machine(host) is ours


# --- certificates ---


@asynccontextmanager
async def serving_tls(folder: Path, days: float, *, host: str = "127.0.0.1") -> AsyncIterator[tuple[int, Path]]:
    """A server with a certificate that ends in so many days; its port, and the certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "door test")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=90))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8
    private = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    file = folder / "server.pem"
    file.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(file)
    server = await asyncio.start_server(lambda _r, w: w.close(), "127.0.0.1", 0, ssl=context)
    async with server:
        yield server.sockets[0].getsockname()[1], file


@pytest.fixture
def believed(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let one certificate be believed, as the machine's own list would."""

    def believe(file: Path) -> None:
        context = ssl.create_default_context(cafile=str(file))
        monkeypatch.setattr(ssl, "create_default_context", lambda *_, **__: context)

    return believe


@pytest.mark.parametrize(("days", "level"), [(60.5, Level.OK), (5.5, Level.ATTENTION)])
async def test_a_certificate_that_ends_soon(tmp_path: Path, believed: Any, days: float, level: Level) -> None:
    async with serving_tls(tmp_path, days) as (port, file):
        believed(file)
        found = await certificates.certificate("portal", f"https://127.0.0.1:{port}")
    assert found.level is level
    assert found.id == "door.tls.portal"
    assert found.seen.endswith(f"{int(days)} days")
    well(found)


async def test_a_certificate_that_nobody_believes(tmp_path: Path) -> None:
    async with serving_tls(tmp_path, 60) as (port, _):
        found = await certificates.certificate("portal", f"https://127.0.0.1:{port}")
    assert found.level is Level.BROKEN
    well(found)


async def test_a_certificate_for_another_name(tmp_path: Path, believed: Any) -> None:
    async with serving_tls(tmp_path, 60, host="127.0.0.9") as (port, file):
        believed(file)
        found = await certificates.certificate("portal", f"https://127.0.0.1:{port}")
    assert found.level is Level.BROKEN


async def test_what_cannot_be_reached_from_here_may_be_well_elsewhere() -> None:
    found = await certificates.certificate("portal", "https://127.0.0.1:1")
    assert found.level is Level.ATTENTION
    assert well(await certificates.certificate("homeserver", "http://127.0.0.1:8008"))
    assert not well(await certificates.certificate("homeserver", "http://10.0.0.7:8008"))


# --- as an account ---

INSIDE = {"joined_rooms": {"joined_rooms": [ROOM]}, "joined_members": {"joined": {WARDEN: {}, GUIDE: {}, PIP: {}}}}


async def test_a_directory_that_shows_people_whom_one_would_not_meet() -> None:
    met = {"results": [{"user_id": PIP}, {"user_id": GUIDE}]}
    assert well(await exposure.directory(a_line(Answering(**INSIDE, search=met))))
    foreign = {"results": [*met["results"], {"user_id": "@walt:chat.example.org"}]}
    found = await exposure.directory(a_line(Answering(**INSIDE, search=foreign)))
    assert not well(found)
    assert found.figures == {"shown": 3, "foreign": 1}
    assert "walt" not in str(found.plain())


async def test_a_search_that_is_held_back_is_judged_by_what_it_showed() -> None:
    late = RefusedError(429, "M_LIMIT_EXCEEDED", 60, {})
    assert well(await exposure.directory(a_line(Answering(**INSIDE, search=late))))


async def test_a_room_of_ours_in_the_public_list() -> None:
    ours = told(Room(ROOM, RoomKind.GROUP))
    listed = {"chunk": [{"room_id": "!elsewhere"}]}
    assert well(await exposure.listed(a_line(Answering(publicRooms=listed)), ours))
    listed["chunk"].append({"room_id": ROOM})
    assert (await exposure.listed(a_line(Answering(publicRooms=listed)), ours)).level is Level.BROKEN


@pytest.mark.parametrize(
    ("status", "ok"),
    [
        ({"presence": "offline"}, True),
        ({}, True),
        (RefusedError(403, "M_FORBIDDEN", None, {}), True),
        ({"presence": "online"}, False),
        ({"presence": "offline", "last_active_ago": 5}, False),
    ],
)
async def test_presence(status: Any, *, ok: bool) -> None:
    assert well(await exposure.presence(a_line(Answering(status=status)), GUIDE)) is ok


async def test_an_account_alone_is_shown_as_there_or_not_once_it_has_asked_for_news() -> None:
    newcomer = exposure.Newcomer(Bot.WARDEN, WARDEN, Answering(sync={"next_batch": "a"}, status={"presence": "online"}))
    assert not well(await exposure.own_presence(newcomer))
    hidden = Answering(sync={"next_batch": "a"}, status={"presence": "offline"})
    assert well(await exposure.own_presence(replace(newcomer, server=hidden)))
    assert [path.rsplit("/", 1)[1] for _, path in hidden.asked] == ["sync", "status"]
    silent = exposure.Newcomer(Bot.WARDEN, WARDEN, Answering(sync=UnreachableError("no answer")))
    assert (await exposure.own_presence(silent)).seen == "presence could not be asked"


# --- a real homeserver ---


@asynccontextmanager
async def signed_in(homeserver: LocalHomeserver, name: str) -> AsyncIterator[Homeserver]:
    server = Homeserver.open(homeserver.base_url)
    body = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": name}, "password": PASSWORD}
    try:
        server.token = str((await server.call("POST", f"{CLIENT}/login", body))["access_token"])
        yield server
    finally:
        await server.close()


@pytest.mark.e2e
async def test_the_homeserver_that_we_start_ourselves_is_as_we_tell_operators_to_have_it(
    homeserver: LocalHomeserver, register: Register
) -> None:
    one, other, public = [await register(name) for name in ("door-one", "door-other", "door-public")]
    own = {"FOURWALLS_HOMESERVER": homeserver.base_url, "FOURWALLS_PORTAL_URL": "http://127.0.0.1:8880"}
    settings = load_settings(
        GOOD | own | {"FOURWALLS_GUIDE_USER": one.user_id, "FOURWALLS_ADMIN_TOKEN": await homeserver.admin_token()}
    )
    outside = Homeserver.open(homeserver.base_url)
    found = await door.look(settings, outside, federation=False)
    await outside.close()
    assert {finding.id: finding.seen for finding in found if not well(finding)} == {}

    async with signed_in(homeserver, one.name) as server, signed_in(homeserver, public.name) as theirs:
        line = a_line(server, PersonId(one.user_id))
        for finding in (await exposure.directory(line), await exposure.presence(line, other.user_id)):
            assert well(finding), finding.seen
        # somebody who is in a public room can be found by everybody
        made = await theirs.call("POST", f"{CLIENT}/createRoom", {"preset": "public_chat"})
        assert well(await exposure.listed(line, told(Room(RoomId(str(made["room_id"])), RoomKind.GROUP))))
        until = time.monotonic() + 30
        while well(await exposure.directory(line)):  # the directory is written behind the homeserver's own back
            assert time.monotonic() < until
            await asyncio.sleep(0.2)
        await theirs.call("POST", f"{CLIENT}/rooms/{made['room_id']}/leave", {})
