"""``fourwalls recovery`` and ``fourwalls recover``: the bots' identities kept for, and given to, a new installation.

One recovery key serves all four bots. Four would protect nothing more, since whoever loses one has lost the paper that
all of them stand on; and somebody tired, who starts over in the middle of the night, copies one key rather than four.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from bots.cli.failing import SIGNED_OUT, CommandError
from bots.memory import BotMemory
from bots.ownership import owned
from config.settings import Settings
from fourwalls.group.people import Bot
from fourwalls.matrix import crosssigning, recoverykey, secretstorage
from fourwalls.matrix.homeserver import Homeserver, TokenDeadError
from fourwalls.matrix.logging_in import check_device, log_in
from fourwalls.matrix.memory import Credentials, Seeds
from fourwalls.matrix.recoverykey import RecoveryKeyError
from fourwalls.matrix.secretstorage import SecretStorageError
from fourwalls.storage.database import Database
from fourwalls.storage.keyfiles import load_operational_keys


class NotRecoverableError(CommandError):
    """Something stands in the way of making or using a recovery key."""


async def make(settings: Settings, *, new: bool, to: Path | None) -> str:
    """Store each bot's identity in its account, sealed by one new recovery key; gives what to tell the operator.

    The bots may run meanwhile. Where there is a recovery key, nothing is changed unless ``new``.

    Raises:
        NotRecoverableError: a bot has no identity here yet, or the file cannot be made.
        HomeserverError, ChainError, StorageError: nothing is lost; done again it begins anew.
    """
    async with _open_database(settings, create=False) as memories:
        identities = {bot: await _identity(bot, memory) for bot, memory in memories.items()}
        if not new and (there := await _there_already(settings, identities)):
            return there
        for bot, (credentials, seeds) in identities.items():
            async with _asking(settings, bot, credentials) as server:
                await crosssigning.require_same(server, credentials.user_id, seeds)
        key, key_id = secrets.token_bytes(recoverykey.KEY_BYTES), secrets.token_hex(16)
        with _paper(to) as write:
            for bot, (credentials, seeds) in identities.items():
                async with _asking(settings, bot, credentials) as server:
                    await secretstorage.store(server, credentials.user_id, key, key_id, seeds)
            write(recoverykey.written(key))
    return _told(recoverykey.written(key), to)


async def recover(settings: Settings, typed: str) -> str:
    """Give each bot that has no identity here the one that its account keeps; gives what to tell the operator.

    Raises:
        NotRecoverableError: the recovery key is mistyped or another one, or an account keeps no identity.
        OwnedError: the bots run.
        HomeserverError, ChainError, StorageError: what is told; bots before the one in trouble have theirs.
    """
    try:
        key = recoverykey.read(typed)
    except RecoveryKeyError as error:
        raise NotRecoverableError(f"{_MISTYPED} {error}. Nothing was changed.") from None
    done: dict[Bot, bool] = {}
    async with _open_database(settings, create=True) as memories:
        for bot, memory in memories.items():
            with owned(settings.data, bot):
                done[bot] = await _recover(settings, bot, memory, key)
    lines = [
        f"The {bot.value} has its identity back." if fresh else f"The {bot.value} has an identity here: left as it is."
        for bot, fresh in done.items()
    ]
    return "\n".join([*lines, _NEXT])


async def _recover(settings: Settings, bot: Bot, memory: BotMemory, key: bytes) -> bool:
    remembered = await memory.recall()
    if remembered.seeds is not None:
        return False
    credentials = remembered.credentials or await _log_in(settings, bot)
    await memory.keep_credentials(credentials)
    async with _asking(settings, bot, credentials) as server:
        await check_device(server, settings.users[bot], credentials)
        seeds = await secretstorage.fetch(server, credentials.user_id, key)
        await crosssigning.require_same(server, credentials.user_id, seeds)
    await memory.keep_seeds(seeds)
    return True


async def _log_in(settings: Settings, bot: Bot) -> Credentials:
    server = Homeserver.open(settings.homeserver)
    try:
        return await log_in(server, settings.users[bot], settings.passwords[bot])
    finally:
        await server.close()


async def _identity(bot: Bot, memory: BotMemory) -> tuple[Credentials, Seeds]:
    remembered = await memory.recall()
    if remembered.seeds is None or remembered.credentials is None:
        raise NotRecoverableError(
            f"The {bot.value} has no identity or no log-in here yet: fourwalls run once, then fourwalls recovery."
        )
    return remembered.credentials, remembered.seeds


async def _there_already(settings: Settings, identities: Mapping[Bot, tuple[Credentials, Seeds]]) -> str | None:
    """What to say if a recovery key exists; ``None``: there is none at all."""
    found: dict[Bot, str | None] = {}
    for bot, (credentials, _) in identities.items():
        async with _asking(settings, bot, credentials) as server:
            found[bot] = await secretstorage.key_in_use(server, credentials.user_id)
    if not any(found.values()):
        return None
    if len(set(found.values())) == 1:
        return _EXISTS
    lacking = ", ".join(bot.value for bot, key_id in found.items() if key_id is None)
    raise NotRecoverableError(
        "There is a recovery key, and it is not the same for all four bots"
        + (f" (there is none for: {lacking})" if lacking else "")
        + ". Make one for all of them: fourwalls recovery --new. What you wrote down before opens nothing then."
    )


@asynccontextmanager
async def _open_database(settings: Settings, *, create: bool) -> AsyncIterator[dict[Bot, BotMemory]]:
    keys = load_operational_keys(settings.keys, settings.credentials)
    database = Database.open(settings.database_url, create=create)
    try:
        if create:
            database.migrate()
        database.check_schema()
        yield {bot: BotMemory(database, keys, bot) for bot in Bot}
    finally:
        database.close()


@asynccontextmanager
async def _asking(settings: Settings, bot: Bot, credentials: Credentials) -> AsyncIterator[Homeserver]:
    """A line to the homeserver as this bot; what goes wrong on it is told with the bot's name."""
    server = Homeserver.open(settings.homeserver)
    server.token = credentials.token
    try:
        yield server
    except TokenDeadError as dead:
        raise NotRecoverableError(
            f"The homeserver no longer knows the {bot.value}'s log-in ({dead.code}). "
            f"{SIGNED_OUT}fourwalls renew {bot.value}, then fourwalls run"
        ) from None
    except SecretStorageError as error:
        raise NotRecoverableError(f"The {bot.value}: {error}.") from None
    except crosssigning.ChainError as error:
        raise NotRecoverableError(f"The {bot.value}: {error}.") from None
    finally:
        await server.close()


class _Paper:
    """Where the key is written, if not on the terminal."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor
        self.written = False

    def __call__(self, key: str) -> None:
        """Write it, and see that it is on the disk."""
        if self._descriptor is not None:
            os.write(self._descriptor, f"{key}\n".encode())
            os.fsync(self._descriptor)
        self.written = True


@contextmanager
def _paper(to: Path | None) -> Iterator[_Paper]:
    """Make the file before there is a key to be lost; a file that stays empty is taken away."""
    if to is None:
        yield _Paper(None)
        return
    try:
        descriptor = os.open(to, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise NotRecoverableError(f"{to} cannot be made ({error.strerror}). Nothing was changed.") from None
    paper = _Paper(descriptor)
    try:
        yield paper
    finally:
        os.close(descriptor)
        if not paper.written:
            to.unlink()


def wrong_with(typed: str) -> str | None:
    """What is wrong with a recovery key as it was typed, if anything."""
    try:
        recoverykey.read(typed)
    except RecoveryKeyError as error:
        return f"{_MISTYPED} {error}."
    return None


def read_from(file: Path) -> str:
    """A recovery key from a file.

    Raises:
        NotRecoverableError: it cannot be read.
    """
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise NotRecoverableError(f"{file} cannot be read as text. Nothing was changed.") from None


_MISTYPED = "This is not a recovery key:"
_EXISTS = (
    "There is a recovery key for all four bots already. It cannot be shown again: only what it opens is kept. If you "
    "no longer have it, or somebody may have seen it: fourwalls recovery --new makes another, and the old one opens "
    "nothing then."
)
_NEXT = "Next: fourwalls run. Each bot is a new device of the identity that people's apps know, so nobody is warned."


def _told(key: str, to: Path | None) -> str:
    where = f"The bots' recovery key is in {to}." if to is not None else f"The bots' recovery key:\n\n    {key}\n"
    return (
        f"{where}\n"
        "This one key serves all four bots. It is shown this once and kept nowhere: write it down, and put it with the "
        "copy of the keys, apart from this machine. With it and the bots' passwords a new installation can be the same "
        "bots to everybody (fourwalls recover). Do not show it to anybody: whoever runs the homeserver and has it can "
        "speak as your bots and be given the keys of your rooms."
    )
