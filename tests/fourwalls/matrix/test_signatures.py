from __future__ import annotations

from typing import Any

import pytest

from fourwalls.matrix.memory import Seeds
from fourwalls.matrix.signatures import canonical, from_unpadded, is_signed, public_of, seed_signer, sign, unpadded

SEED = Seeds.make().master
PUBLIC = public_of(SEED)
SIGNED = sign({"b": 1, "a": {"ü": "é"}}, "@ann:test", "KEY", seed_signer(SEED))


def test_what_was_signed_is_signed() -> None:
    assert is_signed(SIGNED, "@ann:test", "KEY", PUBLIC)
    assert is_signed({**SIGNED, "unsigned": {"age": 1}}, "@ann:test", "KEY", PUBLIC)


def test_the_canonical_form_is_sorted_bare_and_utf8() -> None:
    assert canonical(SIGNED) == '{"a":{"ü":"é"},"b":1}'.encode()


def test_a_second_signature_keeps_the_first() -> None:
    other = Seeds.make().master
    both = sign(SIGNED, "@ann:test", "OTHER", seed_signer(other))
    assert is_signed(both, "@ann:test", "KEY", PUBLIC)
    assert is_signed(both, "@ann:test", "OTHER", public_of(other))
    assert "OTHER" not in str(SIGNED)


@pytest.mark.parametrize(
    ("value", "user", "key", "public"),
    [
        ({**SIGNED, "b": 2}, "@ann:test", "KEY", PUBLIC),
        ({**SIGNED, "c": None}, "@ann:test", "KEY", PUBLIC),
        (SIGNED, "@Ann:test", "KEY", PUBLIC),
        (SIGNED, "@ann:test", "key", PUBLIC),
        (SIGNED, "@ann:test", "KEY", public_of(Seeds.make().master)),
        (SIGNED, "@ann:test", "KEY", "not base64!"),
        (SIGNED, "@ann:test", "KEY", ""),
        ({**SIGNED, "signatures": {"@ann:test": {"ed25519:KEY": 7}}}, "@ann:test", "KEY", PUBLIC),
        ({**SIGNED, "signatures": {"@ann:test": {"ed25519:KEY": "é"}}}, "@ann:test", "KEY", PUBLIC),
        ({**SIGNED, "signatures": []}, "@ann:test", "KEY", PUBLIC),
        ({**SIGNED, "b": "\ud800"}, "@ann:test", "KEY", PUBLIC),
        (None, "@ann:test", "KEY", PUBLIC),
        ("text", "@ann:test", "KEY", PUBLIC),
    ],
)
def test_anything_else_is_not(value: Any, user: str, key: str, public: str) -> None:
    assert not is_signed(value, user, key, public)


def test_base64_without_padding_goes_both_ways() -> None:
    for length in range(5):
        assert from_unpadded(unpadded(bytes(length))) == bytes(length)
    for byte in range(256):
        assert from_unpadded(unpadded(bytes([byte] * 3))) == bytes([byte] * 3)
    with pytest.raises(ValueError, match=r"^not base64$"):
        from_unpadded("a b c")
