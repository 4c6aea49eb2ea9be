"""The failing disk itself: the real database code runs on it, and it fails as it is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError

from fourwalls.group.people import Bot
from fourwalls.storage import journal
from fourwalls.storage.database import Database
from fourwalls.storage.errors import StorageError
from fourwalls.storage.tables import bot_account
from tests.support.faulty_sqlite import DISK, SCHEME, Call, Orders, inflicted, recorded, register
from tests.support.faulty_sqlite.orders import Trouble

LONG = "y" * 40_000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "house.sqlite"


@pytest.fixture
def orders(tmp_path: Path) -> Iterator[Path]:
    DISK.orders = tmp_path / "orders.json"
    yield tmp_path / "orders.json"
    DISK.orders = None


@pytest.fixture
def database(file: Path) -> Iterator[Database]:
    register()
    opened = Database.open(f"{SCHEME}:///{file}")
    opened.migrate()
    yield opened
    opened.close()


def move(conn: Connection) -> None:
    journal.set_bookmark(conn, Bot.GUIDE, LONG)


def test_what_it_keeps_the_standard_library_reads(database: Database, file: Path) -> None:
    database.check_schema()
    database.run_sync(move)
    assert database.run_sync(lambda conn: journal.bookmark(conn, Bot.GUIDE)) == LONG
    with sqlite3.connect(file) as plain:
        assert plain.execute("SELECT bookmark FROM bot_account").fetchall() == [(LONG,)]
    plain.close()


def test_rows_are_counted_and_an_empty_answer_has_its_columns(database: Database) -> None:
    def work(conn: Connection) -> list[int]:
        found = conn.execute(select(bot_account))
        assert list(found.keys()) == ["bot", "sealed", "bookmark"]
        rows = [{"bot": name, "bookmark": name} for name in "abc"]
        return [
            conn.execute(bot_account.insert(), rows).rowcount,
            conn.execute(bot_account.update().values(bookmark="z")).rowcount,
            conn.execute(bot_account.delete().where(bot_account.c.bot == "a")).rowcount,
        ]

    assert database.run_sync(work) == [3, 3, 1]


def test_a_collision_is_the_error_it_is_elsewhere(database: Database) -> None:
    def work(conn: Connection) -> None:
        with pytest.raises(IntegrityError), conn.begin_nested():
            conn.execute(bot_account.insert(), [{"bot": "a", "bookmark": ""}] * 2)

    database.run_sync(work)


@pytest.mark.parametrize("room", [0, 700, 20_000])
def test_a_full_disk_keeps_nothing_until_there_is_room(database: Database, orders: Path, room: int) -> None:
    Orders(free_bytes=room).give(orders)
    for _ in range(2):
        with pytest.raises(StorageError, match="disk is full"):
            database.run_sync(move)
    assert database.run_sync(lambda conn: journal.bookmark(conn, Bot.GUIDE)) is None
    assert inflicted(orders)["full"] >= 2
    Orders().give(orders)
    database.run_sync(move)


@pytest.mark.parametrize("call", [Call.OPEN, Call.READ, Call.WRITE, Call.SYNC, Call.TRUNCATE])
def test_each_call_can_fail_and_is_mended(database: Database, orders: Path, call: Call) -> None:
    Orders(fail=(call,)).give(orders)
    with pytest.raises(StorageError, match=r"check the disk|check its path"):
        database.run_sync(move)
    assert inflicted(orders)[call] > 0
    Orders().give(orders)
    database.run_sync(move)
    assert database.run_sync(lambda conn: journal.bookmark(conn, Bot.GUIDE)) == LONG


def test_a_chosen_call_fails_and_no_other(database: Database, orders: Path) -> None:
    Orders(fail=(Call.WRITE,), skip=3, times=1).give(orders)
    with pytest.raises(StorageError):
        database.run_sync(move)
    database.run_sync(move)
    assert inflicted(orders) == {"write": 1}


def test_chance_is_repeatable(tmp_path: Path) -> None:
    def struck(seed: int) -> list[bool]:
        Orders(fail=(Call.SYNC,), chance=0.2, seed=seed).give(tmp_path / "orders.json")
        trouble = Trouble(tmp_path / "orders.json")
        return [trouble.strikes(Call.SYNC) for _ in range(40)]

    assert set(struck(4)) == {True, False}
    assert struck(4) == struck(4) != struck(5)


def test_the_order_of_a_commit_is_on_record(database: Database, file: Path) -> None:
    with recorded() as operations:
        database.run_sync(move)
    done = [(each.call, Path(each.file).name) for each in operations]
    first_page = done.index((Call.WRITE, file.name))
    assert (Call.SYNC, f"{file.name}-journal") in done[:first_page]
    assert done[-3:] == [
        (Call.SYNC, file.name),
        (Call.TRUNCATE, f"{file.name}-journal"),
        (Call.SYNC, f"{file.name}-journal"),
    ]
    assert any(each.offset % 4096 == 0 and LONG[:100].encode() in each.data for each in operations)
