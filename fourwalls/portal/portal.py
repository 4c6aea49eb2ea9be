"""What every page of the portal stands on: the database, the keys of this process, the words and the address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

from fourwalls.portal.pages import Pages
from fourwalls.portal.throttle import Throttle
from fourwalls.storage.database import Database
from fourwalls.storage.keys import LookupKey
from fourwalls.storage.sealing import TranscriptOpener

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """Where browsers find the portal, which may differ from where it listens."""

    origin: str
    """Scheme, host and port as a browser's ``Origin`` header says them."""
    secure: bool

    @classmethod
    def of(cls, url: str) -> Address:
        """Read the public address. Raises ``ValueError`` for anything but http and https."""
        parts = urlsplit(url)
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
            raise ValueError("the portal's address begins with https:// (or http:// on this machine)")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        plain = parts.port in (None, _DEFAULT_PORTS[parts.scheme])
        origin = f"{parts.scheme}://{host}" + ("" if plain else f":{parts.port}")
        return cls(origin, parts.scheme == "https")


@dataclass(frozen=True, slots=True)
class Portal:
    """Given to every page. It holds no key of the bots."""

    database: Database
    lookup: LookupKey
    opener: Callable[[], TranscriptOpener]
    """Makes an opener for one reading: an opener remembers what it opened."""
    pages: Pages
    address: Address
    now_ms: Callable[[], int]
    zone: tzinfo
    """The zone in which people are told the time."""
    throttle: Throttle
    homeserver: Address | None = None
    """Where members' apps find the homeserver; ``None``: the page for newcomers cannot say."""


PORTAL: Final = web.AppKey("portal", Portal)
