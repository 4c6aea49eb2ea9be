from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from fourwalls.storage import vault
from fourwalls.storage.database import Database
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.tables import vault as table
from fourwalls.storage.vault import Change

CHANGES = st.lists(
    st.tuples(st.sampled_from(["olm", "megolm"]), st.text(max_size=5), st.none() | st.binary(max_size=20)), max_size=12
)


def held(database: Database, keys: OperationalKeys, account: str) -> Mapping[tuple[str, str], bytes]:
    items = database.run_sync(lambda conn: vault.load(conn, keys, account))
    assert len({(kind, name) for kind, name, _ in items}) == len(items)
    return {(kind, name): blob for kind, name, blob in items}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(CHANGES, max_size=4))
def test_the_vault_holds_what_a_dict_would(
    database: Database, keys: OperationalKeys, steps: list[list[Change]]
) -> None:
    left = [(kind, name, None) for kind, name in held(database, keys, "guide")]  # of the example before
    database.run_sync(lambda conn: vault.write(conn, keys, "guide", left))
    expected: dict[tuple[str, str], bytes] = {}
    for changes in steps:
        database.run_sync(lambda conn, changes=changes: vault.write(conn, keys, "guide", changes))  # type: ignore[misc]
        for kind, name, blob in changes:
            expected.pop((kind, name), None)
            if blob is not None:
                expected[kind, name] = blob
    assert held(database, keys, "guide") == expected


def test_accounts_do_not_see_one_another(database: Database, keys: OperationalKeys) -> None:
    database.run_sync(lambda conn: vault.write(conn, keys, "guide", [("olm", "account", b"1")]))
    database.run_sync(lambda conn: vault.write(conn, keys, "scribe", [("olm", "account", b"2")]))
    database.run_sync(lambda conn: vault.write(conn, keys, "guide", [("olm", "account", None)]))
    assert held(database, keys, "guide") == {}
    assert held(database, keys, "scribe") == {("olm", "account"): b"2"}


def test_all_is_forgotten_but_what_is_to_be_kept(database: Database, keys: OperationalKeys) -> None:
    items: list[Change] = [("olm", "account", b"1"), ("megolm", "a", b"2"), ("identity", "@ann:x", b"3")]
    for account in ("guide", "scribe"):
        database.run_sync(lambda conn, account=account: vault.write(conn, keys, account, items))  # type: ignore[misc]
    database.run_sync(lambda conn: vault.forget(conn, "guide", but={"identity"}))
    assert held(database, keys, "guide") == {("identity", "@ann:x"): b"3"}
    assert len(held(database, keys, "scribe")) == 3
    database.run_sync(lambda conn: vault.forget(conn, "guide"))
    assert held(database, keys, "guide") == {}


FRAGMENT = 64
"""Bytes. A room key alone is twice as long; shorter pieces of deleted rows may stay where pages were split."""


def remnants(file: Path, keys: OperationalKeys, *, secure_delete: bool) -> tuple[int, int]:
    """Keep and forget many pickles; how many were forgotten, and of how many a fragment still stands in the file."""
    database = Database.open(f"sqlite:///{file}")
    database.migrate()
    dice = random.Random(1)  # noqa: S311 - repeatable chance, not a secret
    names = [f"session{number}" for number in range(120)]
    ever: set[bytes] = set()

    def change(conn: Connection) -> None:
        conn.exec_driver_sql(f"PRAGMA secure_delete = {'ON' if secure_delete else 'OFF'}")
        size = dice.choice((200, 700, 3000, 9000))
        chosen = dice.sample(names, dice.randint(1, 20))
        changes = [("megolm", name, None if dice.random() < 0.4 else dice.randbytes(size)) for name in chosen]
        vault.write(conn, keys, "guide", changes)

    for _ in range(120):
        database.run_sync(change)
        live = set(database.run_sync(lambda conn: conn.execute(select(table.c.sealed)).scalars().all()))
        ever |= live
    database.close()
    raw = file.read_bytes()
    there = {raw[at : at + FRAGMENT] for at in range(len(raw) - FRAGMENT)}
    gone = ever - live
    step = FRAGMENT // 4
    left = [blob for blob in gone if any(blob[at : at + FRAGMENT] in there for at in range(0, len(blob), step))]
    return len(gone), len(left)


@pytest.mark.usefixtures("sqlite")
def test_what_is_forgotten_is_nowhere_in_the_file(tmp_path: Path, keys: OperationalKeys) -> None:
    forgotten, left = remnants(tmp_path / "a.db", keys, secure_delete=True)
    assert forgotten > 500
    assert left == 0
    _, left = remnants(tmp_path / "b.db", keys, secure_delete=False)
    assert left > 0  # this test knows where to look
