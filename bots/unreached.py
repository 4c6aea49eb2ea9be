"""Somebody who cannot be warned in private: their facilitators hear that, once, and nothing of what it is about."""

from __future__ import annotations

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from bots.putting import put
from fourwalls.group.effects import Done
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.people import Bot, PersonId
from fourwalls.group.phrase import phrase
from fourwalls.storage.outbox import Cause
from handlers.entitled import facilitators_for, shown_name


def tell_all(conn: Transaction, ground: Ground, person: PersonId, effect: Done) -> None:
    """Tell the managers too, once a day, that somebody cannot be warned: they declined or left before."""
    tell(conn, ground, person, effect)
    words = phrase("unreached-managers", who=shown_name(person, ground.records(conn)))
    cause = Cause(Bot.GUIDE, f"unreached {person} {ground.now():%Y-%m-%d}")
    put(conn, ground, cause, TellManagers(Bot.GUIDE, words, Priority.NEWS))


def tell(conn: Transaction, ground: Ground, person: PersonId, effect: Done) -> None:
    """Tell the facilitators of the person's groups, if it is a warning that does not reach them.

    Once a person: whether they have been told before, the outbox remembers.
    """
    if not isinstance(effect, Whisper) or effect.priority is not Priority.WARNING:
        return
    records = ground.records(conn)
    words = phrase("unreached-facilitator", who=shown_name(person, records))
    for each in facilitators_for(person, records):
        once = f"unreached {person} {each}"
        put(conn, ground, Cause(Bot.GUIDE, once), Whisper(each, words, Priority.NEWS, once))
