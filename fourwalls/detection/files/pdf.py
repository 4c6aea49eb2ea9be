"""PDF, by pypdf: the document's information and its XMP. Pages and what is on them are not looked at."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import LimitReachedError
from pypdf.generic import StreamObject

from fourwalls.detection.files.parts import MOST_PART_BYTES, Form, Part, UnreadError
from fourwalls.group.file_finding import Unread

MAGIC = b"%PDF-"
MAGIC_WITHIN = 1024
"""Readers take a file for a PDF if its header stands within so many bytes, and its end within as many of the end."""
_END = b"%%EOF"

logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)  # its warnings repeat what stands in the file


def parts(data: bytes) -> Iterator[Part]:
    """The parts that may tell something. Raises ``UnreadError`` where it cannot be read on.

    What is not quite in order is read leniently, and is said to be: what is guessed may be wrong.
    """
    reason = Unread.TRUNCATED if _END not in data[-MAGIC_WITHIN:] else None
    for strict in (True, False):
        try:
            yield from _parts(PdfReader(BytesIO(data), strict=strict))
        except UnreadError:
            raise
        except LimitReachedError:
            raise UnreadError(Unread.TOO_LARGE) from None
        except (RecursionError, MemoryError):
            raise
        except Exception:  # noqa: BLE001 - whatever a broken file makes it stumble over
            reason = reason or Unread.MALFORMED
        else:
            break
    if reason is not None:
        raise UnreadError(reason)


def _parts(reader: PdfReader) -> Iterator[Part]:
    if reader.is_encrypted:
        raise UnreadError(Unread.LOCKED)
    information = reader.metadata
    if information is not None:
        author = information.get("/Author")
        if author is not None:
            yield Part(Form.AUTHOR, str(author.get_object()).encode("utf-8", "replace"))
    packet = reader.root_object.get("/Metadata")
    if packet is None:
        return
    stream = packet.get_object()
    if not isinstance(stream, StreamObject):
        raise UnreadError(Unread.MALFORMED)
    words = stream.get_data()
    if len(words) > MOST_PART_BYTES:
        raise UnreadError(Unread.TOO_LARGE)
    yield Part(Form.XMP, words)
