"""EXIF (CIPA DC-008): the few tags that may tell who somebody is.

Read here and not by Pillow: Pillow passes over what is damaged, so that a damaged position would count as none, and
copies every value, of which a hostile file can have 20,000 that overlap. Only the values of these tags are read here.
"""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.detection.files.parts import Cursor, UnreadError, somebody
from fourwalls.group.file_finding import FileDetail, Unread

_ORDERS = {b"II*\0": True, b"MM\0*": False}
_EXIF_IFD, _GPS_IFD = 0x8769, 0x8825
_XP_AUTHOR = 0x9C9D
"""Windows writes it, in UTF-16."""
_WORDS = {
    0x013B: FileDetail.AUTHOR,  # Artist
    _XP_AUTHOR: FileDetail.AUTHOR,
    0x8298: FileDetail.COPYRIGHT,
    0xA430: FileDetail.OWNER,  # CameraOwnerName
    0xA431: FileDetail.CAMERA_SERIAL,  # BodySerialNumber
    0xA435: FileDetail.CAMERA_SERIAL,  # LensSerialNumber
    0xC62F: FileDetail.CAMERA_SERIAL,  # CameraSerialNumber, of DNG
}
_PLACES = (2, 4, 20, 22)
"""Latitude and longitude, of the camera and of what it looks at."""
_RATIONAL_BYTES = 8
_INLINE_BYTES = 4
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 129: 1}
"""Bytes of one value, by its type. 129 is UTF-8, since EXIF 3.0."""
Values = dict[int, bytes]


def read(data: bytes) -> Iterator[FileDetail]:
    """What these fields tell. Raises ``UnreadError`` where they are damaged."""
    data = data.removeprefix(b"Exif\0\0")
    little = _ORDERS.get(data[:4])
    if little is None:
        raise UnreadError(Unread.MALFORMED)
    start = Cursor(data, 4, little=little).number(4)
    main = _directory(data, start, {*_WORDS, _EXIF_IFD, _GPS_IFD}, little=little)
    yield from _told(main)
    if _GPS_IFD in main:
        yield from _placed(_directory(data, _pointer(main[_GPS_IFD], little=little), _PLACES, little=little))
    if _EXIF_IFD in main:
        yield from _told(_directory(data, _pointer(main[_EXIF_IFD], little=little), _WORDS, little=little))


def _pointer(value: bytes, *, little: bool) -> int:
    return Cursor(value, little=little).number(4)


def _directory(
    data: bytes, start: int, wanted: set[int] | dict[int, FileDetail] | tuple[int, ...], *, little: bool
) -> Values:
    entries = Cursor(data, start, little=little)
    values: Values = {}
    for _ in range(entries.number(2)):
        tag, kind, count = entries.number(2), entries.number(2), entries.number(4)
        place = entries.skip(_INLINE_BYTES)
        if tag not in wanted:
            continue
        if kind not in _SIZES or tag in values:  # a second one: another reader could take the other
            raise UnreadError(Unread.MALFORMED)
        length = _SIZES[kind] * count
        if length > _INLINE_BYTES:
            place = Cursor(data, place, little=little).number(4)
        values[tag] = Cursor(data, place).take(length)
    return values


def _told(values: Values) -> Iterator[FileDetail]:
    for tag, kind in _WORDS.items():
        if tag in values and somebody(values[tag].decode("utf-16-le" if tag == _XP_AUTHOR else "utf-8", "replace")):
            yield kind


def _placed(values: Values) -> Iterator[FileDetail]:
    """A position. Cameras without one write zeros."""
    for value in values.values():
        if len(value) % _RATIONAL_BYTES:
            raise UnreadError(Unread.MALFORMED)
        numbers = [value[at : at + 4] for at in range(0, len(value), 4)]
        if any(any(top) and any(bottom) for top, bottom in zip(numbers[::2], numbers[1::2], strict=True)):
            yield FileDetail.POSITION
            return
