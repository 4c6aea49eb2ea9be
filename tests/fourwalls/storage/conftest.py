"""A fresh, migrated database and fresh keys for each test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from fourwalls.storage.database import Database
from fourwalls.storage.keys import LookupKey, OperationalKeys
from fourwalls.storage.sealing import TranscriptSealer
from tests.fourwalls.storage.house import House


@pytest.fixture
def keys() -> OperationalKeys:
    return OperationalKeys(b"o" * 32, LookupKey(b"l" * 32))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "house.db"


@pytest.fixture
def database(file: Path) -> Iterator[Database]:
    """An SQLite file, or the throw-away PostgreSQL database that ``FOURWALLS_TEST_DATABASE`` names, emptied."""
    opened = Database.open(os.environ.get("FOURWALLS_TEST_DATABASE") or f"sqlite:///{file}")
    if opened.dialect == "postgresql":
        opened.run_sync(lambda conn: conn.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def house(database: Database, keys: OperationalKeys) -> House:
    portal = X25519PrivateKey.generate()
    return House(database, keys, TranscriptSealer(), portal.private_bytes_raw(), portal.public_key().public_bytes_raw())


@pytest.fixture
def sqlite(database: Database) -> None:
    """For tests that look at the file itself."""
    if database.dialect != "sqlite":
        pytest.skip("a matter of SQLite's file")
