"""What the homeserver is still to be asked: kept until it is done, each thing exactly once, in order where it matters.

Order is kept within a *lane* (``fourwalls.storage.lanes``): only its first row is ever due, and it is as urgent as the
most urgent row behind it.

A row that is done or given up is wiped at once and stays as a mark that the same cause was answered, until the journal
alone would remember that (``forget_settled``).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, and_, delete, exists, func, or_, select, update

from fourwalls.group.effects import Done
from fourwalls.group.effects.done import (
    Evict,
    MakeTokens,
    Relay,
    Say,
    TellGathered,
    TellManagers,
    Whisper,
)
from fourwalls.group.effects.priority import Priority
from fourwalls.group.people import Bot, EventId
from fourwalls.storage.codec import CodecError, decode, encode, kind_of
from fourwalls.storage.errors import SealedDataError
from fourwalls.storage.journal import Outcome
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.lanes import lane_of
from fourwalls.storage.tables import journal, outbox
from fourwalls.storage.times import now_ms, to_ms
from fourwalls.storage.upsert import insert_new

_ASKED_FOR = "asked for "
_SCHEDULED = "scheduled"
LONGEST_WAIT_MS = 20 * 60_000
"""Nothing is put off for longer; what seems to be was put off before the clock was set back, and is due."""
EXPIRED, UNDECODABLE = "expired", "undecodable"
"""Why a row is dead, beside the codes of the homeserver and the names of errors."""


class Status(StrEnum):
    """Where a row stands."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why something is to be done: who heard which event. A timer or a command line names itself as the event."""

    bot: Bot
    event: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to do now."""

    id: int
    transaction_id: str
    """The transaction id for the homeserver: the same at every attempt."""
    performer: Bot
    effect: Done
    attempts: int
    newest: int = 0
    """The id of the newest row in its lane."""
    asked_for: int = 0
    """The newest row of its lane for which somebody was last asked to come and hear it."""


def put(
    conn: Connection,
    keys: OperationalKeys,
    cause: Cause,
    index: int,
    effect: Done,
    *,
    expires_at: int | None = None,
) -> bool:
    """Put an effect into the outbox; ``False``: it is there already, from the same cause.

    Args:
        conn: the transaction of the event that caused it.
        keys: the operational keys.
        cause: which bot heard which event.
        index: which of the effects of that cause this is.
        effect: what is to be done; not before its own ``not_before``, which is at most ``LONGEST_WAIT_MS`` from now.
        expires_at: when there is no more sense in it; it is then buried.
    """
    own = effect.not_before if isinstance(effect, Say | Evict | TellGathered) else None
    earliest = 0 if own is None else to_ms(own)
    transaction_id = keys.lookup("transaction", f"{cause.event}\0{cause.bot.value}\0{index}")
    row = {
        "transaction_id": transaction_id,
        "performer": effect.performer.value,
        "lane": keys.lookup("lane", f"{effect.performer.value}\0{lane_of(effect)}"),
        "priority": int(effect.priority),
        "kind": kind_of(effect),
        "cause_key": keys.lookup("event", cause.event),
        "sealed": keys.seal(encode(effect), f"outbox:{transaction_id}"),
        "status": Status.WAITING.value,
        "attempts": 0,
        "not_before": earliest,
        "expires_at": expires_at,
        "reason": _SCHEDULED if earliest else None,
        "put_at": now_ms(),
    }
    return insert_new(conn, outbox, row)


def put_once(conn: Connection, keys: OperationalKeys, effect: Done, expires_at: int | None = None) -> bool:
    """Put an effect that has a ``once`` into the outbox; ``False``: it was put there before, whoever brought it up."""
    once = effect.once if isinstance(effect, Whisper | TellManagers | Say) else ""
    return put(conn, keys, Cause(effect.performer, f"once {once}"), 0, effect, expires_at=expires_at)


def due(conn: Connection, keys: OperationalKeys, performer: Bot, now: int, limit: int = 10) -> list[Waiting]:
    """Give what a bot can do now, most urgent first; at most one row of each lane.

    Rows that have expired are passed over; those that can no longer be read are buried on the way.
    """
    waiting = and_(
        outbox.c.performer == performer.value,
        outbox.c.status == Status.WAITING.value,
        or_(outbox.c.expires_at.is_(None), outbox.c.expires_at > now),
    )
    lanes = (
        select(
            func.min(outbox.c.id).label("head"),
            func.max(outbox.c.id).label("newest"),
            func.min(outbox.c.priority).label("urgency"),
        )
        .where(waiting)
        .group_by(outbox.c.lane)
        .subquery()
    )
    rows = conn.execute(
        select(outbox, lanes.c.newest)
        .join(lanes, outbox.c.id == lanes.c.head)
        .where(or_(outbox.c.not_before <= now, outbox.c.not_before > now + LONGEST_WAIT_MS))
        .order_by(lanes.c.urgency, outbox.c.id)
        .limit(limit)
    ).all()
    found = []
    for row in rows:
        try:
            effect = decode(keys.unseal(row.sealed, f"outbox:{row.transaction_id}"))
        except (CodecError, SealedDataError):
            bury(conn, row.id, UNDECODABLE)
        else:
            asked_for = int(row.reason.removeprefix(_ASKED_FOR)) if (row.reason or "").startswith(_ASKED_FOR) else 0
            found.append(Waiting(row.id, row.transaction_id, performer, effect, row.attempts, row.newest, asked_for))
    return found


def sent(conn: Connection, keys: OperationalKeys, row_id: int, result: EventId | None = None) -> None:
    """Mark a row as done and wipe what it said. ``result`` is the event that came of it, kept as a look-up only."""
    result_key = None if result is None else keys.lookup("event", result)
    _settle(conn, row_id, Status.SENT, result_key=result_key, reason=None)


def failed(conn: Connection, row_id: int, not_before: int) -> None:
    """Count a failed attempt; the row, and its lane behind it, waits until ``not_before``."""
    values = {"attempts": outbox.c.attempts + 1, "not_before": not_before}
    conn.execute(update(outbox).where(outbox.c.id == row_id).values(values))


def hold(conn: Connection, row_id: int, until: int, *, asked_for: int | None = None) -> None:
    """Let a row wait, without counting an attempt (the server said how long, or something must come first).

    ``asked_for`` remembers for how much of the lane somebody was asked to come and hear it (``Waiting.newest``).
    """
    asked = {} if asked_for is None else {"reason": f"{_ASKED_FOR}{asked_for}"}
    conn.execute(update(outbox).where(outbox.c.id == row_id).values(not_before=until, **asked))


def release(conn: Connection, performer: Bot) -> None:
    """Let everything that a bot holds be tried again now: what it waited for may have come.

    What was put in for a later time still waits for it.
    """
    held = and_(
        outbox.c.performer == performer.value,
        outbox.c.status == Status.WAITING.value,
        outbox.c.attempts == 0,
        outbox.c.reason.is_distinct_from(_SCHEDULED),
    )
    conn.execute(update(outbox).where(held).values(not_before=0))


def bury(conn: Connection, row_id: int, reason: str) -> None:
    """Give a row up and wipe what it said. ``reason`` is a short code, never content."""
    _settle(conn, row_id, Status.DEAD, reason=reason)


def forget_words(conn: Connection, performer: Bot) -> int:
    """Give up all words that wait to be said, but the most urgent, and wipe them; returns how many."""
    words = and_(
        outbox.c.performer == performer.value,
        outbox.c.status == Status.WAITING.value,
        outbox.c.kind.in_([kind.__name__ for kind in (Whisper, Say, TellManagers, Relay, MakeTokens, TellGathered)]),
        outbox.c.priority > int(Priority.FLAG),
    )
    values = {"status": Status.DEAD.value, "sealed": None, "reason": "old store", "settled_at": now_ms()}
    return conn.execute(update(outbox).where(words).values(values)).rowcount


def performed(conn: Connection, keys: OperationalKeys, event: EventId) -> str | None:
    """Say of which kind of effect this event came, if a bot of ours sent it from the outbox (``Whisper``, …)."""
    return conn.execute(select(outbox.c.kind).where(outbox.c.result_key == keys.lookup("event", event))).scalar()


def counts(conn: Connection) -> dict[Status, int]:
    """Count the rows by status."""
    found = dict.fromkeys(Status, 0)
    for status, number in conn.execute(select(outbox.c.status, func.count()).group_by(outbox.c.status)):
        found[Status(status)] = number
    return found


def _settle(conn: Connection, row_id: int, status: Status, **values: str | None) -> None:
    settled = {"status": status.value, "sealed": None, "settled_at": now_ms()}
    conn.execute(update(outbox).where(outbox.c.id == row_id).values(**settled, **values))


def bury_expired(conn: Connection, performer: Bot, now: int) -> Counter[tuple[str, int]]:
    """Give up what has no sense any more, and wipe what it said; give what it was, by kind and priority."""
    expired = and_(
        outbox.c.performer == performer.value,
        outbox.c.status == Status.WAITING.value,
        outbox.c.expires_at <= now,
    )
    asked = select(outbox.c.kind, outbox.c.priority, func.count()).where(expired)
    found = conn.execute(asked.group_by(outbox.c.kind, outbox.c.priority)).all()
    if found:
        dead = {"status": Status.DEAD.value, "sealed": None, "reason": EXPIRED, "settled_at": now}
        conn.execute(update(outbox).where(expired).values(dead))
    return Counter({(str(kind), int(priority)): int(number) for kind, priority, number in found})


def take_undecodable(conn: Connection, performer: Bot) -> Counter[str]:
    """Count by kind what was given up since the last call because it could not be read back."""
    lost = and_(
        outbox.c.performer == performer.value,
        outbox.c.status == Status.DEAD.value,
        outbox.c.reason == UNDECODABLE,
    )
    found = conn.execute(select(outbox.c.kind, func.count()).where(lost).group_by(outbox.c.kind)).all()
    if found:
        conn.execute(update(outbox).where(lost).values(reason=f"{UNDECODABLE}, told"))
    return Counter({str(kind): int(number) for kind, number in found})


def forget_settled(conn: Connection, before: int) -> int:
    """Forget what was done or given up before a moment (in milliseconds); give its number.

    Only where the journal remembers its cause as heard and dealt with, so that nothing can ask for it a second time:
    what a timer or a start asks for (a welcome, a notice that is given once) has no other memory than its row.
    """
    dealt_with = exists().where(
        journal.c.bot.in_([bot.value for bot in Bot]),  # with the bot, the journal's own index answers
        journal.c.event_key == outbox.c.cause_key,
        journal.c.outcome != Outcome.UNREADABLE.value,
    )
    settled = and_(outbox.c.status != Status.WAITING.value, outbox.c.settled_at < before, dealt_with)
    return conn.execute(delete(outbox).where(settled)).rowcount
