"""Time in the database: whole milliseconds since 1970, UTC."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_ms(moment: datetime) -> int:
    """Turn a timezone-aware moment into milliseconds."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a timezone cannot be stored")
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def from_ms(milliseconds: int) -> datetime:
    """Turn milliseconds into a moment in UTC."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


def now_ms() -> int:
    """This moment."""
    return int(time.time() * 1000)
