"""Every address of the portal, and whom it lets in. What is not in this table does not exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fourwalls.portal import access, newcomers, reading, signing
from fourwalls.portal.access import Access, Handler, Reading
from fourwalls.portal.static_files import served

_ID: Final = "[A-Za-z0-9_-]{1,64}"


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the table."""

    method: str
    path: str
    access: Access
    handler: Handler


def _anybody(method: str, path: str, handler: Handler) -> Route:
    return Route(method, path, Access.ANYBODY, handler)


def _signed_in(path: str, view: Reading) -> Route:
    return Route("GET", path, Access.SIGNED_IN, access.signed_in(view))


def _inside(path: str, view: Reading) -> Route:
    return Route("GET", path, Access.INSIDE, access.inside(view))


ROUTES: Final = (
    _anybody("GET", "/static/style.css", served("style.css")),
    _anybody("GET", "/static/mark.svg", served("mark.svg")),
    _anybody("GET", "/static/newcomers.js", served("newcomers.js")),
    _anybody("GET", "/static/qr.js", served("vendor/qr.js")),
    _anybody("GET", newcomers.PATH, newcomers.page),
    _anybody("GET", "/sign-in", signing.ask_page),
    _anybody("POST", "/sign-in", signing.ask),
    _anybody("GET", "/code", signing.code_page),
    _anybody("POST", "/code", signing.redeem),
    _anybody("POST", "/sign-out", signing.sign_out),
    _anybody("GET", "/signed-out", signing.signed_out_page),
    _signed_in("/", reading.home),
    _inside(f"/groups/{{group:{_ID}}}/sessions/{{session:{_ID}}}", reading.transcript),
)
