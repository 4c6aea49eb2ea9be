"""PNG (third edition): its chunks, of which only those of words and fields are unpacked."""

from __future__ import annotations

import binascii
import zlib
from collections.abc import Iterator

from fourwalls.detection.files.parts import MOST_PART_BYTES, Count, Cursor, Form, Part, UnreadError
from fourwalls.group.file_finding import Unread

MAGIC = b"\x89PNG\r\n\x1a\n"
_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_WORDS = {b"author": Form.AUTHOR, b"artist": Form.AUTHOR, b"copyright": Form.COPYRIGHT, b"xml:com.adobe.xmp": Form.XMP}
_PROFILES = {
    b"raw profile type exif": Form.EXIF,
    b"raw profile type app1": Form.EXIF,
    b"raw profile type xmp": Form.XMP,
}
"""How ImageMagick writes them: name, length, and the bytes in hexadecimal."""


def parts(data: bytes) -> Iterator[Part]:
    """The parts that may tell something. Raises ``UnreadError`` where it cannot be read on."""
    cursor = Cursor(data, len(MAGIC))
    count = Count()
    kind = b""
    while kind != b"IEND":
        count.one()
        length = cursor.number(4)
        kind = cursor.take(4)
        if kind == b"eXIf" or kind in _TEXTS:
            body = cursor.take(length)
            if zlib.crc32(kind + body) != cursor.number(4):
                raise UnreadError(Unread.MALFORMED)
            yield from [Part(Form.EXIF, body)] if kind == b"eXIf" else _text(kind, Cursor(body))
        else:
            cursor.skip(length + 4)
    if data[cursor.at :].strip(b"\0"):
        raise UnreadError(Unread.MORE_INSIDE)


def _text(kind: bytes, body: Cursor) -> Iterator[Part]:
    name = body.line().lower()
    if name not in _WORDS and name not in _PROFILES:
        return
    packed = kind == b"zTXt"
    if kind == b"iTXt":
        packed = bool(body.number(1))
    if kind != b"tEXt":
        body.skip(1)  # the method: there is but one
    if kind == b"iTXt":
        body.line()  # the language
        body.line()  # the name in that language
    words = body.take(body.end - body.at)
    if packed:
        words = _unpacked(words)
    yield Part(_WORDS[name], words) if name in _WORDS else _profile(_PROFILES[name], words)


def _unpacked(words: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(words, MOST_PART_BYTES + 1)
    except zlib.error:
        raise UnreadError(Unread.MALFORMED) from None
    if len(unpacked) > MOST_PART_BYTES:
        raise UnreadError(Unread.TOO_LARGE)
    if not unpacker.eof:
        raise UnreadError(Unread.TRUNCATED)
    return unpacked


def _profile(form: Form, words: bytes) -> Part:
    lines = words.strip().split(b"\n", 2)
    try:
        body = binascii.unhexlify(b"".join(lines[2].split()))
    except (IndexError, binascii.Error):
        raise UnreadError(Unread.MALFORMED) from None
    xmp = b"http://ns.adobe.com/xap/1.0/\0"
    return Part(Form.XMP, body.removeprefix(xmp)) if body.startswith(xmp) else Part(form, body)
