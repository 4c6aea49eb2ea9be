"""Who may see what. Asked anew at every request, in the very transaction that reads: what is unknown means no."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from aiohttp import web
from sqlalchemy import Connection as Transaction

from fourwalls.group.people import GroupId
from fourwalls.portal import cookies, forms
from fourwalls.portal.pages import Page
from fourwalls.portal.portal import PORTAL, Portal
from fourwalls.storage import roster, visits
from fourwalls.storage.keys import PersonKey
from fourwalls.storage.roster import Inside

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Access(StrEnum):
    """Whom a route lets in."""

    ANYBODY = "anybody"
    """It shows nothing of anybody."""
    SIGNED_IN = "signed_in"
    """Somebody who is inside at least one group; it shows what is theirs."""
    INSIDE = "inside"
    """Somebody who is inside the ``{group}`` of the path."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody signed in, as the roster has them now. The role of Online Manager alone is inside no group."""

    person: PersonKey
    groups: Mapping[GroupId, Inside]


Reading = Callable[[Transaction, Portal, Reader, Mapping[str, str]], Page]
"""A view: looks into the records for a reader, with the values of the path, and says what to show."""


def not_here() -> Page:
    """Give the page for what is not there, or not for this reader: nobody can tell which."""
    return Page("error.html", {"what": "missing"}, status=404)


def nothing_for_you() -> Page:
    """Give the page for somebody who is inside no group."""
    return Page("nothing.html", status=403)


def signed_in(view: Reading) -> Handler:
    """Let in readers only."""

    async def handler(request: web.Request) -> web.StreamResponse:
        portal = request.app[PORTAL]
        token = cookies.visit(request)
        page = None
        if token is not None:
            path = dict(request.match_info)
            page = await portal.database.run(lambda conn: _read(conn, portal, token, view, path))
        if token is None or page is None:
            return _to_sign_in(request)
        if page == nothing_for_you():
            answer = portal.pages.answer(page)
            cookies.forget_visit(request, answer)
            return answer
        return portal.pages.answer(page, form_token=forms.token(portal.lookup, token), signed_in=True)

    return handler


def inside(view: Reading) -> Handler:
    """Let in readers who are inside the group of the path; to anybody else there is no such page."""

    def checked(conn: Transaction, portal: Portal, reader: Reader, path: Mapping[str, str]) -> Page:
        return view(conn, portal, reader, path) if path["group"] in reader.groups else not_here()

    return signed_in(checked)


def _read(conn: Transaction, portal: Portal, token: str, view: Reading, path: Mapping[str, str]) -> Page | None:
    person = visits.check(conn, portal.lookup, token, portal.now_ms())
    if person is None:
        return None
    reader = Reader(person, roster.groups_inside(conn, person))
    if not reader.groups:  # they left, or were removed
        visits.end_all(conn, person)
        return nothing_for_you()
    return view(conn, portal, reader, path)


def _to_sign_in(request: web.Request) -> web.Response:
    answer = web.Response(status=303, headers={"Location": "/sign-in"})
    cookies.forget_visit(request, answer)
    return answer
