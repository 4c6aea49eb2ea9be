"""``INSERT … ON CONFLICT``, which SQLite and PostgreSQL spell alike and SQLAlchemy has in two places.

Statements are built once for each table and set of columns: building costs more than running them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert


def insert_new(conn: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert a row unless it collides with one that is there; say whether it was inserted."""
    return conn.execute(_unless_there(table, conn.dialect.name), row).rowcount == 1


def insert_all_new(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those of these rows that collide with none that is there."""
    if rows:
        conn.execute(_unless_there(table, conn.dialect.name), rows)


def put_rows(conn: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, or overwrite those with the same primary key. All rows have the same columns."""
    if rows:
        conn.execute(_over(table, conn.dialect.name, tuple(rows[0])), rows)


@cache
def _unless_there(table: Table, dialect: str) -> Insert:
    kind = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement: Insert = kind(table).on_conflict_do_nothing()
    return statement.execution_options(preserve_rowcount=True)


@cache
def _over(table: Table, dialect: str, columns: tuple[str, ...]) -> Insert:
    keys = [column.name for column in table.primary_key]
    changed = [name for name in columns if name not in keys]
    if dialect == "postgresql":
        statement = postgresql.insert(table)
        over = {name: statement.excluded[name] for name in changed}
        return statement.on_conflict_do_update(index_elements=keys, set_=over)
    lite = sqlite.insert(table)
    return lite.on_conflict_do_update(index_elements=keys, set_={name: lite.excluded[name] for name in changed})
