from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourwalls.storage.errors import SealedDataError
from fourwalls.storage.keys import LookupKey, OperationalKeys, derive

KEYS = OperationalKeys(b"o" * 32, LookupKey(b"l" * 32))


@settings(deadline=None)
@given(st.binary(max_size=200), st.text(max_size=40))
def test_what_is_sealed_opens_at_its_place(plaintext: bytes, context: str) -> None:
    assert KEYS.unseal(KEYS.seal(plaintext, context), context) == plaintext


def test_every_changed_byte_is_noticed() -> None:
    sealed = KEYS.seal(b"words of a member", "place")
    for position in range(len(sealed)):
        for bit in (1, 0x80):
            changed = sealed[:position] + bytes([sealed[position] ^ bit]) + sealed[position + 1 :]
            with pytest.raises(SealedDataError) as caught:
                KEYS.unseal(changed, "place")
            assert "words" not in str(caught.value)


def test_every_cut_is_noticed() -> None:
    sealed = KEYS.seal(b"words of a member", "place")
    for length in range(len(sealed)):
        with pytest.raises(SealedDataError):
            KEYS.unseal(sealed[:length], "place")


def test_sealed_data_opens_at_no_other_place_and_with_no_other_key() -> None:
    sealed = KEYS.seal(b"words", "place")
    with pytest.raises(SealedDataError):
        KEYS.unseal(sealed, "another place")
    with pytest.raises(SealedDataError):
        OperationalKeys(b"p" * 32, KEYS.lookup_key).unseal(sealed, "place")


def test_the_same_words_never_look_the_same() -> None:
    assert KEYS.seal(b"words", "place") != KEYS.seal(b"words", "place")


def test_lookups_are_the_same_each_time_and_differ_by_kind_value_and_key() -> None:
    same = LookupKey(b"l" * 32)
    assert KEYS.lookup("person", "@ann:x") == same.lookup("person", "@ann:x") == same.person("@ann:x")
    found = {same.lookup("person", "@ann:x"), same.lookup("room", "@ann:x"), same.lookup("person", "@ben:x")}
    assert len(found | {LookupKey(b"m" * 32).lookup("person", "@ann:x")}) == 4


def test_keys_for_different_purposes_differ() -> None:
    assert len({derive(b"o" * 32, "seal"), derive(b"o" * 32, "pickle"), KEYS.pickle_key, b"o" * 32}) == 3


def test_a_secret_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        LookupKey(b"short")


def test_keys_do_not_show_themselves() -> None:
    assert "o" * 8 not in repr(KEYS)
    assert repr(KEYS.lookup_key) == "LookupKey(…)"
