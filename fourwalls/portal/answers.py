"""What goes around every answer: the headers that keep a page to itself, and a calm page whatever goes wrong."""

from __future__ import annotations

import logging
from typing import Final

from aiohttp import web
from aiohttp.typedefs import Handler

from fourwalls.portal import access
from fourwalls.portal.pages import Page
from fourwalls.portal.portal import PORTAL
from fourwalls.storage.errors import StorageError

CONTENT_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

HEADERS: Final = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
}
ONLY_SECURE: Final = {"Strict-Transport-Security": "max-age=31536000"}

_BUSY, _BROKEN = 503, 500
_WHAT: Final = {403: "refused", 404: "missing", 405: "missing", 413: "unreadable", 429: "busy", _BUSY: "busy"}
"""What the page says, by status; what is not in the table is unreadable below 500, and broken above."""

_log = logging.getLogger(__name__)


async def harden(request: web.Request, answer: web.StreamResponse) -> None:
    """Put the headers on an answer (a signal of aiohttp, sent for each); one page has its own policy of content."""
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    if request.app[PORTAL].address.secure:
        answer.headers.update(ONLY_SECURE)
    answer.headers.pop("Server", None)


@web.middleware
async def stay_calm(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer with a page of ours whatever goes wrong. The log learns its kind; no path, no address, no words."""
    try:
        return await handler(request)
    except web.HTTPException as refusal:
        return _error_page(request, refusal.status)
    except StorageError as error:
        _log.error("a page could not be made: %s", type(error).__name__)  # no traceback: it may hold words
        return _error_page(request, _BUSY)
    except Exception as error:  # noqa: BLE001  the other place where all are caught: around one request
        _log.error("a page failed: %s", type(error).__name__)
        return _error_page(request, _BROKEN)


def _error_page(request: web.Request, status: int) -> web.Response:
    what = _WHAT.get(status, "unreadable" if status < _BROKEN else "broken")
    page = access.not_here() if what == "missing" else Page("error.html", {"what": what}, status=status)
    return request.app[PORTAL].pages.answer(page)
