"""Files that tell something, made by Pillow and pypdf or byte by byte: what reads them is not what wrote them."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Mapping

from PIL import Image, PngImagePlugin
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

NAME = "Philippa Arkwright"
SERIAL = "0123456789"
ARTIST, COPYRIGHT, OWNER, BODY_SERIAL, EXIF_IFD, GPS_IFD = 0x013B, 0x8298, 0xA430, 0xA431, 0x8769, 0x8825
YORK = {1: "N", 2: (53.0, 57.0, 30.0), 3: "W", 4: (1.0, 4.0, 55.0)}
EVERYTHING = {"position", "author", "owner", "copyright", "camera_serial"}


def exif(*, gps: Mapping[int, object] | None = YORK, name: str = NAME) -> bytes:
    fields = Image.Exif()
    fields[0x010F] = "A maker of phones"
    fields[ARTIST] = name
    fields[COPYRIGHT] = name
    fields.get_ifd(EXIF_IFD).update({OWNER: name, BODY_SERIAL: SERIAL if name else ""})
    if gps is not None:
        fields.get_ifd(GPS_IFD).update(gps)
    return fields.tobytes()


def xmp(inner: str, attributes: str = "") -> bytes:
    return f"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:aux="http://ns.adobe.com/exif/1.0/aux/"><rdf:Description {attributes}>{inner}</rdf:Description>
</rdf:RDF></x:xmpmeta><?xpacket end="w"?>""".encode()


CREATOR = f"<dc:creator><rdf:Seq><rdf:li>{NAME}</rdf:li></rdf:Seq></dc:creator>"
PLACED = 'exif:GPSLatitude="53,57.5N" exif:GPSLongitude="1,4.9W"'


def picture(form: str, **said: object) -> bytes:
    made = io.BytesIO()
    noise = bytes(i * i % 251 for i in range(48 * 48 * 3))
    Image.frombytes("RGB", (48, 48), noise).save(made, form, **said)
    return made.getvalue()


def png(**texts: str) -> bytes:
    info = PngImagePlugin.PngInfo()
    for name, words in texts.items():
        info.add_text(name, words, zip=name == "Copyright")
    return picture("PNG", pnginfo=info)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def jpeg_with(segment: bytes, marker: int = 0xE1) -> bytes:
    plain = picture("JPEG")
    return plain[:2] + bytes((0xFF, marker)) + struct.pack(">H", len(segment) + 2) + segment + plain[2:]


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body) + 8) + kind + body


def heic(fields: bytes | None = None, packet: bytes | None = None, *, in_idat: bool = False) -> bytes:
    """The boxes of a HEIC picture, with some bytes in the place of the picture."""
    bodies = [b"\xaa" * 64]
    entries = [_infe(1, b"hvc1")]
    if fields is not None:
        bodies.append(struct.pack(">I", 6) + b"Exif\0\0" + fields.removeprefix(b"Exif\0\0"))
        entries.append(_infe(len(bodies), b"Exif"))
    if packet is not None:
        bodies.append(packet)
        entries.append(_infe(len(bodies), b"mime", b"application/rdf+xml\0"))
    iinf = box(b"iinf", bytes(4) + struct.pack(">H", len(entries)) + b"".join(entries))
    idat = box(b"idat", b"".join(bodies)) if in_idat else b""
    head = box(b"ftyp", b"heic\0\0\0\0mif1heic")
    meta_bytes = len(box(b"meta", bytes(4) + iinf + _iloc(bodies, 0, in_idat=in_idat) + idat))
    start = 0 if in_idat else len(head) + meta_bytes + 8
    meta = box(b"meta", bytes(4) + iinf + _iloc(bodies, start, in_idat=in_idat) + idat)
    return head + meta + box(b"mdat", b"" if in_idat else b"".join(bodies))


def _infe(item: int, kind: bytes, more: bytes = b"") -> bytes:
    return box(b"infe", b"\2\0\0\0" + struct.pack(">HH", item, 0) + kind + b"\0" + more)


def _iloc(bodies: list[bytes], start: int, *, in_idat: bool) -> bytes:
    rows = b""
    for number, body in enumerate(bodies, 1):
        rows += struct.pack(">HHHHII", number, int(in_idat), 0, 1, start, len(body))
        start += len(body)
    return box(b"iloc", b"\1\0\0\0" + b"\x44\x00" + struct.pack(">H", len(bodies)) + rows)


def pdf(author: str | None = None, packet: bytes | None = None, password: str = "") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if author is not None:
        writer.add_metadata({"/Author": author})
    if packet is not None:
        stream = DecodedStreamObject()
        stream.set_data(packet)
        writer._root_object[NameObject("/Metadata")] = writer._add_object(stream.flate_encode())
    if password:
        writer.encrypt(password, algorithm="AES-256")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()
