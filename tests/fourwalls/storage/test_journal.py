from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from fourwalls.group.people import Bot, EventId, RoomId
from fourwalls.storage import journal, tables
from fourwalls.storage.database import Database
from fourwalls.storage.errors import ReplayError
from fourwalls.storage.journal import Outcome
from fourwalls.storage.keys import OperationalKeys

SCRIBE, GUIDE, ROOM = Bot.SCRIBE, Bot.GUIDE, RoomId("!r")
ONE, TWO = EventId("$1"), EventId("$2")


@pytest.fixture
def conn(database: Database) -> Iterator[Connection]:
    with database._engine.begin() as connection:
        yield connection


def note(
    conn: Connection,
    keys: OperationalKeys,
    event: EventId,
    outcome: Outcome = Outcome.SEEN,
    ratchet: str | None = None,
    bot: Bot = SCRIBE,
) -> bool:
    return journal.note(conn, keys, bot, event, ROOM, 5, outcome, ratchet)


def test_an_event_is_worked_on_once_by_each_bot(conn: Connection, keys: OperationalKeys) -> None:
    assert note(conn, keys, ONE)
    assert not note(conn, keys, ONE)
    assert note(conn, keys, ONE, bot=GUIDE)
    assert note(conn, keys, TWO)
    assert journal.counts(conn)["heard_seen"] == 3


def test_the_same_event_with_its_own_message_key_again_is_no_replay(conn: Connection, keys: OperationalKeys) -> None:
    assert note(conn, keys, ONE, ratchet="s:0")
    assert not journal.is_replay(conn, keys, SCRIBE, ONE, "s:0")
    assert not note(conn, keys, ONE, ratchet="s:0")


def test_a_message_key_used_by_another_event_is_a_replay(conn: Connection, keys: OperationalKeys) -> None:
    assert note(conn, keys, ONE, ratchet="s:0")
    assert journal.is_replay(conn, keys, SCRIBE, TWO, "s:0")
    assert not journal.is_replay(conn, keys, SCRIBE, TWO, "s:1")
    assert not journal.is_replay(conn, keys, GUIDE, TWO, "s:0")
    with pytest.raises(ReplayError):
        note(conn, keys, TWO, ratchet="s:0")


def test_a_late_reading_cannot_use_a_used_message_key(conn: Connection, keys: OperationalKeys) -> None:
    note(conn, keys, ONE, ratchet="s:0")
    note(conn, keys, TWO, Outcome.UNREADABLE)
    with pytest.raises(ReplayError):
        note(conn, keys, TWO, Outcome.EXAMINED, ratchet="s:0")


def test_an_unreadable_event_may_be_read_once_later(conn: Connection, keys: OperationalKeys) -> None:
    assert note(conn, keys, ONE, Outcome.UNREADABLE)
    assert not note(conn, keys, ONE, Outcome.UNREADABLE)
    assert note(conn, keys, ONE, Outcome.EXAMINED, ratchet="s:0")
    assert not note(conn, keys, ONE, Outcome.EXAMINED, ratchet="s:0")
    assert journal.is_replay(conn, keys, SCRIBE, TWO, "s:0")


def test_unreadable_events_wait_for_their_session(conn: Connection, keys: OperationalKeys) -> None:
    def keep(event: EventId, session: str, since: int, bot: Bot = SCRIBE) -> None:
        raw = f"raw {event}".encode()
        journal.keep_unreadable(conn, keys, bot, event, ROOM, session, raw, "no_key", since)

    keep(TWO, "s", 9)
    keep(ONE, "s", 8)
    keep(EventId("$3"), "other", 7)
    keep(ONE, "s", 8, GUIDE)
    found = journal.unreadable_for_session(conn, keys, SCRIBE, "s")
    assert [(kept.raw, kept.reason, kept.since) for kept in found] == [
        (b"raw $1", "no_key", 8),
        (b"raw $2", "no_key", 9),
    ]
    assert [kept.raw for kept in journal.all_unreadable(conn, keys, SCRIBE)] == [b"raw $3", b"raw $1", b"raw $2"]
    journal.drop_unreadable(conn, keys, SCRIBE, ONE)
    assert [kept.raw for kept in journal.unreadable_for_session(conn, keys, SCRIBE, "s")] == [b"raw $2"]
    assert journal.counts(conn)["waiting_for_key"] == 3


def test_each_bot_has_a_bookmark(conn: Connection) -> None:
    assert journal.bookmark(conn, SCRIBE) is None
    journal.set_bookmark(conn, SCRIBE, "s1")
    journal.set_bookmark(conn, SCRIBE, "s2")
    journal.set_bookmark(conn, GUIDE, "s9")
    assert (journal.bookmark(conn, SCRIBE), journal.bookmark(conn, GUIDE)) == ("s2", "s9")


def test_counts_name_every_outcome_even_of_nothing(conn: Connection) -> None:
    found = journal.counts(conn)
    assert set(found.values()) == {0}
    assert {f"heard_{outcome}" for outcome in Outcome} < set(found)


def test_a_damaged_event_is_passed_over_and_goes_with_its_time(conn: Connection, keys: OperationalKeys) -> None:
    for number, since in enumerate((1, 2, 9)):
        event = EventId(f"${number}")
        journal.keep_unreadable(conn, keys, SCRIBE, event, ROOM, "session", b"raw", "no_key", since)
    conn.execute(tables.unreadable.update().where(tables.unreadable.c.since == 1).values(sealed=b"damaged"))
    assert [kept.since for kept in journal.all_unreadable(conn, keys, SCRIBE)] == [2, 9]
    assert journal.forget_unreadable(conn, 9) == 2
    assert [kept.since for kept in journal.all_unreadable(conn, keys, SCRIBE)] == [9]


def test_a_ledger_writes_a_batch_at_once(conn: Connection, keys: OperationalKeys) -> None:
    note(conn, keys, ONE, Outcome.UNREADABLE)
    ledger = journal.Ledger(conn, keys, SCRIBE)
    three = EventId("$3")
    ledger.know([ONE, TWO, three], ["s:0", "s:1"])
    ledger.note(TWO, ROOM, 6, Outcome.RECORDED, "s:0")
    assert ledger.has(TWO)
    assert len(conn.execute(tables.journal.select()).all()) == 1, "not yet"
    assert ledger.is_replay(three, "s:0")
    with pytest.raises(ReplayError):
        ledger.note(three, ROOM, 7, Outcome.RECORDED, "s:0")
    ledger.note(ONE, ROOM, 5, Outcome.EXAMINED, "s:1")  # it was unreadable before
    ledger.note(three, ROOM, 7, Outcome.UNREADABLE, None)
    ledger.note(three, ROOM, 7, Outcome.UNREADABLE, None)
    ledger.write()
    ledger.write()
    rows = conn.execute(tables.journal.select().order_by(tables.journal.c.heard_at)).all()
    assert [row.outcome for row in rows] == ["examined", "recorded", "unreadable"]
    assert journal.is_replay(conn, keys, SCRIBE, three, "s:0")


def test_a_ledger_tells_an_event_from_another_opened_by_its_key(conn: Connection, keys: OperationalKeys) -> None:
    note(conn, keys, ONE, ratchet="s:0")
    ledger = journal.Ledger(conn, keys, SCRIBE)
    ledger.know([ONE, TWO], ["s:0", "s:1"])
    assert not ledger.is_replay(ONE, "s:0")
    assert ledger.is_replay(TWO, "s:0")
    assert not ledger.is_replay(TWO, "s:1")


def test_a_kept_event_is_found_by_its_session_for_its_bot_alone(conn: Connection, keys: OperationalKeys) -> None:
    journal.keep_unreadable(conn, keys, SCRIBE, ONE, ROOM, "megolm", b"raw", "no_key", 5)
    (kept,) = journal.unreadable_for_session(conn, keys, SCRIBE, "megolm")
    assert (kept.raw, kept.reason, kept.since) == (b"raw", "no_key", 5)
    assert journal.unreadable_for_session(conn, keys, GUIDE, "megolm") == []
    assert journal.unreadable_for_session(conn, keys, SCRIBE, "another") == []
    row = conn.execute(tables.unreadable.select()).one()
    assert (row.room_key, row.event_key) == (keys.lookup("room", ROOM), keys.lookup("event", ONE))
