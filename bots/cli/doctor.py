"""``fourwalls doctor``: one line for each thing that can be wrong, and what to do about it."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

import typer
from rich.console import Console
from rich.markup import escape

from bots.cli.failing import SIGNED_OUT, sentence_of
from config.files import ConfigError
from config.house import load_house
from config.settings import Settings, SettingsError, load_settings
from config.walls import load_walls
from config.wording import Wording
from fourwalls.detection import models
from fourwalls.group.people import Bot
from fourwalls.matrix.crosssigning import chain_holds
from fourwalls.matrix.crypto import CryptoStore, Engine
from fourwalls.matrix.homeserver import Homeserver, HomeserverError, TokenDeadError
from fourwalls.matrix.memory import Seeds
from fourwalls.storage import accounts, journal, vault
from fourwalls.storage.database import Database
from fourwalls.storage.errors import NotStartedError, StorageError
from fourwalls.storage.keyfiles import LOOKUP, OPERATIONAL, PORTAL_PUBLIC, load_key, load_operational_keys

_LITTLE_FREE, _TOO_LITTLE_FREE = 1 << 30, 1 << 26
_NOT_STARTED = "not started yet: fourwalls run makes it"


class Level(StrEnum):
    """How things stand with what was looked at."""

    OK = "ok"
    ATTENTION = "attention"
    """It works, or will; somebody should know."""
    BROKEN = "broken"
    """The house cannot do its work before this is mended."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. ``remedy`` is empty when it is well."""

    what: str
    level: Level = Level.OK
    remedy: str = ""


def is_well(findings: list[Finding]) -> bool:
    """Whether nothing is broken."""
    return all(finding.level is not Level.BROKEN for finding in findings)


async def examine() -> list[Finding]:
    """Look at everything, in the order in which one fault explains the next. Makes and changes nothing."""
    return [finding async for finding in _look()]


async def _look() -> AsyncIterator[Finding]:
    try:
        settings = load_settings()
    except SettingsError as error:
        for problem in error.problems:
            yield _broken(problem.name, f"{problem.wrong}. For example: {problem.example}")
        return
    yield Finding("settings")
    yield _try("walls.toml", lambda: load_walls(settings.config))
    yield _try("house.toml", lambda: load_house(settings.config))
    yield _try("wording", lambda: Wording(settings.config, {"url": "", "organisation": ""}))
    for name in (OPERATIONAL, LOOKUP, PORTAL_PUBLIC):
        yield _try(f"key {name}", lambda name=name: load_key(settings.keys / name, settings.credentials))  # type: ignore[misc]  # mypy cannot see the default's type
    yield _names(settings)
    yield _disk(settings.data)
    yield await _server(settings)
    for finding in await _database(settings):
        yield finding


def _broken(what: str, remedy: str) -> Finding:
    return Finding(what, Level.BROKEN, remedy)


def _noted(what: str, remedy: str) -> Finding:
    """Well, or worth somebody's attention if there is something to say about it."""
    return Finding(what, Level.ATTENTION if remedy else Level.OK, remedy)


def _try(what: str, look: Callable[[], object]) -> Finding:
    try:
        look()
    except (ConfigError, StorageError) as error:
        return _broken(what, str(error))
    return Finding(what)


def _names(settings: Settings) -> Finding:
    try:
        there = models.locate(settings.models) is not None
    except models.ModelError as error:
        return _broken("name model", str(error))
    return _noted(
        "name model", "" if there else "detection works by rules alone and misses names. Run: fourwalls models fetch"
    )


def _disk(data: Path) -> Finding:
    folder = next(parent for parent in (data, *data.parents) if parent.exists())
    free = shutil.disk_usage(folder).free
    if free < _TOO_LITTLE_FREE:
        return _broken("disk", "almost nothing is free where the data lie. Make room now")
    return _noted("disk", "" if free >= _LITTLE_FREE else "less than 1 GiB is free where the data lie. Make room")


async def _server(settings: Settings) -> Finding:
    server = Homeserver.open(settings.homeserver)
    started = time.monotonic()
    try:
        await server.call("GET", "/_matrix/client/versions", seconds=10)
    except HomeserverError as error:
        return _broken("homeserver", sentence_of(error))
    finally:
        await server.close()
    return Finding(f"homeserver (answered in {1000 * (time.monotonic() - started):.0f} ms)")


async def _database(settings: Settings) -> list[Finding]:
    try:
        keys = load_operational_keys(settings.keys, settings.credentials)
        database = Database.open(settings.database_url, create=False)
    except NotStartedError:
        return [_noted("database", _NOT_STARTED)]
    except StorageError as error:
        return [_broken("database", str(error))]
    try:
        database.check_schema()
        counts = await database.run(journal.counts)
        found = [Finding("database"), _waiting(counts), _dead(counts)]
        for bot in Bot:
            account, rows = await database.run(
                lambda conn, bot=bot: (accounts.load(conn, keys, bot), vault.load(conn, keys, bot))  # type: ignore[misc]  # mypy cannot see the default's type
            )
            found.append(await _chain(settings, bot, account, CryptoStore(keys.pickle_key, rows)))
    except NotStartedError:
        return [_noted("database", _NOT_STARTED)]
    except StorageError as error:
        return [_broken("database", str(error))]
    finally:
        database.close()
    return found


def _waiting(counts: dict[str, int]) -> Finding:
    number = counts["waiting_for_key"]
    remedy = f"{number} messages cannot be read yet. Ask their senders to verify their devices and to say it again"
    return _noted("unreadable messages", remedy if number else "")


def _dead(counts: dict[str, int]) -> Finding:
    number = counts["outbox_dead"]
    remedy = f"{number} things were given up or came too late; the manager room was told of those given up"
    return _noted("outbox", remedy if number else "")


async def _chain(settings: Settings, bot: Bot, account: accounts.Account | None, store: CryptoStore) -> Finding:
    what = f"{bot.value}: device and signing chain"
    if account is None or not account.seeds:
        return _noted(what, "not started yet: fourwalls run makes it")
    if not account.logged_in:
        return _noted(what, "renewed, and not started since: fourwalls run logs it in as a new device")
    server = Homeserver.open(settings.homeserver)
    server.token = account.token
    seeds = Seeds(**{name: bytes.fromhex(seed) for name, seed in account.seeds.items()})
    try:
        holds = await chain_holds(server, account.user_id, seeds, Engine(account.user_id, account.device_id, store))
    except TokenDeadError as error:
        return _broken(what, f"{error}. {SIGNED_OUT}fourwalls renew {bot.value}, then fourwalls run")
    except Exception as error:  # noqa: BLE001 - a doctor reports whatever it meets
        return _broken(what, sentence_of(error))
    finally:
        await server.close()
    return Finding(what) if holds else _broken(what, "the homeserver does not show it as signed. Start it again")


def show(findings: list[Finding], *, as_json: bool) -> None:
    """Print what was found."""
    if as_json:
        typer.echo(json.dumps({"ok": is_well(findings), "findings": [asdict(f) for f in findings]}))
        return
    console = Console(highlight=False)
    for finding in findings:
        console.print(_MARKS[finding.level], escape(finding.what), soft_wrap=True)
        if finding.remedy:
            console.print(f"          {finding.remedy}", markup=False, soft_wrap=True)


_MARKS = {
    Level.OK: "[green]OK       [/]",
    Level.ATTENTION: "[yellow]ATTENTION[/]",
    Level.BROKEN: "[red]BROKEN   [/]",
}
