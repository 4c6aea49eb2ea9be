"""The bots' own keys: sealing what they must read back, and keyed look-ups for what must never stand in a column.

None of these opens a transcript; that is ``fourwalls.storage.sealing``.
"""

from __future__ import annotations

import base64
import hmac
import os
from typing import Final, NewType

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fourwalls.storage.errors import SealedDataError

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
_VERSION: Final = b"\x01"
_LOOKUP_BYTES: Final = 24
_FINGERPRINT_BYTES: Final = 4

PersonKey = NewType("PersonKey", str)
"""The keyed look-up of a Matrix id: what stands in columns in its place."""


def encoded(text: str) -> bytes:
    """Encode a string that came from outside. Half a surrogate pair passes: an error would quote the string."""
    return text.encode("utf-8", "surrogatepass")


def decoded(data: bytes) -> str:
    """Decode what ``encoded`` made."""
    return data.decode("utf-8", "surrogatepass")


def derive(secret: bytes, purpose: str) -> bytes:
    """Derive a key of its own for one purpose from a secret (HKDF-SHA256)."""
    info = f"fourwalls/{purpose}/1".encode()
    return HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=info).derive(_sized(secret))


def _sized(secret: bytes) -> bytes:
    if len(secret) != KEY_BYTES:
        raise ValueError(f"a secret has {KEY_BYTES} bytes, this one {len(secret)}")
    return secret


class LookupKey:
    """Turns a value into what stands for it in a column. The portal holds this one as well as the bots."""

    __slots__ = ("_key",)

    def __init__(self, secret: bytes) -> None:
        self._key = derive(secret, "lookup")

    def lookup(self, kind: str, value: str) -> str:
        """Give the keyed hash of a value; the same value of another kind gives another hash."""
        digest = hmac.digest(self._key, encoded(f"{kind}\0{value}"), "sha256")
        return base64.urlsafe_b64encode(digest[:_LOOKUP_BYTES]).decode()

    def person(self, mxid: str) -> PersonKey:
        """Give the key of a person by their Matrix id."""
        return PersonKey(self.lookup("person", mxid))

    def __repr__(self) -> str:
        return "LookupKey(…)"


class OperationalKeys:
    """What the bots hold: seals and opens what they must read back, and looks up."""

    __slots__ = ("_aead", "_passage", "_pickle", "_tokens", "lookup_key")

    def __init__(self, master: bytes, lookup_key: LookupKey) -> None:
        self._aead = AESGCM(derive(master, "seal"))
        self._pickle = derive(master, "pickle")
        self._passage = derive(master, "passage")
        self._tokens = derive(master, "tokens")
        self.lookup_key = lookup_key

    @property
    def pickle_key(self) -> bytes:
        """The key under which the Matrix layer pickles its Olm account."""
        return self._pickle

    def token(self, value: str) -> bytes:
        """Give a secret that nobody can guess, and that is the same again for the same value (32 bytes).

        A thing that was made of it and is asked for again after a crash is the same thing, and was kept nowhere.
        """
        return hmac.digest(self._tokens, encoded(value), "sha256")

    def seal(self, plaintext: bytes, context: str) -> bytes:
        """Encrypt for storage. ``context`` names the place; the result opens nowhere else."""
        nonce = os.urandom(NONCE_BYTES)
        return _VERSION + nonce + self._aead.encrypt(nonce, plaintext, _bound(context))

    def unseal(self, sealed: bytes, context: str) -> bytes:
        """Decrypt what ``seal`` made for the same place.

        Raises:
            SealedDataError: it was changed, or belongs to another key or place.
        """
        if sealed[:1] != _VERSION or len(sealed) < 1 + NONCE_BYTES + _TAG_BYTES:
            raise SealedDataError("sealed data has an unknown form")
        nonce, ciphertext = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return self._aead.decrypt(nonce, ciphertext, _bound(context))
        except InvalidTag:
            raise SealedDataError("sealed data did not open") from None

    def seal_text(self, text: str, context: str) -> bytes:
        """Seal a string."""
        return self.seal(encoded(text), context)

    def unseal_text(self, sealed: bytes, context: str) -> str:
        """Unseal a string."""
        return decoded(self.unseal(sealed, context))

    def fingerprint(self, words: str) -> int:
        """Give a keyed number for a few words (``fourwalls.group.passage``), under a key that the portal has not.

        It is short on purpose: a great many words have the same, so that not even who holds the key can tell which
        they were. Several of one message that agree are still no chance.
        """
        return int.from_bytes(hmac.digest(self._passage, encoded(words), "sha256")[:_FINGERPRINT_BYTES], "big")

    def lookup(self, kind: str, value: str) -> str:
        """Give the keyed hash of a value (see ``LookupKey``)."""
        return self.lookup_key.lookup(kind, value)

    def person(self, mxid: str) -> PersonKey:
        """Give the key of a person by their Matrix id."""
        return self.lookup_key.person(mxid)

    def __repr__(self) -> str:
        return "OperationalKeys(…)"


def _bound(context: str) -> bytes:
    return b"fourwalls/seal/1\0" + context.encode()
