"""The portal in a real browser, on a small phone: signing in, reading, signing out, without any script of ours."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, Page

from config.wording import Wording
from fourwalls.group.effects.kept import CloseSession, Strike
from fourwalls.group.people import EventId
from fourwalls.portal.app import build_app, serving
from tests.fourwalls.portal.visiting import ANN, BEN, CODE, FAY, Clock, Place
from tests.fourwalls.storage.house import House, minute, said
from tests.support.browser import running_browser

pytestmark = pytest.mark.e2e


def fill(place: Place) -> None:
    """Let people talk."""
    session = place.session
    scan = "My second scan is on Thursday and I hardly sleep. I keep thinking about the last one."
    night = (
        "I know that night before so well.\n\nWhat helps me is to put the worries on paper, and the paper in a drawer."
    )
    wide = "שלום, thinking of you " + "veryLongWord" * 12
    place.says(
        said(session, "$1", "Hello everybody. It is good to see you all tonight.", author=FAY, at=2),
        said(session, "$2", scan, author=BEN, at=4),
        said(session, "$3", night, author=ANN, at=5, reply_to="$2"),
        said(session, "$4", "It sounds silly, but the drawer keeps them.", author=ANN, at=6),
        said(session, "$5", "Not silly at all", author=BEN, at=7),
        said(session, "$6", "Not silly at all. I will try that tonight.", author=BEN, at=8, replaces="$5"),
        said(session, "$7", "my number is", author=BEN, at=9),
        Strike(EventId("$7")),
        said(session, "$8", wide, author=FAY, at=10, proven=False, reply_to="$7"),
        CloseSession(session.id, minute(60)),
    )


async def at_ease(page: Page, looks: Path, name: str) -> None:
    """Nothing stands beyond the edge of a screen of 320 pixels (or 640 at 200 %), even with letters twice as large."""
    await page.screenshot(path=looks / f"{name}.png", full_page=True)
    for size in ("225%", ""):
        await page.evaluate("size => { document.documentElement.style.fontSize = size }", size)
        assert await page.evaluate("document.documentElement.scrollWidth") <= 320, (name, size)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_member_reads_on_a_small_phone(house: House, tmp_path: Path, scheme: Literal["light", "dark"]) -> None:
    place = Place(house, Clock(1_775_000_000_000), "")
    place.people_it()
    fill(place)
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    app = build_app(
        house.database, house.keys.lookup_key, house.opener, Wording().say, public_url=base, now_ms=place.clock
    )
    async with serving(app, "127.0.0.1", port), running_browser() as browser:
        await read(browser, base, place, tmp_path, scheme)


async def read(browser: Browser, base: str, place: Place, looks: Path, scheme: Literal["light", "dark"]) -> None:
    context = await browser.new_context(
        viewport={"width": 320, "height": 640},
        color_scheme=scheme,
        java_script_enabled=False,
    )
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    await page.goto(f"{base}/")
    await at_ease(page, looks, f"sign-in-{scheme}")
    await page.get_by_label("Your Matrix address").fill(ANN)
    await page.get_by_role("button", name="Send me a code").click()
    await at_ease(page, looks, f"code-{scheme}")
    assert place.guide_sends(CODE) == 1
    await page.get_by_label("Your code").fill("9999 9999")
    await page.keyboard.press("Enter")
    assert "did not work" in await page.get_by_role("alert").inner_text()
    await at_ease(page, looks, f"code-wrong-{scheme}")
    complaints.clear()  # the browser notes the status 400
    await page.get_by_label("Your code").fill("0123 4567")
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Your groups").wait_for()
    await at_ease(page, looks, f"groups-{scheme}")

    await page.get_by_role("link", name="Tuesday 31 March 2026").click()
    await page.get_by_role("heading", name="Tuesday circle").wait_for()
    await at_ease(page, looks, f"transcript-{scheme}")
    assert await page.get_by_text("the drawer keeps them").is_visible()
    assert await page.get_by_text("This message was removed.").is_visible()

    await page.set_viewport_size({"width": 1000, "height": 700})
    await page.screenshot(path=looks / f"transcript-wide-{scheme}.png")
    await page.set_viewport_size({"width": 320, "height": 640})

    await page.get_by_role("button", name="Sign out").click()
    await page.get_by_role("heading", name="You are signed out").wait_for()
    await at_ease(page, looks, f"signed-out-{scheme}")
    await page.go_back()
    assert "drawer" not in await page.content()
    assert complaints == []
    await context.close()
