"""The one way by which bots that run put things into the outbox: nothing is said twice, and nothing when it is absurd.

Whoever puts names a *cause*. It must be the same when the same thing is asked for again, after a crash or at the next
look: the request and its step, the person and the day, never the moment of asking (unless the same transaction keeps
that it was asked for). An effect that has a ``once`` is its own cause, whoever brings it up.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from fourwalls.group.effects import Done, Effect, Kept
from fourwalls.group.effects.done import Say, TellManagers, Whisper
from fourwalls.group.people import Bot
from fourwalls.storage import outbox
from fourwalls.storage.outbox import Cause
from fourwalls.storage.times import to_ms


def put(  # noqa: PLR0913  the last two are options of the row
    conn: Transaction,
    ground: Ground,
    cause: Cause,
    effect: Done,
    index: int = 0,
    *,
    asked_at: datetime | None = None,
    until: datetime | None = None,
) -> bool:
    """Put one thing into the outbox; ``False``: it was put there before, from the same cause.

    Args:
        conn: the transaction of what causes it.
        ground: what the bots stand on.
        cause: who has it done, and why.
        effect: what is to be done.
        index: which of the effects of that cause this is.
        asked_at: when somebody asked for it; without it, now.
        until: when it is absurd, if that is earlier than for others of its kind (``Ground.expiry``).
    """
    limits = (ground.expiry(effect, ground.now(), asked_at), None if until is None else to_ms(until))
    expires_at = min((limit for limit in limits if limit is not None), default=None)
    if isinstance(effect, Whisper | TellManagers | Say) and effect.once:
        return outbox.put_once(conn, ground.keys, effect, expires_at)
    return outbox.put(conn, ground.keys, cause, index, effect, expires_at=expires_at)


def put_all(
    conn: Transaction, ground: Ground, cause: Cause, effects: Iterable[Effect], *, until: datetime | None = None
) -> set[Bot]:
    """Keep all that follows from one cause: our own records at once and in order, the rest in the outbox.

    Returns:
        the bots that have something new to do.
    """
    records, called = ground.records(conn), set[Bot]()
    for index, effect in enumerate(effects):
        if isinstance(effect, Kept):
            records.apply(effect)
        elif put(conn, ground, cause, effect, index, until=until):
            called.add(effect.performer)
    return called
