"""The roster: who may be inside which group, in which role, since when, on whose word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Select, select, update

from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.people import HOUSE, LET_IN, GroupId, PersonId, Role, Seat, Standing
from fourwalls.group.roster import seat_after
from fourwalls.storage import persons
from fourwalls.storage.keys import OperationalKeys, PersonKey
from fourwalls.storage.sealing import seal_to_group
from fourwalls.storage.tables import person, seat, support_group
from fourwalls.storage.times import from_ms, to_ms
from fourwalls.storage.upsert import put_rows

NAME_PURPOSE: Final = "profile name"
"""The purpose under which a profile name is sealed for the readers of a group's transcripts."""

_GIVER: Final = person.alias("giver")
"""On whose word a line is."""

_WIDTH: Final = {Role.MEMBER: 0, Role.FACILITATOR: 1, Role.ONLINE_MANAGER: 2}


def give_seat(conn: Connection, keys: OperationalKeys, effect: GiveSeat, *, agreed: bool) -> None:
    """Put somebody on a roster, or change their line (``fourwalls.group.roster.seat_after``).

    Whoever has not ``agreed`` to the policy in force is never let in by it, whatever the effect says
    (``kept_standing``). The house's own roster is no group's: the Online Manager must see danger in any case.
    """
    before = find(conn, keys, effect.person, effect.group)
    new = seat_after(before, effect, agreed=agreed or effect.group == HOUSE)
    row = {
        "group_id": new.group,
        "person_key": persons.ensure(conn, keys, new.person),
        "role": new.role.value,
        "standing": new.standing.value,
        "since": to_ms(new.since),
        "word_key": None if new.by is None else persons.ensure(conn, keys, new.by),
        "came_at": None if new.came_at is None else to_ms(new.came_at),
        "until": None if new.until is None else to_ms(new.until),
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
    """When they first came inside since they are on the list."""


def groups_inside(conn: Connection, person_key: PersonKey) -> dict[GroupId, Inside]:
    """Give the groups that the person with this key is inside of, for the portal; an invite alone does not count."""
    inside = (seat.c.person_key == person_key, seat.c.standing == Standing.INSIDE.value, seat.c.group_id != HOUSE)
    columns = (seat.c.group_id, seat.c.role, seat.c.came_at)
    rows = conn.execute(select(*columns).where(*inside).order_by(seat.c.since, seat.c.group_id))
    return {GroupId(group): Inside(Role(role), from_ms(came_at)) for group, role, came_at in rows}


def _seats() -> Select[Any]:
    return (
        select(seat, person.c.mxid_sealed, person.c.profile_sealed, _GIVER.c.mxid_sealed.label("giver_sealed"))
        .join(person, person.c.key == seat.c.person_key)
        .outerjoin(_GIVER, _GIVER.c.key == seat.c.word_key)
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
        by=None if row.giver_sealed is None else persons.opened_id(keys, row.word_key, row.giver_sealed),
        came_at=None if row.came_at is None else from_ms(row.came_at),
    )
