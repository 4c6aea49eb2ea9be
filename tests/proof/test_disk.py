"""The failing disk under Python's own SQLite: each fault happens, is counted, keeps nothing, and ends."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.proof.disk import DiskOrders
from tests.proof.troubles import DiskFault

WRITER = """
import sqlite3, sys
from pathlib import Path
from tests.proof.disk import DiskOrders, FailingDisk
FailingDisk(DiskOrders(Path(sys.argv[1]))).install()
for line in sys.stdin:
    try:
        with sqlite3.connect(sys.argv[2]) as rows:
            rows.execute("PRAGMA journal_mode = TRUNCATE")
            rows.execute("CREATE TABLE IF NOT EXISTS kept (it)")
            rows.execute("INSERT INTO kept VALUES (zeroblob(10000))")
        print("kept", flush=True)
    except sqlite3.Error as error:
        print(error.sqlite_errorname, flush=True)
    rows.close()
"""
"""A process of its own: what is put under SQLite cannot be taken away again."""
NAMES = {
    DiskFault.FULL: {"SQLITE_FULL"},
    DiskFault.WRITE: {"SQLITE_IOERR_WRITE"},
    DiskFault.READ: {"SQLITE_IOERR_CORRUPTFS", "SQLITE_IOERR_READ", "SQLITE_CORRUPT", "SQLITE_NOTADB"},
    DiskFault.COMMIT: {"SQLITE_IOERR_TRUNCATE"},
}


@pytest.mark.parametrize("fault", list(DiskFault))
def test_each_fault_keeps_nothing_while_it_strikes_and_ends(tmp_path: Path, fault: DiskFault) -> None:
    orders, rows = DiskOrders(tmp_path / "orders"), tmp_path / "rows.sqlite"
    command = [sys.executable, "-c", WRITER, str(orders.file), str(rows)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        before = write(writer)
        orders.begin(fault)
        told = [write(writer) for _ in range(40)]
        orders.end()
        after = write(writer)
        writer.communicate()
    assert (before, after) == ("kept", "kept")
    failed = [each for each in told if each != "kept"]
    assert failed
    assert set(failed) <= NAMES[fault]
    assert orders.struck[fault] >= len(failed)
    with closing(sqlite3.connect(rows)) as sound:
        assert sound.execute("SELECT count(*) FROM kept").fetchone() == (len(told) - len(failed) + 2,)


def write(writer: subprocess.Popen[str]) -> str:
    """Have one row written; gives what was said of it."""
    assert writer.stdin is not None
    assert writer.stdout is not None
    writer.stdin.write("\n")
    writer.stdin.flush()
    return writer.stdout.readline().strip()
