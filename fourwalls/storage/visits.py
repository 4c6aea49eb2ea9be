"""Visits to the portal (web sessions): a random token in a cookie, its keyed hash here."""

from __future__ import annotations

import secrets
from typing import Final

from sqlalchemy import Connection, delete, or_, select, update

from fourwalls.storage.keys import LookupKey, PersonKey
from fourwalls.storage.tables import web_session

IDLE_MS: Final = 20 * 60_000
LIFE_MS: Final = 8 * 60 * 60_000
_SEEN_EVERY_MS: Final = 30_000
_TOKEN_BYTES: Final = 32


def begin(conn: Connection, lookup: LookupKey, person: PersonKey, now_ms: int) -> str:
    """Begin a visit and give its token, which is stored nowhere. Visits that are over are removed on the way."""
    over = or_(web_session.c.expires_at <= now_ms, web_session.c.seen_at <= now_ms - IDLE_MS)
    conn.execute(delete(web_session).where(over))
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    row = {
        "token_key": _key(lookup, token),
        "person_key": person,
        "created_at": now_ms,
        "seen_at": now_ms,
        "expires_at": now_ms + LIFE_MS,
    }
    conn.execute(web_session.insert(), row)
    return token


def check(conn: Connection, lookup: LookupKey, token: str, now_ms: int) -> PersonKey | None:
    """Give whose visit this is, and count this moment (to half a minute) as activity; ``None``: it is over."""
    key = _key(lookup, token)
    row = conn.execute(select(web_session).where(web_session.c.token_key == key)).one_or_none()
    if row is None or now_ms >= row.expires_at or now_ms >= row.seen_at + IDLE_MS:
        return None
    if now_ms >= row.seen_at + _SEEN_EVERY_MS:  # each page would otherwise cost a write to the disk
        conn.execute(update(web_session).where(web_session.c.token_key == key).values(seen_at=now_ms))
    return PersonKey(row.person_key)


def end(conn: Connection, lookup: LookupKey, token: str) -> None:
    """End one visit."""
    conn.execute(delete(web_session).where(web_session.c.token_key == _key(lookup, token)))


def end_all(conn: Connection, person: PersonKey) -> None:
    """End every visit of a person, who left or was removed."""
    conn.execute(delete(web_session).where(web_session.c.person_key == person))


def _key(lookup: LookupKey, token: str) -> str:
    return lookup.lookup("visit", token)
