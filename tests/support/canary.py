"""Looking for planted words, in every form in which bytes could hold them."""

from __future__ import annotations

import base64
import contextlib
import zlib
from collections.abc import Collection
from urllib.parse import quote

_PACKED = ((b"\x1f\x8b\x08", zlib.MAX_WBITS | 16), (b"\x78\x01", 15), (b"\x78\x9c", 15), (b"\x78\xda", 15))
_DEEP = 3
"""How many wrappings inside one another are undone."""


def forms_of(word: str) -> list[bytes]:
    """A word as it stands, and in the forms that an encoding of text could give it."""
    raw = word.encode()
    shifted = [  # only the characters that the word alone decides
        base64.b64encode(b"\0" * shift + raw)[-(-shift * 8 // 6) : (shift + len(raw)) * 8 // 6] for shift in range(3)
    ]
    urlsafe = [form.translate(bytes.maketrans(b"+/", b"-_")) for form in shifted]
    quoted = [quote(word, safe="").encode(), quote(word, safe="").lower().encode()]
    wide = [word.encode("utf-16-le"), word.encode("utf-16-be")]
    plain = [raw, raw.lower(), raw.upper(), raw[::-1]]
    return list(
        dict.fromkeys([*plain, raw.hex().encode(), raw.hex().upper().encode(), *wide, *shifted, *urlsafe, *quoted])
    )


def unpacked(stored: bytes, deep: int = _DEEP) -> list[bytes]:
    """The bytes themselves, and whatever is packed by gzip or zlib somewhere inside them."""
    found = [stored]
    for magic, bits in _PACKED if deep else ():
        at = stored.find(magic)
        while at != -1:
            with contextlib.suppress(zlib.error):
                found += unpacked(zlib.decompressobj(bits).decompress(stored[at:], 10_000_000), deep - 1)
            at = stored.find(magic, at + 1)
    return found


def planted_in(stored: bytes, words: Collection[str]) -> list[str]:
    """Those of the words that are there, in whatever form."""
    parts = unpacked(stored)
    return [word for word in words if any(form in part for form in forms_of(word) for part in parts)]
