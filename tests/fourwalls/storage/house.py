"""A small house to test in: its database, its keys, and short ways to act in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection

from fourwalls.group.effects import Kept
from fourwalls.group.effects.kept import OpenSession, Record
from fourwalls.group.people import Bot, EventId, Group, PersonId, RoomId
from fourwalls.group.session import Session
from fourwalls.storage import transcripts
from fourwalls.storage.database import Database
from fourwalls.storage.keys import OperationalKeys
from fourwalls.storage.records import Records
from fourwalls.storage.sealing import TranscriptOpener, TranscriptSealer

T = TypeVar("T")

NOON = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
ANN = PersonId("@ann:example.org")
BEN = PersonId("@ben:example.org")
FAY = PersonId("@fay:example.org")
ROOM = RoomId("!meeting:example.org")
BOTS = {Bot.SCRIBE: PersonId("@scribe:example.org")}


def minute(number: int) -> datetime:
    return NOON + timedelta(minutes=number)


@dataclass
class House:
    database: Database
    keys: OperationalKeys
    sealer: TranscriptSealer
    portal_private: bytes
    portal_public: bytes

    def work(self, act: Callable[[Records], T]) -> T:
        """Act in one transaction."""
        return self.database.run_sync(lambda conn: act(self.work_in(conn)))

    def work_in(self, conn: Connection) -> Records:
        return Records(conn, self.keys, self.sealer, BOTS)

    def apply(self, *effects: Kept) -> None:
        def act(records: Records) -> None:
            for effect in effects:
                records.apply(effect)

        self.work(act)

    def group(self, name: str = "Tuesday circle") -> Group:
        return self.work(lambda records: records.add_group(name, self.portal_public))

    def session(self, group: Group, at: datetime = NOON) -> Session:
        self.apply(OpenSession(group.id, at, FAY))
        session = self.work(lambda records: records.open_session(group.id))
        assert session is not None
        return session

    def opener(self) -> TranscriptOpener:
        return TranscriptOpener(self.portal_private)

    def read(self, session: Session) -> transcripts.Transcript:
        def work(conn: Connection) -> transcripts.Transcript | None:
            return transcripts.read_session(conn, self.opener(), session.id, self.keys.person(FAY), 1)

        transcript = self.database.run_sync(work)
        assert transcript is not None
        return transcript

    def texts(self, session: Session) -> list[str]:
        return [entry.text for entry in self.read(session).entries]


def said(  # noqa: PLR0913  a sentence of a test names what matters to it
    session: Session,
    event: str,
    text: str,
    *,
    author: PersonId = ANN,
    at: int = 1,
    replaces: str | None = None,
    reply_to: str | None = None,
    proven: bool = True,
) -> Record:
    return Record(
        session=session.id,
        group=session.group,
        room=ROOM,
        event=EventId(event),
        author=author,
        profile_name="Name of " + author[1:4],
        text=text,
        at=minute(at),
        proven=proven,
        replaces=None if replaces is None else EventId(replaces),
        reply_to=None if reply_to is None else EventId(reply_to),
    )
