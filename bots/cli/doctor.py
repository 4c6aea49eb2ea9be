"""``fourwalls doctor``: one line for each thing that can be wrong, and what to do about it."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape

from bots.cli.failing import sentence_of
from config.files import ConfigError
from config.house import load_house
from config.settings import Settings, SettingsError, load_settings
from config.walls import load_walls
from config.wording import Wording
from fourwalls.detection import models
from fourwalls.group.people import Bot
from fourwalls.matrix.crosssigning import chain_holds
from fourwalls.matrix.crypto import CryptoStore, Engine
from fourwalls.matrix.homeserver import Homeserver, HomeserverError
from fourwalls.matrix.memory import Seeds
from fourwalls.storage import accounts, journal, vault
from fourwalls.storage.database import Database
from fourwalls.storage.errors import StorageError
from fourwalls.storage.keyfiles import LOOKUP, OPERATIONAL, PORTAL_PUBLIC, load_key, load_operational_keys

_LEAST_FREE = 1 << 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``remedy`` is empty when it is well."""

    what: str
    ok: bool
    remedy: str = ""


async def examine() -> list[Finding]:
    """Look at everything, in the order in which one fault explains the next. Changes nothing."""
    return [finding async for finding in _look()]


async def _look() -> AsyncIterator[Finding]:
    try:
        settings = load_settings()
    except SettingsError as error:
        for problem in error.problems:
            yield Finding(problem.name, ok=False, remedy=f"{problem.wrong}. For example: {problem.example}")
        return
    yield Finding("settings", ok=True)
    yield _try("walls.toml", lambda: load_walls(settings.config))
    yield _try("house.toml", lambda: load_house(settings.config))
    yield _try("wording", lambda: Wording(settings.config, {"url": "", "organisation": ""}))
    for name in (OPERATIONAL, LOOKUP, PORTAL_PUBLIC):
        yield _try(f"key {name}", lambda name=name: load_key(settings.keys / name))  # type: ignore[misc]  # mypy cannot see the default's type
    yield _names(settings)
    yield _disk(settings.data)
    yield await _server(settings)
    for finding in await _database(settings):
        yield finding


def _try(what: str, look: Callable[[], object]) -> Finding:
    try:
        look()
    except (ConfigError, StorageError) as error:
        return Finding(what, ok=False, remedy=str(error))
    return Finding(what, ok=True)


def _names(settings: Settings) -> Finding:
    try:
        there = models.locate(settings.models) is not None
    except models.ModelError as error:
        return Finding("name model", ok=False, remedy=str(error))
    remedy = "" if there else "detection works by rules alone and misses names. Run: fourwalls models fetch"
    return Finding("name model", there, remedy)


def _disk(data: Path) -> Finding:
    folder = next(parent for parent in (data, *data.parents) if parent.exists())
    free = shutil.disk_usage(folder).free
    remedy = "" if free >= _LEAST_FREE else "less than 1 GiB is free where the data lie. Make room"
    return Finding("disk", free >= _LEAST_FREE, remedy)


async def _server(settings: Settings) -> Finding:
    server = Homeserver.open(settings.homeserver)
    started = time.monotonic()
    try:
        await server.call("GET", "/_matrix/client/versions", seconds=10)
    except HomeserverError as error:
        return Finding("homeserver", ok=False, remedy=sentence_of(error))
    finally:
        await server.close()
    return Finding(f"homeserver (answered in {1000 * (time.monotonic() - started):.0f} ms)", ok=True)


async def _database(settings: Settings) -> list[Finding]:
    try:
        keys = load_operational_keys(settings.keys)
        database = Database.open(settings.database_url)
    except StorageError as error:
        return [Finding("database", ok=False, remedy=str(error))]
    try:
        database.check_schema()
        counts = await database.run(journal.counts)
        found = [Finding("database", ok=True), _waiting(counts), _dead(counts)]
        for bot in Bot:
            account, rows = await database.run(
                lambda conn, bot=bot: (accounts.load(conn, keys, bot), vault.load(conn, keys, bot))  # type: ignore[misc]  # mypy cannot see the default's type
            )
            found.append(await _chain(settings, bot, account, CryptoStore(keys.pickle_key, rows)))
    except StorageError as error:
        return [Finding("database", ok=False, remedy=str(error))]
    finally:
        database.close()
    return found


def _waiting(counts: dict[str, int]) -> Finding:
    number = counts["waiting_for_key"]
    remedy = f"{number} messages cannot be read yet. Ask their senders to verify their devices and to say it again"
    return Finding("unreadable messages", number == 0, remedy if number else "")


def _dead(counts: dict[str, int]) -> Finding:
    number = counts["outbox_dead"]
    remedy = f"{number} things were given up or came too late; the manager room was told of those given up"
    return Finding("outbox", number == 0, remedy if number else "")


async def _chain(settings: Settings, bot: Bot, account: accounts.Account | None, store: CryptoStore) -> Finding:
    what = f"{bot.value}: device and signing chain"
    if account is None or not account.seeds:
        return Finding(what, ok=False, remedy="it has never been started. Run: fourwalls run")
    server = Homeserver.open(settings.homeserver)
    server.token = account.token
    seeds = Seeds(**{name: bytes.fromhex(seed) for name, seed in account.seeds.items()})
    try:
        holds = await chain_holds(server, account.user_id, seeds, Engine(account.user_id, account.device_id, store))
    except Exception as error:  # noqa: BLE001 - a doctor reports whatever it meets
        return Finding(what, ok=False, remedy=sentence_of(error))
    finally:
        await server.close()
    remedy = "" if holds else "the homeserver does not show it as signed. Start it again: it signs itself"
    return Finding(what, holds, remedy)


def show(findings: list[Finding], *, as_json: bool) -> None:
    """Print what was found."""
    if as_json:
        typer.echo(json.dumps({"ok": all(f.ok for f in findings), "findings": [asdict(f) for f in findings]}))
        return
    console = Console(highlight=False)
    for finding in findings:
        console.print("[green]OK  [/]" if finding.ok else "[red]LOOK[/]", escape(finding.what), soft_wrap=True)
        if finding.remedy:
            console.print(f"     {finding.remedy}", markup=False, soft_wrap=True)
