"""What a connection must have remembered for it, as a protocol, and one that remembers in memory alone.

The house keeps these in its database, sealed; the demo's members and quick tests keep them in memory.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol, Self

VaultRow = tuple[str, str, bytes | None]
"""Kind, key, blob; ``None`` deletes. The crypto store's unit of keeping."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What logging in yielded. Never logged out: transaction ids are remembered by the server for this token."""

    user_id: str
    device_id: str
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Seeds:
    """The three Ed25519 seeds of a cross-signing identity, 32 bytes each."""

    master: bytes = field(repr=False)
    self_signing: bytes = field(repr=False)
    user_signing: bytes = field(repr=False)

    @classmethod
    def make(cls) -> Self:
        """New random seeds."""
        return cls(secrets.token_bytes(32), secrets.token_bytes(32), secrets.token_bytes(32))


@dataclass(frozen=True, slots=True)
class Remembered:
    """Everything kept about one account."""

    credentials: Credentials | None
    seeds: Seeds | None
    vault: Sequence[tuple[str, str, bytes]]
    bookmark: str | None


class Memory(Protocol):
    """Where a connection keeps what it must not forget. Each call returns only when the thing is safe on disk."""

    async def recall(self) -> Remembered:
        """Read back everything."""

    async def keep_credentials(self, credentials: Credentials) -> None:
        """Keep a fresh log-in."""

    async def keep_seeds(self, seeds: Seeds) -> None:
        """Keep a new identity's seeds; called before they are used anywhere."""

    async def keep_vault(self, rows: Sequence[VaultRow]) -> None:
        """Keep changes of the crypto store, all or none."""


class InMemory:
    """A memory that ends with the process: for simulated members."""

    def __init__(self) -> None:
        self._credentials: Credentials | None = None
        self._seeds: Seeds | None = None
        self._vault: dict[tuple[str, str], bytes] = {}
        self.bookmark: str | None = None

    async def recall(self) -> Remembered:
        """Read back everything."""
        vault = [(kind, key, blob) for (kind, key), blob in self._vault.items()]
        return Remembered(self._credentials, self._seeds, vault, self.bookmark)

    async def keep_credentials(self, credentials: Credentials) -> None:
        """Keep a fresh log-in."""
        self._credentials = credentials

    async def keep_seeds(self, seeds: Seeds) -> None:
        """Keep a new identity's seeds."""
        self._seeds = seeds

    async def keep_vault(self, rows: Sequence[VaultRow]) -> None:
        """Keep changes of the crypto store."""
        for kind, key, blob in rows:
            if blob is None:
                self._vault.pop((kind, key), None)
            else:
                self._vault[kind, key] = blob
