"""``fourwalls accept``: the operator has checked whose somebody's new keys are. For the Online Manager nobody else can.

It only puts the wish where the running bots find it: they do it within seconds, or when they are started.
"""

from __future__ import annotations

from sqlalchemy import Connection as Transaction

from bots.cli.failing import CommandError
from config.settings import Settings
from fourwalls.group.effects import Done
from fourwalls.group.effects.done import AcceptIdentity, TellManagers, Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.people import Bot, PersonId
from fourwalls.group.phrase import phrase
from fourwalls.storage import outbox, roster
from fourwalls.storage.database import Database
from fourwalls.storage.keyfiles import load_operational_keys
from fourwalls.storage.keys import OperationalKeys


class NotOnAListError(CommandError):
    """The person is on no list."""

    def __init__(self, person: str) -> None:
        """Say what is looked for."""
        super().__init__(f"{person} is on no list of yours. Give the full Matrix id, such as @odette:chat.example.org")


async def accept(settings: Settings, person: str, now_ms: int) -> str:
    """Have every bot believe the identity that somebody shows; gives what to tell the operator.

    Raises:
        NotOnAListError: nobody of this id is on a list.
        StorageError: the database cannot be used; nothing was changed.
    """
    keys = load_operational_keys(settings.keys, settings.credentials)
    database = Database.open(settings.database_url, create=False)
    try:
        database.check_schema()
        await database.run(lambda conn: _wish(conn, keys, PersonId(person), now_ms))
    finally:
        database.close()
    return f"The bots believe the keys that {person} shows now: within seconds if they run, else when they start."


def _wish(conn: Transaction, keys: OperationalKeys, person: PersonId, now_ms: int) -> None:
    if roster.widest_role(conn, keys.person(person)) is None:
        raise NotOnAListError(person)
    effects: tuple[Done, ...] = (
        *(AcceptIdentity(bot, person) for bot in Bot),
        Whisper(person, phrase("accepted-member"), Priority.NEWS),
        TellManagers(Bot.GUIDE, phrase("accepted-operator", who=person)),
    )
    for index, effect in enumerate(effects):
        outbox.put(conn, keys, outbox.Cause(Bot.GUIDE, f"operator accepts {person} {now_ms}"), index, effect)
