"""What one bot's connection must not forget, kept in the house's database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection as Transaction

from fourwalls.group.people import Bot, PersonId
from fourwalls.matrix.logging_in import WrongDeviceError
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
        log_in = Credentials(account.user_id, account.device_id, account.token) if account.logged_in else None
        return Remembered(log_in, seeds, rows, bookmark)

    async def keep_credentials(self, credentials: Credentials) -> None:
        """Keep a fresh log-in beside the identity that is there.

        Raises:
            WrongDeviceError: the identity is of another account.
        """
        await self._database.run(lambda conn: self._keep_log_in(conn, credentials))

    def _keep_log_in(self, conn: Transaction, fresh: Credentials) -> None:
        known = accounts.load(conn, self._keys, self._bot)
        seeds = known.seeds if known is not None else {}
        if known is not None and seeds and known.user_id != fresh.user_id:
            raise WrongDeviceError(
                "the stored identity is of another account than the settings name. Put the right …_USER back into the "
                "settings, or the data that belong to it"
            )
        account = accounts.Account(PersonId(fresh.user_id), fresh.device_id, fresh.token, seeds)
        accounts.save(conn, self._keys, self._bot, account)

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
