"""The audit chain: every row carries the hash of the one before it, so that none can be changed or taken out unseen.

No words and no Matrix ids: subjects are keyed look-ups, ids are our own. Cutting the end off shows only against a head
that was kept elsewhere; ``verify`` takes one.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, select

from fourwalls.storage.tables import audit

_BEGINNING: Final = "0" * 64
_CODE: Final = re.compile(r"[A-Za-z0-9_.=-]{1,64}")


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain: how many rows, and the hash of the last."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What ``verify`` found."""

    sound: bool
    rows: int
    broken_at: int | None = None
    """The number of the first row that does not fit."""


def append(conn: Connection, what: str, subjects: Sequence[str], ids: Mapping[str, str], at_ms: int) -> Head:
    """Add a row and give the new head.

    Raises:
        ValueError: a value is not a short code, a look-up or an id of our own.
    """
    for value in (what, *subjects, *ids, *ids.values()):
        if not _CODE.fullmatch(value):
            raise ValueError("an audit row holds codes, look-ups and our own ids only")
    last = head(conn)
    row: dict[str, Any] = {
        "number": last.number + 1,
        "at": at_ms,
        "what": what,
        "subjects": _canonical(list(subjects)),
        "ids": _canonical(dict(ids)),
        "previous": last.hash,
    }
    row["hash"] = _hashed(row)
    conn.execute(audit.insert(), row)
    return Head(row["number"], row["hash"])


def head(conn: Connection) -> Head:
    """Give the end of the chain."""
    last = select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1)
    row = conn.execute(last).one_or_none()
    return Head(0, _BEGINNING) if row is None else Head(row.number, row.hash)


def verify(conn: Connection, kept: Head | None = None) -> Verdict:
    """Check every row, and that a head kept elsewhere is still part of the chain."""
    previous, rows = _BEGINNING, 0
    for row in conn.execute(select(audit).order_by(audit.c.number)):
        rows += 1
        content = {name: value for name, value in row._mapping.items() if name != "hash"}  # noqa: SLF001  its public name
        if row.number != rows or row.previous != previous or row.hash != _hashed(content):
            return Verdict(sound=False, rows=rows, broken_at=rows)
        previous = row.hash
        if kept is not None and kept.number == rows and kept.hash != row.hash:
            return Verdict(sound=False, rows=rows, broken_at=rows)
    if kept is not None and kept.number > rows:
        return Verdict(sound=False, rows=rows, broken_at=rows + 1)
    return Verdict(sound=True, rows=rows)


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def _hashed(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(_canonical(dict(content)).encode()).hexdigest()
