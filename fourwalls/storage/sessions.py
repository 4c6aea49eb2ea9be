"""Sessions: the meetings of a group. Steps go by the table of ``fourwalls.group.session``."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, or_, select, update

from fourwalls.group.effects.kept import CloseSession, OpenSession
from fourwalls.group.people import GroupId
from fourwalls.group.session import STEPS, Session, SessionId, SessionState, SessionStep
from fourwalls.storage.errors import ImpossibleStepError
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.tables import session
from fourwalls.storage.times import from_ms, to_ms


def opened(row: Row[Any]) -> Session:
    """Make a session of a row."""
    closed_at = None if row.closed_at is None else from_ms(row.closed_at)
    return Session(SessionId(row.id), GroupId(row.group_id), from_ms(row.opened_at), closed_at)


def find(conn: Connection, session_id: SessionId) -> Session | None:
    """Give the session with this id."""
    row = conn.execute(select(session).where(session.c.id == session_id)).one_or_none()
    return None if row is None else opened(row)


def going_on(conn: Connection, group: GroupId) -> Session | None:
    """Give the session of a group that is going on."""
    open_one = select(session).where(session.c.group_id == group, session.c.closed_at.is_(None))
    row = conn.execute(open_one).one_or_none()
    return None if row is None else opened(row)


def at(conn: Connection, group: GroupId, moment: datetime) -> Session | None:
    """Give the session of a group during which something at this moment was said; the later one where two touch."""
    then = to_ms(moment)
    not_over = or_(session.c.closed_at.is_(None), session.c.closed_at >= then)
    during = select(session).where(session.c.group_id == group, session.c.opened_at <= then, not_over)
    row = conn.execute(during.order_by(session.c.opened_at.desc()).limit(1)).one_or_none()
    return None if row is None else opened(row)


def open_session(conn: Connection, keys: OperationalKeys, effect: OpenSession) -> SessionId:
    """Begin a session.

    Raises:
        ImpossibleStepError: one is going on already.
    """
    current = going_on(conn, effect.group)
    _step(None if current is None else current.state, SessionStep.OPEN)
    session_id = SessionId(secrets.token_hex(8))
    row = {
        "id": session_id,
        "group_id": effect.group,
        "opened_at": to_ms(effect.at),
        "opened_by_key": keys.person(effect.by),
    }
    conn.execute(session.insert(), row)
    return session_id


def close_session(conn: Connection, effect: CloseSession) -> None:
    """End a session.

    Raises:
        ImpossibleStepError: it is over, or there is none.
    """
    current = find(conn, effect.session)
    _step(None if current is None else current.state, SessionStep.CLOSE)
    conn.execute(update(session).where(session.c.id == effect.session).values(closed_at=to_ms(effect.at)))


def _step(state: SessionState | None, step: SessionStep) -> None:
    if (state, step) not in STEPS:
        raise ImpossibleStepError(f"a session cannot {step.value} now")
