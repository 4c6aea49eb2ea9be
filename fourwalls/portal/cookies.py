"""The two cookies: the visit of somebody signed in, and the browser that asks for a code. Both hold random values."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from fourwalls.portal.portal import PORTAL

_TOKEN_BYTES: Final = 32
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_BROWSER: Final = re.compile(r"([A-Za-z0-9_-]{43})(?:\.([A-Za-z0-9_-]{22}))?")
_BROWSER_SECONDS: Final = 60 * 60


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser that is not signed in: a random token of its own and, once it asked for a code, its request."""

    token: str
    request: str = ""

    @classmethod
    def new(cls) -> Browser:
        """Make one that nobody can guess."""
        return cls(secrets.token_urlsafe(_TOKEN_BYTES))


def browser(request: web.Request) -> Browser | None:
    """Give what the browser's cookie says; ``None`` if it has none that we could have made."""
    match = _BROWSER.fullmatch(request.cookies.get(_name(request, "browser"), ""))
    return None if match is None else Browser(match[1], match[2] or "")


def keep_browser(request: web.Request, answer: web.StreamResponse, known: Browser) -> None:
    """Give the browser its cookie."""
    value = f"{known.token}.{known.request}" if known.request else known.token
    _set(request, answer, "browser", value, max_age=_BROWSER_SECONDS)


def forget_browser(request: web.Request, answer: web.StreamResponse) -> None:
    """Take the browser's cookie away."""
    _set(request, answer, "browser", "", max_age=0)


def visit(request: web.Request) -> str | None:
    """Give the token of a visit, which may long be over; ``None`` if there is none that we could have made."""
    token = request.cookies.get(_name(request, "visit"), "")
    return token if _TOKEN.fullmatch(token) else None


def keep_visit(request: web.Request, answer: web.StreamResponse, token: str) -> None:
    """Give the visit's cookie, which goes when the browser is closed."""
    _set(request, answer, "visit", token, max_age=None)


def forget_visit(request: web.Request, answer: web.StreamResponse) -> None:
    """Take the visit's cookie away."""
    _set(request, answer, "visit", "", max_age=0)


def _name(request: web.Request, what: str) -> str:
    """``__Host-``: browsers take such a cookie only over https, from this very host, and for no other."""
    return f"__Host-fourwalls-{what}" if request.app[PORTAL].address.secure else f"fourwalls-{what}"


def _set(request: web.Request, answer: web.StreamResponse, what: str, value: str, *, max_age: int | None) -> None:
    secure = request.app[PORTAL].address.secure
    # lax, not strict: the guide's link to the portal is followed from another site
    answer.set_cookie(
        _name(request, what), value, max_age=max_age, path="/", secure=secure, httponly=True, samesite="Lax"
    )
