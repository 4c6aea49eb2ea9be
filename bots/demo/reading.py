"""Reading the transcript as a member does: the portal's form, the code from the guide, the page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from http import HTTPStatus

import aiohttp

from bots.demo.evening import Evening
from bots.demo.person import Person


@dataclass(frozen=True, slots=True)
class Read:
    """What the portal showed."""

    address: str
    """The transcript's address."""
    page: str
    """Its words, without markup."""
    refused: bool
    """Whether a browser that did not sign in was refused the same address."""


async def read_transcript(evening: Evening, reader: Person) -> Read:
    """Sign a member in and read the newest transcript; try the same address without signing in."""
    url = evening.stage.portal_url
    jar = aiohttp.CookieJar(unsafe=True)  # "unsafe" is what aiohttp calls an address without a name
    async with aiohttp.ClientSession(cookie_jar=jar, headers={"Origin": url}) as browser:
        seen = len(reader.messages)
        asked = await _post(browser, f"{url}/sign-in", await _get(browser, f"{url}/sign-in"), {"person": reader.id})
        code = await _code(evening, reader, seen)
        home = await _post(browser, f"{url}/code", asked, {"code": code})
        links = re.findall(r'href="(/groups/[^"]+/sessions/[^"]+)"', home)
        newest = url + _of_group(links, evening)[0]
        page = await _get(browser, newest)
    async with aiohttp.ClientSession() as nobody, nobody.get(newest, allow_redirects=False) as answer:
        shown = await answer.text()
        refused = answer.status != HTTPStatus.OK and not any(t.text in shown for t in evening.cast.script.turns)
    return Read(newest, _words(page), refused)


def _of_group(links: list[str], evening: Evening) -> list[str]:
    return [link for link in links if f"/groups/{evening.group}/" in link]


async def _get(browser: aiohttp.ClientSession, address: str) -> str:
    async with browser.get(address) as answer:
        answer.raise_for_status()
        return await answer.text()


async def _post(browser: aiohttp.ClientSession, address: str, form_page: str, fields: dict[str, str]) -> str:
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form_page))
    async with browser.post(address, data={**hidden, **fields}) as answer:
        answer.raise_for_status()
        return await answer.text()


async def _code(evening: Evening, reader: Person, after: int) -> str:
    room = evening.cast.rooms.private[reader.name]

    def codes() -> list[str]:
        found = (evening.recognising.code_in(message.text) for message in reader.said_in(room, after=after))
        return [code for code in found if code is not None]

    await reader.until(lambda: bool(codes()), "a sign-in code")
    return codes()[-1]


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _words(page: str) -> str:
    """The text of a page with its spaces made single."""
    parser = _Text()
    parser.feed(page)
    return " ".join(" ".join(parser.parts).split())
