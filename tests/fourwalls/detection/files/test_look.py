"""What files tell: every form of every kind, and everything that must not be taken for a file that tells nothing."""

from __future__ import annotations

import struct
import time
import zlib

import pytest

from fourwalls.detection.files.look import look_into
from fourwalls.detection.files.parts import MOST_BYTES, Form, Part
from fourwalls.group.file_finding import FileDetail, FileFindings, Unread
from tests.fourwalls.detection.files import making
from tests.fourwalls.detection.files.making import CREATOR, EVERYTHING, NAME, PLACED, box, heic, pdf, picture, png, xmp

XMP = b"http://ns.adobe.com/xap/1.0/\0"
EXTENSION = b"http://ns.adobe.com/xmp/extension/\0"


def told(data: bytes, declared: str = "") -> tuple[set[str], Unread | None]:
    found = look_into(data, declared)
    return {kind.value for kind in found.kinds}, found.unread


@pytest.mark.parametrize(
    ("declared", "data"),
    [
        ("image/jpeg", picture("JPEG", exif=making.exif())),
        ("image/jpeg", picture("JPEG", exif=making.exif(), progressive=True)),
        ("image/png", picture("PNG", exif=making.exif())),
        ("image/webp", picture("WEBP", exif=making.exif())),
        ("image/heic", heic(making.exif())),
        ("image/heif", heic(making.exif(), in_idat=True)),
        ("image/avif", picture("AVIF", exif=making.exif())),
    ],
)
def test_exif_of_every_picture(declared: str, data: bytes) -> None:
    assert told(data, declared) == (EVERYTHING, None)


@pytest.mark.parametrize(
    ("declared", "data"),
    [
        ("image/jpg", picture("JPEG", xmp=xmp(CREATOR, PLACED))),
        ("image/png; charset=binary", png(**{"XML:com.adobe.xmp": xmp(CREATOR, PLACED).decode()})),
        ("image/webp", picture("WEBP", xmp=xmp(CREATOR, PLACED))),
        ("image/heic", heic(None, xmp(CREATOR, PLACED))),
        ("image/avif", picture("AVIF", xmp=xmp(CREATOR, PLACED))),
        ("application/pdf", pdf(None, xmp(CREATOR, PLACED))),
    ],
)
def test_xmp_of_every_kind(declared: str, data: bytes) -> None:
    assert told(data, declared) == ({"author", "position"}, None)


def test_authors_of_pdf_and_words_of_png() -> None:
    assert told(pdf(NAME), "application/pdf") == ({"author"}, None)
    assert told(png(Author=NAME, Copyright=NAME, Comment=NAME), "image/png") == ({"author", "copyright"}, None)
    raw = "\nexif\n      " + str(len(making.exif())) + "\n" + making.exif().hex() + "\n"
    assert told(png(**{"Raw profile type exif": raw}), "image/png") == (EVERYTHING, None)


def test_fields_behind_the_picture_of_a_png() -> None:
    plain = png()
    late = plain[:-12] + making.png_chunk(b"eXIf", making.exif().removeprefix(b"Exif\0\0")) + plain[-12:]
    assert told(late) == (EVERYTHING, None)


def test_iptc_of_photoshop() -> None:
    iptc = b"".join(b"\x1c\2" + bytes((what,)) + struct.pack(">H", 5) + b"Words" for what in (80, 116, 120))
    resources = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", len(iptc)) + iptc
    assert told(making.jpeg_with(resources, 0xED)) == ({"author", "copyright"}, None)
    assert told(making.jpeg_with(resources[:-3], 0xED)) == (set(), Unread.TRUNCATED)


def test_long_xmp_in_pieces() -> None:
    packet = xmp(CREATOR + "<!--" + "." * 1000 + "-->")
    half = len(packet) // 2

    def piece(place: int, part: bytes) -> bytes:
        segment = EXTENSION + b"0" * 32 + struct.pack(">II", len(packet), place) + part
        return b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment

    plain = picture("JPEG")
    second, first = piece(half, packet[half:]), piece(0, packet[:half])
    assert told(plain[:2] + second + first + plain[2:]) == ({"author"}, None)
    assert told(plain[:2] + first + plain[2:]) == (set(), Unread.TRUNCATED)
    assert told(plain[:2] + second + plain[2:]) == (set(), Unread.TRUNCATED)
    displaced = piece(half + 5, packet[half:])
    assert told(plain[:2] + first + displaced + plain[2:]) == (set(), Unread.TRUNCATED)


@pytest.mark.parametrize(
    "data",
    [
        picture("JPEG"),
        png(Comment="a kettle"),
        picture("WEBP"),
        picture("AVIF"),
        heic(),
        pdf(),
        pdf("Microsoft Office User"),
        pdf("  "),
        picture("JPEG", exif=making.exif(gps=None, name="")),
        picture("JPEG", exif=making.exif(gps={0: b"\2\3\0\0", 29: "2026:11:24"}, name="")),
        picture("JPEG", exif=making.exif(gps={2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)}, name="")),
        picture("JPEG", xmp=xmp("<dc:creator><rdf:Seq><rdf:li/></rdf:Seq></dc:creator><dc:title>York</dc:title>")),
    ],
)
def test_what_tells_nobody(data: bytes) -> None:
    found = look_into(data, "")
    assert found == FileFindings()
    assert found.clean


def test_other_than_it_is_said_to_be() -> None:
    assert told(picture("JPEG", exif=making.exif()), "image/png") == (EVERYTHING, Unread.NOT_AS_CLAIMED)
    assert told(pdf(NAME), "text/plain") == ({"author"}, Unread.NOT_AS_CLAIMED)
    assert told(b"GIF89a" + bytes(40), "image/jpeg") == (set(), Unread.NOT_AS_CLAIMED)
    assert told(b"", "image/heic") == (set(), Unread.NOT_AS_CLAIMED)
    assert told(b"\0" * 40, "video/mp4") == (set(), Unread.UNKNOWN)
    assert told(b"words", "") == (set(), Unread.UNKNOWN)


def test_what_stands_behind_a_picture_is_said() -> None:
    film = b"\0\0\0\x18ftypmp42" + bytes(range(40))
    for form in ("JPEG", "PNG", "WEBP"):
        whole = picture(form, exif=making.exif())
        assert told(whole + film) == (EVERYTHING, Unread.MORE_INSIDE)
        assert told(whole + bytes(16)) == (EVERYTHING, None), "padding is nothing"
    assert told(heic(making.exif()) + box(b"mpvd", film)) == (EVERYTHING, Unread.MORE_INSIDE)


def test_a_locked_pdf() -> None:
    assert told(pdf(NAME, password="a secret")) == (set(), Unread.LOCKED)


def test_a_pdf_whose_table_is_wrong_is_read_and_said_to_be_odd() -> None:
    kinds, unread = told(pdf(NAME).replace(b"startxref\n", b"startxref\n9"))
    assert kinds == {"author"}
    assert unread is Unread.MALFORMED


def test_damaged_fields_keep_nothing_else_from_being_read() -> None:
    broken = b"Exif\0\0" + b"II*\0" + struct.pack("<I", 5000)
    both = picture("JPEG", exif=broken, xmp=xmp(CREATOR))
    assert told(both) == ({"author"}, Unread.TRUNCATED)


def test_nothing_of_a_file_is_in_words_about_it() -> None:
    assert NAME not in repr(look_into(picture("JPEG", exif=making.exif()), "image/jpeg"))
    assert NAME not in repr(Part(Form.AUTHOR, NAME.encode()))


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>'.encode() + xmp("<dc:title>&l11;</dc:title>")


def test_xmp_that_declares_anything_is_not_taken() -> None:
    packet = b'<!DOCTYPE x [<!ENTITY who "Ruth">]>' + xmp("").partition(b"?>")[2]
    assert told(heic(None, packet)) == (set(), Unread.MALFORMED)
    assert told(heic(None, packet.partition(b"]>")[2])) == (set(), None), "it is the declaration that is refused"


def looping_exif() -> bytes:
    """20,000 artists, each as long as all of them."""
    entry = struct.pack("<HHII", making.ARTIST, 2, 240_000, 8)
    return b"II*\0" + struct.pack("<IH", 8, 20_000) + entry * 20_000


BOMBS = {
    "picture": (making.png_chunk(b"IHDR", struct.pack(">IIBBBBB", 2**31 - 1, 2**31 - 1, 16, 6, 0, 0, 0)), None),
    "words": (making.png_chunk(b"zTXt", b"Author\0\0" + zlib.compress(bytes(64 << 20), 9)), Unread.TOO_LARGE),
    "laughs": (making.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + laughs()), Unread.MALFORMED),
    "deep": (making.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + b"<a>" * 500_000), Unread.TOO_DEEP),
    "wide": (making.png_chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<a>" + b"<b/>" * 900_000 + b"</a>"), None),
    "artists": (making.png_chunk(b"eXIf", looping_exif()), Unread.MALFORMED),
    "chunks": (making.png_chunk(b"abCd", b"") * 100_000, Unread.TOO_DEEP),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_of_png(name: str) -> None:
    chunk, expected = BOMBS[name]
    plain = png()
    began = time.process_time()
    assert told(plain[:33] + chunk + plain[33:]) == (set(), expected)
    assert time.process_time() - began < 3


def test_bombs_of_jpeg_and_heic() -> None:
    began = time.process_time()
    plain = picture("JPEG")
    scan = plain.index(b"\xff\xda")
    assert told(plain[: scan + 14] + b"\xff" * (8 << 20) + b"\0" + plain[scan + 14 :]) == (set(), None)
    piece = EXTENSION + b"0" * 32 + struct.pack(">II", 5, 0) + b"w"
    many = b"".join(
        b"\xff\xe1" + struct.pack(">H", len(piece) + 2) + piece[:-5] + struct.pack(">I", place) + b"w"
        for place in range(40_000)
    )
    assert told(plain[:2] + many + plain[2:]) == (set(), Unread.TOO_DEEP)
    same = heic_of_many(10_000, xmp("<dc:title>" + "." * 1_000_000 + "</dc:title>"))
    assert told(same) == (set(), Unread.TOO_LARGE)
    assert time.process_time() - began < 3


def heic_of_many(count: int, packet: bytes) -> bytes:
    """So many items, all of them the same bytes."""
    entries = b"".join(making._infe(item, b"mime", b"application/rdf+xml\0") for item in range(count))
    places = b"".join(struct.pack(">HHHHII", item, 1, 0, 1, 0, len(packet)) for item in range(count))
    iloc = box(b"iloc", b"\1\0\0\0" + b"\x44\x00" + struct.pack(">H", count) + places)
    iinf = box(b"iinf", bytes(4) + struct.pack(">H", count) + entries)
    return box(b"ftyp", b"heic\0\0\0\0mif1heic") + box(b"meta", bytes(4) + iinf + iloc + box(b"idat", packet))


def test_too_large() -> None:
    assert told(picture("JPEG") + bytes(MOST_BYTES)) == (set(), Unread.TOO_LARGE)


def test_a_pdf_nested_deeply_or_unpacking_without_end() -> None:
    deep = pdf(NAME).replace(b"/Author", b"/Odd " + b"[" * 100_000 + b"]" * 100_000 + b" /Author")
    assert told(deep)[1] is not None
    large = pdf(None, xmp("") + b" " * (200 << 20))
    assert told(large) == (set(), Unread.TOO_LARGE)


def test_every_kind_is_found_somewhere() -> None:
    assert {kind.value for kind in FileDetail} == EVERYTHING
