"""A disk that fails by orders, under the very SQLite that the bots use.

SQLite's own file system has a table of the system calls that it makes, which may be replaced: its makers test it in
this way. The bots' process does so at its start (``FailingDisk``); another process says what goes wrong, and reads
how often it did, through a file that both have mapped (``DiskOrders``). Only SQLite's calls fail; logs and locks
are written as ever.
"""

from __future__ import annotations

import _sqlite3
import ctypes
import errno
import mmap
import os
import random
import struct
from collections import Counter
from pathlib import Path
from typing import Any, Final

from tests.proof.troubles import DiskFault

ORDERS: Final = "FOURWALLS_PROOF_DISK"
"""The environment variable that names the file."""
_HIT = {DiskFault.FULL: 1.0, DiskFault.WRITE: 0.3, DiskFault.READ: 0.1, DiskFault.COMMIT: 0.5}
"""How many of the calls within a fault suffer it; a full disk stays full."""
_KINDS: Final = tuple(DiskFault)
_COUNT: Final = struct.Struct("<Q")
_SIZE: Final = _COUNT.size * (1 + len(_KINDS))
"""Which fault there is (0: none), then how often each struck."""
_POINTER: Final = ctypes.c_void_p
_FIELDS_BEFORE: Final = ("pNext", "zName", "pAppData", "xOpen", "xDelete", "xAccess", "xFullPathname")
_FIELDS: Final = ("xDlOpen", "xDlError", "xDlSym", "xDlClose", "xRandomness", "xSleep", "xCurrentTime", "xGetLastError")
_SET: Final = ctypes.CFUNCTYPE(ctypes.c_int, _POINTER, ctypes.c_char_p, _POINTER)
_GET: Final = ctypes.CFUNCTYPE(_POINTER, _POINTER, ctypes.c_char_p)
_AT: Final = ctypes.CFUNCTYPE(
    ctypes.c_ssize_t, ctypes.c_int, _POINTER, ctypes.c_size_t, ctypes.c_longlong, use_errno=True
)
_CUT: Final = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_longlong, use_errno=True)

_KEPT: Final[list[Any]] = []
"""Callbacks that SQLite holds, and that Python must never let go of."""


class NoSuchDiskError(Exception):
    """The SQLite of this Python lets nobody under it."""


class DiskOrders:
    """What goes wrong with the disk, and how often it has: the same file seen from both processes."""

    def __init__(self, file: Path) -> None:
        self.file = file
        if not file.exists():
            file.write_bytes(bytes(_SIZE))
        with file.open("r+b") as opened:
            self._map = mmap.mmap(opened.fileno(), _SIZE)

    def begin(self, fault: DiskFault) -> None:
        """From now on."""
        self._write(0, _KINDS.index(fault) + 1)

    def end(self) -> None:
        """The disk is sound again."""
        self._write(0, 0)

    @property
    def now(self) -> DiskFault | None:
        """What goes wrong now."""
        at = self._read(0)
        return _KINDS[at - 1] if at else None

    @property
    def struck(self) -> Counter[DiskFault]:
        """How often each has happened."""
        return Counter({kind: self._read(1 + at) for at, kind in enumerate(_KINDS)})

    def count(self, fault: DiskFault) -> None:
        """It happened once more."""
        at = 1 + _KINDS.index(fault)
        self._write(at, self._read(at) + 1)

    def _read(self, at: int) -> int:
        return int(_COUNT.unpack_from(self._map, at * _COUNT.size)[0])

    def _write(self, at: int, value: int) -> None:
        _COUNT.pack_into(self._map, at * _COUNT.size, value)


class _Vfs(ctypes.Structure):
    """``sqlite3_vfs``, version 3, of which nothing but the last lines matters here."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("iVersion", "szOsFile", "mxPathname")),
        *((name, _POINTER) for name in (*_FIELDS_BEFORE, *_FIELDS, "xCurrentTimeInt64")),
        ("xSetSystemCall", _SET),
        ("xGetSystemCall", _GET),
    )


class FailingDisk:
    """Puts itself under the SQLite of this process."""

    def __init__(self, orders: DiskOrders) -> None:
        self._orders = orders
        self._dice = random.Random(os.getpid())  # noqa: S311 - chance, not a secret
        self._at, self._vfs = _default_vfs()

    def install(self) -> None:
        """From now on SQLite's calls pass through here."""
        write, read = self._call("pwrite64", "pwrite"), self._call("pread64", "pread")
        self._pwrite, self._pread, self._ftruncate = _AT(write[1]), _AT(read[1]), _CUT(self._call("ftruncate")[1])
        self._put(write[0], _AT(self._on_write))
        self._put(read[0], _AT(self._on_read))
        self._put(b"ftruncate", _CUT(self._on_cut))

    def _call(self, *names: str) -> tuple[bytes, int]:
        for name in names:
            found = self._vfs.xGetSystemCall(self._at, name.encode())
            if found:
                return name.encode(), int(found)
        raise NoSuchDiskError(f"this SQLite does not make the system call {names[0]}")

    def _put(self, name: bytes, callback: Any) -> None:
        _KEPT.append(callback)
        if self._vfs.xSetSystemCall(self._at, name, ctypes.cast(callback, _POINTER)) != 0:
            raise NoSuchDiskError(f"this SQLite keeps its system call {name.decode()}")

    def _on_write(self, file: int, buffer: int, size: int, offset: int) -> int:
        if self._strikes(DiskFault.WRITE):
            return _failed(errno.EIO)
        if self._orders.now is DiskFault.FULL and (room := os.fstat(file).st_size - offset) < size:
            if room <= 0:
                self._orders.count(DiskFault.FULL)
                return _failed(errno.ENOSPC)
            size = room  # what fits is written, and the next call is told
        return int(self._pwrite(file, buffer, size, offset))

    def _on_read(self, file: int, buffer: int, size: int, offset: int) -> int:
        return _failed(errno.EIO) if self._strikes(DiskFault.READ) else int(self._pread(file, buffer, size, offset))

    def _on_cut(self, file: int, size: int) -> int:
        return _failed(errno.EIO) if self._strikes(DiskFault.COMMIT) else int(self._ftruncate(file, size))

    def _strikes(self, fault: DiskFault) -> bool:
        strikes = self._orders.now is fault and self._dice.random() < _HIT[fault]
        if strikes:
            self._orders.count(fault)
        return strikes


def _failed(why: int) -> int:
    ctypes.set_errno(why)
    return -1


def _default_vfs() -> tuple[int, _Vfs]:
    library = ctypes.CDLL(_sqlite3.__file__) if hasattr(_sqlite3, "__file__") else ctypes.CDLL(None)
    try:
        find = library.sqlite3_vfs_find
    except AttributeError:
        raise NoSuchDiskError("the SQLite in this Python cannot be reached") from None
    find.restype, find.argtypes = _POINTER, [ctypes.c_char_p]
    at = int(find(None))
    return at, _Vfs.from_address(at)
