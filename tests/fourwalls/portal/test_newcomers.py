"""The page for newcomers, in a real browser, against a real homeserver: from a link to an account."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pytest
import zxingcpp
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, Request, Route

from bots.demo.homeserver import LocalHomeserver
from config.wording import Wording
from fourwalls.matrix.homeserver import CLIENT, Homeserver, RefusedError
from fourwalls.matrix.registration import make_token
from fourwalls.portal import newcomers
from fourwalls.portal.app import build_app, serving
from fourwalls.portal.newcomers import PATH, SHORTEST_PASSWORD, policy
from fourwalls.portal.portal import Address
from fourwalls.portal.static_files import STATIC
from tests.fourwalls.portal.test_browser import free_port
from tests.fourwalls.portal.visiting import Visitor
from tests.fourwalls.storage.house import House
from tests.support.browser import running_browser
from tests.support.synapse import PASSWORD

QR_SHA256 = "a0de370051f94bd74f218f74401fdf197585e3f9ef0143164f87ea941a3fdd6f"
"""index.js of the npm package qr 0.7.0, whose tarball has the integrity
sha512-/VrrACmOAwZVipuRITwfEwOL5oAMEHH5PTmBWaGtlTom2Thxaa+rhmna4zU9PRN2uLw2wdccbkHOLGZb1Q9SdA=="""
SIZES = {"phone": (320, 640), "tablet": (768, 1024), "desktop": (1280, 800)}


async def test_without_a_homeserver_the_page_asks_nobody_and_says_whom_to_ask(browser: Visitor) -> None:
    page = await browser.get(PATH)
    assert page.status == 200
    assert "ask the person who sent you the link for the name of the server" in page.main
    assert "<form" not in page.main
    assert "connect-src 'none'" in page.headers["Content-Security-Policy"]


def test_the_page_speaks_with_the_homeserver_alone_and_sends_no_form() -> None:
    parts = dict(part.strip().split(" ", 1) for part in policy(Address.of("https://chat.example.org")).split(";"))
    assert parts == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "connect-src": "https://chat.example.org",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }


def test_the_library_that_draws_the_qr_code_is_the_one_that_was_read() -> None:
    assert hashlib.sha256((STATIC / "vendor" / "qr.js").read_bytes()).hexdigest() == QR_SHA256


def test_the_script_holds_no_sentence_and_no_way_to_write_markup() -> None:
    script = (STATIC / "newcomers.js").read_text(encoding="utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|localStorage|cookie", script)
    assert len(re.findall(r"fetch\(", script)) == 1


# --- in a browser ---


@asynccontextmanager
async def at_the_page(house: House, homeserver: str) -> AsyncIterator[tuple[Browser, str]]:
    """A browser, and the address of the page."""
    base = f"http://127.0.0.1:{(port := free_port())}"
    say = Wording(None, {"url": base, "organisation": "Quiet rooms"}).say
    app = build_app(
        house.database,
        house.keys.lookup_key,
        house.opener,
        say,
        public_url=base,
        now_ms=lambda: 1_775_000_000_000,
        homeserver=homeserver,
    )
    async with serving(app, "127.0.0.1", port), running_browser() as browser:
        yield browser, f"{base}{PATH}"


async def a_token(homeserver: LocalHomeserver, name: str) -> str:
    """A fresh token; returns it."""
    server = Homeserver.open(homeserver.base_url)
    server.token = await homeserver.admin_token()
    try:
        await make_token(server, name, int(1000 * (time.time() + 600)))
    finally:
        await server.close()
    return name


async def log_in(homeserver: LocalHomeserver, name: str, password: str) -> dict[str, Any]:
    server = Homeserver.open(homeserver.base_url)
    body = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": name}, "password": password}
    try:
        return await server.call("POST", f"{CLIENT}/login", body)
    finally:
        await server.close()


def seen_by_a_camera(path: str, size: int) -> str:
    """What a phone reads in the modules that were drawn."""
    picture = np.full((size, size), 255, dtype=np.uint8)
    for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", path):
        picture[int(y), int(x)] = 0
    (found,) = zxingcpp.read_barcodes(np.kron(picture, np.ones((8, 8), dtype=np.uint8)))
    return str(found.text)


async def says(page: Page, what: str) -> str:
    """Wait for one of the page's answers."""
    shown = page.locator(f'[data-says="{what}"]:not([hidden])')
    await shown.wait_for()
    return await shown.inner_text()


@pytest.mark.e2e
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_page_is_at_ease_on_every_screen_and_for_everybody(
    house: House, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    async with at_the_page(house, "https://chat.example.org") as (browser, address):
        for size, (width, height) in SIZES.items():
            context = await browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
            page = await context.new_page()
            await page.goto(f"{address}#abcd-efgh-8k9m-npqr")
            await page.get_by_text("abcd-efgh-8k9m-npqr").wait_for()
            for way in await page.locator("summary").all():
                await way.click()
            await page.screenshot(path=tmp_path / f"newcomers-{size}-{scheme}.png", full_page=True)
            found = await Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            assert not await page.locator("#no-script").is_visible()
            assert await page.locator(".qr").is_visible() is (size != "phone")
            for letters in ("225%", ""):  # twice as large
                await page.evaluate("size => { document.documentElement.style.fontSize = size }", letters)
                assert await page.evaluate("document.documentElement.scrollWidth") <= width, (size, letters)
            await context.close()


@pytest.mark.e2e
async def test_a_phone_that_looks_at_the_qr_code_comes_to_the_same_page_with_the_code(house: House) -> None:
    async with at_the_page(house, "https://chat.example.org") as (browser, address):
        page = await browser.new_page()
        await page.goto(f"{address}#abcd-efgh-8k9m-npqr")
        box = str(await page.locator(".qr").get_attribute("viewBox"))
        path = str(await page.locator(".qr path").get_attribute("d"))
        assert seen_by_a_camera(path, int(box.rsplit(maxsplit=1)[-1])) == f"{address}#abcd-efgh-8k9m-npqr"


NO_CODES = ("", "#", "#a code with spaces", "#<b>x</b>", f"#{'x' * 65}")


@pytest.mark.e2e
async def test_what_is_no_code_is_not_shown_as_one(house: House) -> None:
    async with at_the_page(house, "https://chat.example.org") as (browser, address):
        for behind in NO_CODES:
            page = await browser.new_page()
            await page.goto(address + behind)
            await page.get_by_text("There is no code in the address").wait_for()
            assert not await page.locator("#code").is_visible()
            assert not await page.get_by_role("button", name="Make my account").is_visible()
            await page.close()


@pytest.mark.e2e
async def test_without_scripts_the_steps_are_there_and_the_code_is_pointed_out(house: House) -> None:
    async with at_the_page(house, "https://chat.example.org") as (browser, address):
        context = await browser.new_context(java_script_enabled=False)
        page = await context.new_page()
        await page.goto(f"{address}#abcd-efgh-8k9m-npqr")
        assert await page.get_by_text("your code is what stands in the address").is_visible()
        assert await page.get_by_role("heading", level=2).count() == 6  # five steps, and people to turn to
        assert not await page.get_by_label("A password").is_visible()
        await page.get_by_text("An iPhone or iPad").click()
        assert await page.get_by_text("Leave Create account alone").first.is_visible()
        await context.close()


@pytest.mark.e2e
async def test_a_newcomer_makes_an_account_and_signs_in(house: House, homeserver: LocalHomeserver) -> None:
    token = await a_token(homeserver, "once-only-1")
    async with at_the_page(house, homeserver.base_url) as (browser, address):
        page, asked, complaints = await browser.new_page(), list[Request](), list[str]()
        page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - playwright marks what it is given
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(f"{address}#{token}")
        name, password = page.get_by_label("The name of your account"), page.get_by_label("A password")
        button = page.get_by_role("button", name="Make my account")

        await name.fill("sheila1961")
        assert await page.get_by_text("There is a year in this name").is_visible()
        await name.fill("not a name")
        await button.click()
        assert "does not work" in await says(page, "name")
        await name.fill("@Quiet-Teapot:chat.example.org")
        await password.fill("x" * (SHORTEST_PASSWORD - 1))
        await button.click()
        assert "too short" in await says(page, "weak")
        assert [one for one in asked if one.method == "POST"] == [], "nothing has left the page yet"

        await password.fill(PASSWORD)
        await password.press("Enter")
        await page.locator("#made").wait_for()
        account = await page.locator("#made-name").inner_text()
        assert account == "@quiet-teapot:fourwalls.localhost"
        assert page.url == address, "the code is used up, and gone from the address"
        assert await password.input_value() == ""
        assert not await button.is_visible()
        for request in asked:
            if not request.url.startswith(homeserver.base_url):
                assert PASSWORD not in f"{request.url} {request.post_data}"
                assert token not in f"{request.url} {request.post_data}", "the portal never sees a token"
        assert complaints == []
    assert (await log_in(homeserver, "quiet-teapot", PASSWORD))["user_id"] == account

    # the same link is of no use to anybody else
    async with at_the_page(house, homeserver.base_url) as (browser, address):
        page = await browser.new_page()
        await page.goto(f"{address}#{token}")
        await page.get_by_label("The name of your account").fill("second-teapot")
        await page.get_by_label("A password").fill(PASSWORD)
        await page.get_by_role("button", name="Make my account").click()
        assert "does not work any more" in await says(page, "code")
        await page.get_by_label("The name of your account").fill("quiet-teapot")
        await page.get_by_role("button", name="Make my account").click()
        assert "Somebody has this name already" in await says(page, "taken")
    with pytest.raises(RefusedError):
        await log_in(homeserver, "second-teapot", PASSWORD)


@pytest.mark.e2e
async def test_a_homeserver_that_is_away_loses_nothing(house: House) -> None:
    async with at_the_page(house, f"http://127.0.0.1:{free_port()}") as (browser, address):
        page = await browser.new_page()
        await page.goto(f"{address}#abcd")
        await page.get_by_label("The name of your account").fill("quiet-teapot")
        await page.get_by_label("A password").fill(PASSWORD)
        await page.get_by_role("button", name="Make my account").click()
        assert "Nothing is lost" in await says(page, "unreachable")
        assert await page.get_by_label("A password").input_value() == PASSWORD


@pytest.mark.e2e
@pytest.mark.parametrize("broken", [2, 3])
async def test_a_connection_that_breaks_after_the_code_was_taken_costs_no_code(
    house: House, homeserver: LocalHomeserver, broken: int
) -> None:
    token, tries = await a_token(homeserver, f"broken-{broken}"), list[str]()

    async def break_once(route: Route) -> None:
        """Let the homeserver hear everything, and the page nothing of one answer."""
        tries.append(route.request.method)
        reply = await route.fetch()
        await (route.abort() if tries.count("POST") == broken == len(tries) else route.fulfill(response=reply))

    async with at_the_page(house, homeserver.base_url) as (browser, address):
        page = await browser.new_page()
        await page.route(f"{homeserver.base_url}/**", break_once)
        await page.goto(f"{address}#{token}")
        await page.get_by_label("The name of your account").fill(f"patient-teapot-{broken}")
        await page.get_by_label("A password").fill(PASSWORD)
        await page.get_by_role("button", name="Make my account").click()
        await says(page, "unreachable")
        await page.get_by_role("button", name="Make my account").click()
        await page.locator("#made").wait_for()
    assert await log_in(homeserver, f"patient-teapot-{broken}", PASSWORD)


ANSWERS: dict[str, tuple[int, dict[str, Any]]] = {
    "busy": (429, {"errcode": "M_LIMIT_EXCEEDED"}),
    "elsewhere": (403, {"errcode": "M_FORBIDDEN"}),
    "weak": (400, {"errcode": "M_WEAK_PASSWORD"}),
    "name": (400, {"errcode": "M_INVALID_USERNAME"}),
    "taken": (400, {"errcode": "M_EXCLUSIVE"}),
    "unreachable": (500, {"errcode": "M_UNKNOWN"}),
}


async def answer(route: Route, *, status: int, body: dict[str, Any]) -> None:
    allowed = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "content-type"}
    await route.fulfill(status=status, json=body, headers=allowed)


@pytest.mark.e2e
async def test_each_refusal_is_said_in_words(house: House) -> None:
    stages = ["m.login.registration_token", "m.login.recaptcha"]
    wanted: dict[str, Any] = {"flows": [{"stages": stages}], "session": "s"}
    async with at_the_page(house, "http://127.0.0.1:1") as (browser, address):
        page = await browser.new_page()
        await page.goto(f"{address}#abcd")
        await page.get_by_label("The name of your account").fill("quiet-teapot")
        await page.get_by_label("A password").fill(PASSWORD)
        for what, (status, body) in [*ANSWERS.items(), ("elsewhere", (401, wanted))]:
            await page.route("http://127.0.0.1:1/**", partial(answer, status=status, body=body))
            await page.get_by_role("button", name="Make my account").click()
            assert await says(page, what)
            await page.unroute_all()


def test_the_shortest_password_is_told_as_it_is_asked_for() -> None:
    assert newcomers.SHORTEST_PASSWORD >= 8
