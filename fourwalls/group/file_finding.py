"""What a file tells beside what it shows: kinds only, never the values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FileDetail(StrEnum):
    """What stands in a file's own fields and may say who somebody is."""

    POSITION = "position"
    """Where the picture was taken."""
    AUTHOR = "author"
    """Who made it: artist, creator, author."""
    OWNER = "owner"
    """Whose camera, or whose work, it is."""
    COPYRIGHT = "copyright"
    """Who holds the rights."""
    CAMERA_SERIAL = "camera_serial"
    """The number of one very camera or lens, the same in all of its pictures."""


class Unread(StrEnum):
    """Why a file, or a part of it, was not read. Such a file is never taken for one that tells nothing."""

    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    """Nested too deeply, or made of too many parts."""
    TOO_SLOW = "too_slow"
    """No answer in time, or what read it broke down."""
    NOT_AS_CLAIMED = "not_as_claimed"
    """Another kind of file than it is said to be. What it really is was read all the same, if it could be."""
    TRUNCATED = "truncated"
    MALFORMED = "malformed"
    """Against the rules of its own format."""
    LOCKED = "locked"
    """Only a password opens it."""
    MORE_INSIDE = "more_inside"
    """More stands in it than a picture, for example the short film of a phone."""
    UNKNOWN = "unknown"
    """A kind of file that is not read."""


@dataclass(frozen=True, slots=True)
class FileFindings:
    """What a file was found to tell. It may tell something *and* not have been read to its end."""

    kinds: frozenset[FileDetail] = frozenset()
    unread: Unread | None = None
    """The first reason for which not all of it was read."""

    @property
    def clean(self) -> bool:
        """Whether it was read to its end and none of the fields that are looked at tells anything."""
        return not self.kinds and self.unread is None
