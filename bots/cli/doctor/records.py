"""The database: whether it can be used, and what it says about what waits and what was given up."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection as Transaction
from sqlalchemy.engine import make_url

from bots.cli.doctor.finding import Finding, Level, many, within
from config.settings import Settings
from fourwalls.group.people import HOUSE, Bot, PersonId, Room, RoomId, RoomKind
from fourwalls.storage import accounts, backlog, vault
from fourwalls.storage.accounts import Account
from fourwalls.storage.backlog import Backlog
from fourwalls.storage.database import Database
from fourwalls.storage.errors import NotStartedError, StorageError
from fourwalls.storage.keyfiles import load_operational_keys
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.records import Records
from fourwalls.storage.sealing import TranscriptSealer

NOT_STARTED = "not started yet: fourwalls run makes it"
_LATE, _MUCH_TOO_LATE = 600.0, 7200.0
"""Seconds that something may wait in the outbox before it is worth a look."""
_UNSEEN = 300.0


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
    now: int


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
    return [_file(settings.database_url, damage), *waiting(told)], told


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
        now,
    )


def _seated(records: Records, room: Room) -> frozenset[PersonId]:
    if room.kind is RoomKind.PRIVATE:
        return frozenset({room.person} if room.person is not None else ())
    group = HOUSE if room.kind is RoomKind.MANAGER else room.group or HOUSE
    return frozenset(seat.person for seat in records.roster(group) if seat.may_be_inside)


def _place(records: Records, room: Room) -> str:
    if room.kind is RoomKind.PRIVATE:
        return "a private room"
    return f"the room of {records.group(room.group).name}" if room.group is not None else "the managers' room"


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


# --- what waits ----------------------------------------------------------------------------------------------------


def waiting(told: Told) -> Iterator[Finding]:
    """What is still to be done, what was given up, and what cannot be read."""
    yield cases(told)
    yield outbox(told)
    yield dead(told.dead)
    yield unreadable(told.locked)


def cases(told: Told) -> Finding:
    """Cases that nobody was shown: the worst that can wait."""
    lookout = told.backlogs[Bot.LOOKOUT]
    number = len(lookout.flags)
    if not number:
        return Finding("cases", "cases", seen="none waits to be shown", figures={"waiting": 0})
    level = Level.BROKEN if lookout.oldest is None or told.now - lookout.oldest > 1000 * _UNSEEN else Level.ATTENTION
    remedy = (
        "Ring the Online Manager: somebody may be in danger. They see it once they are in the managers' room "
        "with a verified device and the bots run"
    )
    seen = f"{many(number, 'case waits', 'cases wait')} that no Online Manager was shown"
    return Finding("cases", "cases", level, seen, remedy, Bot.LOOKOUT, {"waiting": number})


def outbox(told: Told) -> Finding:
    """What the bots still have to do."""
    kinds: Counter[str] = sum((one.waiting for one in told.backlogs.values()), Counter())
    held = sum(one.held for one in told.backlogs.values())
    due = [one.oldest for one in told.backlogs.values() if one.due and one.oldest is not None]
    age = (told.now - min(due)) / 1000 if due else 0.0
    level = within(age, _LATE, _MUCH_TOO_LATE) if kinds.total() > held else Level.OK
    figures = {"waiting": kinds.total(), "held": held, "oldest_due_seconds": round(age)}
    seen = f"{kinds.total()} to do" if kinds else "nothing to do"
    seen += f", {held} of it held until somebody comes in" if held else ""
    if level is Level.OK:
        return Finding("outbox", "outbox", seen=seen, figures=figures)
    what = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
    remedy = "Start the bots, or look in their log for what is tried again and again"
    return Finding("outbox", "outbox", level, f"{seen}, for {_span(age)} ({what})", remedy, None, figures)


def dead(counts: Counter[tuple[str, str]]) -> Finding:
    """What was given up, or came too late; people were told of it when it happened."""
    number = counts.total()
    if not number:
        return Finding("outbox.dead", "outbox", seen="nothing given up", figures={"dead": 0})
    what = ", ".join(f"{count} {kind} ({why})" for (kind, why), count in counts.most_common(4))
    late = sum(count for (_, why), count in counts.items() if why == "expired")
    remedy = "The managers' room was told. Look there whether something must still be done by hand"
    level = Level.ATTENTION if number > late else Level.OK
    seen = f"{number} given up in three months: {what}"
    return Finding(
        "outbox.dead", "outbox", level, seen, remedy if level is not Level.OK else "", figures={"dead": number}
    )


_CAUSES = {
    "no_key": ("no key came", "Ask the senders to open their app once more and to say it again"),
    "withheld:m.unverified": ("kept from the bots as unverified", "See whether each bot is signed, above"),
    "withheld:m.blacklisted": (
        "kept from the bots on purpose",
        "A member's app has blocked a bot; ask them to unblock it",
    ),
    "withheld:m.unauthorised": ("the bot was not inside yet", "Nothing can be done; ask people to say it again"),
    "withheld:m.unavailable": ("the sender no longer has the key", "Ask the senders to say it again"),
    "withheld:m.no_olm": ("no secure channel to the bot", "See whether each bot has one-time keys, above"),
}


def unreadable(counts: Counter[str]) -> Finding:
    """Messages that no key has come for, by cause. They were examined by nobody."""
    number = counts.total()
    figures = {cause: float(count) for cause, count in counts.items()}
    if not number:
        return Finding("unreadable", "unreadable messages", seen="none", figures=figures)
    causes = [
        (count, *_CAUSES.get(cause, (cause, "Ask the senders to say it again")))
        for cause, count in counts.most_common()
    ]
    seen = ", ".join(f"{count} ({what})" for count, what, _ in causes)
    remedy = ". ".join(dict.fromkeys(remedy for _, _, remedy in causes))
    return Finding("unreadable", "unreadable messages", Level.ATTENTION, seen, remedy, None, figures)


def _span(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds < 2 * 3600 else f"{seconds / 3600:.0f} hours"
