"""Forms: who sent one, and what is in it. Every change passes through ``read``."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl

from aiohttp import web

from fourwalls.portal.portal import PORTAL
from fourwalls.storage.keys import LookupKey

LARGEST: Final = 4096
"""Bytes of a form at most."""
FIELD: Final = "form_token"

_FORM: Final = "application/x-www-form-urlencoded"
_MOST_FIELDS: Final = 8


def token(lookup: LookupKey, cookie: str) -> str:
    """Give the token of the forms of one visit or browser: nobody can make it without the cookie and the key."""
    return lookup.lookup("form", cookie)


async def read(request: web.Request, cookie: str | None) -> Mapping[str, str]:
    """Give the fields of a form that one of our own pages sent, shown to whoever has this cookie.

    Raises:
        web.HTTPForbidden: it came from elsewhere, or without the token of that cookie.
        web.HTTPBadRequest: it is not a form.
        web.HTTPRequestEntityTooLarge: it is longer than any form of ours.
    """
    portal = request.app[PORTAL]
    if not _from_our_pages(request, portal.address.origin):
        raise web.HTTPForbidden
    if request.content_type != _FORM:
        raise web.HTTPBadRequest
    raw = await request.read()
    try:
        fields = dict(parse_qsl(raw.decode("ascii"), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise web.HTTPBadRequest from None
    given = fields.pop(FIELD, "").encode()
    if cookie is None or not hmac.compare_digest(given, token(portal.lookup, cookie).encode()):
        raise web.HTTPForbidden
    return fields


def _from_our_pages(request: web.Request, origin: str) -> bool:
    """Whether the browser says so, in each way in which it says anything.

    Our pages send no referrer, for which some browsers send the origin ``null``; the token still has to be right.
    """
    site, told = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    return site in (None, "same-origin") and told in (None, "null", origin)
