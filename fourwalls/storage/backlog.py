"""What waits, in numbers: for those who watch whether the house does its work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

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
        select(outbox.c.id, outbox.c.not_before, lanes.c.number).join(lanes, outbox.c.id == lanes.c.head)
    ).all()
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
    )


def _by_kind(conn: Connection, which: ColumnElement[bool]) -> Counter[str]:
    rows = conn.execute(select(outbox.c.kind, func.count()).where(which).group_by(outbox.c.kind)).all()
    return Counter({str(kind): int(number) for kind, number in rows})
