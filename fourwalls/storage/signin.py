"""Signing in to the portal without a password: the browser asks, the guide sends a code, that browser alone redeems it.

Nothing here raises on a wrong answer, since an exception would undo the count of wrong answers.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, and_, delete, func, select, update

from fourwalls.group.people import PersonId
from fourwalls.storage.errors import TooManyAsksError
from fourwalls.storage.keys import LookupKey, PersonKey
from fourwalls.storage.tables import sign_in

MINUTE_MS: Final = 60_000
CODE_LIFE_MS: Final = 10 * MINUTE_MS
ASKS_AN_HOUR: Final = 5
WRONG_CODES: Final = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that waits for its code."""

    request: str
    person: PersonKey
    expires_at: int


def ask(conn: Connection, lookup: LookupKey, mxid: PersonId, browser_token: str, now_ms: int) -> str:
    """Ask for a code to be sent to somebody; give the id of the request.

    It says nothing about whether there is such a person. ``browser_token`` is a fresh random value that only this
    browser has (a cookie).

    Raises:
        TooManyAsksError: that person was asked for too often within an hour.
    """
    hour_ago = now_ms - 60 * MINUTE_MS
    conn.execute(delete(sign_in).where(sign_in.c.created_at <= hour_ago))
    person_key = lookup.person(mxid)
    asked = select(func.count()).select_from(sign_in).where(sign_in.c.person_key == person_key)
    if conn.execute(asked).scalar_one() >= ASKS_AN_HOUR:
        raise TooManyAsksError("too many sign-in codes were asked for within an hour")
    row = {
        "id": secrets.token_urlsafe(16),
        "person_key": person_key,
        "browser_key": lookup.lookup("browser", browser_token),
        "created_at": now_ms,
        "expires_at": now_ms + CODE_LIFE_MS,
        "attempts": 0,
    }
    conn.execute(sign_in.insert(), row)
    return str(row["id"])


def waiting(conn: Connection, now_ms: int) -> Sequence[Asked]:
    """Give the requests that have no code yet, oldest first. The guide knows whose key it is, if anybody's."""
    open_ones = and_(sign_in.c.code_key.is_(None), sign_in.c.used_at.is_(None), sign_in.c.expires_at > now_ms)
    rows = conn.execute(select(sign_in).where(open_ones).order_by(sign_in.c.created_at, sign_in.c.id))
    return [Asked(row.id, PersonKey(row.person_key), row.expires_at) for row in rows]


def new_code() -> str:
    """Make a code that people can type: eight digits."""
    return f"{secrets.randbelow(10**8):08d}"


def code_hash(lookup: LookupKey, request: str, code: str) -> str:
    """Give what is stored in place of a code. Spaces and dashes that people type do not count."""
    return lookup.lookup("sign-in code", f"{request}\0{code.replace(' ', '').replace('-', '').strip()}")


def set_code(conn: Connection, request: str, hashed: str, now_ms: int) -> bool:
    """Keep the hash of the code of a request; ``False``: the request has one, is used, expired or not there."""
    fresh = and_(
        sign_in.c.id == request,
        sign_in.c.code_key.is_(None),
        sign_in.c.used_at.is_(None),
        sign_in.c.expires_at > now_ms,
    )
    return conn.execute(update(sign_in).where(fresh).values(code_key=hashed)).rowcount == 1


def redeem(
    conn: Connection, lookup: LookupKey, request: str, browser_token: str, code: str, now_ms: int
) -> PersonKey | None:
    """Give the person whose code this is, once; ``None``: no. A wrong code counts, and five of them end the request."""
    row = conn.execute(select(sign_in).where(sign_in.c.id == request)).one_or_none()
    if row is None:
        return None
    right_browser = hmac.compare_digest(row.browser_key, lookup.lookup("browser", browser_token))
    right_code = hmac.compare_digest(row.code_key or "", code_hash(lookup, request, code))
    live = row.used_at is None and now_ms < row.expires_at and row.attempts < WRONG_CODES
    if not (live and right_browser):  # nobody without the browser's token can use up the attempts of those who have it
        return None
    # without a code (nobody of ours was asked for) a try is counted all the same, so that it takes as long
    values = {"used_at": now_ms} if right_code else {"attempts": row.attempts + 1}
    conn.execute(update(sign_in).where(sign_in.c.id == request).values(values))
    return PersonKey(row.person_key) if right_code else None
