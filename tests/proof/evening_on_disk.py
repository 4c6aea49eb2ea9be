"""An evening as the database sees it: the bots' own transactions, one after the other, on a disk that remembers."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from bots import guide, lookout, scribe
from bots.duties import Duties
from bots.ground import Ground
from bots.keeping import Item, Keeping
from fourwalls.group.effects.kept import OpenSession
from fourwalls.group.examined import Examined
from fourwalls.group.finding import DetailKind, Finding, RiskKind, RiskReading, Severity
from fourwalls.group.heard import Message, Proof, Redaction, Unreadable
from fourwalls.group.people import Bot, EventId
from fourwalls.matrix.batch import Batch, Locked
from fourwalls.matrix.memory import VaultRow
from fourwalls.storage import database as storage
from fourwalls.storage import journal, outbox, vault
from fourwalls.storage.database import Database
from tests.bots.furnishing import furnish
from tests.handlers.happened import HERE
from tests.support.faulty_sqlite import SCHEME, Operation, recorded, register
from tests.support.ground import ground_on
from tests.support.records import ANN, FAY, NOON

Rows = dict[str, list[tuple[Any, ...]]]
"""Everything in the database: the schema, and each table in the order in which it is kept."""
Step = Callable[[Connection], object]

_SMALL_CACHE: Final = 24
"""Pages. A transaction that does not fit writes to the database before it is committed."""
_LONG: Final = 12
"""How much larger a large batch is."""


@dataclass(slots=True)
class Evening:
    """What was done to the disk, and what stood in the database after each transaction."""

    operations: list[Operation]
    kept: list[Rows] = field(default_factory=list)
    """After so many transactions; the first is the empty file."""
    acknowledged_at: list[int] = field(default_factory=list)
    """How many operations were done when ``Database.run`` returned, for each transaction."""
    furnished: int = 0
    """How many operations made the tables and the rooms."""

    def acknowledged(self, operations: int) -> int:
        """Say how many transactions were acknowledged after so many operations."""
        return bisect_right(self.acknowledged_at, operations)


async def an_evening(folder: Path, seed: int, steps: int, *, synchronous: str = "FULL") -> Evening:
    """Play one on ``folder/house.sqlite``: migrations, a group, then so many transactions of four kinds of work."""
    register()
    dice = random.Random(seed)  # noqa: S311 - repeatable chance, not a secret
    usual = storage._PRAGMAS
    chosen = tuple(each.replace("synchronous = FULL", f"synchronous = {synchronous}") for each in usual)
    storage.__dict__["_PRAGMAS"] = (*chosen, f"cache_size = {_SMALL_CACHE}") if dice.random() < 0.5 else chosen
    with recorded() as operations:
        database = Database.open(f"{SCHEME}:///{folder / 'house.sqlite'}")
        try:
            return await _play(database, operations, dice, steps)
        finally:
            database.close()
            storage.__dict__["_PRAGMAS"] = usual


async def _play(database: Database, operations: list[Operation], dice: random.Random, steps: int) -> Evening:
    evening = Evening(operations)
    same: dict[tuple[Any, ...], tuple[Any, ...]] = {}

    def acknowledge() -> None:
        evening.acknowledged_at.append(len(operations))
        rows = database.run_sync(lambda conn: everything(conn.connection.driver_connection))
        evening.kept.append({name: [same.setdefault(row, row) for row in table] for name, table in rows.items()})

    evening.kept.append(database.run_sync(lambda conn: everything(conn.connection.driver_connection)))
    database.migrate()
    acknowledge()
    ground = ground_on(database)
    await database.run(lambda conn: _begin(ground, conn))
    acknowledge()
    evening.furnished = len(operations)
    for step in Work(ground, dice).steps(steps):
        await database.run(step)
        acknowledge()
    return evening


def everything(connection: Any) -> Rows:
    """Read it all, through any connection of the DB-API."""
    schema = connection.execute("SELECT name, type, sql FROM sqlite_schema ORDER BY name").fetchall()
    tables = [name for name, kind, _ in schema if kind == "table"]
    return {"sqlite_schema": schema} | {
        name: connection.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608 - a name of the schema's
        for name in tables
    }


def _begin(ground: Ground, conn: Connection) -> None:
    group = furnish(ground, conn)
    ground.records(conn).apply(OpenSession(group.id, NOON, FAY))


class Work:
    """Deals the transactions."""

    def __init__(self, ground: Ground, dice: random.Random) -> None:
        self._ground = ground
        self._dice = dice
        self._number = 0
        self._said: list[EventId] = []
        self._sessions: list[str] = []

    def steps(self, count: int) -> Iterator[Step]:
        """Give so many, most of them batches that a bot heard."""
        kinds: tuple[Callable[[], Step], ...] = (self._heard, self._heard, self._heard, self._done, self._crypto)
        for _ in range(count):
            yield self._dice.choice(kinds)()

    def _heard(self) -> Step:
        """What one bot heard in one answer of the server, kept by the code that keeps it in the house."""
        self._number += 1
        duties = self._dice.choice((guide, lookout, scribe)).duties()
        many = self._dice.randint(1, 6) * (_LONG if self._dice.random() < 0.05 else 1)
        items = [self._item(duties) for _ in range(many)]
        locked = (self._locked(),) if self._dice.random() < 0.2 else ()
        batch = Batch(f"s{self._number}", (), locked, (), (), frozenset(), ())
        crypto = self._rows()

        def keep(conn: Connection) -> None:
            Keeping(conn, self._ground, duties).keep(batch, items, crypto)

        return keep

    def _item(self, duties: Duties) -> Item:
        event = self._event()
        if duties.bot is Bot.SCRIBE and self._said and self._dice.random() < 0.15:
            return Item(Examined(Redaction(HERE, event, ANN, NOON, Proof.PLAIN, self._dice.choice(self._said))))
        words = f"message {event} " + "la " * self._dice.randint(0, 400)
        heard = Message(HERE, event, ANN, NOON, Proof.SIGNED, words)
        if duties.bot is Bot.SCRIBE:
            self._said.append(event)
        found = (Finding(0, 7, DetailKind.FULL_NAME, 1.0, "proof"),) if self._dice.random() < 0.3 else ()
        severity = Severity.HIGH if self._dice.random() < 0.3 else Severity.NONE
        reading = RiskReading(severity, RiskKind.SELF_HARM if severity else None, 0.9)
        examined = {Bot.GUIDE: Examined(heard, findings=found), Bot.LOOKOUT: Examined(heard, reading=reading)}
        return Item(examined.get(duties.bot, Examined(heard)), f"session:{event}", duties.bot is not Bot.SCRIBE)

    def _locked(self) -> Locked:
        event = self._event()
        heard = Unreadable(HERE, event, ANN, NOON, Proof.PLAIN, "no_key")
        return Locked(heard, f"megolm{event}", self._dice.randbytes(self._dice.randint(200, 3000)))

    def _done(self) -> Step:
        """Something was sent, or has to wait."""
        performer = self._dice.choice((Bot.GUIDE, Bot.LOOKOUT, Bot.SCRIBE))
        ends = self._dice.random() < 0.8

        def settle(conn: Connection) -> None:
            for row in outbox.due(conn, self._ground.keys, performer, 0):
                if ends:
                    outbox.sent(conn, self._ground.keys, row.id, EventId(f"$sent{row.id}"))
                else:
                    outbox.hold(conn, row.id, 0, asked_for=row.newest)

        return settle

    def _crypto(self) -> Step:
        """Keys changed outside a batch, before a message that depends on them leaves."""
        rows = self._rows()
        forgotten = self._dice.random() < 0.3

        def keep(conn: Connection) -> None:
            vault.write(conn, self._ground.keys, Bot.GUIDE, rows)
            if forgotten:
                journal.forget_unreadable(conn, 0)

        return keep

    def _rows(self) -> list[VaultRow]:
        """Pickles that are new, changed or deleted."""
        self._sessions += [f"session{self._number}.{each}" for each in range(self._dice.randint(0, 3))]
        gone = [self._sessions.pop(0)] if len(self._sessions) > 12 else []
        changed = self._dice.sample(self._sessions, min(2, len(self._sessions)))
        rows: list[VaultRow] = [
            ("session", name, self._dice.randbytes(self._dice.choice((300, 900)))) for name in changed
        ]
        return [*rows, *(("session", name, None) for name in gone), ("account", "own", self._dice.randbytes(5000))]

    def _event(self) -> EventId:
        return EventId(f"$e{self._dice.getrandbits(64):x}")
