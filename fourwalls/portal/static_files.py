"""The few files that pages refer to, read once."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from aiohttp import web

from fourwalls.portal.access import Handler

STATIC: Final = Path(__file__).parent / "static"
TYPES: Final = {".css": "text/css", ".svg": "image/svg+xml", ".js": "text/javascript"}


def served(name: str) -> Handler:
    """Make the handler that serves one file."""
    body, kind = (STATIC / name).read_bytes(), TYPES[Path(name).suffix]

    async def handler(_request: web.Request) -> web.Response:
        return web.Response(body=body, content_type=kind, charset="utf-8")

    return handler
