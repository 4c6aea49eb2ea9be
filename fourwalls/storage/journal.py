"""What was heard, so that everything is worked on exactly once; and what could not be read yet.

``note`` is called in the transaction that does the work and moves the bookmark. Nothing here can be read back but
the raw events that wait for a key.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, func, select, update

from fourwalls.group.people import Bot, EventId, RoomId
from fourwalls.storage.errors import ReplayError, SealedDataError
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.tables import bot_account, entry, flag_case, journal, outbox, unreadable, warning
from fourwalls.storage.upsert import insert_new, put_rows

_LEAF = 500
"""Values in one question at most: databases limit the number of parameters."""
_REPLAYED = "a message key was used before, by another event"


class Outcome(StrEnum):
    """What became of an event."""

    EXAMINED = "examined"
    RECORDED = "recorded"
    SEEN = "seen"
    """It needed nothing."""
    UNREADABLE = "unreadable"
    """Kept until its key comes."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class KeptEvent:
    """A raw event that waits for its key."""

    event_key: str
    raw: bytes
    reason: str
    since: int


class Ledger:
    """The journal of one bot within one transaction: what a whole batch needs is asked for, and written, at once."""

    def __init__(self, conn: Connection, keys: OperationalKeys, bot: Bot) -> None:
        self._conn = conn
        self._keys = keys
        self._bot = bot
        self._known: set[str] = set()
        self._done: set[str] = set()
        self._opened: dict[str, str] = {}
        self._new: list[dict[str, Any]] = []

    def know(self, events: Sequence[EventId], ratchets: Sequence[str]) -> None:
        """Ask about these events and the message keys that opened them."""
        columns = (journal.c.event_key, journal.c.outcome, journal.c.ratchet_key)
        for column, values in (
            (journal.c.event_key, [self._keys.lookup("event", event) for event in events]),
            (journal.c.ratchet_key, [self._keys.lookup("ratchet", ratchet) for ratchet in ratchets]),
        ):
            for at in range(0, len(values), _LEAF):
                known = select(*columns).where(journal.c.bot == self._bot.value, column.in_(values[at : at + _LEAF]))
                for row in self._conn.execute(known):
                    self._remember(row.event_key, row.outcome, row.ratchet_key)

    def has(self, event: EventId) -> bool:
        """Say whether an event needs no more work (an unreadable one still does)."""
        return self._keys.lookup("event", event) in self._done

    def is_replay(self, event: EventId, ratchet: str) -> bool:
        """Say whether another event was opened by this message key before, in this batch or any other."""
        user = self._opened.get(self._keys.lookup("ratchet", ratchet))
        return user is not None and user != self._keys.lookup("event", event)

    def note(self, event: EventId, room: RoomId, heard_at: int, outcome: Outcome, ratchet: str | None) -> None:
        """Write down what became of an event that ``know`` was asked about; ``write`` must follow.

        Raises:
            ReplayError: another event was opened by the same message key; ask ``is_replay`` first.
        """
        row = _row(self._keys, self._bot, event, room, heard_at, outcome, ratchet)
        event_key, ratchet_key = row["event_key"], row["ratchet_key"]
        if event_key in self._known:  # it could not be read before
            self.write()
            note(self._conn, self._keys, self._bot, event, room, heard_at, outcome, ratchet)
        elif ratchet is not None and self.is_replay(event, ratchet):
            raise ReplayError(_REPLAYED)
        else:
            self._new.append(row)
        self._remember(event_key, outcome, ratchet_key)

    def write(self) -> None:
        """Put what was noted into the journal: all of it in one statement."""
        if self._new:
            self._conn.execute(journal.insert(), self._new)
            self._new = []

    def _remember(self, event_key: str, outcome: str, ratchet_key: str | None) -> None:
        self._known.add(event_key)
        if outcome != Outcome.UNREADABLE:
            self._done.add(event_key)
        if ratchet_key is not None:
            self._opened[ratchet_key] = event_key


def bookmark(conn: Connection, bot: Bot) -> str | None:
    """Give the sync token up to which everything is done; ``None`` before the first."""
    return conn.execute(select(bot_account.c.bookmark).where(bot_account.c.bot == bot.value)).scalar()


def set_bookmark(conn: Connection, bot: Bot, token: str) -> None:
    """Move the bookmark, in the transaction that did the work before it."""
    put_rows(conn, bot_account, [{"bot": bot.value, "bookmark": token}])


def note(  # noqa: PLR0913, PLR0917  one row, one call; the shell calls it by keyword
    conn: Connection,
    keys: OperationalKeys,
    bot: Bot,
    event: EventId,
    room: RoomId,
    heard_at: int,
    outcome: Outcome,
    ratchet: str | None = None,
) -> bool:
    """Write down that a bot heard an event; ``False``: it did so before, there is nothing to do.

    An event that was unreadable may be noted once more, when it was read after all.

    Args:
        conn: the transaction of the work itself.
        keys: the operational keys.
        bot: who heard it.
        event: the event's id.
        room: where it was heard.
        heard_at: when, in milliseconds.
        outcome: what became of it.
        ratchet: the Megolm session and message index that opened it (``f"{session_id}:{index}"``).

    Raises:
        ReplayError: another event was opened by the same message key; ask ``is_replay`` first.
    """
    row = _row(keys, bot, event, room, heard_at, outcome, ratchet)
    if insert_new(conn, journal, row):
        return True
    event_key, ratchet_key = row["event_key"], row["ratchet_key"]
    known = conn.execute(select(journal.c.outcome).where(_row_of(bot, event_key))).scalar()
    if known is None or (ratchet_key is not None and _used_elsewhere(conn, bot, event_key, ratchet_key)):
        raise ReplayError(_REPLAYED)
    if known != Outcome.UNREADABLE or outcome is Outcome.UNREADABLE:
        return False
    conn.execute(update(journal).where(_row_of(bot, event_key)).values(row))
    return True


def _row(  # noqa: PLR0913, PLR0917  one row, one call
    keys: OperationalKeys,
    bot: Bot,
    event: EventId,
    room: RoomId,
    heard_at: int,
    outcome: Outcome,
    ratchet: str | None,
) -> dict[str, Any]:
    return {
        "bot": bot.value,
        "event_key": keys.lookup("event", event),
        "room_key": keys.lookup("room", room),
        "heard_at": heard_at,
        "outcome": outcome.value,
        "ratchet_key": None if ratchet is None else keys.lookup("ratchet", ratchet),
    }


def is_replay(conn: Connection, keys: OperationalKeys, bot: Bot, event: EventId, ratchet: str) -> bool:
    """Say whether another event was opened by this message key before (the replay table of the gate)."""
    return _used_elsewhere(conn, bot, keys.lookup("event", event), keys.lookup("ratchet", ratchet))


def keep_unreadable(  # noqa: PLR0913, PLR0917  one row, one call; the shell calls it by keyword
    conn: Connection,
    keys: OperationalKeys,
    bot: Bot,
    event: EventId,
    room: RoomId,
    megolm_session: str,
    raw: bytes,
    reason: str,
    since: int,
) -> None:
    """Keep a raw event until its key comes. ``reason`` is a short code, never content."""
    event_key = keys.lookup("event", event)
    row = {
        "bot": bot.value,
        "event_key": event_key,
        "room_key": keys.lookup("room", room),
        "megolm_key": keys.lookup("megolm", megolm_session),
        "sealed": keys.seal(raw, f"unreadable:{bot.value}:{event_key}"),
        "reason": reason,
        "since": since,
    }
    put_rows(conn, unreadable, [row])


def unreadable_for_session(conn: Connection, keys: OperationalKeys, bot: Bot, megolm_session: str) -> list[KeptEvent]:
    """Give the kept events that a Megolm session would open, oldest first."""
    rows = conn.execute(
        select(unreadable)
        .where(unreadable.c.bot == bot.value, unreadable.c.megolm_key == keys.lookup("megolm", megolm_session))
        .order_by(unreadable.c.since, unreadable.c.event_key)
    ).all()
    return _kept(keys, bot, rows)


def all_unreadable(conn: Connection, keys: OperationalKeys, bot: Bot) -> list[KeptEvent]:
    """Give every kept event of a bot, oldest first: after a start, any of their keys may have come unnoticed."""
    rows = conn.execute(
        select(unreadable).where(unreadable.c.bot == bot.value).order_by(unreadable.c.since, unreadable.c.event_key)
    ).all()
    return _kept(keys, bot, rows)


def untold_unreadable(conn: Connection, keys: OperationalKeys, bot: Bot, before: int) -> list[KeptEvent]:
    """Give the kept events from before a moment (in milliseconds) of which nobody was told yet, oldest first."""
    untold = (unreadable.c.bot == bot.value, unreadable.c.told_at.is_(None), unreadable.c.since < before)
    rows = conn.execute(select(unreadable).where(*untold).order_by(unreadable.c.since, unreadable.c.event_key)).all()
    return _kept(keys, bot, rows)


def told_of_unreadable(conn: Connection, bot: Bot, kept: KeptEvent, now: int) -> None:
    """Remember that people were told of a kept event."""
    this = and_(unreadable.c.bot == bot.value, unreadable.c.event_key == kept.event_key)
    conn.execute(update(unreadable).where(this).values(told_at=now))


def drop_unreadable(conn: Connection, keys: OperationalKeys, bot: Bot, event: EventId) -> bool:
    """Forget a kept event: it was read, or given up. Say whether people had been told, and no bot lacks it now."""
    event_key = keys.lookup("event", event)
    row = and_(unreadable.c.bot == bot.value, unreadable.c.event_key == event_key)
    told = conn.execute(select(unreadable.c.told_at).where(row)).scalar() is not None
    conn.execute(delete(unreadable).where(row))
    lacking = select(unreadable.c.bot).where(unreadable.c.event_key == event_key)
    return told and conn.execute(lacking).first() is None


def explain_unreadable(conn: Connection, bot: Bot, kept: KeptEvent, reason: str) -> None:
    """Remember why a kept event has no key, which is to be told. ``reason`` is a short code."""
    this = and_(unreadable.c.bot == bot.value, unreadable.c.event_key == kept.event_key)
    conn.execute(update(unreadable).where(this).values(reason=reason, told_at=None))


def forget_unreadable(conn: Connection, before: int) -> int:
    """Forget kept events of before a moment (in milliseconds): no key comes so late. Give their number."""
    return conn.execute(delete(unreadable).where(unreadable.c.since < before)).rowcount


def counts(conn: Connection) -> dict[str, int]:
    """Count what was heard by outcome, what came of it, and the outbox by status; no other detail."""
    found = {f"heard_{outcome.value}": 0 for outcome in Outcome}
    rows = conn.execute(select(journal.c.outcome, func.count()).group_by(journal.c.outcome)).all()
    found.update({f"heard_{outcome}": number for outcome, number in rows})
    found["heard"] = sum(number for _, number in rows)
    kinds = {"waiting_for_key": unreadable, "entries": entry, "warnings": warning, "cases": flag_case}
    for name, table in kinds.items():
        found[name] = conn.execute(select(func.count()).select_from(table)).scalar_one()
    sent = conn.execute(select(outbox.c.status, func.count()).group_by(outbox.c.status)).all()
    found.update({"outbox_waiting": 0, "outbox_sent": 0, "outbox_dead": 0})
    found.update({f"outbox_{status}": number for status, number in sent})
    return found


def _kept(keys: OperationalKeys, bot: Bot, rows: Sequence[Row[Any]]) -> list[KeptEvent]:
    """Open rows. One that is damaged never stops the others: it is passed over, and forgotten with its time."""
    found = []
    for row in rows:
        with contextlib.suppress(SealedDataError):
            raw = keys.unseal(row.sealed, f"unreadable:{bot.value}:{row.event_key}")
            found.append(KeptEvent(row.event_key, raw, row.reason, row.since))
    return found


def _row_of(bot: Bot, event_key: str) -> ColumnElement[bool]:
    return and_(journal.c.bot == bot.value, journal.c.event_key == event_key)


def _used_elsewhere(conn: Connection, bot: Bot, event_key: str, ratchet_key: str) -> bool:
    by = select(journal.c.event_key).where(journal.c.bot == bot.value, journal.c.ratchet_key == ratchet_key)
    user = conn.execute(by).scalar()
    return user is not None and user != event_key
