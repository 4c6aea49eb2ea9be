"""Transcripts: the bots can seal an entry, and only the portal's key can open one.

Each group has an X25519 key pair; its private half is wrapped for the portal by HPKE (RFC 9180). Entries are
encrypted by AES-256-GCM under data keys: one for each (group, author, month), and a new one each day and each run of
the process. A data key is sealed to the group's public key and otherwise kept in memory only. So nothing at rest opens
an entry without the portal, and where an author's data keys are deleted, their words are gone (in a backup too, once
the backup of the key table has been let go).
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from fourwalls.group.people import GroupId
from fourwalls.storage.errors import SealedDataError
from fourwalls.storage.keys import KEY_BYTES, NONCE_BYTES, PersonKey, decoded, encoded

KEY_LIFE_SECONDS: Final = 24 * 60 * 60
"""How long a data key stays in the memory of the recorder."""

_SUITE: Final = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
_SCHEME: Final = 1
_VERSION: Final = b"\x01"
_TAG_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class GroupKeys:
    """A group's keys as they are stored: the public half, and the private half that only the portal can unwrap."""

    public: bytes
    wrapped_private: bytes


@dataclass(frozen=True, slots=True)
class EntryPlace:
    """Everything about an entry that never changes. It is bound to the ciphertext: moved, an entry does not open."""

    group: str
    session: str
    room: str
    event: str
    author: str
    data_key: str
    replaces: str
    at: int
    proven: bool

    def bound(self) -> bytes:
        """Give the associated data: scheme, table, column and every field, unambiguously."""
        place = (self.group, self.session, self.room, self.event, self.author, self.data_key, self.replaces)
        return json.dumps(["fourwalls", _SCHEME, "entry", "ciphertext", *place, self.at, self.proven]).encode()


@dataclass(frozen=True, slots=True)
class DataKey:
    """A data key as the recorder holds it. ``sealed`` is what is stored; ``secret`` never is."""

    id: str
    group: GroupId
    author: PersonKey
    month: str
    sealed: bytes = field(repr=False)
    secret: bytes = field(repr=False)


def new_group_keys(portal_public: bytes, group: GroupId) -> GroupKeys:
    """Make a group's key pair. The private half exists in memory only for the length of this call."""
    private = X25519PrivateKey.generate()
    wrapped = _SUITE.encrypt(private.private_bytes_raw(), _public(portal_public), _info("group private key", group))
    return GroupKeys(private.public_key().public_bytes_raw(), wrapped)


def seal_to_group(group_public: bytes, group: GroupId, plaintext: str, purpose: str) -> bytes:
    """Seal a short text for the readers of a group's transcripts (its name, say)."""
    return _SUITE.encrypt(encoded(plaintext), _public(group_public), _info(purpose, group))


class TranscriptSealer:
    """The recorder's half: holds data keys in memory only, and none longer than a day.

    So somebody who takes over the live process opens what was recorded within that day, and nothing older.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._keys: dict[tuple[GroupId, PersonKey, str], DataKey] = {}
        self._born: dict[str, float] = {}

    def held(self, group: GroupId, author: PersonKey, month: str) -> DataKey | None:
        """Give the data key in use, if there is one. Whoever uses it first makes sure that it is still stored."""
        self.drop_old()
        return self._keys.get((group, author, month))

    def drop_old(self) -> None:
        """Drop the keys older than a day. Every look for a key does so; call it now and then when nobody speaks."""
        oldest = self._clock() - KEY_LIFE_SECONDS
        self._keys = {place: key for place, key in self._keys.items() if self._born[key.id] > oldest}
        self._born = {key.id: self._born[key.id] for key in self._keys.values()}

    def new(self, group: GroupId, group_public: bytes, author: PersonKey, month: str) -> DataKey:
        """Make a data key, in the place of the one held so far. The caller stores ``id`` and ``sealed``."""
        key_id, secret = os.urandom(16).hex(), os.urandom(KEY_BYTES)
        info = _data_key_info(group, author, month, key_id)
        key = DataKey(key_id, group, author, month, _SUITE.encrypt(secret, _public(group_public), info), secret)
        self._keys[group, author, month] = key
        self._born[key_id] = self._clock()
        return key

    def forget(self, author: PersonKey) -> None:
        """Drop every data key of an author (their words are being erased)."""
        self._keys = {place: key for place, key in self._keys.items() if key.author != author}

    @staticmethod
    def seal(key: DataKey, place: EntryPlace, plaintext: bytes) -> bytes:
        """Encrypt one entry for its place."""
        nonce = os.urandom(NONCE_BYTES)
        return _VERSION + nonce + AESGCM(key.secret).encrypt(nonce, plaintext, place.bound())

    def __repr__(self) -> str:
        return f"TranscriptSealer({len(self._keys)} keys)"


class TranscriptOpener:
    """The reader's half, which only the portal can make. It keeps what it opened: make a new one for each reading."""

    def __init__(self, portal_private: bytes) -> None:
        self._portal = X25519PrivateKey.from_private_bytes(portal_private)
        self._groups: dict[GroupId, X25519PrivateKey] = {}
        self._data: dict[str, AESGCM] = {}

    def unwrap_group(self, group: GroupId, wrapped_private: bytes) -> None:
        """Unwrap a group's private key, so that its data keys can be opened."""
        if group not in self._groups:
            raw = _decrypt(wrapped_private, self._portal, _info("group private key", group))
            self._groups[group] = X25519PrivateKey.from_private_bytes(raw)

    def open_for_group(self, group: GroupId, sealed: bytes, purpose: str) -> str:
        """Open what ``seal_to_group`` sealed."""
        return decoded(_decrypt(sealed, self._group(group), _info(purpose, group)))

    def open_data_key(self, key_id: str, group: GroupId, author: PersonKey, month: str, sealed: bytes) -> None:
        """Open one data key, so that its entries can be opened."""
        if key_id not in self._data:
            secret = _decrypt(sealed, self._group(group), _data_key_info(group, author, month, key_id))
            self._data[key_id] = AESGCM(secret)

    def open_entry(self, place: EntryPlace, ciphertext: bytes) -> bytes:
        """Decrypt one entry at its place.

        Raises:
            SealedDataError: it was changed or moved, or its data key was not opened or is gone.
        """
        aead = self._data.get(place.data_key)
        if aead is None or ciphertext[:1] != _VERSION or len(ciphertext) < 1 + NONCE_BYTES + _TAG_BYTES:
            raise SealedDataError("an entry cannot be opened")
        try:
            return aead.decrypt(ciphertext[1 : 1 + NONCE_BYTES], ciphertext[1 + NONCE_BYTES :], place.bound())
        except InvalidTag:
            raise SealedDataError("an entry did not open") from None

    def _group(self, group: GroupId) -> X25519PrivateKey:
        try:
            return self._groups[group]
        except KeyError:
            raise SealedDataError("the group's key was not unwrapped") from None

    def __repr__(self) -> str:
        return "TranscriptOpener(…)"


def _public(raw: bytes) -> X25519PublicKey:
    return X25519PublicKey.from_public_bytes(raw)


def _info(*parts: str) -> bytes:
    return json.dumps(["fourwalls", _SCHEME, *parts]).encode()


def _data_key_info(group: GroupId, author: PersonKey, month: str, key_id: str) -> bytes:
    return _info("data key", group, author, month, key_id)


def _decrypt(sealed: bytes, private: X25519PrivateKey, info: bytes) -> bytes:
    try:
        return _SUITE.decrypt(sealed, private, info)
    except (InvalidTag, ValueError):
        raise SealedDataError("a sealed key did not open") from None
