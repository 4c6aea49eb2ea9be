from __future__ import annotations

from collections.abc import Mapping

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourwalls.storage import vault
from fourwalls.storage.database import Database
from fourwalls.storage.keys import OperationalKeys
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
