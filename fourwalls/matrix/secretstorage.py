"""Secret storage (4S): the seeds of an identity kept on the homeserver, sealed by a recovery key that it never sees.

As the Matrix specification has it (client-server API, "Secret storage", ``m.secret_storage.v1.aes-hmac-sha2``), so
that Element and we read what the other wrote. Only the seeds of cross-signing are kept there; room keys never are.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from fourwalls.matrix.accountdata import read, write
from fourwalls.matrix.homeserver import Homeserver
from fourwalls.matrix.memory import Seeds
from fourwalls.matrix.recoverykey import KEY_BYTES
from fourwalls.matrix.shapes import mapping
from fourwalls.matrix.signatures import from_unpadded, unpadded

_ALGORITHM = "m.secret_storage.v1.aes-hmac-sha2"
_DEFAULT = "m.secret_storage.default_key"
_DESCRIPTION = "m.secret_storage.key."
_SECRETS = {name: f"m.cross_signing.{name}" for name in ("master", "self_signing", "user_signing")}
_CHECK_NAME, _CHECK_WORDS = "", bytes(32)

Sealed = dict[str, str]


class SecretStorageError(Exception):
    """The identity cannot be had from secret storage; the sentence says why."""


class WrongRecoveryKeyError(SecretStorageError):
    """The recovery key is well formed and belongs to something else."""


# --- sealing --------------------------------------------------------------------------------------------------------


def seal(key: bytes, name: str, secret: bytes) -> Sealed:
    """Seal one secret under its name."""
    iv = bytearray(secrets.token_bytes(16))
    iv[8] &= 0x7F  # as the specification asks, for implementations whose counter is a signed 64-bit number
    return _sealed(key, name, secret, bytes(iv))


def unseal(key: bytes, name: str, sealed: Any) -> bytes:
    """Open one secret.

    Raises:
        SecretStorageError: it was sealed by another key or under another name, was changed, or has no known form.
    """
    aes, mac = _keys(key, name)
    try:
        parts = {part: from_unpadded(sealed[part]) for part in ("iv", "ciphertext", "mac")}
    except (KeyError, TypeError, ValueError):
        raise SecretStorageError("a stored secret has an unknown form") from None
    if len(parts["iv"]) != 16 or not hmac.compare_digest(  # noqa: PLR2004 - a block of AES
        hmac.digest(mac, parts["ciphertext"], "sha256"), parts["mac"]
    ):
        raise SecretStorageError("a stored secret does not open")
    return _counter_mode(aes, parts["iv"], parts["ciphertext"])


def describe(key: bytes) -> dict[str, str]:
    """What is published of a key: enough to tell whether somebody holds it, and not what it is."""
    check = seal(key, _CHECK_NAME, _CHECK_WORDS)
    return {"algorithm": _ALGORITHM, "iv": check["iv"], "mac": check["mac"]}


def fits(key: bytes, description: dict[str, Any]) -> bool:
    """Whether this is the key that was described. A description without a check fits any (the secrets then tell)."""
    if "iv" not in description and "mac" not in description:
        return True
    try:
        iv, shown = from_unpadded(description["iv"]), from_unpadded(description["mac"])
        mac = from_unpadded(_sealed(key, _CHECK_NAME, _CHECK_WORDS, iv)["mac"])
    except (KeyError, TypeError, ValueError):
        return False
    return hmac.compare_digest(mac, shown)


def _sealed(key: bytes, name: str, secret: bytes, iv: bytes) -> Sealed:
    aes, mac = _keys(key, name)
    ciphertext = _counter_mode(aes, iv, secret)
    parts = {"iv": iv, "ciphertext": ciphertext, "mac": hmac.digest(mac, ciphertext, "sha256")}
    return {part: unpadded(value) for part, value in parts.items()}


def _keys(key: bytes, name: str) -> tuple[bytes, bytes]:
    both = HKDF(algorithm=hashes.SHA256(), length=64, salt=bytes(32), info=name.encode()).derive(key)
    return both[:32], both[32:]


def _counter_mode(key: bytes, iv: bytes, data: bytes) -> bytes:
    """AES-256 in counter mode, which is its own inverse."""
    worker = Cipher(algorithms.AES(key), modes.CTR(iv)).encryptor()
    return worker.update(data) + worker.finalize()


# --- on the homeserver ----------------------------------------------------------------------------------------------


async def key_in_use(server: Homeserver, user_id: str) -> str | None:
    """The id of the key under which an account's whole identity is stored; ``None``: it is not.

    Raises:
        HomeserverError: no answer.
    """
    key_id = (await read(server, user_id, _DEFAULT)).get("key")
    if not isinstance(key_id, str):
        return None
    for name in _SECRETS.values():
        if key_id not in mapping((await read(server, user_id, name)).get("encrypted")):
            return None
    return key_id


async def store(server: Homeserver, user_id: str, key: bytes, key_id: str, seeds: Seeds) -> None:
    """Store an identity under a new key, which from then on is the only one that opens it.

    Cut off half-way, the key from before still opens everything: it is given up last.

    Raises:
        HomeserverError: no answer, or refused; done again it begins anew.
    """
    named = {name: getattr(seeds, part) for part, name in _SECRETS.items()}
    # as Element has it: a secret is the base64 text of the seed
    new = {name: {key_id: seal(key, name, unpadded(seed).encode())} for name, seed in named.items()}
    before = mapping(await read(server, user_id, _DEFAULT)).get("key")
    await write(server, user_id, _DESCRIPTION + key_id, describe(key))
    for name, sealed in new.items():
        old = mapping((await read(server, user_id, name)).get("encrypted"))
        await write(server, user_id, name, {"encrypted": {**old, **sealed}})
    await write(server, user_id, _DEFAULT, {"key": key_id})
    for name, sealed in new.items():
        await write(server, user_id, name, {"encrypted": sealed})
    if isinstance(before, str) and before != key_id:
        await write(server, user_id, _DESCRIPTION + before, {})


async def fetch(server: Homeserver, user_id: str, key: bytes) -> Seeds:
    """Read an account's identity back.

    Raises:
        WrongRecoveryKeyError: the key opens nothing there.
        SecretStorageError: there is nothing, or not all, or not in a form that we know.
        HomeserverError: no answer.
    """
    key_id = (await read(server, user_id, _DEFAULT)).get("key")
    if not isinstance(key_id, str):
        raise SecretStorageError("this account has no secret storage: nobody ever made a recovery key for it")
    description = await read(server, user_id, _DESCRIPTION + key_id)
    if description.get("algorithm") != _ALGORITHM:
        raise SecretStorageError("this account's secret storage is of a kind that this program does not know")
    if not fits(key, description):
        raise WrongRecoveryKeyError("this recovery key does not open this account's secret storage")
    found = {part: await _fetch_seed(server, user_id, key, key_id, name) for part, name in _SECRETS.items()}
    return Seeds(**found)


async def _fetch_seed(server: Homeserver, user_id: str, key: bytes, key_id: str, name: str) -> bytes:
    sealed = mapping((await read(server, user_id, name)).get("encrypted")).get(key_id)
    if sealed is None:
        raise SecretStorageError("this account's secret storage does not hold its whole identity")
    try:
        seed = from_unpadded(unseal(key, name, sealed).decode())
    except ValueError:
        seed = b""
    if len(seed) != KEY_BYTES:
        raise SecretStorageError("a stored secret has an unknown form")
    return seed
