"""XMP (ISO 16684-1): names and positions among the properties of a packet, read as it streams by; no tree is built."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from fourwalls.detection.files.parts import UnreadError, somebody
from fourwalls.group.file_finding import FileDetail, Unread

_DEEPEST = 200
_DC, _TIFF = "http://purl.org/dc/elements/1.1/", "http://ns.adobe.com/tiff/1.0/"
_EXIF, _EXIF_EX = "http://ns.adobe.com/exif/1.0/", "http://cipa.jp/exif/1.0/"
_AUX, _RIGHTS = "http://ns.adobe.com/exif/1.0/aux/", "http://ns.adobe.com/xap/1.0/rights/"
_PDF, _PLUS = "http://ns.adobe.com/pdf/1.3/", "http://ns.useplus.org/ldf/xmp/1.0/"
_PROPERTIES = {
    f"{{{space}}}{name}": kind
    for space, name, kind in (
        (_DC, "creator", FileDetail.AUTHOR),
        (_DC, "contributor", FileDetail.AUTHOR),
        (_DC, "rights", FileDetail.COPYRIGHT),
        (_TIFF, "Artist", FileDetail.AUTHOR),
        (_TIFF, "Copyright", FileDetail.COPYRIGHT),
        (_EXIF, "GPSLatitude", FileDetail.POSITION),
        (_EXIF, "GPSLongitude", FileDetail.POSITION),
        (_EXIF, "GPSDestLatitude", FileDetail.POSITION),
        (_EXIF, "GPSDestLongitude", FileDetail.POSITION),
        (_EXIF_EX, "CameraOwnerName", FileDetail.OWNER),
        (_EXIF_EX, "BodySerialNumber", FileDetail.CAMERA_SERIAL),
        (_EXIF_EX, "LensSerialNumber", FileDetail.CAMERA_SERIAL),
        (_AUX, "OwnerName", FileDetail.OWNER),
        (_AUX, "SerialNumber", FileDetail.CAMERA_SERIAL),
        (_AUX, "LensSerialNumber", FileDetail.CAMERA_SERIAL),
        (_RIGHTS, "Owner", FileDetail.OWNER),
        (_PDF, "Author", FileDetail.AUTHOR),
        (_PLUS, "CopyrightOwner", FileDetail.COPYRIGHT),
    )
}


def read(data: bytes) -> Iterator[FileDetail]:
    """What these properties tell. Raises ``UnreadError`` for what is no XML, declares entities, or is too deep."""
    properties = _Properties()
    parser = DefusedXMLParser(target=properties, forbid_dtd=True)
    broken: UnreadError | None = None
    try:
        parser.feed(data.strip(b" \t\r\n\0"))
        parser.close()
    except (ParseError, DefusedXmlException, ValueError, LookupError):  # the last two: encodings
        broken = UnreadError(Unread.MALFORMED)
    except UnreadError as error:
        broken = error
    yield from sorted(properties.found)
    if broken is not None:
        raise broken


class _Properties:
    """Hears elements begin and end. Words count for every property that they stand in."""

    def __init__(self) -> None:
        self.found: set[FileDetail] = set()
        self._depth = 0
        self._open: list[tuple[int, FileDetail, list[str]]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise UnreadError(Unread.TOO_DEEP)
        if tag in _PROPERTIES:
            self._open.append((self._depth, _PROPERTIES[tag], []))
        for name, words in attributes.items():
            if name in _PROPERTIES and somebody(words):
                self.found.add(_PROPERTIES[name])

    def data(self, words: str) -> None:
        for _, _, heard in self._open:
            heard.append(words)

    def end(self, tag: str) -> None:  # noqa: ARG002 - the parser hands it over
        if self._open and self._open[-1][0] == self._depth:
            _, kind, heard = self._open.pop()
            if somebody("".join(heard)):
                self.found.add(kind)
        self._depth -= 1

    def close(self) -> None:
        """The parser asks for it."""
