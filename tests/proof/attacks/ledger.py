"""What the records say was done: the consequences that only obedience has, and what was examined."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from fourwalls.group.people import Bot, EventId
from fourwalls.storage import tally
from fourwalls.storage.database import Database
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.tables import awaited, entry, flag_case, journal, outbox, seat, session, warning, warning_pause

_ORDERED = ("Redact", "Invite", "AcceptIdentity")
"""Kinds of effects that follow from nothing but an order, or from a warned author's word."""

Fact = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Looks into the database beside the running bots."""

    database: Database
    keys: OperationalKeys

    def consequences(self) -> frozenset[Fact]:
        """Every fact that an obeyed order would add or change: sessions, seats, what waits, words gone."""
        return self.database.run_sync(_facts)

    @property
    def session_open(self) -> bool:
        """Whether what is said is recorded now."""
        asked = select(session.c.id).where(session.c.closed_at.is_(None))
        return bool(self.database.run_sync(lambda conn: conn.execute(asked).all()))

    def believed(self, events: Collection[str]) -> int:
        """Of these events, those that stand in a transcript as proven to be their sender's."""
        return sum(event in self._proven() for event in self._looked(events))

    def edits_of(self, event: str) -> int:
        """How many entries change the wording of this one."""
        replaced = self.keys.lookup("event", event)
        asked = select(entry.c.id).where(entry.c.replaces_key == replaced)
        return len(self.database.run_sync(lambda conn: conn.execute(asked).all()))

    def examined(self, events: Collection[str]) -> tuple[int, int]:
        """Of these events, how many were examined for details and for risk."""
        done = self.database.run_sync(
            lambda conn: tally.of_messages(conn, self.keys, [EventId(event) for event in events])
        )
        return done.details_examined, done.risk_examined

    def seen_by(self, bot: Bot, event: str) -> bool:
        """Whether a bot has noted an event, readable or not."""
        event_key = self.keys.lookup("event", event)
        asked = select(journal.c.outcome).where(journal.c.bot == bot.value, journal.c.event_key == event_key)
        return bool(self.database.run_sync(lambda conn: conn.execute(asked).all()))

    def hidden(self, events: Collection[str]) -> int:
        """Of these events, those whose words are hidden and can be put back."""
        there = (entry.c.hidden_at.is_not(None), entry.c.ciphertext.is_not(None))
        asked = select(entry.c.id).where(*there, entry.c.event_key.in_(self._looked(events)))
        return len(self.database.run_sync(lambda conn: conn.execute(asked).all()))

    def tally(self, events: Collection[str]) -> tally.Tally:
        """All that the records say of these events."""
        return self.database.run_sync(
            lambda conn: tally.of_messages(conn, self.keys, [EventId(event) for event in events])
        )

    def _proven(self) -> set[str]:
        asked = select(entry.c.event_key).where(entry.c.proven)
        return set(self.database.run_sync(lambda conn: conn.execute(asked).scalars().all()))

    def _looked(self, events: Collection[str]) -> list[str]:
        return [self.keys.lookup("event", event) for event in events]


def _facts(conn: Connection) -> frozenset[Fact]:
    says = (outbox.c.kind == "Say", outbox.c.performer == Bot.SCRIBE.value)  # the scribe says nothing but open, close
    questions = (
        select(outbox.c.id, outbox.c.kind).where(outbox.c.kind.in_(_ORDERED)),
        select(outbox.c.id, outbox.c.kind).where(*says),
        select(seat.c.group_id, seat.c.person_key, seat.c.role, seat.c.standing),
        select(session.c.id, session.c.closed_at),
        select(entry.c.id, entry.c.event_key).where(entry.c.ciphertext.is_(None)),
        select(warning.c.event_key, warning.c.answer).where(warning.c.answer.is_not(None)),
        select(flag_case.c.number, flag_case.c.state),
        select(warning_pause.c.session_id, warning_pause.c.ended_at),
        select(awaited.c.person_key),  # a command that is shown before it is done
    )
    return frozenset((n, *row) for n, question in enumerate(questions) for row in conn.execute(question))
