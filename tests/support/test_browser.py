from __future__ import annotations

import pytest
from aiohttp import web

from tests.support.browser import ensure_chromium, running_browser

pytestmark = pytest.mark.e2e


async def hello(_request: web.Request) -> web.Response:
    return web.Response(text="<title>Four Walls</title><h1>hello</h1>", content_type="text/html")


async def test_a_page_on_loopback_can_be_looked_at() -> None:
    assert (await ensure_chromium()).exists()
    application = web.Application()
    application.router.add_get("/", hello)
    runner = web.AppRunner(application)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        async with running_browser() as browser:
            page = await browser.new_page()
            await page.goto(site.name)
            assert await page.title() == "Four Walls"
            assert await page.get_by_role("heading").inner_text() == "hello"
            assert (await page.screenshot()).startswith(b"\x89PNG")
    finally:
        await runner.cleanup()
