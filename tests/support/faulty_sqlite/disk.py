"""The file system under SQLite: the machine's own, with places to fail and a record of what was done, in order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import apsw

from tests.support.faulty_sqlite.orders import Call, Trouble

_CODES: Final = {
    Call.OPEN: apsw.SQLITE_CANTOPEN,
    Call.READ: apsw.SQLITE_IOERR_READ,
    Call.WRITE: apsw.SQLITE_IOERR_WRITE,
    Call.TRUNCATE: apsw.SQLITE_IOERR_TRUNCATE,
    Call.SYNC: apsw.SQLITE_IOERR_FSYNC,
    Call.DELETE: apsw.SQLITE_IOERR_DELETE,
}


class Operation(NamedTuple):
    """One thing that was done to the disk, and succeeded."""

    call: Call
    file: str
    offset: int = 0
    """Where was written, or what size was cut to. Of a deletion: 1 if the folder was synced."""
    data: bytes = b""


class Disk(apsw.VFS):
    """The disk of this process. Both of its features are off until set."""

    NAME: Final = "faulty"

    def __init__(self) -> None:
        self._trouble: Trouble | None = None
        self.operations: list[Operation] | None = None
        """Where what is done is noted."""
        super().__init__(self.NAME, "")

    @property
    def orders(self) -> None:
        """Where the orders stand (``Orders.give``), or ``None``."""
        raise AttributeError("write only")

    @orders.setter
    def orders(self, file: Path | None) -> None:
        self._trouble = None if file is None else Trouble(file)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802 - SQLite's name
        """Open a file."""
        self.strike(Call.OPEN)
        file = OneFile(self, name, flags)
        self.note(Call.OPEN, file.name)
        return file

    def xDelete(self, name: str, syncdir: bool) -> None:  # noqa: N802 - SQLite's name
        """Delete a file."""
        self.strike(Call.DELETE)
        size = Path(name).stat().st_size if Path(name).exists() else 0
        super().xDelete(name, syncdir)
        self.give_back(size)
        self.note(Call.DELETE, name, int(syncdir))

    def strike(self, call: Call) -> None:
        """Fail if it is to fail."""
        if self._trouble is not None and self._trouble.strikes(call):
            raise apsw.exception_for(_CODES[call])

    def room_for(self, growth: int) -> int:
        """Say how many of so many further bytes there is room for."""
        return growth if self._trouble is None else self._trouble.room_for(growth)

    def give_back(self, size: int) -> None:
        """Make room."""
        if self._trouble is not None:
            self._trouble.give_back(size)

    def note(self, call: Call, file: str, offset: int = 0, data: bytes = b"") -> None:
        """Remember what was done."""
        if self.operations is not None:
            self.operations.append(Operation(call, file, offset, data))


class OneFile(apsw.VFSFile):
    """A file on the disk."""

    def __init__(self, disk: Disk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        self._disk = disk
        self.name = name.filename() if isinstance(name, apsw.URIFilename) else name or ""
        super().__init__("", name, flags)

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802 - SQLite's name
        """Read."""
        self._disk.strike(Call.READ)
        return super().xRead(amount, offset)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
        """Write. On a full disk what fits is written, as a real one does it."""
        self._disk.strike(Call.WRITE)
        growth = max(0, offset + len(data) - self.xFileSize())
        room = self._disk.room_for(growth)
        fits = bytes(data)[: len(data) - growth + room]
        super().xWrite(fits, offset)
        self._disk.note(Call.WRITE, self.name, offset, fits)
        if room < growth:
            raise apsw.exception_for(apsw.SQLITE_FULL)

    def xTruncate(self, size: int) -> None:  # noqa: N802 - SQLite's name
        """Cut to a size."""
        self._disk.strike(Call.TRUNCATE)
        before = self.xFileSize()
        super().xTruncate(size)
        self._disk.give_back(max(0, before - size))
        self._disk.note(Call.TRUNCATE, self.name, size)

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's name
        """Bring everything onto the disk (while a record is made, only say so: the power stays on)."""
        self._disk.strike(Call.SYNC)
        if self._disk.operations is None:
            super().xSync(flags)
        self._disk.note(Call.SYNC, self.name)


DISK: Final = Disk()


@contextmanager
def recorded() -> Iterator[list[Operation]]:
    """Note every operation of this process while the block lasts."""
    operations: list[Operation] = []
    DISK.operations = operations
    try:
        yield operations
    finally:
        DISK.operations = None


def connect(path: str, **options: Any) -> apsw.Connection:
    """Open a database file on this disk."""
    return apsw.Connection(path, vfs=Disk.NAME, **options)
