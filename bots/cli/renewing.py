"""``fourwalls renew``: a bot that was signed out begins again with a new device of the same identity."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection as Transaction

from bots.cli.failing import CommandError
from bots.healing import forget_device, sign_out
from bots.ownership import owned
from config.settings import Settings
from fourwalls.group.people import Bot
from fourwalls.storage import accounts, journal
from fourwalls.storage.accounts import Account
from fourwalls.storage.database import Database
from fourwalls.storage.keyfiles import load_operational_keys
from fourwalls.storage.keys import OperationalKeys


class NothingToRenewError(CommandError):
    """The bot has never been started here."""

    def __init__(self, bot: Bot) -> None:
        """Say what to do instead."""
        super().__init__(f"the {bot.value} has never been started on these data, so there is nothing to renew: run it")


@dataclass(frozen=True, slots=True)
class Renewal:
    """One bot's store, of which only what outlives a device is kept."""

    keys: OperationalKeys
    bot: Bot

    def account(self, conn: Transaction) -> Account:
        """What is kept of the account now."""
        known = accounts.load(conn, self.keys, self.bot)
        if known is None:
            raise NothingToRenewError(self.bot)
        return known

    def forget(self, conn: Transaction) -> int:
        """Forget device, token and encryption sessions; say how many messages waited for a key of that device."""
        forget_device(conn, self.keys, self.bot)
        return len(journal.all_unreadable(conn, self.keys, self.bot))


async def renew(settings: Settings, bot: Bot) -> str:
    """Forget a bot's device and keep who it is; gives what to tell the operator.

    The old device is signed out first if it still lives, so that nobody goes on giving keys to it.

    Raises:
        OwnedError: the bot runs.
        NothingToRenewError: it never did.
        HomeserverError: the homeserver cannot be asked; nothing was changed.
        StorageError: nothing was changed either.
    """
    with owned(settings.data, bot):
        renewal = Renewal(load_operational_keys(settings.keys, settings.credentials), bot)
        database = Database.open(settings.database_url, create=False)
        try:
            database.check_schema()
            account = await database.run(renewal.account)
            if account.logged_in:
                await sign_out(settings.homeserver, account)
            waiting = await database.run(renewal.forget)
        finally:
            database.close()
    return _told(bot, waiting)


def _told(bot: Bot, waiting: int) -> str:
    name = bot.value
    kept = f" Nor can the {waiting} that it has heard and that still wait for their key." if waiting else ""
    return (
        f"The {name}'s device and its encryption sessions are forgotten; its identity, whom it trusts and how far it "
        f"has read are kept. The next fourwalls run logs it in as a new device, signed by the same identity.\n"
        f"Messages that were written while the {name} was signed out, or that it had not read by then, cannot be read "
        f"any more: their keys went to the old device.{kept} They were not examined and are in no transcript. "
        "Ask people to say again what matters."
    )
