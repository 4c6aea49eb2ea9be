"""Signing in and out. Whether anybody knows a Matrix id is never told: not by the words, nor by the time they take."""

from __future__ import annotations

import asyncio
import re
import secrets
from typing import Final
from urllib.parse import unquote

from aiohttp import web
from sqlalchemy import Connection as Transaction

from fourwalls.group.people import PersonId
from fourwalls.portal import access, cookies, forms
from fourwalls.portal.cookies import Browser
from fourwalls.portal.pages import Page
from fourwalls.portal.portal import PORTAL, Portal
from fourwalls.storage import roster, signin, visits
from fourwalls.storage.errors import TooManyAsksError

EVEN_SECONDS: Final = 0.3
"""Every answer to a form takes this long: a write to the disk is not to be told from none."""

_LONGEST_ID: Final = 255
_ID: Final = re.compile(r"@?([a-z0-9._=/+-]+):([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")
_LINK: Final = re.compile(r"https?://[^#]+#/(?:user/)?([^?]+).*")


async def ask_page(request: web.Request) -> web.Response:
    """Show the form that asks for a code."""
    known = cookies.browser(request) or Browser.new()
    return _form(request, Page("sign_in.html", {"wrong": False, "typed": ""}), known)


async def ask(request: web.Request) -> web.Response:
    """Ask for a code to be sent. From here on this browser has a new token, which alone can redeem it."""
    portal, known = request.app[PORTAL], cookies.browser(request)
    even = _even()
    fields = await forms.read(request, known.token if known else None)
    typed = fields.get("person", "")
    person = matrix_id(typed)
    if person is None:
        page = Page("sign_in.html", {"wrong": True, "typed": typed[:_LONGEST_ID]}, status=400)
        return _form(request, page, known or Browser.new())
    _slow_down(portal)
    fresh = Browser.new()
    asked = await portal.database.run(lambda conn: _ask(conn, portal, person, fresh))
    await _until(even)
    answer = web.Response(status=303, headers={"Location": "/code"})
    cookies.keep_browser(request, answer, Browser(fresh.token, asked))
    return answer


async def code_page(request: web.Request) -> web.Response:
    """Show the form for the code."""
    known = cookies.browser(request)
    if known is None or not known.request:
        return web.Response(status=303, headers={"Location": "/sign-in"})
    return _form(request, Page("code.html", {"wrong": False}), known)


async def redeem(request: web.Request) -> web.Response:
    """Sign in with a code: the old visit of this browser ends, a new one begins."""
    portal, known = request.app[PORTAL], cookies.browser(request)
    even = _even()
    fields = await forms.read(request, known.token if known else None)
    _slow_down(portal)
    code, old = fields.get("code", ""), cookies.visit(request)
    assert known is not None  # the form's token was right
    begun = await portal.database.run(lambda conn: _redeem(conn, portal, known, code, old))
    await _until(even)
    if begun is None:
        return _form(request, Page("code.html", {"wrong": True}, status=400), known)
    if not begun:
        answer = portal.pages.answer(access.nothing_for_you())
    else:
        answer = web.Response(status=303, headers={"Location": "/"})
        cookies.keep_visit(request, answer, begun)
    cookies.forget_browser(request, answer)
    return answer


async def sign_out(request: web.Request) -> web.Response:
    """End the visit."""
    portal, token = request.app[PORTAL], cookies.visit(request)
    await forms.read(request, token)
    assert token is not None  # the form's token was right
    await portal.database.run(lambda conn: visits.end(conn, portal.lookup, token))
    answer = web.Response(status=303, headers={"Location": "/signed-out"})
    cookies.forget_visit(request, answer)
    return answer


async def signed_out_page(request: web.Request) -> web.Response:
    """Say that the visit is over."""
    return request.app[PORTAL].pages.answer(Page("signed_out.html"))


def matrix_id(typed: str) -> PersonId | None:
    """Read a Matrix id as people write and paste it: with capitals, without the @, as a link. ``None``: it is none."""
    text = typed.strip()
    if link := _LINK.fullmatch(text):
        text = unquote(link[1])
    match = _ID.fullmatch(text.lower())
    if match is None or len(text) > _LONGEST_ID:
        return None
    return PersonId(f"@{match[1]}:{match[2]}{match[3] or ''}")


def _ask(conn: Transaction, portal: Portal, person: PersonId, browser: Browser) -> str:
    """Give the request's id; one that is nothing's where somebody was asked for too often, which nobody is told."""
    try:
        return signin.ask(conn, portal.lookup, person, browser.token, portal.now_ms())
    except TooManyAsksError:
        return secrets.token_urlsafe(16)


def _redeem(conn: Transaction, portal: Portal, browser: Browser, code: str, old: str | None) -> str | None:
    """Give the new visit's token; ``None``: the code is wrong; empty: it is right, but there is nothing to read."""
    now = portal.now_ms()
    person = signin.redeem(conn, portal.lookup, browser.request, browser.token, code, now)
    if person is None:
        return None
    if old is not None:
        visits.end(conn, portal.lookup, old)
    return visits.begin(conn, portal.lookup, person, now) if roster.groups_inside(conn, person) else ""


def _form(request: web.Request, page: Page, browser: Browser) -> web.Response:
    portal = request.app[PORTAL]
    answer = portal.pages.answer(page, form_token=forms.token(portal.lookup, browser.token))
    cookies.keep_browser(request, answer, browser)
    return answer


def _slow_down(portal: Portal) -> None:
    if not portal.throttle.allows(portal.now_ms()):
        raise web.HTTPTooManyRequests


def _even() -> float:
    return asyncio.get_running_loop().time() + EVEN_SECONDS


async def _until(moment: float) -> None:
    await asyncio.sleep(moment - asyncio.get_running_loop().time())
