"""HEIC and AVIF (ISO/IEC 23008-12): the boxes that say where fields stand; no picture is opened.

Read here and not by libheif: that is a decoder of video with a history of faults, and this asks for no pixel.
"""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.detection.files.parts import MOST_PART_BYTES, Count, Cursor, Form, Part, UnreadError
from fourwalls.group.file_finding import Unread

BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"mif2", b"msf1", b"avif", b"avis"})
_OF_A_PICTURE = frozenset({b"ftyp", b"meta", b"mdat", b"free", b"skip"})
_TO_THE_END, _LONG = 0, 1
_BOX_BYTES, _LONG_BOX_BYTES = 8, 16
_FULL_BYTES = 4
"""Version and flags, before the contents of a "full" box."""
_ONCE = frozenset({b"iinf", b"iloc", b"idat"})
_IN_FILE, _IN_IDAT = 0, 1
_XMP_TYPE = b"application/rdf+xml"
Box = tuple[bytes, Cursor]
Extent = tuple[int, int]


def parts(data: bytes) -> Iterator[Part]:
    """The parts that may tell something. Raises ``UnreadError`` where it cannot be read on."""
    count = Count()
    more = met = False
    for kind, body in _boxes(Cursor(data), count):
        more = more or kind not in _OF_A_PICTURE
        if kind == b"meta":
            met = True
            yield from _meta(data, body, count)
    if not met:
        raise UnreadError(Unread.TRUNCATED)
    if more:
        raise UnreadError(Unread.MORE_INSIDE)


def _boxes(inside: Cursor, count: Count) -> Iterator[Box]:
    while not inside.over:
        count.one()
        start = inside.at
        length, kind = inside.number(4), inside.take(4)
        header = _BOX_BYTES
        if length == _LONG:
            length, header = inside.number(8), _LONG_BOX_BYTES
        elif length == _TO_THE_END:
            length = inside.end - start
        if length < header:
            raise UnreadError(Unread.MALFORMED)
        inside.skip(length - header)
        yield kind, Cursor(inside.data, start + header, inside.at)


def _meta(data: bytes, body: Cursor, count: Count) -> Iterator[Part]:
    body.skip(_FULL_BYTES)
    inside: dict[bytes, Cursor] = {}
    for kind, box in _boxes(body, count):
        if kind in inside and kind in _ONCE:  # another reader could take the other one
            raise UnreadError(Unread.MALFORMED)
        inside[kind] = box
    if b"iinf" not in inside:
        return
    forms = dict(_items(inside[b"iinf"], count))
    if not forms:
        return
    if b"iloc" not in inside:
        raise UnreadError(Unread.MALFORMED)
    for item, method, extents in _places(inside[b"iloc"], count):
        if item in forms:
            store = {_IN_FILE: Cursor(data), _IN_IDAT: inside.get(b"idat")}.get(method)
            yield _part(forms.pop(item), store, extents)
    if forms:
        raise UnreadError(Unread.TRUNCATED)


def _items(box: Cursor, count: Count) -> Iterator[tuple[int, Form]]:
    """Which items are fields: their numbers and forms."""
    box.skip(2 if _version(box) == 0 else 4)  # how many there are
    for kind, entry in _boxes(box, count):
        version = _version(entry)
        if kind != b"infe" or version < 2:  # noqa: PLR2004 - older ones know no kinds of item
            continue
        item = entry.number(2 if version == 2 else 4)  # noqa: PLR2004 - as above
        locked, form = entry.number(2), entry.take(4)
        if form not in {b"Exif", b"mime"}:
            continue
        entry.line()  # its name
        if form == b"Exif" or entry.line() == _XMP_TYPE:
            if locked:
                raise UnreadError(Unread.LOCKED)
            yield item, Form.EXIF if form == b"Exif" else Form.XMP


def _places(box: Cursor, count: Count) -> Iterator[tuple[int, int, list[Extent]]]:
    """Where each item stands: its number, how that is counted, and (offset, length) of its pieces."""
    version = _version(box)
    sizes = box.number(2)
    offset_bytes, length_bytes, base_bytes, index_bytes = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    for _ in range(box.number(4 if version > 1 else 2)):
        count.one()
        item = box.number(4 if version > 1 else 2)
        method = box.number(2) & 15 if version else _IN_FILE
        if box.number(2):  # in another file
            raise UnreadError(Unread.MALFORMED)
        base = box.number(base_bytes)
        extents = []
        for _ in range(box.number(2)):
            count.one()
            box.skip(index_bytes if version else 0)
            extents.append((base + box.number(offset_bytes), box.number(length_bytes)))
        yield item, method, extents


def _part(form: Form, store: Cursor | None, extents: list[Extent]) -> Part:
    if store is None:
        raise UnreadError(Unread.MALFORMED)
    start, pieces, left = store.at, [], MOST_PART_BYTES
    for offset, length in extents:
        store.at = start + offset
        pieces.append(store.take(length or store.end - store.at))  # a length of 0: to the end
        left -= len(pieces[-1])
        if left < 0:
            raise UnreadError(Unread.TOO_LARGE)
    store.at, whole = start, b"".join(pieces)
    if form is Form.EXIF:
        exif = Cursor(whole)
        exif.skip(exif.number(4))  # so far in front of the fields
        whole = exif.take(exif.end - exif.at)
    return Part(form, whole)


def _version(box: Cursor) -> int:
    version = box.number(1)
    box.skip(_FULL_BYTES - 1)
    return version
