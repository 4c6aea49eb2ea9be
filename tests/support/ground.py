"""A ground to stand on for tests of single parts of the shell: a database, keys and a group, no homeserver."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from bots.ground import Ground
from config.wording import Wording
from fourwalls.group.people import PersonId
from fourwalls.storage.database import Database
from fourwalls.storage.keys import LookupKey, OperationalKeys
from fourwalls.storage.sealing import TranscriptSealer
from tests.support.records import BOTS, MAX


@cache
def _migrated() -> bytes:
    """An empty database with its tables: making them takes longer than most tests."""
    with TemporaryDirectory() as folder:
        database = Database.open(f"sqlite:///{folder}/empty.sqlite")
        database.migrate()
        database.close()
        return (Path(folder) / "empty.sqlite").read_bytes()


@contextmanager
def a_ground(folder: Path, manager: PersonId = MAX) -> Iterator[Ground]:
    """A migrated database in ``folder`` and everything that stands on it."""
    (folder / "ground.sqlite").write_bytes(_migrated())
    database = Database.open(f"sqlite:///{folder / 'ground.sqlite'}")
    try:
        yield ground_on(database, manager)
    finally:
        database.close()


def ground_on(database: Database, manager: PersonId = MAX) -> Ground:
    """Everything that stands on a database, with keys that are always the same but for the portal's."""
    return Ground(
        database=database,
        keys=OperationalKeys(b"o" * 32, LookupKey(b"l" * 32)),
        sealer=TranscriptSealer(),
        bots=BOTS,
        wording=Wording(None, {"url": "http://portal.example", "organisation": "Quiet rooms"}),
        portal_public=X25519PrivateKey.generate().public_key().public_bytes_raw(),
        organisation="Quiet rooms",
        online_manager=manager,
        zone=ZoneInfo("Europe/London"),
    )
