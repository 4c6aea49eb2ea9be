from __future__ import annotations

import pytest
from sqlalchemy import Connection, delete, select, update

from fourwalls.storage import audit
from fourwalls.storage.audit import Head, Verdict
from fourwalls.storage.database import Database
from fourwalls.storage.tables import audit as table


def fill(database: Database, rows: int = 5) -> list[Head]:
    def work(conn: Connection) -> list[Head]:
        return [audit.append(conn, "opened", [f"reader{n}"], {"group": f"g{n}"}, 1000 + n) for n in range(rows)]

    return database.run_sync(work)


def verify(database: Database, kept: Head | None = None) -> Verdict:
    return database.run_sync(lambda conn: audit.verify(conn, kept))


def test_an_empty_chain_is_sound(database: Database) -> None:
    assert verify(database) == Verdict(sound=True, rows=0)
    assert verify(database, database.run_sync(audit.head)) == Verdict(sound=True, rows=0)


def test_a_chain_grows_and_stays_sound(database: Database) -> None:
    heads = fill(database) + fill(database)
    assert [head.number for head in heads] == list(range(1, 11))
    assert len({head.hash for head in heads}) == 10
    assert database.run_sync(audit.head) == heads[-1]
    for head in heads:
        assert verify(database, head) == Verdict(sound=True, rows=10)


@pytest.mark.parametrize("number", [1, 3, 5])
@pytest.mark.parametrize(
    "values",
    [
        {"what": "closed"},
        {"at": 1},
        {"subjects": '["somebody"]'},
        {"ids": "{}"},
        {"previous": "f" * 64},
        {"hash": "f" * 64},
        {"number": 99},
    ],
)
def test_every_changed_value_is_found(database: Database, number: int, values: dict[str, object]) -> None:
    fill(database)
    database.run_sync(lambda conn: conn.execute(update(table).where(table.c.number == number).values(values)))
    verdict = verify(database)
    assert not verdict.sound
    assert verdict.broken_at == number


def test_a_row_changed_together_with_its_hash_is_found_by_the_next(database: Database) -> None:
    fill(database)

    def forge(conn: Connection) -> None:
        row = conn.execute(select(table).where(table.c.number == 3)).one()._asdict()
        content = {**{name: value for name, value in row.items() if name != "hash"}, "what": "closed"}
        forged = {"what": "closed", "hash": audit._hashed(content)}
        conn.execute(update(table).where(table.c.number == 3).values(forged))

    database.run_sync(forge)
    assert verify(database) == Verdict(sound=False, rows=4, broken_at=4)


def test_a_row_taken_out_is_found(database: Database) -> None:
    fill(database)
    database.run_sync(lambda conn: conn.execute(delete(table).where(table.c.number == 3)))
    assert verify(database) == Verdict(sound=False, rows=3, broken_at=3)


def test_a_cut_end_is_found_against_a_head_kept_elsewhere(database: Database) -> None:
    last = fill(database)[-1]
    database.run_sync(lambda conn: conn.execute(delete(table).where(table.c.number == 5)))
    assert verify(database).sound
    assert verify(database, last) == Verdict(sound=False, rows=4, broken_at=5)


def test_a_chain_made_anew_is_found_against_a_head_kept_elsewhere(database: Database) -> None:
    kept = fill(database)[2]
    database.run_sync(lambda conn: conn.execute(delete(table)))
    database.run_sync(lambda conn: [audit.append(conn, "other", [], {}, n) for n in range(5)])
    assert verify(database).sound
    assert verify(database, kept) == Verdict(sound=False, rows=3, broken_at=3)


@pytest.mark.parametrize("value", ["@ann:example.org", "!room", "$event", "two words", "", "x" * 65])
def test_only_codes_lookups_and_own_ids_go_in(database: Database, value: str) -> None:
    for what, subject, ids in [
        (value, "s", {}),
        ("w", value, {}),
        ("w", "s", {"group": value}),
        ("w", "s", {value: "g"}),
    ]:
        with pytest.raises(ValueError, match="only") as caught:
            database.run_sync(lambda conn, w=what, s=subject, i=ids: audit.append(conn, w, [s], i, 1))  # type: ignore[misc]
        assert "ann" not in str(caught.value)
    assert database.run_sync(audit.head).number == 0
