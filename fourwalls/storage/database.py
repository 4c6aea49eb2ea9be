"""The database: one engine, one thread that writes, one transaction a piece of work."""

from __future__ import annotations

import asyncio
import errno
import os
import sqlite3
import stat
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from fourwalls.storage.errors import NotStartedError, StorageError

T = TypeVar("T")

_PRAGMAS: Final = (
    "busy_timeout = 10000",
    "journal_mode = TRUNCATE",  # not WAL: the SQLite in use may have the WAL-reset bug, and several processes write
    "synchronous = FULL",
    "foreign_keys = ON",
    "secure_delete = ON",
    "temp_store = MEMORY",
    "trusted_schema = OFF",
)
_NEWER: Final = "the database's schema is newer than this program; install the newer version"
_MIGRATIONS: Final = Path(__file__).parent / "migrations"


class Database:
    """Runs pieces of work, each in a transaction of its own that is kept whole or not at all."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="storage")
        self._first: deque[Callable[[], None]] = deque()
        self._then: deque[Callable[[], None]] = deque()

    @classmethod
    def open(cls, url: str, *, create: bool = True) -> Self:
        """Open the database at an SQLAlchemy URL.

        Args:
            url: where it is.
            create: make an SQLite file that is missing, for its owner only. Those who only look do not.

        Raises:
            NotStartedError: the file is missing, and not to be made.
            StorageError: it cannot be opened.
        """
        try:
            parsed = make_url(url)
            if parsed.get_backend_name() == "sqlite":
                _prepare_file(parsed.database, create=create)
            # parameters hold look-ups and ciphertext; they stay out of tracebacks all the same
            engine = create_engine(parsed, hide_parameters=True)
        except ImportError:
            raise StorageError(_driver_missing(parsed.get_backend_name())) from None
        except (SQLAlchemyError, OSError) as error:
            raise StorageError(f"the database cannot be opened ({type(error).__name__}); check its URL") from None
        if engine.dialect.name == "sqlite":
            _tame_sqlite(engine)
        database = cls(engine)
        try:
            database.run_sync(lambda conn: conn.exec_driver_sql("SELECT 1"))
        except StorageError:
            database.close()
            raise
        return database

    @property
    def dialect(self) -> str:
        """Which kind of database this is: ``sqlite`` or ``postgresql``."""
        return self._engine.dialect.name

    def migrate(self) -> None:
        """Bring the schema up to date.

        Raises:
            StorageError: the schema is newer than this program knows.
        """
        self.run_sync(self._upgrade)

    def check_schema(self) -> None:
        """Make sure that the schema is exactly the one this program knows (for those who never migrate).

        Raises:
            NotStartedError: there is none yet.
            StorageError: it is older or newer.
        """
        current, scripts = self.run_sync(_current_revision), _scripts()
        if current is None:
            raise NotStartedError("the database has no schema yet. Start the bots first (fourwalls run): they make it")
        if current == scripts.get_current_head():
            return
        if current in {script.revision for script in scripts.walk_revisions()}:
            raise StorageError(
                "the database's schema is older than this program. "
                "Start the bots first (fourwalls run): they bring it up to date"
            )
        raise StorageError(_NEWER)

    async def run(self, work: Callable[[Connection], T], *, first: bool = False) -> T:
        """Do a piece of work on the writer thread, in one transaction; an exception undoes all of it.

        A caller that is cancelled does not stop the work: it will have happened whole, or not at all.

        Args:
            work: what is done with the transaction.
            first: before everything that waits for its turn and did not say so: a wall is down until this is done.
        """
        outcome: Future[T] = Future()
        (self._first if first else self._then).append(lambda: self._do(work, outcome))
        self._writer.submit(self._do_next)
        return await asyncio.wrap_future(outcome)

    def _do_next(self) -> None:
        """Do what is first in turn; called once for each piece of work that waits."""
        (self._first or self._then).popleft()()

    def _do(self, work: Callable[[Connection], T], outcome: Future[T]) -> None:
        if not outcome.set_running_or_notify_cancel():
            return  # its caller is gone, and it was not begun
        try:
            done = self.run_sync(work)
        except BaseException as error:  # noqa: BLE001 - the caller's to handle, as if it had done the work itself
            outcome.set_exception(error)
        else:
            outcome.set_result(done)

    def run_sync(self, work: Callable[[Connection], T]) -> T:
        """Do a piece of work in the caller's thread, in one transaction; an exception undoes all of it."""
        try:
            with self._engine.begin() as conn:
                return work(conn)
        except DBAPIError as error:
            raise _explained(_first(error)) from None

    def close(self) -> None:
        """Wait for work under way and close every connection."""
        self._writer.shutdown(wait=True)
        self._engine.dispose()

    @staticmethod
    def _upgrade(conn: Connection) -> None:
        current = _current_revision(conn)
        known = {script.revision for script in _scripts().walk_revisions()}
        if current is not None and current not in known:
            raise StorageError(_NEWER)
        command.upgrade(migration_config(conn), "head")


def migration_config(conn: Connection) -> Config:
    """Give Alembic's configuration for one connection; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("file_template", "%%(slug)s")
    config.attributes["connection"] = conn
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(_MIGRATIONS))


def _current_revision(conn: Connection) -> str | None:
    return MigrationContext.configure(conn).get_current_revision()


def _driver_missing(backend: str) -> str:
    if backend == "postgresql":
        return (
            "a PostgreSQL database needs the package psycopg, which this version does not bring. "
            "Leave FOURWALLS_DATABASE_URL out: then SQLite is used"
        )
    return "the driver that the database's URL names is not installed. Leave FOURWALLS_DATABASE_URL out: SQLite is used"


def _prepare_file(path: str | None, *, create: bool) -> None:
    """Make the file before SQLite does, for its owner only; its rollback journal takes over the mode."""
    if not path or path == ":memory:":
        raise StorageError("an SQLite database needs a file; give a path in its URL")
    if not create:
        if not Path(path).exists() or Path(path).stat().st_size == 0:  # SQLite would write into an empty file
            raise NotStartedError(
                f"there is no database at {path} yet. Start the bots first (fourwalls run): they make it"
            )
        return
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        mode = stat.S_IMODE(os.fstat(descriptor).st_mode)
        if mode & stat.S_IRWXO:  # a group may be let in on purpose: the portal runs as another user
            os.fchmod(descriptor, mode & ~stat.S_IRWXO)
    finally:
        os.close(descriptor)


def _tame_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").fetchall()

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        conn.exec_driver_sql("BEGIN IMMEDIATE")


def _first(error: DBAPIError) -> DBAPIError:
    """What went wrong first: an undone transaction has no savepoint to go back to, which would be told instead."""
    first, earlier = error, error.__context__
    while earlier is not None:
        first = earlier if isinstance(earlier, DBAPIError) else first
        earlier = earlier.__context__
    return first


def _explained(error: DBAPIError) -> StorageError:
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL or getattr(error.orig, "errno", None) == errno.ENOSPC:
        return StorageError("the disk is full; nothing of this step was kept, it will be tried again")
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StorageError("the database is busy: another process holds it; this step will be tried again")
    if code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_NOTADB):
        return StorageError("the database cannot be opened; check its path and who may write there")
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT):
        return StorageError("the database cannot be read or written; check the disk, then restore the last backup")
    return StorageError(f"the database refused a step ({type(error.orig).__name__})")
