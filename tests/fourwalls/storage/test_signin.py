from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from fourwalls.storage import signin
from fourwalls.storage.database import Database
from fourwalls.storage.errors import TooManyAsksError
from fourwalls.storage.keys import LookupKey, PersonKey
from tests.fourwalls.storage.house import ANN, BEN

LOOKUP = LookupKey(b"l" * 32)
MINUTE = 60_000
BROWSER, CODE = "browser token", "12345678"


@pytest.fixture
def conn(database: Database) -> Iterator[Connection]:
    with database._engine.begin() as connection:
        yield connection


def asked(conn: Connection, now: int = 0, code: str = CODE) -> str:
    request = signin.ask(conn, LOOKUP, ANN, BROWSER, now)
    assert signin.set_code(conn, request, signin.code_hash(LOOKUP, request, code), now)
    return request


def redeem(
    conn: Connection, request: str, now: int = 1, *, code: str = CODE, browser: str = BROWSER
) -> PersonKey | None:
    return signin.redeem(conn, LOOKUP, request, browser, code, now)


def test_the_right_browser_redeems_the_right_code_once(conn: Connection) -> None:
    request = asked(conn)
    assert redeem(conn, request) == LOOKUP.person(ANN)
    assert redeem(conn, request) is None


@pytest.mark.parametrize("typed", ["1234 5678", "1234-5678", " 12345678 "])
def test_how_people_type_a_code_does_not_matter(conn: Connection, typed: str) -> None:
    assert redeem(conn, asked(conn), code=typed) == LOOKUP.person(ANN)


def test_five_wrong_codes_end_a_request(conn: Connection) -> None:
    request = asked(conn)
    for _ in range(4):
        assert redeem(conn, request, code="00000000") is None
    other = asked(conn, code="87654321")
    assert redeem(conn, other, code="87654321") == LOOKUP.person(ANN)
    assert redeem(conn, request, code="00000000") is None
    assert redeem(conn, request) is None


def test_four_wrong_codes_do_not(conn: Connection) -> None:
    request = asked(conn)
    for _ in range(4):
        assert redeem(conn, request, code="00000000") is None
    assert redeem(conn, request) == LOOKUP.person(ANN)


def test_another_browser_redeems_nothing_and_uses_up_nothing(conn: Connection) -> None:
    request = asked(conn)
    for _ in range(10):
        assert redeem(conn, request, browser="another", code="00000000") is None
        assert redeem(conn, request, browser="another") is None
    assert redeem(conn, request) == LOOKUP.person(ANN)


def test_a_code_lives_ten_minutes(conn: Connection) -> None:
    request = asked(conn)
    assert redeem(conn, request, 10 * MINUTE) is None
    assert redeem(conn, request, 10 * MINUTE - 1) == LOOKUP.person(ANN)


def test_a_code_belongs_to_its_request(conn: Connection) -> None:
    one, two = asked(conn, code="11111111"), asked(conn, code="22222222")
    assert redeem(conn, one, code="22222222") is None
    assert redeem(conn, two, code="22222222") == LOOKUP.person(ANN)


def test_no_request_and_no_code_yet_redeem_nothing(conn: Connection) -> None:
    request = signin.ask(conn, LOOKUP, ANN, BROWSER, 0)
    assert redeem(conn, request, code="") is None
    assert redeem(conn, "no such request") is None


def test_the_guide_sees_what_waits_and_answers_once(conn: Connection) -> None:
    one = signin.ask(conn, LOOKUP, ANN, BROWSER, 0)
    two = signin.ask(conn, LOOKUP, BEN, BROWSER, 1)
    waiting = signin.waiting(conn, 2)
    assert [(ask.request, ask.person) for ask in waiting] == [(one, LOOKUP.person(ANN)), (two, LOOKUP.person(BEN))]
    assert signin.set_code(conn, one, "hash", 2)
    assert not signin.set_code(conn, one, "another", 2)
    assert not signin.set_code(conn, "no such request", "hash", 2)
    assert not signin.set_code(conn, two, "hash", 10 * MINUTE + 1)
    assert [ask.request for ask in signin.waiting(conn, 2)] == [two]
    assert signin.waiting(conn, 10 * MINUTE + 1) == []


def test_five_asks_an_hour_for_a_person_and_no_more(conn: Connection) -> None:
    for number in range(5):
        signin.ask(conn, LOOKUP, ANN, BROWSER, number)
    with pytest.raises(TooManyAsksError):
        signin.ask(conn, LOOKUP, ANN, BROWSER, 60 * MINUTE - 1)
    signin.ask(conn, LOOKUP, BEN, BROWSER, 60 * MINUTE - 1)
    signin.ask(conn, LOOKUP, ANN, BROWSER, 60 * MINUTE)


def test_codes_are_eight_digits_and_differ() -> None:
    codes = {signin.new_code() for _ in range(50)}
    assert all(len(code) == 8 and code.isdigit() for code in codes)
    assert len(codes) > 45
