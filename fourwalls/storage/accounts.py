"""The bots' Matrix accounts: credentials and cross-signing seeds, sealed by the operational key."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace

from sqlalchemy import Connection, select

from fourwalls.group.people import Bot, PersonId
from fourwalls.storage.errors import SealedDataError
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.tables import bot_account
from fourwalls.storage.upsert import put_rows


@dataclass(frozen=True, slots=True)
class Account:
    """What a bot needs to be itself again after a restart. It never shows its secrets in a repr."""

    user_id: PersonId
    device_id: str
    token: str = field(repr=False)
    seeds: dict[str, str] = field(repr=False, default_factory=dict, hash=False)
    """Cross-signing seeds and other secrets by name (``master``, ``self_signing``, ``user_signing``, …)."""

    @property
    def logged_in(self) -> bool:
        """Whether there is a log-in; without one, what is kept waits for a new device."""
        return bool(self.token)


def save(conn: Connection, keys: OperationalKeys, bot: Bot, account: Account) -> None:
    """Keep a bot's account, in the place of the one kept so far; its bookmark stays."""
    sealed = keys.seal_text(json.dumps(asdict(account)), _context(bot))
    put_rows(conn, bot_account, [{"bot": bot.value, "sealed": sealed}])


def load(conn: Connection, keys: OperationalKeys, bot: Bot) -> Account | None:
    """Give a bot's account; ``None`` while it has none."""
    sealed = conn.execute(select(bot_account.c.sealed).where(bot_account.c.bot == bot.value)).scalar()
    if sealed is None:
        return None
    try:
        return Account(**json.loads(keys.unseal_text(sealed, _context(bot))))
    except (TypeError, ValueError):
        raise SealedDataError("a bot's account has an unknown form") from None


def forget_log_in(conn: Connection, keys: OperationalKeys, bot: Bot) -> Account | None:
    """Forget a bot's device and token; its identity stays, and so does its bookmark. Gives what was kept before."""
    known = load(conn, keys, bot)
    if known is not None:
        save(conn, keys, bot, replace(known, device_id="", token=""))
    return known


def _context(bot: Bot) -> str:
    return f"bot_account:{bot.value}"
