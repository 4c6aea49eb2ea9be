"""A browser for the tests that look at pages: Chromium, found or installed, driven by Playwright."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Playwright, async_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_INSTALL_SECONDS = 600
_ARGUMENTS = (
    "--headless",
    "--no-sandbox",  # it runs as root in containers, and opens loopback pages only
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class BrowserError(Exception):
    """There is no browser and none could be installed; the sentence says what to do about it."""


async def ensure_chromium() -> Path:
    """Return the path of a Chromium: the machine's, or one installed now by its package manager or Playwright."""
    return _found() or await asyncio.to_thread(_installed_by_apt) or await _installed_by_playwright()


@asynccontextmanager
async def running_browser() -> AsyncIterator[Browser]:
    """Run a headless Chromium."""
    path = await ensure_chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=_ARGUMENTS, headless=True)
        try:
            yield browser
        finally:
            await browser.close()


def _found() -> Path | None:
    return next((Path(path) for name in _NAMES if (path := shutil.which(name))), None)


def _installed_by_apt() -> Path | None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return None
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], ["apt-get", "install", "--yes", "chromium"]):
        done = subprocess.run(command, env=environment, capture_output=True, timeout=_INSTALL_SECONDS, check=False)
        if done.returncode:
            return None
    return _found()


async def _installed_by_playwright() -> Path:
    async with async_playwright() as playwright:
        path = _own(playwright)
        if not path.exists():
            command = [sys.executable, "-m", "playwright", "install", "chromium"]
            done = await asyncio.to_thread(
                subprocess.run, command, capture_output=True, timeout=_INSTALL_SECONDS, check=False
            )
            if done.returncode or not path.exists():
                raise BrowserError("There is no Chromium. On Debian or Ubuntu: sudo apt install chromium")
        return path


def _own(playwright: Playwright) -> Path:
    return Path(playwright.chromium.executable_path)
