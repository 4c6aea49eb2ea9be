"""The few files that pages refer to, read once."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from aiohttp import web

from fourwalls.portal.access import Handler

STATIC: Final = Path(__file__).parent / "static"
TYPES: Final = {"style.css": "text/css", "mark.svg": "image/svg+xml"}


def served(name: str) -> Handler:
    """Make the handler that serves one file."""
    body = (STATIC / name).read_bytes()

    async def handler(_request: web.Request) -> web.Response:
        return web.Response(body=body, content_type=TYPES[name], charset="utf-8")

    return handler
