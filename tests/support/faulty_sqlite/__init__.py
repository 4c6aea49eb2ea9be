"""SQLite on a disk that can be full, can fail, and remembers in which order it was written to.

``sqlite+faulty:///path`` is an ordinary database URL once ``register`` was called: SQLAlchemy's own SQLite dialect
speaks to SQLite through apsw, and SQLite to the disk through a file system of ours. Nothing in the program itself
knows of it. Within one process a file must be opened by this SQLite or by Python's own, not by both at once: locks are
the process's, and neither sees the other's.

    register()
    DISK.orders = Path("orders.json")  # Orders(free_bytes=0).give(path) fills the disk, Orders().give(path) mends it
    with recorded() as operations: …   # every write, cut, sync and deletion, in order
"""

from tests.support.faulty_sqlite.dbapi import SCHEME, register, sqlite_version
from tests.support.faulty_sqlite.disk import DISK, Operation, recorded
from tests.support.faulty_sqlite.orders import Call, Orders, inflicted

__all__ = ["DISK", "SCHEME", "Call", "Operation", "Orders", "inflicted", "recorded", "register", "sqlite_version"]
