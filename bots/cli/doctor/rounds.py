"""All checks, in the order in which one fault explains the next."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack

from bots.cli.doctor import accounts, door, exposure, files, policy, records, rooms, running, server, waiting
from bots.cli.doctor.finding import Finding, Level
from bots.cli.failing import sentence_of
from config import lastgood
from config.files import ConfigError
from config.settings import Settings, SettingsError, load_settings
from config.walls import RoomContract, load_walls
from fourwalls.group.people import Bot, RoomKind
from fourwalls.matrix.homeserver import Homeserver, HomeserverError


async def examine() -> list[Finding]:
    """Look at everything. Makes and changes nothing."""
    return [finding async for finding in _look()]


async def beforehand(settings: Settings) -> list[Finding]:
    """Look at what can be seen of the homeserver before the first run, for ``fourwalls init``.

    The portal's certificate is not among it, since nothing is served there yet.
    """
    async with AsyncExitStack() as stack:
        return [finding async for finding in _beforehand(settings, stack)]


async def _beforehand(settings: Settings, stack: AsyncExitStack) -> AsyncIterator[Finding]:
    line = Homeserver.open(settings.homeserver)
    stack.push_async_callback(line.close)
    async for finding in _safely("door", "door", _strangers_see(settings, line)):
        yield finding
    _, told = await records.look(settings)
    accounts_ = told.accounts.items() if told is not None else ()
    let_in = [(bot, account) for bot, account in accounts_ if account is not None and account.logged_in]
    for bot, account in sorted(let_in, key=lambda one: bool(one[1].seeds))[:1]:  # rather one that has never run
        server = Homeserver.open(settings.homeserver)
        stack.push_async_callback(server.close)
        server.token = account.token
        async for finding in _safely("door", "door", _members_see(exposure.Newcomer(bot, account.user_id, server))):
            yield finding


async def _strangers_see(settings: Settings, line: Homeserver) -> AsyncIterator[Finding]:
    for finding in await door.homeserver(settings, line):
        yield finding
    yield await door.other_servers(line, wanted=_contracts(settings)[RoomKind.GROUP].federation)


async def _members_see(asker: exposure.Asker) -> AsyncIterator[Finding]:
    for finding in await exposure.beforehand(asker):
        yield finding


async def _look() -> AsyncIterator[Finding]:
    try:
        settings = load_settings()
    except SettingsError as error:
        for problem in error.problems:
            remedy = f"For example: {problem.example}. fourwalls init asks for all of them one by one"
            yield Finding(f"settings.{problem.name}", problem.name, Level.BROKEN, problem.wrong, remedy)
        return
    yield Finding("settings", "settings", seen="can be used")
    for finding in files.look(settings):
        yield finding
    found, told = await records.look(settings)
    for finding in found:
        yield finding
    async with AsyncExitStack() as stack:
        async for finding in _homeserver(settings, told, stack):
            yield finding
    for finding in await running.look(settings):
        yield finding
    if told is not None:
        for finding in (*waiting.look(told), *policy.look(settings, told)):
            yield finding


async def _homeserver(settings: Settings, told: records.Told | None, stack: AsyncExitStack) -> AsyncIterator[Finding]:
    """The homeserver, then what anybody can see of it, then what only an account is told."""
    line = Homeserver.open(settings.homeserver)
    stack.push_async_callback(line.close)
    answers = await server.look(line)
    for finding in answers:
        yield finding
    if answers[0].level is Level.BROKEN:
        return
    async for finding in _safely("door", "door", _from_outside(settings, line)):
        yield finding
    if told is not None:
        async for finding in _with_accounts(settings, told, stack):
            yield finding


async def _from_outside(settings: Settings, line: Homeserver) -> AsyncIterator[Finding]:
    """What anybody can see of the homeserver."""
    federation = _contracts(settings)[RoomKind.GROUP].federation
    for finding in await door.look(settings, line, federation=federation):
        yield finding


def _contracts(settings: Settings) -> Mapping[RoomKind, RoomContract]:
    try:
        return load_walls(settings.config)
    except ConfigError:
        return load_walls(settings.data / lastgood.FOLDER)  # what counts while the edited copy cannot be used


async def _with_accounts(settings: Settings, told: records.Told, stack: AsyncExitStack) -> AsyncIterator[Finding]:
    """What only an account is told: the accounts themselves, then what they can see."""
    lines: dict[Bot, accounts.Line] = {}
    for bot in Bot:
        line = accounts.line_of(settings, told, bot)
        if isinstance(line, Finding):
            yield line
            continue
        stack.push_async_callback(line.server.close)
        async for finding in _safely(f"bot.{bot.value}", bot.value, accounts.look(line, settings.users[bot])):
            yield finding
            if finding.id.endswith(".login") and finding.level is Level.OK:
                lines[bot] = line
    if not lines:
        return
    async for finding in _safely("rooms", "rooms", _inside(settings, told, lines)):
        yield finding


async def _inside(settings: Settings, told: records.Told, lines: dict[Bot, accounts.Line]) -> AsyncIterator[Finding]:
    any_line = lines.get(Bot.WARDEN) or next(iter(lines.values()))
    other = next((line for line in lines.values() if line is not any_line), None)
    for finding in await exposure.look(any_line, other, told):
        yield finding
    yield await server.abilities(any_line.server)
    async for finding in rooms.look(told, settings, _contracts(settings), lines):
        yield finding
    yield await rooms.manager(told, settings, any_line)


async def _safely(id_: str, subject: str, checks: AsyncIterator[Finding]) -> AsyncIterator[Finding]:
    """Go on whatever a check stumbles over: that it did is a finding too."""
    try:
        async for finding in checks:
            yield finding
    except HomeserverError as error:
        yield Finding(id_, subject, Level.BROKEN, "the homeserver did not answer a question", sentence_of(error))
    except Exception as error:  # noqa: BLE001 - a doctor reports whatever it meets
        seen = f"could not be looked at ({type(error).__name__})"
        yield Finding(
            id_, subject, Level.BROKEN, seen, "Please report this, with the version, to those who make Four Walls"
        )
