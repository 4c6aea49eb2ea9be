from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, func, select

from fourwalls.storage import visits
from fourwalls.storage.database import Database
from fourwalls.storage.keys import LookupKey
from fourwalls.storage.tables import web_session
from fourwalls.storage.visits import IDLE_MS, LIFE_MS
from tests.fourwalls.storage.house import ANN, BEN

LOOKUP = LookupKey(b"l" * 32)
ANNS, BENS = LOOKUP.person(ANN), LOOKUP.person(BEN)


@pytest.fixture
def conn(database: Database) -> Iterator[Connection]:
    with database._engine.begin() as connection:
        yield connection


def test_a_visit_is_its_persons(conn: Connection) -> None:
    one, two = visits.begin(conn, LOOKUP, ANNS, 0), visits.begin(conn, LOOKUP, BENS, 0)
    assert (visits.check(conn, LOOKUP, one, 1), visits.check(conn, LOOKUP, two, 1)) == (ANNS, BENS)
    assert visits.check(conn, LOOKUP, "no such token", 1) is None
    assert len(one) >= 43


def test_an_idle_visit_ends(conn: Connection) -> None:
    token = visits.begin(conn, LOOKUP, ANNS, 0)
    assert visits.check(conn, LOOKUP, token, IDLE_MS - 1) == ANNS
    assert visits.check(conn, LOOKUP, token, 2 * IDLE_MS - 2) == ANNS
    assert visits.check(conn, LOOKUP, token, 3 * IDLE_MS - 2) is None


def test_a_busy_visit_ends_too(conn: Connection) -> None:
    token = visits.begin(conn, LOOKUP, ANNS, 0)
    for now in range(0, LIFE_MS, IDLE_MS // 2):
        assert visits.check(conn, LOOKUP, token, now) == ANNS
    assert visits.check(conn, LOOKUP, token, LIFE_MS) is None


def test_a_visit_can_be_ended(conn: Connection) -> None:
    one, two, bens = (visits.begin(conn, LOOKUP, person, 0) for person in (ANNS, ANNS, BENS))
    visits.end(conn, LOOKUP, one)
    assert visits.check(conn, LOOKUP, one, 1) is None
    visits.end_all(conn, ANNS)
    assert visits.check(conn, LOOKUP, two, 1) is None
    assert visits.check(conn, LOOKUP, bens, 1) == BENS


def test_visits_that_are_over_are_removed(conn: Connection) -> None:
    visits.begin(conn, LOOKUP, ANNS, 0)
    visits.begin(conn, LOOKUP, BENS, IDLE_MS)
    assert conn.execute(select(func.count()).select_from(web_session)).scalar_one() == 1
