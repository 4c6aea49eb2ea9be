"""The roster: who may be inside which group, in which role, since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, select, update

from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.people import HOUSE, LET_IN, GroupId, PersonId, Role, Seat, Standing
from fourwalls.group.roster import kept_standing
from fourwalls.storage import persons
from fourwalls.storage.keys import OperationalKeys, PersonKey
from fourwalls.storage.sealing import seal_to_group
from fourwalls.storage.tables import person, seat, support_group
from fourwalls.storage.times import from_ms, to_ms
from fourwalls.storage.upsert import put_rows

NAME_PURPOSE: Final = "profile name"
"""The purpose under which a profile name is sealed for the readers of a group's transcripts."""

_WIDTH: Final = {Role.MEMBER: 0, Role.FACILITATOR: 1, Role.ONLINE_MANAGER: 2}


def give_seat(conn: Connection, keys: OperationalKeys, effect: GiveSeat, *, agreed: bool) -> None:
    """Put somebody on a roster, or change their line. ``since`` moves when they come onto the list or go off it.

    Whoever has not ``agreed`` to the policy in force is never let in by it, whatever the effect says
    (``kept_standing``). The house's own roster is no group's: the Online Manager must see danger in any case.
    """
    person_key = persons.ensure(conn, keys, effect.person)
    line = conn.execute(
        select(seat.c.standing, seat.c.since).where(seat.c.group_id == effect.group, seat.c.person_key == person_key)
    ).one_or_none()
    before = None if line is None else Standing(line.standing)
    agreed = agreed or effect.group == HOUSE
    standing = kept_standing(before, effect.standing, agreed=agreed, found_inside=effect.found_inside)
    listed = standing is not Standing.REMOVED
    stays = line is not None and (line.standing != Standing.REMOVED) == listed
    row = {
        "group_id": effect.group,
        "person_key": person_key,
        "role": effect.role.value,
        "standing": standing.value,
        "since": line.since if line is not None and stays else to_ms(effect.at),
        "by_key": keys.person(effect.by),
        "until": None if effect.until is None else to_ms(effect.until),
    }
    put_rows(conn, seat, [row])
    name_for_readers(conn, keys, effect.person)


def name_for_readers(conn: Connection, keys: OperationalKeys, who: PersonId) -> None:
    """Seal a person's profile name for the readers of each of their groups, so that the portal can say who is who."""
    name, person_key = persons.profile_name(conn, keys, who), keys.person(who)
    mine = select(seat.c.group_id, support_group.c.public_key).join(
        support_group, support_group.c.id == seat.c.group_id
    )
    for group, public in conn.execute(mine.where(seat.c.person_key == person_key)).all():
        sealed = seal_to_group(public, group, name, f"{NAME_PURPOSE}:{person_key}") if name else None
        line = (seat.c.group_id == group, seat.c.person_key == person_key)
        conn.execute(update(seat).where(*line).values(readers_name_sealed=sealed))


def lines(conn: Connection, keys: OperationalKeys, *where: ColumnElement[bool]) -> Sequence[Seat]:
    """Give the lines of all rosters for which these hold, oldest first."""
    return [_opened(keys, row) for row in conn.execute(_seats().where(*where))]


def find(conn: Connection, keys: OperationalKeys, who: PersonId, group: GroupId) -> Seat | None:
    """Give a person's line on a roster, removed or not."""
    row = conn.execute(_seats().where(seat.c.group_id == group, seat.c.person_key == keys.person(who))).one_or_none()
    return None if row is None else _opened(keys, row)


def of_group(conn: Connection, keys: OperationalKeys, group: GroupId) -> Sequence[Seat]:
    """Give everybody who is on the list, oldest first."""
    return lines(conn, keys, seat.c.group_id == group, seat.c.standing != Standing.REMOVED.value)


def of_person(conn: Connection, keys: OperationalKeys, who: PersonId) -> Sequence[Seat]:
    """Give the lines of every group in which the person may be inside."""
    mine = seat.c.person_key == keys.person(who)
    return lines(conn, keys, mine, seat.c.group_id != HOUSE, _may_be_inside(), not_closed())


def suspended_until(conn: Connection, keys: OperationalKeys, moment: datetime) -> Sequence[Seat]:
    """Give the lines of those whose suspension has ended by this moment."""
    over = (seat.c.standing == Standing.SUSPENDED.value, seat.c.until <= to_ms(moment))
    return lines(conn, keys, *over, not_closed())


def widest_role(conn: Connection, person_key: PersonKey) -> Role | None:
    """Give the widest role of the person with this key; ``None`` for a stranger."""
    roles = conn.execute(
        select(seat.c.role).where(seat.c.person_key == person_key, _may_be_inside(), not_closed())
    ).scalars()
    return max((Role(role) for role in roles), key=_WIDTH.__getitem__, default=None)


@dataclass(frozen=True, slots=True)
class Inside:
    """How somebody is inside a group."""

    role: Role
    since: datetime


def groups_inside(conn: Connection, person_key: PersonKey) -> dict[GroupId, Inside]:
    """Give the groups that the person with this key is inside of, for the portal; an invite alone does not count."""
    inside = (seat.c.person_key == person_key, seat.c.standing == Standing.INSIDE.value, seat.c.group_id != HOUSE)
    columns = (seat.c.group_id, seat.c.role, seat.c.since)
    rows = conn.execute(select(*columns).where(*inside).order_by(seat.c.since, seat.c.group_id))
    return {GroupId(group): Inside(Role(role), from_ms(since)) for group, role, since in rows}


def _seats() -> Select[Any]:
    return (
        select(seat, person.c.mxid_sealed, person.c.profile_sealed)
        .join(person, person.c.key == seat.c.person_key)
        .order_by(seat.c.since, seat.c.group_id, seat.c.person_key)
    )


def _may_be_inside() -> Any:
    return seat.c.standing.in_([standing.value for standing in LET_IN])


def not_closed() -> ColumnElement[bool]:
    """Whether a line counts: of a closed group the roster says only who may still read."""
    return seat.c.group_id.not_in(select(support_group.c.id).where(support_group.c.closed_at.is_not(None)))


def _opened(keys: OperationalKeys, row: Row[Any]) -> Seat:
    return Seat(
        person=persons.opened_id(keys, row.person_key, row.mxid_sealed),
        group=GroupId(row.group_id),
        role=Role(row.role),
        standing=Standing(row.standing),
        since=from_ms(row.since),
        profile_name=persons.opened_name(keys, row.person_key, row.profile_sealed),
        until=None if row.until is None else from_ms(row.until),
    )
