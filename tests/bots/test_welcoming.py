"""Links for newcomers: from the Online Manager's word to an account on a real homeserver."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.acts import Acts, NotYetError
from bots.demo.homeserver import LocalHomeserver
from bots.ground import Admin, Ground
from bots.welcoming import token, words
from config.wording import Wording
from fourwalls.group.effects.done import MakeTokens
from fourwalls.group.people import Bot
from fourwalls.matrix.homeserver import CLIENT, Homeserver, RefusedError, TokenDeadError, UnreachableError
from fourwalls.portal.app import build_app, serving
from fourwalls.storage import outbox
from fourwalls.storage.keyfiles import LOOKUP, load_key
from fourwalls.storage.keys import LookupKey
from fourwalls.storage.sealing import TranscriptOpener
from tests.bots.furnishing import a_furnished_ground, a_wire
from tests.fourwalls.matrix.test_registration import Answering, flows
from tests.fourwalls.portal.test_browser import free_port
from tests.support.browser import running_browser
from tests.support.gathering import GROUP, gather
from tests.support.house import Site, prepare_site, running_house
from tests.support.making import a_making
from tests.support.member import Member
from tests.support.records import ANN, BEN
from tests.support.synapse import PASSWORD, Register, SignIn

LINK = re.compile(r"^(http://[^#\s]+)/welcome#([a-z0-9]{4}(?:-[a-z0-9]{4}){3})$", re.MULTILINE)


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        yield furnished


async def register_with(homeserver: LocalHomeserver, code: str, name: str) -> str:
    """Make an account as an app would."""
    server = Homeserver.open(homeserver.base_url)
    account = {"username": name, "password": PASSWORD, "inhibit_login": True}
    try:
        with pytest.raises(RefusedError) as first:
            await server.call("POST", f"{CLIENT}/register", account)
        body = first.value.body
        assert body["flows"] == [{"stages": ["m.login.registration_token", "m.login.dummy"]}]
        auth = {"type": "m.login.registration_token", "token": code, "session": body["session"]}
        with pytest.raises(RefusedError) as second:
            await server.call("POST", f"{CLIENT}/register", {**account, "auth": auth})
        if "completed" not in second.value.body or second.value.body.get("errcode"):
            raise second.value
        auth = {"type": "m.login.dummy", "session": body["session"]}
        return str((await server.call("POST", f"{CLIENT}/register", {**account, "auth": auth}))["user_id"])
    finally:
        await server.close()


def kept_in(folder: Path, what: str) -> list[Path]:
    """The files that hold these words."""
    return [file for file in folder.rglob("*") if file.is_file() and what.encode() in file.read_bytes()]


@given(st.binary(min_size=32, max_size=32))
def test_a_token_can_be_read_aloud_and_is_one_for_a_homeserver(secret: bytes) -> None:
    written = token(secret)
    assert re.fullmatch(r"[a-z2-9]{4}(?:-[a-z2-9]{4}){3}", written)
    assert not set("il") & set(written), "letters that are taken for others"


def test_tokens_are_the_same_at_every_try_and_nobody_elses(ground: Ground) -> None:
    keys = ground.keys
    assert keys.token("txn\x000") == keys.token("txn\x000")
    assert len({keys.token("txn\x000"), keys.token("txn\x001"), keys.token("other\x000")}) == 3
    assert keys.token("txn\x000").hex() not in keys.lookup("token", "txn\x000")


async def test_without_access_the_answer_says_what_can_be_done_by_hand(ground: Ground) -> None:
    said = ground.say(await words(ground, MakeTokens(ANN, 2), "txn"))
    assert "Nothing was made" in said
    assert "How newcomers get an account" in said


async def test_no_token_is_made_for_somebody_who_cannot_be_told(ground: Ground) -> None:
    nowhere = replace(ground, admin=Admin("http://127.0.0.1:1", "x"))
    wire = a_wire(Bot.GUIDE)
    doing = Acts(nowhere, Bot.GUIDE, wire, a_making(nowhere, wire))
    with pytest.raises(NotYetError):
        await doing.do(outbox.Waiting(1, "txn", Bot.GUIDE, MakeTokens(BEN, 1), 0, 1, 0))


async def test_a_homeserver_that_is_away_is_tried_again(ground: Ground) -> None:
    nowhere = replace(ground, admin=Admin("http://127.0.0.1:1", "x"))
    with pytest.raises(UnreachableError):
        await words(nowhere, MakeTokens(ANN, 1), "txn")


async def test_an_administrators_token_that_dies_meanwhile_is_no_end_of_the_guide(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dying(Answering):
        async def close(self) -> None:
            """Nothing was opened."""

    answers = {
        "register": flows(["m.login.registration_token"]),
        "new": RefusedError(400, "M_INVALID_PARAM", None, {}),
        "": TokenDeadError("dead", "M_UNKNOWN_TOKEN"),
    }
    monkeypatch.setattr(Homeserver, "open", lambda _url: Dying(**answers))
    able = replace(ground, admin=Admin("http://127.0.0.1:1", "x"))
    assert (await words(able, MakeTokens(ANN, 1), "txn")).name == "newcomers-refused"


@pytest.mark.e2e
async def test_a_second_try_makes_the_same_tokens_and_each_lets_one_person_in(
    ground: Ground, homeserver: LocalHomeserver, register: Register, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    admin = Admin(homeserver.base_url, await homeserver.admin_token())
    able = replace(ground, admin=admin, portal_url="http://portal.example")
    said = able.say(await words(able, MakeTokens(ANN, 2), "txn"))
    found = LINK.findall(said)
    assert [page for page, _ in found] == ["http://portal.example"] * 2
    assert LINK.findall(able.say(await words(able, MakeTokens(ANN, 2), "txn"))) == found
    code = found[0][1]
    assert await register_with(homeserver, code, "first-in") == "@first-in:fourwalls.localhost"
    with pytest.raises(RefusedError):
        await register_with(homeserver, code, "second-in")
    assert code not in caplog.text
    assert admin.token not in caplog.text + repr(able) + repr(admin)

    # an account that is no administrator's, and a token that is nobody's
    ordinary = await register("ordinary")
    server = Homeserver.open(homeserver.base_url)
    identifier = {"type": "m.id.user", "user": ordinary.name}
    login = {"type": "m.login.password", "identifier": identifier, "password": PASSWORD}
    access = str((await server.call("POST", f"{CLIENT}/login", login))["access_token"])
    await server.close()
    for wrong in (access, "nobodys"):
        less = replace(ground, admin=Admin(homeserver.base_url, wrong))
        assert (await words(less, MakeTokens(ANN, 1), "other")).name == "newcomers-refused"
        assert wrong not in caplog.text


@asynccontextmanager
async def the_portal(site: Site, port: int) -> AsyncIterator[None]:
    """The portal of a house, without the key that opens transcripts."""
    settings, database = site.settings, site.open_database()
    lookup = LookupKey(load_key(settings.keys / LOOKUP))
    always = {"url": settings.portal_url, "organisation": "Quiet rooms"}
    app = build_app(
        database,
        lookup,
        lambda: TranscriptOpener(b"p" * 32),
        Wording(None, always).say,
        public_url=settings.portal_url,
        now_ms=lambda: int(time.time() * 1000),
        homeserver=settings.public_homeserver,
    )
    async with serving(app, "127.0.0.1", port):
        yield
    database.close()


async def make_account_at(link: str, name: str) -> str:
    """Do what the page behind a link says; returns the account as the page calls it."""
    async with running_browser() as browser:
        page = await browser.new_page()
        await page.goto(link)
        await page.get_by_label("The name of your account").fill(name)
        await page.get_by_label("A password").fill(PASSWORD)
        await page.get_by_role("button", name="Make my account").click()
        await page.locator("#made").wait_for()
        return await page.locator("#made-name").inner_text()


@pytest.mark.e2e
async def test_the_online_manager_asks_for_a_link_and_somebody_new_comes_in(
    tmp_path: Path, homeserver: LocalHomeserver, register: Register, sign_in: SignIn
) -> None:
    odette, ruth = await sign_in("odette"), await sign_in("ruth")
    site = await prepare_site(tmp_path, homeserver, register, odette.user_id, ruth.user_id, GROUP)
    url = f"http://127.0.0.1:{(port := free_port())}"
    site.env.update({"FOURWALLS_ADMIN_TOKEN": await homeserver.admin_token(), "FOURWALLS_PORTAL_URL": url})
    async with running_house(site):
        evening = await gather(site, odette, ruth)
        asked = await odette.send(evening.desk, "!welcome 2")
        answer = await evening.hears(odette, "links for 2 newcomers", after=asked)
        assert answer.readable
        (page, code), (_, other) = LINK.findall(answer.body)
        assert page == url
        async with the_portal(site, port):
            account = await make_account_at(f"{page}/welcome#{code}", "two-left-socks")
        async with await Member.start(homeserver.base_url, "two-left-socks", PASSWORD) as newcomer:
            assert newcomer.user_id == account
            await evening.ask_in("newcomer", newcomer)
        asked = await evening.tell_guide(ruth, "!welcome 1")
        assert not LINK.search((await evening.hears(ruth, "", after=asked)).body)
    for code_kept in (code, other):
        assert kept_in(tmp_path, code_kept) == []
