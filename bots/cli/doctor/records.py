"""The database: whether it can be used, and all that the doctor wants to know from it, asked at once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection as Transaction
from sqlalchemy.engine import make_url

from bots.cli.doctor.finding import Finding, Level
from config.settings import Settings
from fourwalls.group.agreement import Policy
from fourwalls.group.breach import Lapse
from fourwalls.group.people import Bot, PersonId, Room, RoomId, RoomKind
from fourwalls.storage import accounts, adoptions, backlog, lapses, vault
from fourwalls.storage.accounts import Account
from fourwalls.storage.backlog import Backlog
from fourwalls.storage.database import Database
from fourwalls.storage.errors import NotStartedError, StorageError
from fourwalls.storage.keyfiles import load_operational_keys
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.records import Records
from fourwalls.storage.sealing import TranscriptSealer
from handlers import closing
from handlers.entitled import may_be_inside, place_name, roster_of

NOT_STARTED = "not started yet: fourwalls run makes it"


@dataclass(frozen=True, slots=True)
class Told:
    """What the database told, in one look."""

    keys: OperationalKeys
    accounts: Mapping[Bot, Account | None]
    vaults: Mapping[Bot, list[vault.Item]]
    backlogs: Mapping[Bot, Backlog]
    locked: Counter[str]
    dead: Counter[tuple[str, str]]
    rooms: tuple[Room, ...]
    seated: Mapping[RoomId, frozenset[PersonId]]
    """Who may be in each room, bots aside."""
    places: Mapping[RoomId, str]
    """What people call each room."""
    at_rest: frozenset[RoomId]
    """The rooms of closed groups, in which nobody speaks any more."""
    now: int
    lapses: tuple[Lapse, ...] = ()
    """Rooms that are not protected, by the warden's own account."""
    limits: Mapping[RoomId, tuple[str, ...]] = field(default_factory=dict)
    """What could not be promised in rooms that were there before us, as codes."""
    policy: Policy | None = None
    """The confidentiality policy in force."""


async def look(settings: Settings) -> tuple[list[Finding], Told | None]:
    """Ask the database everything at once; a second look would only hold up the bots again."""
    try:
        keys = load_operational_keys(settings.keys, settings.credentials)
        database = Database.open(settings.database_url, create=False)
    except NotStartedError:
        return [Finding("database", "database", Level.ATTENTION, "there is none", NOT_STARTED)], None
    except StorageError as error:
        return [Finding("database", "database", Level.BROKEN, "it cannot be opened", str(error))], None
    try:
        database.check_schema()
        damage = await database.run(_damage)
        told = await database.run(lambda conn: _ask(conn, keys, settings))
    except NotStartedError:
        return [Finding("database", "database", Level.ATTENTION, "it is empty", NOT_STARTED)], None
    except StorageError as error:
        return [Finding("database", "database", Level.BROKEN, "it cannot be used", str(error))], None
    finally:
        database.close()
    return [_file(settings.database_url, damage)], told


def _damage(conn: Transaction) -> bool:
    """Whether SQLite finds its own file damaged."""
    if conn.dialect.name != "sqlite":
        return False
    return conn.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok"


def _ask(conn: Transaction, keys: OperationalKeys, settings: Settings) -> Told:
    records, now = Records(conn, keys, TranscriptSealer(), settings.users), int(time.time() * 1000)
    rooms = tuple(records.rooms())
    return Told(
        keys,
        {bot: accounts.load(conn, keys, bot) for bot in Bot},
        {bot: vault.load(conn, keys, bot) for bot in Bot},
        backlog.of_bots(conn, tuple(Bot), now),
        backlog.locked_by_cause(conn),
        backlog.dead_by_reason(conn),
        rooms,
        {room.id: _seated(records, room) for room in rooms},
        {room.id: _place(records, room) for room in rooms},
        frozenset(room.id for room in rooms if closing.is_at_rest(room, records)),
        now,
        tuple(lapses.every(conn, keys)),
        {room.id: _limits(conn, keys, room) for room in rooms if room.adopted},
        records.policy(),
    )


def _limits(conn: Transaction, keys: OperationalKeys, room: Room) -> tuple[str, ...]:
    known = adoptions.of(conn, keys, room.id)
    return () if known is None else known.limits


def _seated(records: Records, room: Room) -> frozenset[PersonId]:
    if room.kind is RoomKind.PRIVATE:
        return frozenset({room.person} if room.person is not None else ())
    people = (seat.person for seat in records.roster(roster_of(room)))
    now = datetime.now(tz=UTC)
    return frozenset(
        person
        for person in people
        if may_be_inside(person, room, records) or closing.is_reading(person, room, records, now)
    )


def _place(records: Records, room: Room) -> str:
    if room.kind is RoomKind.PRIVATE:
        return "a private room"
    if room.kind is RoomKind.OPEN:
        return "an open room"
    return f"the room of {place_name(room, records)}" if room.group is not None else "the managers' room"


def _file(url: str, damaged: bool) -> Finding:
    if damaged:
        remedy = "Stop the bots, keep a copy of the damaged file, and restore the last backup"
        return Finding("database", "database", Level.BROKEN, "its file is damaged", remedy)
    place = make_url(url).database
    file = Path(place) if place else None
    if file is None or not file.is_file():
        return Finding("database", "database", seen="answers")
    size = file.stat().st_size / (1 << 20)
    figures = {"mib": round(size, 2)}
    if file.stat().st_mode & 0o007:
        remedy = f"Nobody else on this machine should read it: chmod o= {file}"
        return Finding("database", "database", Level.ATTENTION, "others can read its file", remedy, None, figures)
    return Finding("database", "database", seen=f"whole, {size:.1f} MiB", figures=figures)
