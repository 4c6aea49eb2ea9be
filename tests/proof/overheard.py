"""What the line between bots and homeserver saw of gaps and of the homeserver's own limits: counts alone."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from aiohttp import web

_TOO_MANY = 429
_GOOD = 200


@dataclass(slots=True)
class Overheard:
    """Counts over one proof."""

    gaps: set[tuple[str, str, str]] = field(default_factory=set)
    """Gaps that were paged back, each once: whose (by token), in which room, down to which bookmark."""
    pages: int = 0
    """Pages of missed messages that the homeserver handed out."""
    pages_struck: int = 0
    """Requests for such a page that a fault hit."""
    refused: int = 0
    """Requests that the homeserver itself refused for being too many."""

    def answered(self, request: web.Request, status: int, body: bytes) -> None:
        """The homeserver answered."""
        self.refused += status == _TOO_MANY
        if status == _GOOD and _is_page(request) and json.loads(body).get("chunk"):
            self.pages += 1
            self.gaps.add((request.headers.get("Authorization", ""), request.path, request.query.get("to", "")))

    def struck(self, request: web.Request) -> None:
        """A fault hit a request."""
        self.pages_struck += _is_page(request)


def _is_page(request: web.Request) -> bool:
    return request.method == "GET" and request.path.endswith("/messages")
