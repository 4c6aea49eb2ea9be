"""Signed JSON, as the Matrix specification has it (appendices, "Signing JSON")."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def canonical(value: dict[str, Any]) -> bytes:
    """Canonical JSON without ``signatures`` and ``unsigned``: the bytes that are signed."""
    bare = {key: part for key, part in value.items() if key not in {"signatures", "unsigned"}}
    return json.dumps(bare, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def unpadded(data: bytes) -> str:
    """Unpadded base64, the form of every key and signature in Matrix."""
    return base64.b64encode(data).decode().rstrip("=")


def from_unpadded(text: str) -> bytes:
    """Decode unpadded base64.

    Raises:
        ValueError: not base64.
    """
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error


def sign(value: dict[str, Any], user_id: str, key_name: str, signer: Callable[[bytes], str]) -> dict[str, Any]:
    """Return a copy of ``value`` with one signature more, under ``ed25519:<key_name>``."""
    signatures = {user: dict(keys) for user, keys in value.get("signatures", {}).items()}
    signatures.setdefault(user_id, {})[f"ed25519:{key_name}"] = signer(canonical(value))
    return {**value, "signatures": signatures}


def seed_signer(seed: bytes) -> Callable[[bytes], str]:
    """A signer from a 32-byte Ed25519 seed."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return lambda message: unpadded(key.sign(message))


def public_of(seed: bytes) -> str:
    """The public half of an Ed25519 seed, as unpadded base64."""
    return unpadded(Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw())


def is_signed(value: Any, user_id: str, key_name: str, public_key: str) -> bool:
    """Whether ``value`` carries a good signature of ``public_key`` under that user and key name.

    Never raises: what is malformed is simply not signed.
    """
    try:
        signature = value["signatures"][user_id][f"ed25519:{key_name}"]
        Ed25519PublicKey.from_public_bytes(from_unpadded(public_key)).verify(from_unpadded(signature), canonical(value))
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError, InvalidSignature):
        return False
    return True
