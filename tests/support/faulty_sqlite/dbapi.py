"""What SQLAlchemy's SQLite dialect asks of Python's ``sqlite3``, answered by apsw.

No more than that. The one maintained DB-API over apsw (shillelagh) is made for tables that are not SQLite's, rewrites
what it is asked, and keeps no error codes; ours are the very exceptions of ``sqlite3``, with their codes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, Final

import apsw
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from tests.support.faulty_sqlite import disk

SCHEME: Final = "sqlite+faulty"
_CHANGING: Final = ("INSERT", "UPDATE", "DELETE", "REPLACE")
_OPERATIONAL: Final = {
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_ABORT,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_SCHEMA,
}
_KINDS: Final[dict[int, type[sqlite3.Error]]] = {
    **dict.fromkeys(_OPERATIONAL, sqlite3.OperationalError),
    **dict.fromkeys((sqlite3.SQLITE_INTERNAL, sqlite3.SQLITE_NOTFOUND), sqlite3.InternalError),
    **dict.fromkeys((sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH), sqlite3.IntegrityError),
    **dict.fromkeys((sqlite3.SQLITE_MISUSE, sqlite3.SQLITE_RANGE), sqlite3.InterfaceError),
    sqlite3.SQLITE_TOOBIG: sqlite3.DataError,
}
"""As CPython sorts them (``_sqlite/util.c``); what is not named is a ``DatabaseError``."""


def register() -> None:
    """Let SQLAlchemy know the scheme."""
    registry.register("sqlite.faulty", __name__, "FaultyDialect")


def sqlite_version() -> str:
    """Which SQLite apsw brings; Python's own may be another."""
    return apsw.sqlite_lib_version()


class Cursor:
    """Runs one statement at a time, to its end."""

    arraysize = 1

    def __init__(self, connection: apsw.Connection) -> None:
        self._cursor = connection.cursor()
        self._cursor.exec_trace = self._describe
        self._rows: Iterator[Any] = iter(())
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Cursor:
        """Run a statement."""
        return self.executemany(sql, [values])

    def executemany(self, sql: str, many: Iterable[Sequence[Any]]) -> Cursor:
        """Run a statement for each of several sets of values."""
        self.description, rows = None, []
        database = self._cursor.connection
        changes = sql.lstrip()[:7].upper().startswith(_CHANGING)
        self.rowcount = 0 if changes else -1
        with _translated():
            for values in many:
                rows += self._cursor.execute(sql, tuple(values)).fetchall()
                self.rowcount += database.changes() if changes else 0
        self.lastrowid = database.last_insert_rowid()
        self._rows = iter(rows)
        return self

    def fetchone(self) -> Any:
        """Give the next row."""
        return next(self._rows, None)

    def fetchmany(self, size: int = 1) -> list[Any]:
        """Give some rows."""
        return [row for row, _ in zip(self._rows, range(size), strict=False)]

    def fetchall(self) -> list[Any]:
        """Give the other rows."""
        return list(self._rows)

    def close(self) -> None:
        """Let it go."""
        self._cursor.close()

    def _describe(self, cursor: apsw.Cursor, _sql: str, _values: Any) -> bool:
        columns = cursor.get_description()
        self.description = [(name, None, None, None, None, None, None) for name, _kind in columns] or None
        return True


class Connection:
    """One connection, in which transactions begin by ``BEGIN`` alone."""

    isolation_level: str | None = None

    def __init__(self, path: str, **_options: Any) -> None:
        with _translated():
            self._connection = disk.connect(path)

    def cursor(self) -> Cursor:
        """Give a cursor."""
        return Cursor(self._connection)

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Cursor:
        """Run a statement."""
        return self.cursor().execute(sql, values)

    def commit(self) -> None:
        """Commit, if there is something to."""
        self._end("COMMIT")

    def rollback(self) -> None:
        """Undo, if there is something to."""
        self._end("ROLLBACK")

    def create_function(self, name: str, count: int, function: Callable[..., Any], *, deterministic: bool) -> None:
        """Add a function to SQL."""
        self._connection.create_scalar_function(name, function, count, deterministic=deterministic)

    def close(self) -> None:
        """Close."""
        with _translated():
            self._connection.close()

    def _end(self, how: str) -> None:
        if self._connection.in_transaction:
            self.execute(how)


class FaultyDialect(SQLiteDialect_pysqlite):
    """SQLAlchemy's own, with another driver."""

    driver = "faulty"
    supports_statement_cache = True

    @classmethod
    def import_dbapi(cls) -> Any:
        """Give what stands in ``sqlite3``'s place."""
        return SimpleNamespace(
            **{name: getattr(sqlite3, name) for name in dir(sqlite3) if name.endswith(("Error", "Warning"))},
            apilevel=sqlite3.apilevel,
            paramstyle=sqlite3.paramstyle,
            threadsafety=sqlite3.threadsafety,
            Binary=bytes,
            connect=Connection,
            sqlite_version=sqlite_version(),
            sqlite_version_info=tuple(int(part) for part in sqlite_version().split(".")),
        )


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except apsw.Error as error:
        code = getattr(error, "extendedresult", 0) or getattr(error, "result", 0)
        told = _KINDS.get(code & 0xFF, sqlite3.DatabaseError)(str(error))
        told.sqlite_errorcode = code
        told.sqlite_errorname = type(error).__name__
        raise told from None
