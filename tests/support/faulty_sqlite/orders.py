"""What goes wrong with the disk, told from outside by a small file that is read anew whenever it changes."""

from __future__ import annotations

import json
import os
import random
import threading
from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Self

FULL = "full"


class Call(StrEnum):
    """What SQLite asks of a file system."""

    OPEN = "open"
    READ = "read"
    WRITE = "write"
    TRUNCATE = "truncate"
    SYNC = "sync"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Orders:
    """What is to go wrong; without anything, nothing."""

    free_bytes: int | None = None
    """How far files may still grow before the disk is full; what is cut off or deleted is free again."""
    fail: tuple[Call, ...] = ()
    """Which calls fail with an I/O error (opening: with "unable to open")."""
    chance: float = 1.0
    """How likely each of these is to fail."""
    skip: int = 0
    """How many of these succeed first."""
    times: int | None = None
    """How many fail at most."""
    seed: int = 0
    """What chance is dealt from."""

    def give(self, file: Path) -> None:
        """Write the orders where a disk reads them, in one step. Counting begins anew."""
        fresh = file.with_name(f"{file.name}.new")
        fresh.write_text(json.dumps(asdict(self)))
        fresh.replace(file)

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read orders."""
        given = json.loads(file.read_text())
        return cls(**{**given, "fail": tuple(Call(each) for each in given["fail"])})


def inflicted(file: Path) -> Counter[str]:
    """Count what went wrong by the orders in this file so far: ``full``, and calls by their names."""
    log = _log(file)
    return Counter(log.read_text().split()) if log.exists() else Counter()


class Trouble:
    """Carries orders out. One for all files of a disk, in any thread."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._free: int | None = None
        self._take(Orders())

    def strikes(self, call: Call) -> bool:
        """Say whether this call is to fail now."""
        with self._lock:
            self._look()
            if call not in self._orders.fail or self._left == 0:
                return False
            self._seen += 1
            if self._seen <= self._orders.skip or self._dice.random() >= self._orders.chance:
                return False
            if self._left is not None:
                self._left -= 1
            self._tell(call)
            return True

    def room_for(self, growth: int) -> int:
        """Say how many of the bytes that a file is to grow by there is room for, and take it."""
        with self._lock:
            self._look()
            if self._free is None:
                return growth
            room = min(growth, self._free)
            self._free -= room
            if room < growth:
                self._tell(FULL)
            return room

    def give_back(self, size: int) -> None:
        """Make room for so many bytes more."""
        with self._lock:
            self._free = None if self._free is None else self._free + size

    def _look(self) -> None:
        try:
            now = os.stat(self._file)  # noqa: PTH116 - asked before every read and write: this is the cheapest way
        except FileNotFoundError:
            return
        if (now.st_mtime_ns, now.st_ino) != self._stamp:
            self._stamp = (now.st_mtime_ns, now.st_ino)
            self._take(Orders.read(self._file))

    def _take(self, orders: Orders) -> None:
        self._orders = orders
        self._free = orders.free_bytes
        self._left = orders.times
        self._seen = 0
        self._dice = random.Random(orders.seed)  # noqa: S311 - repeatable chance, not a secret

    def _tell(self, what: str) -> None:
        with _log(self._file).open("a") as log:
            log.write(f"{what}\n")


def _log(file: Path) -> Path:
    return file.with_name(f"{file.name}.log")
