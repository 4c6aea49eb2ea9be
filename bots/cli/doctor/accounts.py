"""Each bot's account: its log-in, its devices, its signing chain, and its one-time keys on the homeserver."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from bots.cli.doctor.finding import Finding, Level, many
from bots.cli.doctor.records import Told
from bots.cli.failing import SIGNED_OUT, sentence_of
from config.settings import Settings
from fourwalls.group.people import Bot
from fourwalls.matrix.crosssigning import ChainError, chain_holds
from fourwalls.matrix.crypto import CryptoStore, Engine
from fourwalls.matrix.homeserver import CLIENT, Homeserver, HomeserverError, TokenDeadError
from fourwalls.matrix.logging_in import WrongDeviceError, check_device
from fourwalls.matrix.memory import Credentials, Seeds
from fourwalls.matrix.shapes import mapping, sequence
from fourwalls.storage.accounts import Account

_ONE_TIME = "signed_curve25519"
_NONE_LEFT = "Nobody new can send it keys safely until it makes more, which it does as soon as it runs"


@dataclass(frozen=True, slots=True)
class Line:
    """One bot's account as it was left, with a line of the doctor's own to the homeserver."""

    bot: Bot
    account: Account
    server: Homeserver
    engine: Engine
    seeds: Seeds

    @property
    def user_id(self) -> str:
        """The full Matrix id of the account."""
        return self.account.user_id


def line_of(settings: Settings, told: Told, bot: Bot) -> Line | Finding:
    """The line, or why there is none."""
    account = told.accounts[bot]
    if account is None or not account.seeds:
        remedy = "not started yet: fourwalls run makes its device"
        return Finding(f"bot.{bot.value}", bot.value, Level.ATTENTION, "no device", remedy, bot)
    if not account.logged_in:
        remedy = "fourwalls run logs it in as a new device"
        return Finding(f"bot.{bot.value}", bot.value, Level.ATTENTION, "renewed, and not started since", remedy, bot)
    server = Homeserver.open(settings.homeserver)
    server.token = account.token
    store = CryptoStore(told.keys.pickle_key, told.vaults[bot])
    engine = Engine(account.user_id, account.device_id, store)
    seeds = Seeds(**{name: bytes.fromhex(seed) for name, seed in account.seeds.items()})
    return Line(bot, account, server, engine, seeds)


async def look(line: Line, user: str) -> AsyncIterator[Finding]:
    """Log-in first: without it nothing else can be asked."""
    login = await log_in(line, user)
    yield login
    if login.level is Level.OK:
        for check in (signing, devices, one_time_keys):
            yield await check(line)


async def log_in(line: Line, user: str) -> Finding:
    """Whether the token lives and belongs to the device whose keys we hold."""
    what, bot, account = f"bot.{line.bot.value}.login", line.bot, line.account
    try:
        await check_device(line.server, user, Credentials(account.user_id, account.device_id, account.token))
    except TokenDeadError as error:
        remedy = (
            f"{SIGNED_OUT}fourwalls renew {bot.value}. Bots that run let it in again by themselves; else fourwalls run"
        )
        return Finding(what, bot.value, Level.BROKEN, f"it is signed out ({error.code})", remedy, bot)
    except WrongDeviceError as error:
        remedy = "Data of two houses are mixed, or a FOURWALLS_…_USER was changed. Put back what was there"
        return Finding(what, bot.value, Level.BROKEN, str(error), remedy, bot)
    except HomeserverError as error:
        return Finding(what, bot.value, Level.BROKEN, "its account does not answer", sentence_of(error), bot)
    return Finding(what, bot.value, seen="logged in", bot=bot)


async def signing(line: Line) -> Finding:
    """Whether the homeserver shows this device as signed by the identity that is ours."""
    what, bot = f"bot.{line.bot.value}.signing", line.bot
    try:
        holds = await chain_holds(line.server, line.account.user_id, line.seeds, line.engine)
    except ChainError as error:
        return Finding(what, bot.value, Level.BROKEN, "its identity is not ours", str(error), bot)
    if holds:
        return Finding(what, bot.value, seen="signed", bot=bot)
    remedy = "Start it again: it signs itself. Until then members' apps may give it no keys"
    return Finding(what, bot.value, Level.BROKEN, "the homeserver does not show it as signed", remedy, bot)


async def devices(line: Line) -> Finding:
    """Whether somebody else is logged in as this bot."""
    what, bot = f"bot.{line.bot.value}.devices", line.bot
    listed = sequence((await line.server.call("GET", f"{CLIENT}/devices")).get("devices"))
    others = [one for one in listed if mapping(one).get("device_id") != line.account.device_id]
    if not others:
        return Finding(what, bot.value, seen="one device", bot=bot, figures={"others": 0})
    remedy = (
        "Somebody signed in as this bot. If it was not you, change the account's password at once; "
        "sign the other devices out"
    )
    seen = f"{many(len(others), 'other device is', 'other devices are')} logged in to its account"
    return Finding(what, bot.value, Level.ATTENTION, seen, remedy, bot, {"others": len(others)})


async def one_time_keys(line: Line) -> Finding:
    """How many are left. An upload of nothing changes nothing, and is answered with the count."""
    what, bot = f"bot.{line.bot.value}.one-time-keys", line.bot
    answer = await line.server.call("POST", f"{CLIENT}/keys/upload", {})
    counted = mapping(answer.get("one_time_key_counts")).get(_ONE_TIME, 0)
    number = counted if isinstance(counted, int) else 0
    seen = f"{many(number, 'one-time key')}"
    if number:
        return Finding(what, bot.value, seen=seen, bot=bot, figures={"count": number})
    return Finding(what, bot.value, Level.ATTENTION, seen, _NONE_LEFT, bot, {"count": 0})
