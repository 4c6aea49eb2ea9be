from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bots.memory import BotMemory
from fourwalls.group.people import Bot
from fourwalls.matrix.logging_in import WrongDeviceError
from fourwalls.matrix.memory import Credentials, Remembered, Seeds
from fourwalls.storage import accounts, journal
from fourwalls.storage.database import Database
from fourwalls.storage.keys import LookupKey, OperationalKeys

KEYS = OperationalKeys(b"o" * 32, LookupKey(b"l" * 32))
FIRST = Credentials("@guide:x", "FIRST", "token")
SECOND = Credentials("@guide:x", "SECOND", "another token")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(f"sqlite:///{tmp_path / 'house.db'}")
    opened.migrate()
    yield opened
    opened.close()


async def test_a_new_device_is_kept_beside_the_identity_that_is_there(database: Database) -> None:
    memory, seeds = BotMemory(database, KEYS, Bot.GUIDE), Seeds.make()
    await memory.keep_credentials(FIRST)
    await memory.keep_seeds(seeds)
    await database.run(lambda conn: accounts.forget_log_in(conn, KEYS, Bot.GUIDE))
    remembered = await memory.recall()
    assert (remembered.credentials, remembered.seeds) == (None, seeds)
    await memory.keep_credentials(SECOND)
    remembered = await memory.recall()
    assert (remembered.credentials, remembered.seeds) == (SECOND, seeds)


async def test_the_identity_of_one_account_is_never_given_to_another(database: Database) -> None:
    memory, seeds = BotMemory(database, KEYS, Bot.GUIDE), Seeds.make()
    await memory.keep_credentials(FIRST)
    await memory.keep_seeds(seeds)
    await database.run(lambda conn: accounts.forget_log_in(conn, KEYS, Bot.GUIDE))
    with pytest.raises(WrongDeviceError):
        await memory.keep_credentials(Credentials("@other:x", "THIRD", "token"))
    assert (await memory.recall()).seeds == seeds


async def test_everything_comes_back_after_a_restart(database: Database) -> None:
    memory, seeds = BotMemory(database, KEYS, Bot.GUIDE), Seeds.make()
    assert await memory.recall() == Remembered(None, None, [], None)
    await memory.keep_credentials(FIRST)
    await memory.keep_seeds(seeds)
    await memory.keep_vault([("account", "", b"pickle"), ("session", "one", b"a"), ("session", "two", b"b")])
    await memory.keep_vault([("session", "one", b"newer"), ("session", "two", None)])
    await database.run(lambda conn: journal.set_bookmark(conn, Bot.GUIDE, "s7"))
    remembered = await BotMemory(database, KEYS, Bot.GUIDE).recall()
    assert (remembered.credentials, remembered.seeds, remembered.bookmark) == (FIRST, seeds, "s7")
    assert sorted((kind, blob) for kind, *_, blob in remembered.vault) == [
        ("account", b"pickle"),
        ("session", b"newer"),
    ]


async def test_one_bot_remembers_nothing_of_another(database: Database) -> None:
    await BotMemory(database, KEYS, Bot.GUIDE).keep_credentials(FIRST)
    await BotMemory(database, KEYS, Bot.GUIDE).keep_vault([("account", "", b"pickle")])
    remembered = await BotMemory(database, KEYS, Bot.SCRIBE).recall()
    assert (remembered.credentials, tuple(remembered.vault), remembered.bookmark) == (None, (), None)
