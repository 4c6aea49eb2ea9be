"""The page for newcomers: step by step to an account and into the chat. It shows nothing of anybody.

Somebody comes by a link that carries a registration token behind the ``#``, which no browser sends to any server; so
what shows the token, and what makes the account with it, is the one script of the portal. It speaks with the
homeserver alone: neither token nor password ever reaches this process.
"""

from __future__ import annotations

from typing import Final

from aiohttp import web

from fourwalls.portal.pages import Page
from fourwalls.portal.portal import PORTAL, Address

PATH: Final = "/welcome"
SHORTEST_PASSWORD: Final = 10
"""Signs. Synapse asks for nothing unless it is told to."""


async def page(request: web.Request) -> web.Response:
    """Show the page, and let its script speak with the homeserver and with nobody else."""
    portal = request.app[PORTAL]
    values = {
        "homeserver": portal.homeserver.origin if portal.homeserver else "",
        "server": portal.homeserver.origin.partition("://")[2] if portal.homeserver else "",
        "shortest": SHORTEST_PASSWORD,
    }
    answer = portal.pages.answer(Page("newcomers.html", values))
    answer.headers["Content-Security-Policy"] = policy(portal.homeserver)
    return answer


def policy(homeserver: Address | None) -> str:
    """What this page may do: the scripts of this server, and their questions to the homeserver. No form is sent."""
    speaks_with = homeserver.origin if homeserver else "'none'"
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        f"connect-src {speaks_with}; form-action 'none'; frame-ancestors 'none'; "
        "base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
