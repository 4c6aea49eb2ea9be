"""JPEG (ITU-T T.81): the segments, passing over the picture itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fourwalls.detection.files.parts import Count, Cursor, Form, Part, UnreadError
from fourwalls.group.file_finding import Unread

MAGIC = b"\xff\xd8\xff"
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length."""
_MARK, _END, _SCAN, _APP1, _APP13 = 0xFF, 0xD9, 0xDA, 0xE1, 0xED
_AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
"""What ends the picture's own bytes: a marker that is neither a stuffed 0xFF nor a restart."""
_EXIF, _XMP = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
_MORE_XMP = b"http://ns.adobe.com/xmp/extension/\0"
_GUID_BYTES = 32
_MOST_PIECES = 128
"""Each has nearly 64 KiB, so that is more than is read of one part."""
_PHOTOSHOP = b"Photoshop 3.0\0"
_IPTC = 0x0404
_IPTC_WORDS = {(2, 80): Form.AUTHOR, (2, 110): Form.AUTHOR, (2, 116): Form.COPYRIGHT}
"""By-line, credit and copyright notice of IPTC-IIM."""
_IPTC_MARK = 0x1C
_IPTC_LONG = 0x8000


def parts(data: bytes) -> Iterator[Part]:
    """The parts that may tell something. Raises ``UnreadError`` where it cannot be read on."""
    cursor = Cursor(data, len(MAGIC) - 1)
    more: dict[tuple[bytes, int], dict[int, bytes]] = {}
    for marker, body in _segments(cursor):
        if marker == _APP1 and body.startswith(_EXIF):
            yield Part(Form.EXIF, body)
        elif marker == _APP1 and body.startswith(_XMP):
            yield Part(Form.XMP, body.removeprefix(_XMP))
        elif marker == _APP1 and body.startswith(_MORE_XMP):
            _keep(Cursor(body, len(_MORE_XMP)), more)
        elif marker == _APP13 and body.startswith(_PHOTOSHOP):
            yield from _photoshop(Cursor(body, len(_PHOTOSHOP)))
    for (_, length), pieces in more.items():
        yield Part(Form.XMP, _joined(pieces, length))
    if data[cursor.at :].strip(b"\0"):
        raise UnreadError(Unread.MORE_INSIDE)


def _segments(cursor: Cursor) -> Iterator[tuple[int, bytes]]:
    count = Count()
    while (marker := _marker(cursor)) != _END:
        count.one()
        if marker in _ALONE:
            continue
        length = cursor.number(2) - 2  # it counts its own two bytes
        if length < 0:
            raise UnreadError(Unread.MALFORMED)
        yield marker, cursor.take(length)
        if marker == _SCAN:
            after = _AFTER_SCAN.search(cursor.data, cursor.at)
            if after is None:
                raise UnreadError(Unread.TRUNCATED)
            cursor.at = after.end() - 2


def _marker(cursor: Cursor) -> int:
    if cursor.number(1) != _MARK:
        raise UnreadError(Unread.MALFORMED)
    while (marker := cursor.number(1)) == _MARK:  # any number of them may stand before a marker
        pass
    return marker


def _keep(piece: Cursor, more: dict[tuple[bytes, int], dict[int, bytes]]) -> None:
    """XMP that is longer than a segment comes in pieces: whose they are, length of the whole, place of this one."""
    pieces = more.setdefault((piece.take(_GUID_BYTES), piece.number(4)), {})
    place = piece.number(4)
    pieces[place] = piece.take(piece.end - piece.at)
    if len(pieces) > _MOST_PIECES:
        raise UnreadError(Unread.TOO_DEEP)


def _joined(pieces: dict[int, bytes], length: int) -> bytes:
    packet = b""
    for place in sorted(pieces):
        if place != len(packet):
            raise UnreadError(Unread.TRUNCATED)
        packet += pieces[place]
    if len(packet) != length:
        raise UnreadError(Unread.TRUNCATED)
    return packet


def _photoshop(resources: Cursor) -> Iterator[Part]:
    """Photoshop's image resources, one of which holds IPTC-IIM."""
    while not resources.over:
        if resources.take(4) != b"8BIM":
            raise UnreadError(Unread.MALFORMED)
        kind = resources.number(2)
        name = resources.number(1)
        resources.skip(name + (name + 1) % 2)  # with its length it is padded to an even number, as the data are
        body = resources.take(resources.number(4))
        resources.skip(min(len(body) % 2, resources.end - resources.at))
        if kind == _IPTC:
            yield from _iptc(Cursor(body))


def _iptc(sets: Cursor) -> Iterator[Part]:
    while not sets.over and sets.number(1) == _IPTC_MARK:  # what comes behind the last one is padding
        which = (sets.number(1), sets.number(1))
        length = sets.number(2)
        if length >= _IPTC_LONG:
            raise UnreadError(Unread.TOO_LARGE)
        words = sets.take(length)
        if which in _IPTC_WORDS:
            yield Part(_IPTC_WORDS[which], words)
