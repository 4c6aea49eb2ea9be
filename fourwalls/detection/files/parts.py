"""What the readers share: the parts of a file that may tell something, the bounds, and a careful cursor."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from fourwalls.group.file_finding import Unread

MOST_BYTES = 32 << 20
"""Of a file. A phone's picture has 2 to 12 MiB."""
MOST_PART_BYTES = 4 << 20
"""Of one part, unpacked: the fields of one file are seldom more than some 100 KiB."""
MOST_PARTS_BYTES = 2 * MOST_PART_BYTES
"""Of all parts of one file: many could point to the same bytes."""
MOST_PARTS = 50_000
"""A picture in pieces of 4 KiB has 8,000."""


class UnreadError(Exception):
    """It cannot be read on. Holds the reason, and nothing of the file."""

    def __init__(self, reason: Unread) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Form(Enum):
    """How a part is written."""

    EXIF = auto()
    XMP = auto()
    AUTHOR = auto()
    """The plain words of an author field."""
    COPYRIGHT = auto()
    """The plain words of a field of rights."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part that may tell something. Its data stay out of its repr."""

    form: Form
    data: bytes = field(repr=False)


_NOBODY = frozenset(
    {"", "-", "admin", "anonymous", "author", "microsoft office user", "none", "unknown", "user", "windows user"}
)


def somebody(words: str) -> bool:
    """Whether a field is filled in with more than what programs write of their own."""
    return words.replace("\0", " ").strip().casefold() not in _NOBODY


class Cursor:
    """Reads on through bytes between two offsets. Whatever lies outside raises ``UnreadError``: truncated."""

    def __init__(self, data: bytes, at: int = 0, end: int | None = None, *, little: bool = False) -> None:
        self.data = data
        self.at = at
        self.end = len(data) if end is None else end
        self._order: str = "little" if little else "big"

    @property
    def over(self) -> bool:
        """Whether nothing is left."""
        return self.at >= self.end

    def skip(self, length: int) -> int:
        """Go on by so many bytes; where they begin."""
        start = self.at
        if start < 0 or length < 0 or start + length > self.end:
            raise UnreadError(Unread.TRUNCATED)
        self.at += length
        return start

    def take(self, length: int) -> bytes:
        """The next bytes, which are to be one part or less of one."""
        if length > MOST_PART_BYTES:
            raise UnreadError(Unread.TOO_LARGE)
        start = self.skip(length)
        return self.data[start : self.at]

    def number(self, length: int) -> int:
        """The next bytes as a number; of none it is 0."""
        return int.from_bytes(self.take(length), "little" if self._order == "little" else "big")

    def line(self) -> bytes:
        """The bytes up to the next NUL, which is passed over."""
        stop = self.data.find(b"\0", self.at, self.end)
        if stop < 0:
            raise UnreadError(Unread.TRUNCATED)
        words = self.take(stop - self.at)
        self.at += 1
        return words


class Count:
    """Ends what goes on for too long."""

    def __init__(self, most: int = MOST_PARTS) -> None:
        self._left = most

    def one(self) -> None:
        """One more. Raises ``UnreadError`` if it is one too many."""
        self._left -= 1
        if self._left < 0:
            raise UnreadError(Unread.TOO_DEEP)
