"""The policy in force, how far people have been shown it, and who has agreed to which text of it. Words are sealed.

Every text that was ever in force stays, so that what somebody agreed to can be found by version and digest.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, exists, func, insert, select

from fourwalls.group.agreement import Policy, Reading, read_on
from fourwalls.group.effects.kept import Agreed, Shown
from fourwalls.group.people import PersonId, Seat, Standing
from fourwalls.storage import persons, roster
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.tables import agreement, policy, policy_reading, seat
from fourwalls.storage.times import to_ms
from fourwalls.storage.upsert import insert_new, put_rows


class Published(StrEnum):
    """What came of publishing a policy."""

    FIRST = "first"
    NEW_VERSION = "new_version"
    SAME = "same"
    OTHER_WORDS = "other_words"
    """The version is known, and people agreed to other words by it: the words in force stay so."""
    OLDER = "older"
    """A newer version is in force, and stays so."""

    @property
    def refused(self) -> bool:
        """Whether the file does not count."""
        return self in {Published.OTHER_WORDS, Published.OLDER}


def publish(conn: Connection, keys: OperationalKeys, new: Policy, now: datetime) -> Published:
    """Put a policy in force, unless a newer one is. The words of a version never change; date and hours may."""
    current = in_force(conn, keys)
    published = judged(current, new)
    if published.refused or current == new:
        return published
    plain = json.dumps([new.review.isoformat(), list(new.written), new.hours])
    sealed = keys.seal_text(plain, f"policy:{new.version}")
    last = conn.execute(select(func.max(policy.c.since))).scalar() or 0
    conn.execute(insert(policy).values(version=new.version, since=max(to_ms(now), last + 1), sealed=sealed))
    return published


def judged(current: Policy | None, new: Policy) -> Published:
    """What would come of a policy, given the one that is in force."""
    if current is None:
        return Published.FIRST
    if current.version != new.version:
        return Published.NEW_VERSION if new.version > current.version else Published.OLDER
    return Published.SAME if new.has_the_words_of(current) else Published.OTHER_WORDS


def in_force(conn: Connection, keys: OperationalKeys) -> Policy | None:
    """Give the policy that counts now; ``None`` before the first was published."""
    row = conn.execute(_texts().limit(1)).one_or_none()
    return None if row is None else _opened(keys, row)


def texts(conn: Connection, keys: OperationalKeys) -> Sequence[Policy]:
    """Give every text that was ever in force, the latest first."""
    return [_opened(keys, row) for row in conn.execute(_texts())]


def _texts() -> Select[Any]:
    return select(policy).order_by(policy.c.version.desc(), policy.c.since.desc())


def _opened(keys: OperationalKeys, row: Row[Any]) -> Policy:
    review, written, *hours = json.loads(keys.unseal_text(row.sealed, f"policy:{row.version}"))
    return Policy(row.version, date.fromisoformat(review), tuple(written), *hours)


def has_agreed(conn: Connection, keys: OperationalKeys, person: PersonId) -> bool:
    """Whether somebody has agreed to the policy in force; where there is none, nobody needs to."""
    current = _in_force(conn)
    mine = (agreement.c.person_key == keys.person(person), agreement.c.version == current)
    return current is None or conn.execute(select(exists().where(*mine))).scalar_one()


def agree(conn: Connection, keys: OperationalKeys, effect: Agreed) -> None:
    """Keep that somebody has agreed, the first time that they do; nothing is asked of them any more."""
    key = persons.ensure(conn, keys, effect.person)
    plain = json.dumps([effect.digest, effect.event])
    sealed = keys.seal_text(plain, f"agreement:{key}:{effect.version}")
    insert_new(
        conn, agreement, {"person_key": key, "version": effect.version, "at": to_ms(effect.at), "sealed": sealed}
    )
    conn.execute(delete(policy_reading).where(policy_reading.c.person_key == key))


def show(conn: Connection, keys: OperationalKeys, effect: Shown) -> None:
    """Remember the page that somebody was shown (``fourwalls.group.agreement.read_on``)."""
    key = persons.ensure(conn, keys, effect.person)
    now = Reading(effect.version, effect.digest, effect.page, effect.page, effect.at)
    read = read_on(reading(conn, keys, effect.person), now)
    plain = json.dumps([read.version, read.page, read.furthest, read.asked_at.isoformat(), read.digest])
    put_rows(conn, policy_reading, [{"person_key": key, "sealed": keys.seal_text(plain, f"policy_reading:{key}")}])


def reading(conn: Connection, keys: OperationalKeys, person: PersonId) -> Reading | None:
    """Give how far somebody has been shown the policy."""
    key = keys.person(person)
    sealed = conn.execute(select(policy_reading.c.sealed).where(policy_reading.c.person_key == key)).scalar()
    if sealed is None:
        return None
    version, page, furthest, asked_at, *digest = json.loads(keys.unseal_text(sealed, f"policy_reading:{key}"))
    # before the digest was kept, nobody knew which text it was: then it is none, and they begin anew
    return Reading(version, "".join(digest), page, furthest, datetime.fromisoformat(asked_at))


def waits_in(conn: Connection, keys: OperationalKeys, person: PersonId) -> Sequence[Seat]:
    """Give the lines on which somebody has to agree before they may be inside."""
    asked = (seat.c.person_key == keys.person(person), seat.c.standing == Standing.ASKED.value)
    return roster.lines(conn, keys, *asked, roster.not_closed())


def not_agreed(conn: Connection, keys: OperationalKeys) -> Sequence[Seat]:
    """Give the lines of all who have not agreed to the policy in force; of those who are out for now, none."""
    here: ColumnElement[bool] = seat.c.standing.not_in([Standing.SUSPENDED.value, Standing.REMOVED.value])
    return _lines_without_agreement(conn, keys, here, roster.not_closed())


def readers_not_agreed(conn: Connection, keys: OperationalKeys) -> Sequence[Seat]:
    """Give the lines of closed groups on which somebody may read who has not agreed to the policy in force."""
    reads = (seat.c.standing == Standing.INSIDE.value, ~roster.not_closed())
    return _lines_without_agreement(conn, keys, *reads)


def _lines_without_agreement(conn: Connection, keys: OperationalKeys, *where: ColumnElement[bool]) -> Sequence[Seat]:
    current = _in_force(conn)
    if current is None:
        return []
    agreed = exists().where(agreement.c.person_key == seat.c.person_key, agreement.c.version == current)
    return roster.lines(conn, keys, *where, ~agreed)


def _in_force(conn: Connection) -> int | None:
    """The version of the policy that counts."""
    return conn.execute(select(func.max(policy.c.version))).scalar()


def rests_in(conn: Connection, keys: OperationalKeys, person: PersonId) -> Sequence[Seat]:
    """Give the lines of closed groups on which somebody has to agree before they may read again."""
    rests = (seat.c.person_key == keys.person(person), seat.c.standing == Standing.RESTING.value)
    return roster.lines(conn, keys, *rests)
