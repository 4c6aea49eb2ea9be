"""One stamp of a store: its form on disk and on the homeserver, and what it says about the store that finds it."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


@dataclass(frozen=True, slots=True)
class Stamp:
    """One stamp. The nonce tells two copies apart that counted to the same number."""

    number: int
    device: str
    nonce: str
    at: int
    """When it was made, in milliseconds, by our own clock: for people only, nothing is decided by it."""
    resting: bool
    """Whether the process that made it has stopped in an orderly way, so that nobody need be waited for."""

    def as_json(self) -> bytes:
        """The same as bytes, always the same ones."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def from_json(cls, blob: bytes) -> Self:
        """Read what ``as_json`` made."""
        return cls(**json.loads(blob))

    @classmethod
    def from_content(cls, content: Mapping[str, Any], key: bytes) -> Self | None:
        """What stands on the homeserver, if it is ours: it could be anything."""
        kinds = {"number": int, "device": str, "nonce": str, "at": int, "resting": bool}
        fields = {name: content.get(name) for name in kinds}
        if any(type(fields[name]) is not kind for name, kind in kinds.items()):
            return None
        stamp = cls(**fields)  # type: ignore[arg-type]  # their types were looked at above
        return stamp if is_ours(stamp.as_json(), content.get("mac"), key) else None

    def content(self, key: bytes) -> dict[str, Any]:
        """The form in which it stands on the homeserver."""
        return {**asdict(self), "mac": mac_of(self.as_json(), key)}


def is_foreign(shown: Stamp | None, current: Stamp | None, coming: Stamp | None, device: str) -> bool:
    """Whether a stamp on the homeserver cannot have been made by the store that has these two.

    A lower number is an answer from before, or a homeserver that was itself put back; another device's stamp says
    nothing about this one.
    """
    if shown is None or shown.device != device or shown in {current, coming}:
        return False
    return current is None or shown.number >= current.number


def stamp_key(pickle_key: bytes) -> bytes:
    """The key that shows a stamp to be ours."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"org.fourwalls.store").derive(pickle_key)


def mac_of(message: bytes, key: bytes) -> str:
    """The sign that whoever wrote this holds the key."""
    return hmac.digest(key, message, "sha256").hex()


def is_ours(message: bytes, mac: Any, key: bytes) -> bool:
    """Whether this is that sign."""
    return isinstance(mac, str) and hmac.compare_digest(mac_of(message, key).encode(), mac.encode())
