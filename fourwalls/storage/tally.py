"""Counts that prove what was done about a set of messages: asked from the records, by look-up, without a word."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, distinct, func, select

from fourwalls.group.people import Bot, EventId
from fourwalls.storage.journal import Outcome
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.outbox import Status
from fourwalls.storage.tables import entry, flag_case, journal, outbox, warning

_LEAF = 500
"""Look-ups in one question at most: databases limit the number of parameters."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What the records say about some messages."""

    details_examined: int
    risk_examined: int
    recorded: int
    warned: int
    flagged: int


def of_messages(conn: Connection, keys: OperationalKeys, events: Collection[EventId]) -> Tally:
    """Count what was done about these messages."""
    looked = [keys.lookup("event", event) for event in events]

    def count(column: ColumnElement[str], *where: ColumnElement[bool]) -> int:
        leaves = [looked[at : at + _LEAF] for at in range(0, len(looked), _LEAF)]
        asked = select(func.count(distinct(column))).where(*where)
        return sum(conn.execute(asked.where(column.in_(leaf))).scalar_one() for leaf in leaves)

    done = journal.c.outcome.in_([Outcome.EXAMINED.value, Outcome.RECORDED.value])
    return Tally(
        details_examined=count(journal.c.event_key, journal.c.bot == Bot.GUIDE.value, done),
        risk_examined=count(journal.c.event_key, journal.c.bot == Bot.LOOKOUT.value, done),
        recorded=count(entry.c.event_key),
        warned=count(warning.c.event_key),
        flagged=count(flag_case.c.event_key),
    )


def newest(conn: Connection) -> int:
    """The number of the newest effect, to count from later."""
    return int(conn.execute(select(func.coalesce(func.max(outbox.c.id), 0))).scalar_one())


def performed(conn: Connection, kind: str, after: int) -> int:
    """How many different things of a kind were done after the effect numbered ``after``.

    A person shown the door twice (when asked in, and again when they were quick) is one person evicted.
    """
    done = (outbox.c.kind == kind, outbox.c.status == Status.SENT.value, outbox.c.id > after)
    return int(conn.execute(select(func.count(distinct(outbox.c.lane))).where(*done)).scalar_one())


def due_now(conn: Connection) -> int:
    """How many effects are still to be done and wait for nobody (one that is held waits for a person)."""
    waiting = select(func.count()).where(outbox.c.status == Status.WAITING.value, outbox.c.not_before == 0)
    return int(conn.execute(waiting).scalar_one())
