"""A store that was put back is healed: its device is given up, and a new one of the same identity takes its place.

Once at each start at most, before anything is heard or said. Whoever manages the house is told what it means.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from bots.putting import put
from fourwalls.group.effects.done import TellManagers
from fourwalls.group.effects.priority import Priority
from fourwalls.group.people import Bot, EventId
from fourwalls.group.phrase import phrase
from fourwalls.matrix.homeserver import CLIENT, Homeserver, TokenDeadError
from fourwalls.matrix.keyring import IDENTITY
from fourwalls.matrix.storestamp import SPOILT, OldStoreError
from fourwalls.storage import accounts, outbox, vault
from fourwalls.storage.accounts import Account
from fourwalls.storage.keys import OperationalKeys

logger = logging.getLogger(__name__)

_UNKNOWN_TIME = "a day that is not known"


async def heal(ground: Ground, homeserver: str, old: Mapping[Bot, OldStoreError]) -> None:
    """Forget the devices of bots whose stores are old; they log in as new ones when they are opened again.

    Cut off anywhere, the next start goes on with it: the mark comes first, and the mark goes with the device.

    Raises:
        HomeserverError: an old device could not be signed out; the next start tries again.
    """
    logger.error("old encryption state was put back for: %s; they begin again as new devices", ", ".join(sorted(old)))
    await ground.database.run(lambda conn: _mark(conn, ground.keys, old))
    for bot in old:
        account = await ground.database.run(lambda conn, bot=bot: accounts.load(conn, ground.keys, bot))  # type: ignore[misc]  # mypy cannot see the default's type
        if account is not None and account.logged_in:
            await sign_out(homeserver, account)
    await ground.database.run(lambda conn: _begin_again(conn, ground, old))


async def sign_out(homeserver: str, account: Account) -> None:
    """Delete an account's device, unless it is gone already, so that nobody goes on giving keys to it."""
    server = Homeserver.open(homeserver)
    server.token = account.token
    try:
        with suppress(TokenDeadError):
            await server.call("POST", f"{CLIENT}/logout", {})
    finally:
        await server.close()


def forget_device(conn: Transaction, keys: OperationalKeys, bot: Bot) -> None:
    """Forget a bot's device and its encryption state. Who it is, whom it trusts and how far it has read stay."""
    accounts.forget_log_in(conn, keys, bot)
    vault.forget(conn, bot.value, but={IDENTITY})


def _mark(conn: Transaction, keys: OperationalKeys, bots: Collection[Bot]) -> None:
    for bot in bots:
        vault.write(conn, keys, bot, [SPOILT])


def _begin_again(conn: Transaction, ground: Ground, old: Mapping[Bot, OldStoreError]) -> None:
    """Words that waited may have been said since, and the homeserver knows their transaction ids for the old device.

    So they are dropped: said late or twice they would mislead ("the session is open"), and people can ask again. What
    is as urgent as a flag is kept, since two flags are better than none; and so is what happens once however often it
    is done, such as taking somebody out.
    """
    for bot in old:
        forget_device(conn, ground.keys, bot)
        outbox.forget_words(conn, bot)
    words = phrase("store-put-back", bots=", ".join(sorted(old)), time=_moment(ground, old))
    teller = next(iter(old))
    cause = outbox.Cause(teller, EventId(f"store put back {secrets.token_hex(8)}"))
    put(conn, ground, cause, TellManagers(teller, words, Priority.FLAG))


def _moment(ground: Ground, old: Mapping[Bot, OldStoreError]) -> str:
    known: list[datetime] = [error.as_of for error in old.values() if error.as_of is not None]
    return f"{min(known).astimezone(ground.zone):%d %B %Y, %H:%M}" if known else _UNKNOWN_TIME
