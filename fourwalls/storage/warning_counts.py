"""How often people were told of each kind of detail, by month: numbers alone, with nothing of whom or what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, select, update

from fourwalls.group.finding import DetailKind
from fourwalls.group.warning import WarningCount
from fourwalls.storage.tables import warning_count
from fourwalls.storage.upsert import insert_new

_MONTHS: Final = 24


def note(conn: Connection, at: datetime, kinds: Collection[DetailKind], what: str) -> None:
    """Count one for each kind. ``what``: ``given``, or how the warning ended."""
    month = f"{at:%Y-%m}"
    column = warning_count.c[what]
    for kind in kinds:
        insert_new(conn, warning_count, {**asdict(WarningCount(month, kind)), "kind": kind.value})
        this = (warning_count.c.month == month, warning_count.c.kind == kind.value)
        conn.execute(update(warning_count).where(*this).values({column: column + 1}))


def counts(conn: Connection) -> Sequence[WarningCount]:
    """Give the counts, the latest month first."""
    rows = conn.execute(select(warning_count).order_by(warning_count.c.month.desc(), warning_count.c.kind))
    return [
        WarningCount(row.month, DetailKind(row.kind), row.given, row.removed, row.kept, row.changed) for row in rows
    ]


def forget(conn: Connection, now: datetime) -> None:
    """Forget months that are too long ago."""
    oldest = f"{now.year - _MONTHS // 12}-{now.month:02}"
    conn.execute(delete(warning_count).where(warning_count.c.month < oldest))
