"""What becomes of what could not be done in time, and who is told when nobody sees a case."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection as Transaction

from bots.ground import Ground
from bots.putting import put
from fourwalls.group.effects.done import RaiseFlag, Relay, TellManagers, Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.people import Bot, GroupId, PersonId, Role
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.storage import outbox
from fourwalls.storage.records import Records


def bury_and_tell(conn: Transaction, ground: Ground, bot: Bot, now: int) -> None:
    """Give up what came too late or cannot be read back, and tell the managers in the same transaction.

    A command's answer that came too late is counted and not told: nobody misses it any more. Everything else is told
    once a day and kind, not once a message.
    """
    late = outbox.bury_expired(conn, bot, now)
    lost = outbox.take_undecodable(conn, bot)
    missed = ",".join(sorted({kind for kind, priority in late if priority != Priority.ANSWER}))
    damaged = ",".join(sorted(lost))
    if missed:
        _tell(conn, ground, bot, f"too late {missed}", phrase("came-too-late", what=missed))
    if damaged:
        _tell(conn, ground, bot, f"damaged {damaged}", phrase("could-not-read-back", what=damaged))


def _tell(conn: Transaction, ground: Ground, bot: Bot, why: str, words: Phrase) -> None:
    cause = outbox.Cause(bot, f"{why} {ground.now():%Y-%m-%d}")
    put(conn, ground, cause, TellManagers(bot, words, Priority.NEWS))


def tell_facilitators(conn: Transaction, ground: Ground, bot: Bot, effect: RaiseFlag | TellManagers | Relay) -> None:
    """Tell facilitators in private, once a day, that the managers cannot be reached; never what it is about."""
    records = ground.records(conn)
    for person in _facilitators(records, _groups(records, effect)):
        cause = outbox.Cause(bot, f"managers unreached {person} {ground.now():%Y-%m-%d}")
        put(conn, ground, cause, Whisper(person, phrase("managers-unreached"), Priority.FLAG))


def _groups(records: Records, effect: RaiseFlag | TellManagers | Relay) -> list[GroupId]:
    """The groups of whom a flag is about; every group where that cannot be told."""
    theirs = [seat.group for seat in records.groups_of(effect.person)] if isinstance(effect, RaiseFlag) else []
    return theirs or [group.id for group in records.groups()]


def _facilitators(records: Records, groups: Iterable[GroupId]) -> list[PersonId]:
    seats = [seat for group in groups for seat in records.roster(group)]
    return sorted({seat.person for seat in seats if seat.role is Role.FACILITATOR and seat.may_be_inside})
