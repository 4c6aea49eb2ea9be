"""The policy in force, how far people have been shown it, and who has agreed to which version. Words are sealed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, delete, exists, func, select

from fourwalls.group.agreement import Policy, Reading
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
    """The version is known, and its text was another: the new text counts, and nobody is asked again."""
    OLDER = "older"
    """A newer version is in force, and stays so."""


def publish(conn: Connection, keys: OperationalKeys, new: Policy, now: datetime) -> Published:
    """Put a policy in force, unless a newer one is."""
    current = in_force(conn, keys)
    if current is not None and new.version < current.version:
        return Published.OLDER
    if current == new:
        return Published.SAME
    known = current is not None and current.version == new.version
    since = to_ms(now)
    if known:
        since = conn.execute(select(policy.c.since).where(policy.c.version == new.version)).scalar_one()
    plain = json.dumps([new.review.isoformat(), list(new.pages)])
    sealed = keys.seal_text(plain, f"policy:{new.version}")
    put_rows(conn, policy, [{"version": new.version, "since": since, "sealed": sealed}])
    if current is None:
        return Published.FIRST
    if not known:
        return Published.NEW_VERSION
    return Published.SAME if current.digest == new.digest else Published.OTHER_WORDS


def in_force(conn: Connection, keys: OperationalKeys) -> Policy | None:
    """Give the policy that counts now; ``None`` before the first was published."""
    latest = select(policy.c.version, policy.c.sealed).order_by(policy.c.version.desc()).limit(1)
    row = conn.execute(latest).one_or_none()
    if row is None:
        return None
    review, pages = json.loads(keys.unseal_text(row.sealed, f"policy:{row.version}"))
    return Policy(row.version, date.fromisoformat(review), tuple(pages))


def has_agreed(conn: Connection, keys: OperationalKeys, person: PersonId) -> bool:
    """Whether somebody has agreed to the policy in force; where there is none, nobody needs to."""
    current = conn.execute(select(func.max(policy.c.version))).scalar()
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
    """Remember the page that somebody was shown; another version begins anew."""
    key = persons.ensure(conn, keys, effect.person)
    before = reading(conn, keys, effect.person)
    same = before if before is not None and before.version == effect.version else None
    furthest = max(effect.page, same.furthest) if same is not None else effect.page
    asked_at = same.asked_at if same is not None else effect.at
    plain = json.dumps([effect.version, effect.page, furthest, asked_at.isoformat()])
    put_rows(conn, policy_reading, [{"person_key": key, "sealed": keys.seal_text(plain, f"policy_reading:{key}")}])


def reading(conn: Connection, keys: OperationalKeys, person: PersonId) -> Reading | None:
    """Give how far somebody has been shown the policy."""
    key = keys.person(person)
    sealed = conn.execute(select(policy_reading.c.sealed).where(policy_reading.c.person_key == key)).scalar()
    if sealed is None:
        return None
    version, page, furthest, asked_at = json.loads(keys.unseal_text(sealed, f"policy_reading:{key}"))
    return Reading(version, page, furthest, datetime.fromisoformat(asked_at))


def waits_in(conn: Connection, keys: OperationalKeys, person: PersonId) -> Sequence[Seat]:
    """Give the lines on which somebody has to agree before they may be inside."""
    asked = (seat.c.person_key == keys.person(person), seat.c.standing == Standing.ASKED.value)
    return roster.lines(conn, keys, *asked, roster.not_closed())


def not_agreed(conn: Connection, keys: OperationalKeys) -> Sequence[Seat]:
    """Give the lines of all who have not agreed to the policy in force; of those who are out for now, none."""
    current = conn.execute(select(func.max(policy.c.version))).scalar()
    if current is None:
        return []
    agreed = exists().where(agreement.c.person_key == seat.c.person_key, agreement.c.version == current)
    here: ColumnElement[bool] = seat.c.standing.not_in([Standing.SUSPENDED.value, Standing.REMOVED.value])
    return roster.lines(conn, keys, here, ~agreed, roster.not_closed())


def readers_not_agreed(conn: Connection, keys: OperationalKeys) -> Sequence[Seat]:
    """Give the lines of closed groups on which somebody may read who has not agreed to the policy in force."""
    current = conn.execute(select(func.max(policy.c.version))).scalar()
    agreed = exists().where(agreement.c.person_key == seat.c.person_key, agreement.c.version == current)
    reads = (seat.c.standing == Standing.INSIDE.value, ~roster.not_closed())
    return [] if current is None else roster.lines(conn, keys, *reads, ~agreed)


def rests_in(conn: Connection, keys: OperationalKeys, person: PersonId) -> Sequence[Seat]:
    """Give the lines of closed groups on which somebody has to agree before they may read again."""
    rests = (seat.c.person_key == keys.person(person), seat.c.standing == Standing.RESTING.value)
    return roster.lines(conn, keys, *rests)
