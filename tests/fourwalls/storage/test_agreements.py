from __future__ import annotations

import json
from datetime import date

import pytest
from alembic import command
from sqlalchemy import Connection, text

from fourwalls.group.agreement import Policy, Reading
from fourwalls.group.effects.kept import Agreed, CloseGroup, GiveSeat, Shown
from fourwalls.group.people import HOUSE, EventId, PersonId, Role, Standing
from fourwalls.storage import agreements
from fourwalls.storage.agreements import Published
from fourwalls.storage.database import migration_config
from tests.fourwalls.storage.house import ANN, BEN, FAY, NOON, House, minute

FIRST = Policy(1, date(2026, 9, 1), ("one", "two"))
SECOND = Policy(2, date(2027, 9, 1), ("one", "two", "three"))


def publish(house: House, policy: Policy) -> Published:
    return house.database.run_sync(lambda conn: agreements.publish(conn, house.keys, policy, NOON))


def agrees(house: House, person: PersonId, policy: Policy) -> None:
    house.apply(Agreed(person, policy.version, policy.digest, EventId("$agreed"), NOON))


def seat(house: House, person: PersonId, group: str, standing: Standing) -> Standing:
    """Give a seat, and say how it was kept."""
    house.apply(GiveSeat(person, group, Role.MEMBER, standing, NOON, FAY))  # type: ignore[arg-type]  # any group's id
    kept = house.work(lambda records: records.seat(person, group))  # type: ignore[arg-type]
    assert kept is not None
    return kept.standing


def test_the_latest_version_is_in_force_and_an_older_file_changes_nothing(house: House) -> None:
    assert house.work(lambda records: records.policy()) is None
    assert [publish(house, policy) for policy in (FIRST, FIRST, SECOND, FIRST)] == [
        Published.FIRST,
        Published.SAME,
        Published.NEW_VERSION,
        Published.OLDER,
    ]
    assert house.work(lambda records: records.policy()) == SECOND


def test_other_words_under_the_same_version_do_not_count_and_another_review_date_is_fine(house: House) -> None:
    publish(house, FIRST)
    agrees(house, ANN, FIRST)
    later = Policy(1, date(2027, 1, 1), FIRST.pages)
    assert publish(house, later) is Published.SAME
    assert house.work(lambda records: records.policy()) == later
    assert publish(house, Policy(1, later.review, ("one", "other"))) is Published.OTHER_WORDS
    assert house.work(lambda records: records.policy()) == later
    assert house.work(lambda records: records.has_agreed(ANN))


def test_every_text_that_people_agreed_to_is_still_there(house: House) -> None:
    mondays, fridays = [Policy(1, FIRST.review, ("one", "we look in {staffed_hours}"), day) for day in ("Mon", "Fri")]
    assert [publish(house, policy) for policy in (mondays, fridays, SECOND)] == [
        Published.FIRST,
        Published.SAME,
        Published.NEW_VERSION,
    ]
    kept = house.database.run_sync(lambda conn: agreements.texts(conn, house.keys))
    assert kept == [SECOND, fridays, mondays]
    house.database.run_sync(lambda conn: command.downgrade(migration_config(conn), "0015"))
    house.database.migrate()
    assert house.database.run_sync(lambda conn: agreements.texts(conn, house.keys)) == [SECOND, fridays]


def test_a_reading_and_a_text_as_they_were_kept_before_are_understood(house: House) -> None:
    key = house.keys.person(ANN)
    publish(house, FIRST)
    house.apply(Shown(ANN, 1, FIRST.digest, 2, NOON))
    read = house.keys.seal_text(json.dumps([1, 2, 2, NOON.isoformat()]), f"policy_reading:{key}")
    told = house.keys.seal_text(json.dumps([FIRST.review.isoformat(), list(FIRST.pages)]), "policy:1")

    def write(conn: Connection) -> None:
        conn.execute(text("UPDATE policy_reading SET sealed = :it"), {"it": read})
        conn.execute(text("UPDATE policy SET sealed = :it"), {"it": told})

    house.database.run_sync(write)
    assert house.work(lambda records: records.policy()) == FIRST
    reading = house.work(lambda records: records.reading(ANN))
    assert reading == Reading(1, "", 2, 2, NOON)
    assert not reading.is_of(FIRST), "nobody knows which text it was"


@pytest.mark.parametrize("standing", [Standing.INVITED, Standing.INSIDE])
def test_whatever_is_asked_for_nobody_is_let_in_before_they_have_agreed(house: House, standing: Standing) -> None:
    group = house.group()
    publish(house, FIRST)
    assert seat(house, ANN, group.id, standing) is Standing.ASKED
    assert house.work(lambda records: records.groups_of(ANN)) == []
    assert house.work(lambda records: records.role(ANN)) is None
    assert [line.group for line in house.work(lambda records: records.waits_in(ANN))] == [group.id]
    agrees(house, ANN, FIRST)
    assert seat(house, ANN, group.id, standing) is standing
    assert seat(house, BEN, HOUSE, standing) is standing, "the Online Manager must see danger in any case"


def test_whoever_is_inside_stays_when_a_new_version_comes_and_does_not_come_back_without_agreeing(house: House) -> None:
    group = house.group()
    publish(house, FIRST)
    agrees(house, ANN, FIRST)
    assert seat(house, ANN, group.id, Standing.INSIDE) is Standing.INSIDE
    publish(house, SECOND)
    assert not house.work(lambda records: records.has_agreed(ANN))
    assert seat(house, ANN, group.id, Standing.INVITED) is Standing.INVITED, "a walk outside is no new invitation"
    assert [line.person for line in house.work(lambda records: records.not_agreed())] == [ANN]
    assert seat(house, ANN, group.id, Standing.REMOVED) is Standing.REMOVED
    assert house.work(lambda records: records.not_agreed()) == []
    assert seat(house, ANN, group.id, Standing.INVITED) is Standing.ASKED


def test_of_a_closed_group_nobody_is_asked_to_agree_any_more(house: House) -> None:
    group = house.group()
    publish(house, FIRST)
    assert seat(house, ANN, group.id, Standing.INVITED) is Standing.ASKED
    house.apply(CloseGroup(group.id, NOON))
    assert house.work(lambda records: records.waits_in(ANN)) == []
    assert house.work(lambda records: records.not_agreed()) == []


def test_where_nothing_was_published_nobody_has_to_agree(house: House) -> None:
    group = house.group()
    assert house.work(lambda records: records.has_agreed(ANN))
    assert seat(house, ANN, group.id, Standing.INVITED) is Standing.INVITED
    assert house.work(lambda records: records.not_agreed()) == []


def test_how_far_somebody_has_read_is_kept_until_they_agree(house: House) -> None:
    publish(house, SECOND)
    assert house.work(lambda records: records.reading(ANN)) is None
    for number, page in enumerate((1, 2, 3, 2)):
        house.apply(Shown(ANN, 2, "text", page, minute(number)))
    assert house.work(lambda records: records.reading(ANN)) == Reading(2, "text", 2, 3, minute(0))
    house.apply(Shown(ANN, 2, "other", 1, minute(8)))
    assert house.work(lambda records: records.reading(ANN)) == Reading(2, "other", 1, 1, minute(0))
    house.apply(Shown(ANN, 3, "other", 1, minute(9)))
    assert house.work(lambda records: records.reading(ANN)) == Reading(3, "other", 1, 1, minute(9))
    agrees(house, ANN, SECOND)
    assert house.work(lambda records: records.reading(ANN)) is None


def test_the_first_agreement_to_a_version_is_the_one_that_is_kept(house: House) -> None:
    publish(house, FIRST)
    agrees(house, ANN, FIRST)
    house.apply(Agreed(ANN, 1, "other", EventId("$later"), minute(5)))

    def rows(conn: Connection) -> list[tuple[int, int]]:
        return [tuple(row) for row in conn.execute(text("SELECT version, at FROM agreement"))]

    assert house.database.run_sync(rows) == [(1, int(NOON.timestamp() * 1000))]
