"""What waits, in numbers: for those who watch whether the house does its work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, and_, distinct, func, or_, select

from fourwalls.group.effects.done import RaiseFlag
from fourwalls.group.people import Bot
from fourwalls.storage.outbox import LONGEST_WAIT_MS, Status
from fourwalls.storage.tables import outbox, unreadable


@dataclass(frozen=True, slots=True)
class Backlog:
    """What one bot still has to do."""

    due: frozenset[int] = frozenset()
    """The rows that could be performed now: the first of each lane, unless it is held."""
    heads: frozenset[int] = frozenset()
    """The first row of each lane, held or not."""
    held: int = 0
    """How many rows stand in lanes whose first row has to wait."""
    waiting: Counter[str] = field(default_factory=Counter)
    """All rows that wait, by kind."""
    dead: Counter[str] = field(default_factory=Counter)
    """Rows that were given up or came too late, by kind."""
    locked: int = 0
    """How many events wait for a key."""
    flags: frozenset[int] = frozenset()
    """The rows of cases that nobody was shown yet, held or not."""
    unseen_since: int | None = None
    """When the oldest of these was put there, in milliseconds."""
    owed_since: int | None = None
    """The same of the oldest first row that could be performed now, or that failed and is tried again."""


def of_bots(conn: Connection, bots: Collection[Bot], now: int) -> dict[Bot, Backlog]:
    """Count what waits for these bots at a moment (in milliseconds). The index on the outbox answers this."""
    return {bot: _of_bot(conn, bot, now) for bot in bots}


def _of_bot(conn: Connection, bot: Bot, now: int) -> Backlog:
    waiting = and_(
        outbox.c.performer == bot.value,
        outbox.c.status == Status.WAITING.value,
        or_(outbox.c.expires_at.is_(None), outbox.c.expires_at > now),
    )
    lanes = (
        select(func.min(outbox.c.id).label("head"), func.count().label("number"))
        .where(waiting)
        .group_by(outbox.c.lane)
        .subquery()
    )
    heads = conn.execute(
        select(outbox.c.id, outbox.c.not_before, outbox.c.attempts, outbox.c.put_at, lanes.c.number).join(
            lanes, outbox.c.id == lanes.c.head
        )
    ).all()
    is_flag = and_(waiting, outbox.c.kind == RaiseFlag.__name__)
    flags = conn.execute(select(outbox.c.id, outbox.c.put_at).where(is_flag)).all()
    owed = [row.put_at for row in heads if row.put_at is not None and (row.not_before <= now or row.attempts)]
    dead = and_(outbox.c.performer == bot.value, outbox.c.status == Status.DEAD.value)
    locked = conn.execute(select(func.count()).select_from(unreadable).where(unreadable.c.bot == bot.value))
    due = [row for row in heads if not now < row.not_before <= now + LONGEST_WAIT_MS]
    return Backlog(
        due=frozenset(row.id for row in due),
        heads=frozenset(row.id for row in heads),
        held=sum(row.number for row in heads if row not in due),
        waiting=_by_kind(conn, waiting),
        dead=_by_kind(conn, dead),
        locked=int(locked.scalar_one()),
        flags=frozenset(row.id for row in flags),
        unseen_since=min((row.put_at for row in flags if row.put_at is not None), default=None),
        owed_since=min(owed, default=None),
    )


def locked_by_cause(conn: Connection) -> Counter[str]:
    """Count the messages that wait for a key by cause, a message that several bots wait for once."""
    asked = select(unreadable.c.reason, func.count(distinct(unreadable.c.event_key))).group_by(unreadable.c.reason)
    return Counter({str(reason): int(number) for reason, number in conn.execute(asked)})


def dead_by_reason(conn: Connection) -> Counter[tuple[str, str]]:
    """Count what was given up or came too late, by kind and reason."""
    dead = select(outbox.c.kind, outbox.c.reason, func.count()).where(outbox.c.status == Status.DEAD.value)
    rows = conn.execute(dead.group_by(outbox.c.kind, outbox.c.reason)).all()
    return Counter({(str(kind), str(reason or "")): int(number) for kind, reason, number in rows})


def _by_kind(conn: Connection, which: ColumnElement[bool]) -> Counter[str]:
    rows = conn.execute(select(outbox.c.kind, func.count()).where(which).group_by(outbox.c.kind)).all()
    return Counter({str(kind): int(number) for kind, number in rows})
