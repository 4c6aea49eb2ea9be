"""What a disk may hold after the power went away: of what was written since the last sync, anything.

What SQLite relies on (sqlite.org/atomiccommit.html) and no more than that: what was synced is there; a write touches
no byte outside itself; a folder's entries are as safe as the last sync of the folder. Everything else may have
happened or not, each 512-byte sector by itself and in any order; a sector may be half written; where a file grew and
its data did not come, there are zeros or noise. (Not what stood there before the file was last cut, unless asked for:
no journal survives the ghost of an earlier one, and a file system that shows such ghosts is unsafe for other reasons.)
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from tests.support.faulty_sqlite import Call, Operation

SECTOR: Final = 512
_JOURNAL: Final = "-journal"
_HALF_WRITTEN: Final = 0.03
"""How many of the sectors that come through are half written."""
_GROWN: Final = 0.1
"""How many of the pieces that are lost leave the file as long as if they had come."""

Filler = Callable[[int, int], bytes]
"""What stands between two places of a file that grew without its data."""


@dataclass(slots=True)
class Inode:
    """A file's data, under whatever name."""

    durable: bytes = b""
    pending: list[Operation] = field(default_factory=list)
    ghost: bytes = b""
    """What stood here before it was last cut to nothing."""

    def write(self, operation: Operation) -> None:
        """Something was written or cut off; it is not safe yet."""
        if operation.call is Call.TRUNCATE:
            self.ghost = max(self.ghost, self.seen(), key=len)
        self.pending.append(operation)

    def sync(self) -> None:
        """Everything is safe."""
        self.durable = self.seen()
        self.pending = []

    def seen(self) -> bytes:
        """Give what a program reads while the power is on."""
        content = bytearray(self.durable)
        for each in self.pending:
            _do(content, each, _zeros)
        return bytes(content)

    def ghosts(self, start: int, end: int) -> bytes:
        """Give what stood between two places once."""
        return self.ghost[start:end].ljust(end - start, b"\0")


class Platter:
    """What is safe and what is not, after each operation."""

    def __init__(self, *, journal_synced: bool = True, ghosts: bool = False) -> None:
        self._journal_synced = journal_synced
        """Off: the disk lies about syncs of the journal, for a control."""
        self._ghosts = ghosts
        """On: files that grow may show what they held before they were cut, for a control."""
        self._entries: dict[str, list[Inode | None]] = {}
        """For each name what it may stand for; the last is what the program sees."""
        self._fresh: set[str] = set()
        """Journals whose first sync will sync the folder."""

    @classmethod
    def holding(cls, files: dict[str, bytes]) -> Platter:
        """Begin with files that are safe."""
        platter = cls()
        platter._entries = {name: [Inode(data)] for name, data in files.items()}
        return platter

    def settle(self) -> None:
        """Everything is safe, as it is after some time."""
        for entries in self._entries.values():
            for inode in entries:
                if inode is not None:
                    inode.sync()
        self._sync_folder()

    def take(self, operation: Operation) -> None:
        """Do one operation."""
        name = operation.file
        entries = self._entries.setdefault(name, [None])
        if operation.call is Call.OPEN:
            if entries[-1] is None:
                entries.append(Inode())
            if name.endswith(_JOURNAL):
                self._fresh.add(name)
        elif operation.call is Call.DELETE:
            entries.append(None)
            if operation.offset:
                self._sync_folder()
        elif (inode := entries[-1]) is not None:
            self._write(inode, operation)

    def _write(self, inode: Inode, operation: Operation) -> None:
        if operation.call is not Call.SYNC:
            inode.write(operation)
        elif self._journal_synced or not operation.file.endswith(_JOURNAL):
            inode.sync()
            if operation.file in self._fresh:
                self._fresh.discard(operation.file)
                self._sync_folder()

    def _sync_folder(self) -> None:
        for entries in self._entries.values():
            del entries[:-1]

    def states(self, dice: random.Random, count: int) -> Iterator[dict[str, bytes]]:
        """Deal so many of the states in which this may be found again: the files by name."""
        for _ in range(count):
            whims = {
                name: (dice.choice(entries), Whim(dice, ghosts=self._ghosts)) for name, entries in self._entries.items()
            }
            yield {name: whim.left_of(inode) for name, (inode, whim) in whims.items() if inode is not None}


class Luck(Enum):
    """How many of the pieces come through."""

    NONE = auto()
    ALL = auto()
    SOME = auto()
    ALL_BUT_ONE = auto()
    ONE = auto()
    FIRST = auto()
    """Up to some moment, as a disk does that keeps the order."""


class Whim:
    """Decides for one file what comes through."""

    def __init__(self, dice: random.Random, *, ghosts: bool) -> None:
        self._dice = dice
        self._ghosts = ghosts
        self._luck = dice.choice(list(Luck))
        self._share = dice.choice((0.1, 0.5, 0.9))
        self._torn = dice.random() < 0.7

    def left_of(self, inode: Inode) -> bytes:
        """Give the file as it may be found."""
        pieces = list(self._pieces(inode.pending))
        through = self._through(len(pieces))
        content = bytearray(inode.durable)
        filler = self._filler(inode)
        for piece, comes in zip(pieces, through, strict=True):
            if comes:
                _do(content, self._perhaps_half(piece), filler)
            elif piece.call is Call.WRITE and self._dice.random() < _GROWN:
                _put(content, max(len(content), piece.offset + len(piece.data)), b"", filler)
        return bytes(content)

    def _filler(self, inode: Inode) -> Filler:
        if self._ghosts:
            return inode.ghosts
        return self._dice.choice((_zeros, lambda start, end: self._dice.randbytes(end - start)))

    def _through(self, count: int) -> Sequence[bool]:
        chosen = self._dice.randrange(count) if count else 0
        match self._luck:
            case Luck.NONE:
                return [False] * count
            case Luck.ALL:
                return [True] * count
            case Luck.SOME:
                return [self._dice.random() < self._share for _ in range(count)]
            case Luck.ALL_BUT_ONE:
                return [at != chosen for at in range(count)]
            case Luck.ONE:
                return [at == chosen for at in range(count)]
            case Luck.FIRST:
                return [at < chosen for at in range(count)]

    def _pieces(self, pending: Sequence[Operation]) -> Iterator[Operation]:
        for each in pending:
            if each.call is Call.TRUNCATE or not self._torn:
                yield each
                continue
            end = each.offset + len(each.data)
            at = each.offset
            while at < end:
                border = min(end, (at // SECTOR + 1) * SECTOR)
                yield Operation(each.call, each.file, at, each.data[at - each.offset : border - each.offset])
                at = border

    def _perhaps_half(self, piece: Operation) -> Operation:
        if piece.call is Call.WRITE and self._torn and self._dice.random() < _HALF_WRITTEN:
            return piece._replace(data=piece.data[: self._dice.randrange(len(piece.data) + 1)])
        return piece


def _do(content: bytearray, operation: Operation, filler: Filler) -> None:
    if operation.call is Call.WRITE:
        _put(content, operation.offset, operation.data, filler)
    elif operation.offset < len(content):
        del content[operation.offset :]
    else:
        _put(content, operation.offset, b"", filler)


def _put(content: bytearray, offset: int, data: bytes, filler: Filler) -> None:
    """Write; what lies between the end and the place is what the filler says."""
    if offset > len(content):
        content.extend(filler(len(content), offset))
    content[offset : offset + len(data)] = data


def _zeros(start: int, end: int) -> bytes:
    return bytes(end - start)
