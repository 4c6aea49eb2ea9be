from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourwalls.matrix.recoverykey import RecoveryKeyError, read, written

KEYS = st.binary(min_size=32, max_size=32)
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def test_it_has_the_form_that_people_know_from_element() -> None:
    key = bytes.fromhex("77076d0a7318a57d3c16c17251b26645df4c2f92ebc099ac5178a63ca16eb3c8")
    assert read(written(key)) == key
    assert all(len(group) == 4 for group in written(key).split())
    assert written(key).startswith("Es")


@settings(deadline=None)
@given(KEYS, st.sampled_from(["", " ", "\n", "\t  "]))
def test_what_is_written_is_read_however_it_is_spaced(key: bytes, gap: str) -> None:
    text = written(key)
    assert read(f" {text} ") == key
    assert read(gap.join(text.replace(" ", ""))) == key


@settings(deadline=None)
@given(KEYS, st.data())
def test_a_slip_is_noticed(key: bytes, data: st.DataObject) -> None:
    """One parity byte finds all but one slip in 256; a slip that it lets pass is another key, never this one."""
    signs = written(key).replace(" ", "")
    place = data.draw(st.integers(0, len(signs) - 1))
    other = data.draw(st.sampled_from(ALPHABET.replace(signs[place], "")))
    typed = signs[:place] + other + signs[place + 1 :]
    with suppress(RecoveryKeyError):
        assert read(typed) != key


@settings(deadline=None)
@given(st.text())
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(RecoveryKeyError):
        read(text)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "nothing was typed"),
        ("EsT0", "without 0 (nought)"),
        ("EsTx EsTx", "has not the length"),
        ("1" * 5000, "has not the length"),
        (written(bytes(range(32)))[:-2], "has not the length"),
        (written(bytes(range(32)))[:-1] + "z", "one of its signs is not right"),
    ],
)
def test_what_is_wrong_is_said(typed: str, said: str) -> None:
    with pytest.raises(RecoveryKeyError) as caught:
        read(typed)
    assert said in str(caught.value)


def test_only_a_whole_key_is_written() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        written(b"short")
