"""The search itself: a canary that was planted on purpose is found, wherever it hides."""

from __future__ import annotations

import base64
import gzip
import json
import os
import zlib
from collections.abc import Callable
from urllib.parse import quote

import pytest

from tests.support.canary import planted_in

WORD, ID = "zanzilopper", "@pip-7:fourwalls.localhost"
NOISE = os.urandom(4096)


@pytest.mark.parametrize("word", [WORD, ID])
@pytest.mark.parametrize(
    "hide",
    [
        bytes,
        bytes.lower,
        bytes.upper,
        lambda raw: base64.b64encode(b"ab" + raw),
        lambda raw: base64.urlsafe_b64encode(b"a" + raw),
        lambda raw: raw.hex().encode(),
        lambda raw: raw.hex().upper().encode(),
        lambda raw: raw.decode().encode("utf-16-le"),
        lambda raw: quote(raw.decode(), safe="").encode(),
        lambda raw: json.dumps({"body": raw.decode()}).encode(),
        lambda raw: b"before" + gzip.compress(raw) + b"after",
        zlib.compress,
        lambda raw: zlib.compress(raw, 1),
        lambda raw: zlib.compress(raw, 9),
        lambda raw: gzip.compress(b"in a box " + zlib.compress(raw) + b" in a box"),
        lambda raw: gzip.compress(base64.b64encode(raw)),
    ],
)
def test_a_canary_is_found_in_whatever_it_is_wrapped(word: str, hide: Callable[[bytes], bytes]) -> None:
    assert planted_in(NOISE + hide(f"it says {word} here".encode()) + NOISE, [word, "nothing of the kind"]) == [word]


def test_in_noise_nothing_is_found() -> None:
    assert planted_in(NOISE, [WORD, ID]) == []
