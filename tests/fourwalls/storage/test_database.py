from __future__ import annotations

import asyncio
import sqlite3
import threading
from importlib.util import find_spec
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, func, inspect, select, text

from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.people import Bot, EventId, Role, RoomId, Standing
from fourwalls.storage import journal, tables
from fourwalls.storage.database import Database, migration_config
from fourwalls.storage.errors import NotStartedError, StorageError
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.tables import metadata
from tests.fourwalls.storage.house import ANN, NOON, House, said


def pragma(conn: Connection, name: str) -> object:
    return conn.exec_driver_sql(f"PRAGMA {name}").scalar()


@pytest.mark.usefixtures("sqlite")
def test_sqlite_is_set_for_safety(database: Database) -> None:
    for name, value in [("journal_mode", "truncate"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)]:
        assert database.run_sync(lambda conn, name=name: pragma(conn, name)) == value  # type: ignore[misc]


@pytest.mark.usefixtures("sqlite")
def test_the_file_is_its_owners_alone(database: Database, file: Path) -> None:
    database.run_sync(lambda conn: conn.exec_driver_sql("SELECT 1"))
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_open_to_others_is_closed_to_them(file: Path) -> None:
    file.touch()
    file.chmod(0o666)
    Database.open(f"sqlite:///{file}").close()
    assert file.stat().st_mode & 0o777 == 0o660


def test_the_migrations_make_exactly_the_tables(database: Database) -> None:
    def differences(conn: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(conn, opts={"compare_type": True}), metadata))

    assert database.run_sync(differences) == []


def test_migrating_again_changes_nothing(house: House) -> None:
    session = house.session(house.group())
    house.apply(said(session, "$1", "hello"))
    house.database.migrate()
    house.database.check_schema()
    assert house.texts(session) == ["hello"]


def test_down_and_up_again_with_data(house: House) -> None:
    house.apply(said(house.session(house.group()), "$1", "hello"))
    house.database.run_sync(lambda conn: command.downgrade(migration_config(conn), "base"))
    left = house.database.run_sync(lambda conn: inspect(conn).get_table_names())
    assert left == ["alembic_version"]
    with pytest.raises(StorageError, match="schema"):
        house.database.check_schema()
    house.database.migrate()
    session = house.session(house.group())
    house.apply(said(session, "$2", "again"))
    assert house.texts(session) == ["again"]


def test_one_step_down_leaves_nobody_in_who_was_suspended(house: House) -> None:
    group = house.group()
    house.apply(GiveSeat(ANN, group.id, Role.MEMBER, Standing.SUSPENDED, NOON, ANN, NOON))
    house.database.run_sync(lambda conn: command.downgrade(migration_config(conn), "0004"))
    house.database.migrate()
    found = house.work(lambda records: records.seat(ANN, group.id))
    assert found is not None
    assert (found.standing, found.until) == (Standing.REMOVED, None)


def test_who_only_looks_makes_nothing(file: Path) -> None:
    with pytest.raises(NotStartedError, match=r"no database at .*house\.db yet.*fourwalls run"):
        Database.open(f"sqlite:///{file}", create=False)
    assert not file.exists()
    file.touch(0o600)
    with pytest.raises(NotStartedError):
        Database.open(f"sqlite:///{file}", create=False)
    assert file.read_bytes() == b""
    Database.open(f"sqlite:///{file}").close()
    looking = Database.open(f"sqlite:///{file}", create=False)
    with pytest.raises(NotStartedError, match=r"no schema yet.*fourwalls run"):
        looking.check_schema()
    looking.close()


def test_an_older_schema_is_said_to_be_so(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alembic.script.ScriptDirectory.get_current_head", lambda _self: "the next one")
    with pytest.raises(StorageError, match=r"schema is older.*fourwalls run"):
        database.check_schema()


@pytest.mark.skipif(find_spec("psycopg") is not None, reason="the driver is here")
@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_postgresql_without_its_driver_is_said_clearly(scheme: str) -> None:
    with pytest.raises(StorageError, match="needs the package psycopg, which this version does not bring"):
        Database.open(f"{scheme}://fourwalls@localhost/fourwalls")


def test_a_newer_schema_is_refused(database: Database) -> None:
    database.run_sync(lambda conn: conn.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    with pytest.raises(StorageError, match="newer"):
        database.migrate()
    with pytest.raises(StorageError, match="schema is newer"):
        database.check_schema()


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "not a url", "nosuch://x", "sqlite:////no/such/x.db"]
)
def test_a_database_that_cannot_be_opened_is_said_clearly(url: str) -> None:
    with pytest.raises(StorageError):
        Database.open(url)


def test_a_file_that_is_no_database_is_said_clearly(file: Path) -> None:
    file.write_bytes(b"hello, this is a letter" * 100)
    with pytest.raises(StorageError, match="cannot be opened"):
        Database.open(f"sqlite:///{file}")


@pytest.mark.usefixtures("sqlite")
def test_a_full_disk_is_said_clearly_and_nothing_is_kept(database: Database, keys: OperationalKeys) -> None:
    def fill(conn: Connection) -> None:
        conn.exec_driver_sql(f"PRAGMA max_page_count = {pragma(conn, 'page_count')}")
        for number in range(2000):
            note(conn, keys, f"${number}")

    with pytest.raises(StorageError, match="disk is full"):
        database.run_sync(fill)
    assert database.run_sync(journal.counts)["heard"] == 0


@pytest.mark.usefixtures("sqlite")
def test_of_a_disk_that_fills_up_within_a_savepoint_the_disk_is_told(database: Database, keys: OperationalKeys) -> None:
    def fill(conn: Connection) -> None:
        conn.exec_driver_sql(f"PRAGMA max_page_count = {pragma(conn, 'page_count')}")
        with conn.begin_nested():  # SQLite undoes all of the transaction by itself, and then knows of no savepoint
            for number in range(2000):
                note(conn, keys, f"${number}")

    with pytest.raises(StorageError, match="disk is full"):
        database.run_sync(fill)


@pytest.mark.usefixtures("sqlite")
def test_a_busy_database_is_said_clearly(database: Database, file: Path, keys: OperationalKeys) -> None:
    def impatient(conn: Connection) -> None:
        conn.exec_driver_sql("PRAGMA busy_timeout = 1")

    database.run_sync(impatient)  # the pool gives the same connection to the next piece of work
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="busy"):
        database.run_sync(lambda conn: note(conn, keys, "$1"))
    other.execute("ROLLBACK")
    other.close()
    assert database.run_sync(lambda conn: note(conn, keys, "$1"))


async def test_an_exception_undoes_the_whole_step(house: House) -> None:
    session = house.session(house.group())

    def work(conn: Connection) -> None:
        note(conn, house.keys, "$1")
        journal.set_bookmark(conn, Bot.SCRIBE, "s2")
        conn.execute(tables.entry.delete())
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await house.database.run(work)
    assert house.database.run_sync(journal.counts)["heard"] == 0
    assert house.database.run_sync(lambda conn: journal.bookmark(conn, Bot.SCRIBE)) is None
    assert house.texts(session) == []


async def test_what_presses_goes_before_all_that_waits_and_nothing_is_lost(database: Database) -> None:
    busy, order = threading.Event(), list[str]()
    held = asyncio.create_task(database.run(lambda _: busy.wait(10)))
    names = ["ordinary", "ordinary too", "pressing", "pressing too"]
    works = [
        asyncio.create_task(database.run(lambda _, name=name: order.append(name), first=name.startswith("pressing")))  # type: ignore[misc]
        for name in names
    ]
    await asyncio.sleep(0)  # a task has put its work down at its first turn
    busy.set()
    await asyncio.gather(held, *works)
    assert order == ["pressing", "pressing too", "ordinary", "ordinary too"]


async def test_work_whose_caller_is_gone_before_it_began_is_not_done_and_holds_up_nothing(database: Database) -> None:
    busy, order = threading.Event(), list[str]()
    held = asyncio.create_task(database.run(lambda _: busy.wait(10)))
    gone = asyncio.create_task(database.run(lambda _: order.append("gone")))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.wait({gone})
    busy.set()
    await database.run(lambda _: order.append("next"))
    await held
    assert order == ["next"]


async def test_work_runs_one_at_a_time_on_one_thread(database: Database, keys: OperationalKeys) -> None:
    threads = set()

    def work(conn: Connection, number: int) -> None:
        threads.add(threading.current_thread().name)
        note(conn, keys, f"${number}")

    await asyncio.gather(*(database.run(lambda conn, n=n: work(conn, n)) for n in range(20)))  # type: ignore[misc]
    assert len(threads) == 1
    count = select(func.count()).select_from(tables.journal)
    assert database.run_sync(lambda conn: conn.execute(count).scalar_one()) == 20


def test_errors_show_no_values(database: Database) -> None:
    def work(conn: Connection) -> None:
        conn.execute(tables.seat.insert(), {"group_id": "canary", "person_key": "canary", "role": "canary"})

    with pytest.raises(StorageError) as caught:
        database.run_sync(work)
    assert "canary" not in str(caught.value)
    assert caught.value.__suppress_context__


def note(conn: Connection, keys: OperationalKeys, event: str) -> bool:
    return journal.note(conn, keys, Bot.SCRIBE, EventId(event), RoomId("!r"), 1, journal.Outcome.SEEN)
