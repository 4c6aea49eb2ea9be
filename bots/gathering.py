"""Closes the word that gathers what somebody wrote within a minute, and has it said; of what was answered, nothing."""

from __future__ import annotations

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from bots.putting import put
from fourwalls.group.effects.done import TellGathered, Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.people import Bot
from fourwalls.storage import warnings
from fourwalls.storage.outbox import Cause
from handlers.telling import gathered_words

_BEHIND = 1000
"""Its place among the effects of the event that brought the word, behind all that were caused by hearing it."""


def tell(conn: Transaction, ground: Ground, effect: TellGathered) -> None:
    """Close the word in one transaction: what was gathered is put into the outbox as a warning, and kept nowhere else.

    What is said from here on belongs to the next word. Were it wiped only once it was said, whatever came in between
    would be wiped unsaid.
    """
    parts = ground.records(conn).gathered(effect.word)
    warnings.told_of(conn, ground.keys, effect.word)
    if parts:
        words = Whisper(effect.to, gathered_words(parts), Priority.WARNING)
        put(conn, ground, Cause(Bot.GUIDE, effect.word), words, _BEHIND)
