"""WebP (RFC 9649): its chunks."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.detection.files.parts import Count, Cursor, Form, Part, UnreadError
from fourwalls.group.file_finding import Unread

MAGIC, KIND = b"RIFF", b"WEBP"
_FORMS = {b"EXIF": Form.EXIF, b"XMP ": Form.XMP}
_HEADER_BYTES = 8


def parts(data: bytes) -> Iterator[Part]:
    """The parts that may tell something. Raises ``UnreadError`` where it cannot be read on."""
    file = Cursor(data, len(MAGIC), little=True)
    file.skip(file.number(4))
    chunks = Cursor(data, _HEADER_BYTES + len(KIND), file.at, little=True)
    count = Count()
    while not chunks.over:
        count.one()
        kind, length = chunks.take(4), chunks.number(4)
        if kind in _FORMS:
            yield Part(_FORMS[kind], chunks.take(length))
        else:
            chunks.skip(length)
        chunks.skip(min(length % 2, chunks.end - chunks.at))
    if data[file.at :].strip(b"\0"):
        raise UnreadError(Unread.MORE_INSIDE)
