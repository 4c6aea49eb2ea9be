"""Recovery keys as people write them down: base58 in groups of four, with a sign that tells a slip of the pen.

The form is that of the Matrix specification (appendices, "Cryptographic key representation"), which Element shares.
"""

from __future__ import annotations

from functools import reduce
from operator import xor

KEY_BYTES = 32
_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PREFIX = b"\x8b\x01"
_LENGTH = len(_PREFIX) + KEY_BYTES + 1
_MOST_SIGNS = 64
_GROUP = 4


class RecoveryKeyError(Exception):
    """This is not a recovery key as it was shown. The sentence does not repeat it."""


def written(key: bytes) -> str:
    """A key of 32 bytes as it is shown to people."""
    if len(key) != KEY_BYTES:
        raise ValueError(f"a recovery key has {KEY_BYTES} bytes, this one {len(key)}")
    data = _PREFIX + key
    signs = _to_base58(data + bytes([_parity(data)]))
    return " ".join(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))


def read(text: str) -> bytes:
    """The key that somebody typed; spaces, and where they are, mean nothing.

    Raises:
        RecoveryKeyError: it is mistyped, cut short, or something else altogether.
    """
    signs = "".join(text.split())
    if not signs:
        raise RecoveryKeyError("nothing was typed")
    if any(sign not in _ALPHABET for sign in signs):
        raise RecoveryKeyError(
            "there is a sign in it that no recovery key has. It is made of letters and digits, without 0 (nought), "
            "O (capital o), I (capital i) and l (small L), and capital and small letters are not the same"
        )
    data = _from_base58(signs) if len(signs) <= _MOST_SIGNS else b""
    if len(data) != _LENGTH:
        raise RecoveryKeyError("it has not the length of a recovery key: twelve groups of four")
    if _parity(data) != 0 or not data.startswith(_PREFIX):
        raise RecoveryKeyError("one of its signs is not right. Compare it with what you wrote down, group by group")
    return data[len(_PREFIX) : -1]


def _parity(data: bytes) -> int:
    return reduce(xor, data, 0)


def _to_base58(data: bytes) -> str:
    number, signs = int.from_bytes(data), ""
    while number:
        number, digit = divmod(number, len(_ALPHABET))
        signs = _ALPHABET[digit] + signs
    leading = len(data) - len(data.lstrip(b"\0"))
    return _ALPHABET[0] * leading + signs


def _from_base58(signs: str) -> bytes:
    number = 0
    for sign in signs:
        number = number * len(_ALPHABET) + _ALPHABET.index(sign)
    leading = len(signs) - len(signs.lstrip(_ALPHABET[0]))
    return b"\0" * leading + number.to_bytes((number.bit_length() + 7) // 8)
