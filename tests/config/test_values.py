from __future__ import annotations

import pytest

from config.values import base_url, listen_address, matrix_id


@pytest.mark.parametrize("text", ["@a:example.org", "@a.b_c=d/e+f-g:h.example:8448", "@a:[::1]:8448", "@a:localhost"])
def test_full_matrix_ids(text: str) -> None:
    assert matrix_id(text) == text


@pytest.mark.parametrize(
    "text", ["", "a:example.org", "@a", "@A:example.org", "@a:b c", "@a:b\n", f"@{'a' * 250}:b.org"]
)
def test_no_matrix_ids(text: str) -> None:
    assert matrix_id(text) is None


@pytest.mark.parametrize(
    "text", ["http://8.8.8.8", "ftp://localhost", "https://x:0", "https://x:port", "http://[::1", "x"]
)
def test_no_base_urls(text: str) -> None:
    assert base_url(text) is None


def test_listen_addresses() -> None:
    assert listen_address("[::1]:80") == ("::1", 80)
    assert listen_address("localhost:0") is None
