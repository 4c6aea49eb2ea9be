"""Looks into a file for what its fields tell."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fourwalls.detection.files import exif, heic, jpeg, pdf, png, webp, xmp
from fourwalls.detection.files.parts import MOST_BYTES, MOST_PARTS_BYTES, Form, Part, UnreadError, somebody
from fourwalls.group.file_finding import FileDetail, FileFindings, Unread

Reader = Callable[[bytes], Iterator[Part]]

_READERS: dict[str, Reader] = {
    "image/jpeg": jpeg.parts,
    "image/png": png.parts,
    "image/webp": webp.parts,
    "image/heic": heic.parts,
    "application/pdf": pdf.parts,
}
_ALSO_CALLED = {
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/apng": "image/png",
    "image/heif": "image/heic",
    "image/avif": "image/heic",
    "image/heic-sequence": "image/heic",
    "image/heif-sequence": "image/heic",
    "application/x-pdf": "application/pdf",
}
_ANYTHING = frozenset({"", "application/octet-stream"})
_PLAIN = {Form.AUTHOR: FileDetail.AUTHOR, Form.COPYRIGHT: FileDetail.COPYRIGHT}


def look_into(data: bytes, declared_type: str) -> FileFindings:
    """What the fields of a file tell of people. Never raises; what it could not read, it says.

    Every step is bounded by the file's size, except of a PDF, which pypdf reads: ask a process with a deadline.

    Args:
        data: the whole file, decrypted.
        declared_type: what its sender says it is, for example ``image/jpeg``; empty if they say nothing.
    """
    if len(data) > MOST_BYTES:
        return FileFindings(unread=Unread.TOO_LARGE)
    said = _plain_type(declared_type)
    really = _real_type(data)
    if really is None:
        known = said in _READERS
        return FileFindings(unread=Unread.NOT_AS_CLAIMED if known else Unread.UNKNOWN)
    kinds, unread = _read(_READERS[really](data))
    if said != really and said not in _ANYTHING:
        unread = Unread.NOT_AS_CLAIMED
    return FileFindings(frozenset(kinds), unread)


def _plain_type(declared: str) -> str:
    plain = declared.partition(";")[0].strip().lower()
    return _ALSO_CALLED.get(plain, plain)


def _real_type(data: bytes) -> str | None:
    """What a file is by its first bytes, whatever it is called."""
    if data.startswith(jpeg.MAGIC):
        return "image/jpeg"
    if data.startswith(png.MAGIC):
        return "image/png"
    if data.startswith(webp.MAGIC) and data[8:12] == webp.KIND:
        return "image/webp"
    if data[4:8] == b"ftyp" and data[8:12] in heic.BRANDS:
        return "image/heic"
    return "application/pdf" if pdf.MAGIC in data[: pdf.MAGIC_WITHIN] else None


def _read(parts: Iterator[Part]) -> tuple[set[FileDetail], Unread | None]:
    """What all parts tell. One that cannot be read does not keep the others from it."""
    kinds: set[FileDetail] = set()
    unread: Unread | None = None
    left = MOST_PARTS_BYTES
    try:
        for part in parts:
            left -= len(part.data)
            if left < 0:
                raise UnreadError(Unread.TOO_LARGE)  # noqa: TRY301 - the end of a part is the same whoever finds it
            told = _read_part(part, kinds)
            unread = unread or told
    except UnreadError as error:
        unread = unread or error.reason
    except RecursionError:
        unread = unread or Unread.TOO_DEEP
    except MemoryError:
        unread = unread or Unread.TOO_LARGE
    return kinds, unread


def _read_part(part: Part, kinds: set[FileDetail]) -> Unread | None:
    if part.form in _PLAIN:
        if somebody(part.data.decode("utf-8", "replace")):
            kinds.add(_PLAIN[part.form])
        return None
    try:
        for kind in exif.read(part.data) if part.form is Form.EXIF else xmp.read(part.data):
            kinds.add(kind)
    except UnreadError as error:
        return error.reason
    return None
