"""Sessions about which no warnings are given."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from fourwalls.group.effects.warned import PauseWarnings, ResumeWarnings
from fourwalls.group.session import SessionId
from fourwalls.storage.tables import warning_pause
from fourwalls.storage.times import to_ms
from fourwalls.storage.upsert import put_rows


def pause(conn: Connection, effect: PauseWarnings) -> None:
    """Give none from now on."""
    put_rows(conn, warning_pause, [{"session_id": effect.session, "ended_at": None}])


def resume(conn: Connection, effect: ResumeWarnings) -> None:
    """Give them again."""
    this = (warning_pause.c.session_id == effect.session, warning_pause.c.ended_at.is_(None))
    conn.execute(update(warning_pause).where(*this).values(ended_at=to_ms(effect.at)))


def is_paused(conn: Connection, session: SessionId) -> bool:
    """Say whether none are given about this session."""
    this = (warning_pause.c.session_id == session, warning_pause.c.ended_at.is_(None))
    return conn.execute(select(warning_pause.c.session_id).where(*this)).scalar() is not None
