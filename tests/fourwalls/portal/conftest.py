"""A served portal for each test, over a database of its own; answers to forms come at once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from config.wording import Wording
from fourwalls.portal import signing
from fourwalls.portal.app import build_app, serving
from fourwalls.storage.database import Database
from fourwalls.storage.keys import LookupKey, OperationalKeys
from fourwalls.storage.sealing import TranscriptSealer
from tests.fourwalls.portal.visiting import ANN, CAL, Clock, Place, Visitor
from tests.fourwalls.storage.house import House

ORIGIN = "https://groups.example.org"
NOW_MS = 1_775_000_000_000


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    database = Database.open(f"sqlite:///{tmp_path / 'house.db'}")
    database.migrate()
    private = X25519PrivateKey.generate()
    keys = OperationalKeys(b"o" * 32, LookupKey(b"l" * 32))
    yield House(
        database, keys, TranscriptSealer(), private.private_bytes_raw(), private.public_key().public_bytes_raw()
    )
    database.close()


@pytest_asyncio.fixture
async def place(house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Place]:
    monkeypatch.setattr(signing, "EVEN_SECONDS", 0.0)
    place = Place(house, Clock(NOW_MS), ORIGIN)
    place.people_it()
    database = Database.open(f"sqlite:///{tmp_path / 'house.db'}")  # the portal is a process of its own
    app = build_app(database, house.keys.lookup_key, house.opener, Wording().say, public_url=ORIGIN, now_ms=place.clock)
    async with serving(app, "127.0.0.1", 0) as port:
        place.base = f"http://127.0.0.1:{port}/"
        yield place
    database.close()


@pytest_asyncio.fixture
async def browser(place: Place) -> AsyncIterator[Visitor]:
    """A browser that is not signed in."""
    async with place.visitor() as visitor:
        yield visitor


@pytest_asyncio.fixture
async def ann(place: Place) -> AsyncIterator[Visitor]:
    """Ann, signed in: a member of the first group."""
    async with place.visitor() as visitor:
        await visitor.sign_in(ANN)
        yield visitor


@pytest_asyncio.fixture
async def cal(place: Place) -> AsyncIterator[Visitor]:
    """Cal, signed in: a member of the other group."""
    async with place.visitor() as visitor:
        await visitor.sign_in(CAL)
        yield visitor
