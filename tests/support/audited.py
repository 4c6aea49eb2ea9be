"""What the audit chain says, read back as somebody who looks into it later would."""

from __future__ import annotations

import json
from typing import NamedTuple

from sqlalchemy import Connection, select

from fourwalls.storage.tables import audit


class Audited(NamedTuple):
    """One row."""

    at: int
    what: str
    subjects: tuple[str, ...]
    ids: dict[str, str]


def audited(conn: Connection, name: str, value: str) -> list[Audited]:
    """The rows that carry an id, oldest first (who opened a group's transcripts: ``audited(conn, "group", group)``)."""
    rows = conn.execute(select(audit).order_by(audit.c.number))
    found = [Audited(row.at, row.what, tuple(json.loads(row.subjects)), json.loads(row.ids)) for row in rows]
    return [row for row in found if row.ids.get(name) == value]
