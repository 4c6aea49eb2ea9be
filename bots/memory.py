"""What one bot's connection must not forget, kept in the house's database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection as Transaction

from fourwalls.group.people import Bot, PersonId
from fourwalls.matrix.memory import Credentials, Remembered, Seeds, VaultRow
from fourwalls.storage import accounts, journal, vault
from fourwalls.storage.database import Database
from fourwalls.storage.keys import OperationalKeys


class BotMemory:
    """Implements ``fourwalls.matrix.memory.Memory`` for one bot."""

    def __init__(self, database: Database, keys: OperationalKeys, bot: Bot) -> None:
        self._database = database
        self._keys = keys
        self._bot = bot

    async def recall(self) -> Remembered:
        """Read back everything about this bot's account."""
        return await self._database.run(self._recall)

    def _recall(self, conn: Transaction) -> Remembered:
        account = accounts.load(conn, self._keys, self._bot)
        rows = vault.load(conn, self._keys, self._bot)
        bookmark = journal.bookmark(conn, self._bot)
        if account is None:
            return Remembered(None, None, rows, bookmark)
        seeds = Seeds(**{name: bytes.fromhex(seed) for name, seed in account.seeds.items()}) if account.seeds else None
        return Remembered(Credentials(account.user_id, account.device_id, account.token), seeds, rows, bookmark)

    async def keep_credentials(self, credentials: Credentials) -> None:
        """Keep a fresh log-in."""
        account = accounts.Account(PersonId(credentials.user_id), credentials.device_id, credentials.token)
        await self._database.run(lambda conn: accounts.save(conn, self._keys, self._bot, account))

    async def keep_seeds(self, seeds: Seeds) -> None:
        """Keep a new identity's seeds."""
        named = {
            "master": seeds.master.hex(),
            "self_signing": seeds.self_signing.hex(),
            "user_signing": seeds.user_signing.hex(),
        }

        def keep(conn: Transaction) -> None:
            account = accounts.load(conn, self._keys, self._bot)
            assert account is not None, "a log-in is kept before an identity is made"
            accounts.save(conn, self._keys, self._bot, replace(account, seeds=named))

        await self._database.run(keep)

    async def keep_vault(self, rows: Sequence[VaultRow]) -> None:
        """Keep changes of the crypto store."""
        await self._database.run(lambda conn: vault.write(conn, self._keys, self._bot, rows))
