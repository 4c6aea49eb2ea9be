"""The arithmetic of a short authentication string, on vodozemac: one key pair, one verification, then forgotten.

``curve25519-hkdf-sha256``, ``sha256`` and ``hkdf-hmac-sha256.v2`` only: what every client of today speaks.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import vodozemac

from fourwalls.matrix.signatures import unpadded
from fourwalls.matrix.verification.emoji import EMOJI as _EMOJI

KEY_AGREEMENT = "curve25519-hkdf-sha256"
HASH = "sha256"
MAC = "hkdf-hmac-sha256.v2"
EMOJI, DECIMAL = "emoji", "decimal"


class MismatchError(ValueError):
    """A key or a code of the other side does not agree with what it should stand for."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What both sides see if nobody stands between them: seven emoji with their names, or three numbers."""

    emoji: tuple[tuple[str, str], ...]
    """(emoji, name)."""
    decimals: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Party:
    """One side: who, which device, and the public key that it brought to this verification."""

    user: str
    device: str
    key: str = ""


def commitment(key: str, start: dict[str, Any]) -> str:
    """What binds us to our key before they have shown theirs: the hash of it and of the terms that they started with.

    Raises:
        ValueError: the terms cannot be written down (halves of surrogate pairs).
    """
    terms = json.dumps(start, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return unpadded(hashlib.sha256((key + terms).encode()).digest())


class Secret:
    """Our half of one verification. It can be joined to one key of the other side, once."""

    def __init__(self) -> None:
        self._sas = vodozemac.Sas()
        self.key: str = self._sas.public_key.to_base64()
        """Our public key, to be shown."""

    def join(self, starter: Party, answerer: Party, their_key: str, txn: str) -> Agreed:
        """Agree on a secret.

        Args:
            starter: who sent ``start``.
            answerer: who sent ``accept``.
            their_key: the key of the one of the two who is not us.
            txn: the verification's id.

        Raises:
            MismatchError: that is not a key.
        """
        try:
            established = self._sas.diffie_hellman(vodozemac.Curve25519PublicKey.from_base64(their_key))
        except ValueError:
            raise MismatchError("not a key") from None
        sides = "|".join(part for side in (starter, answerer) for part in (side.user, side.device, side.key))
        drawn = established.bytes(f"MATRIX_KEY_VERIFICATION_SAS|{sides}|{txn}")
        emoji = tuple(_EMOJI[index] for index in drawn.emoji_indices)
        first, second, third = drawn.decimals
        return Agreed(established, txn, Comparison(emoji, (first, second, third)))


class Agreed:
    """The secret that both sides share, and what each can swear with it."""

    def __init__(self, established: vodozemac.EstablishedSas, txn: str, comparison: Comparison) -> None:
        self._established = established
        self._txn = txn
        self.comparison = comparison

    def swear(self, by: Party, to: Party, keys: dict[str, str]) -> dict[str, Any]:
        """The ``mac`` and ``keys`` of a ``m.key.verification.mac``, for these public keys by their key ids."""
        info = self._info(by, to)
        codes = {name: self._established.calculate_mac(key, info + name) for name, key in keys.items()}
        return {"mac": codes, "keys": self._established.calculate_mac(_listed(codes), info + "KEY_IDS")}

    def check(self, by: Party, to: Party, sworn: dict[str, Any], known: dict[str, str]) -> None:
        """Check what the other side swore, against the public keys that are known of it, by key id.

        Raises:
            MismatchError: something does not agree, or none of the keys is known.
        """
        codes, listed = sworn.get("mac"), sworn.get("keys")
        if not isinstance(codes, dict) or not isinstance(listed, str):
            raise MismatchError("no codes")
        info = self._info(by, to)
        ours = known.keys() & codes.keys()
        if not ours:
            raise MismatchError("none of these keys is known")
        try:
            self._established.verify_mac(_listed(codes), info + "KEY_IDS", listed)
            for name in ours:  # whatever stands there that is no text is no code either
                self._established.verify_mac(known[name], info + name, codes[name])
        except (ValueError, TypeError):
            raise MismatchError("a code does not agree") from None

    def _info(self, by: Party, to: Party) -> str:
        return f"MATRIX_KEY_VERIFICATION_MAC{by.user}{by.device}{to.user}{to.device}{self._txn}"


def _listed(codes: dict[str, str]) -> str:
    return ",".join(sorted(codes))
