from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Connection, select, update

from fourwalls.group.effects.kept import CloseSession, GiveSeat, Hide, HideAll, NameProfile, PutBack, Strike
from fourwalls.group.people import Bot, EventId, GroupId, Role, Standing
from fourwalls.group.session import SessionId
from fourwalls.storage import audit, entries, journal, tables, transcripts
from fourwalls.storage.database import Database
from fourwalls.storage.errors import SealedDataError, StorageError
from fourwalls.storage.keys import PersonKey
from fourwalls.storage.sealing import TranscriptOpener, TranscriptSealer
from fourwalls.storage.transcripts import Condition
from tests.fourwalls.storage.house import ANN, BEN, FAY, NOON, ROOM, House, minute, said
from tests.support.audited import audited


def test_what_was_said_is_read_in_its_order(house: House) -> None:
    session = house.session(house.group("Tuesday circle"))
    house.apply(
        said(session, "$2", "second", author=BEN, at=2, reply_to="$1", proven=False), said(session, "$1", "first")
    )
    transcript = house.read(session)
    assert (transcript.group_name, transcript.session) == ("Tuesday circle", session)
    one, two = transcript.entries
    assert (one.text, one.profile_name, one.at, one.proven, one.edited) == (
        "first",
        "Name of ann",
        minute(1),
        True,
        False,
    )
    assert (two.text, two.author, two.proven, two.reply_to) == ("second", house.keys.person(BEN), False, one.event)
    assert one.condition is Condition.WHOLE
    assert not one.struck


def test_an_event_is_recorded_once(house: House) -> None:
    session = house.session(house.group())
    house.apply(said(session, "$1", "first"), said(session, "$1", "again"))
    house.apply(said(session, "$1", "and again"))
    assert house.texts(session) == ["first"]


def test_the_author_of_an_entry_is_known(house: House) -> None:
    session = house.session(house.group())
    house.apply(said(session, "$1", "first"))
    assert house.work(lambda records: records.author_of_entry(EventId("$1"))) == ANN
    assert house.work(lambda records: records.author_of_entry(EventId("$2"))) is None


def test_nothing_can_be_recorded_for_a_group_that_is_not_there(house: House) -> None:
    session = house.session(house.group())
    record = said(session, "$1", "first")
    with pytest.raises(StorageError, match="group"):
        house.apply(replace(record, group=GroupId("none")))


# --- edits -----------------------------------------------------------------------------------------------------


def test_the_latest_edit_is_laid_over_its_entry(house: House) -> None:
    session = house.session(house.group())
    house.apply(said(session, "$0", "before"), said(session, "$1", "first", at=2, reply_to="$0"))
    house.apply(said(session, "$2", "better", at=3, replaces="$1"), said(session, "$3", "best", at=4, replaces="$1"))
    before, entry = house.read(session).entries
    assert (entry.text, entry.edited, entry.at, entry.reply_to) == ("best", True, minute(2), before.event)


def test_an_edit_after_the_session_belongs_to_its_entry(house: House) -> None:
    group = house.group()
    first = house.session(group)
    house.apply(said(first, "$1", "first"), CloseSession(first.id, minute(60)))
    second = house.session(group, minute(100))
    house.apply(said(second, "$2", "better", at=101, replaces="$1"), said(second, "$3", "other", at=102))
    assert house.texts(first) == ["better"]
    assert house.texts(second) == ["other"]


def test_an_edit_of_somebody_elses_words_changes_nothing(house: House) -> None:
    session = house.session(house.group())
    house.apply(said(session, "$1", "mine"), said(session, "$2", "not mine", author=BEN, at=2, replaces="$1"))
    assert house.texts(session) == ["mine", "not mine"]


def test_an_unproven_edit_does_not_cover_proven_words(house: House) -> None:
    session = house.session(house.group())
    house.apply(said(session, "$1", "mine"), said(session, "$2", "forged", at=2, replaces="$1", proven=False))
    assert [(entry.text, entry.proven) for entry in house.read(session).entries] == [("mine", True), ("forged", False)]


def test_a_proven_edit_of_unproven_words_covers_them_and_the_line_stays_unproven(house: House) -> None:
    session = house.session(house.group())
    house.apply(said(session, "$1", "first", proven=False), said(session, "$2", "better", at=2, replaces="$1"))
    (entry,) = house.read(session).entries
    assert (entry.text, entry.proven, entry.edited, entry.at) == ("better", False, True, minute(1))


def test_an_edit_of_something_never_recorded_is_a_line_of_its_own(house: House) -> None:
    session = house.session(house.group())
    house.apply(said(session, "$2", "better", replaces="$1"), said(session, "$3", "best", at=2, replaces="$1"))
    (entry,) = house.read(session).entries
    assert (entry.text, entry.edited) == ("best", True)


# --- striking and erasure --------------------------------------------------------------------------------------


def ciphertexts(house: House) -> list[bytes | None]:
    return house.database.run_sync(lambda conn: list(conn.execute(select(tables.entry.c.ciphertext)).scalars()))


def test_striking_wipes_the_words_and_every_edit_and_leaves_a_mark(house: House) -> None:
    session = house.session(house.group())
    house.apply(said(session, "$1", "first"), said(session, "$2", "better", at=2, replaces="$1"))
    house.apply(Strike(EventId("$1")), said(session, "$3", "late edit", at=3, replaces="$1"))
    (entry,) = house.read(session).entries
    assert (entry.struck, entry.text, entry.profile_name) == (True, "", "")
    assert ciphertexts(house) == [None, None, None]


def test_striking_one_message_leaves_edits_of_others_alone(house: House) -> None:
    session = house.session(house.group())
    house.apply(said(session, "$1", "first"), said(session, "$2", "second", at=2), Strike(EventId("$1")))
    house.apply(said(session, "$3", "second, better", at=3, replaces="$2"))
    assert house.texts(session) == ["", "second, better"]


def test_an_edit_that_is_left_does_not_show_through_a_struck_entry(house: House) -> None:
    session = house.session(house.group())
    house.apply(said(session, "$1", "first"), said(session, "$2", "better", at=2, replaces="$1"))
    first = tables.entry.c.replaces_key == ""
    house.database.run_sync(lambda conn: conn.execute(update(tables.entry).where(first).values(ciphertext=None)))
    (entry,) = house.read(session).entries
    assert (entry.struck, entry.text) == (True, "")


def test_striking_an_edit_brings_back_the_words_before_it(house: House) -> None:
    session = house.session(house.group())
    house.apply(said(session, "$1", "first"), said(session, "$2", "better", at=2, replaces="$1"), Strike(EventId("$2")))
    (entry,) = house.read(session).entries
    assert (entry.text, entry.edited) == ("first", False)


def test_hidden_words_are_out_of_sight_until_they_are_put_back_the_last_ones_first(house: House) -> None:
    session = house.session(house.group())
    house.apply(said(session, "$1", "first"), said(session, "$2", "better", at=2, replaces="$1"), Hide(EventId("$1")))
    house.apply(said(session, "$3", "best", at=3, replaces="$1"))
    assert house.texts(session) == [""]
    assert None not in ciphertexts(house)
    house.apply(PutBack(BEN))
    assert house.texts(session) == [""]
    house.apply(PutBack(ANN))
    assert house.texts(session) == ["best"]


def test_all_that_somebody_said_in_a_group_is_hidden_late_words_too_and_nobody_elses(house: House) -> None:
    group, other = house.group(), house.group("Evening circle")
    here, there = house.session(group), house.session(other)
    house.apply(said(here, "$1", "mine"), said(here, "$2", "also mine", at=2), said(here, "$3", "of ben", author=BEN))
    house.apply(said(there, "$4", "elsewhere"))
    house.apply(HideAll(ANN, group.id))
    house.apply(said(here, "$5", "said before, read late", at=3), said(here, "$6", "edited late", at=4, replaces="$1"))
    assert house.texts(here) == ["", "of ben", "", ""]
    assert house.texts(there) == ["elsewhere"]
    assert house.work(lambda records: records.has_hidden(ANN))
    assert house.work(lambda records: records.groups_spoken_in(ANN)) == [other.id]
    assert house.work(lambda records: records.groups_spoken_in(BEN)) == [group.id]


def test_who_comes_back_is_recorded_again_and_may_have_all_put_back(house: House) -> None:
    group = house.group()
    session = house.session(group)
    house.apply(said(session, "$1", "mine"), HideAll(ANN, group.id))
    much_later = replace(said(session, "$2", "here again"), at=datetime.now(UTC) + timedelta(hours=1))
    house.apply(much_later)
    assert house.texts(session) == ["", "here again"]
    house.apply(PutBack(ANN), said(session, "$3", "late", at=2))
    assert house.texts(session) == ["mine", "late", "here again"]


def test_what_was_hidden_as_a_whole_is_wiped_when_its_time_is_over(house: House) -> None:
    group = house.group()
    session = house.session(group)
    house.apply(said(session, "$1", "mine"), said(session, "$2", "also mine"), HideAll(ANN, group.id))
    later = int(time.time() * 1000) + 1000
    assert house.database.run_sync(lambda conn: entries.wipe_hidden(conn, later)) == 2
    house.apply(PutBack(ANN))
    assert house.texts(session) == ["", ""]


def test_hidden_words_are_wiped_when_their_time_is_over(house: House) -> None:
    session = house.session(house.group())
    house.apply(said(session, "$1", "first"), said(session, "$2", "stays", at=2), Hide(EventId("$1")))
    now = int(time.time() * 1000)
    assert house.database.run_sync(lambda conn: entries.wipe_hidden(conn, now - 1000)) == 0
    assert house.database.run_sync(lambda conn: entries.wipe_hidden(conn, now + 1000)) == 1
    house.apply(PutBack(ANN))
    assert house.texts(session) == ["", "stays"]


def test_striking_forgets_the_raw_event_that_waits_for_its_key(house: House) -> None:
    def keep(conn: Connection) -> None:
        journal.keep_unreadable(conn, house.keys, Bot.SCRIBE, EventId("$1"), ROOM, "s", b"raw", "no_key", 1)

    house.database.run_sync(keep)
    house.apply(Strike(EventId("$1")))
    assert house.database.run_sync(journal.counts)["waiting_for_key"] == 0


def test_deleting_an_authors_keys_erases_their_words_alone_and_they_stay_erased(house: House) -> None:
    session = house.session(house.group())
    house.apply(said(session, "$1", "gone"), said(session, "$2", "stays", author=BEN, at=2))
    author = tables.data_key.c.author_key == house.keys.person(ANN)
    house.database.run_sync(lambda conn: conn.execute(tables.data_key.delete().where(author)))
    house.apply(said(session, "$3", "said later", at=3))
    found = [(entry.text, entry.condition) for entry in house.read(session).entries]
    assert found == [("", Condition.ERASED), ("stays", Condition.WHOLE), ("said later", Condition.WHOLE)]


def test_a_data_key_whose_transaction_was_undone_is_not_used(house: House) -> None:
    session = house.session(house.group())

    def undone(conn: Connection) -> None:
        house_records = house.work_in(conn)
        house_records.apply(said(session, "$1", "undone"))
        raise RuntimeError

    with pytest.raises(RuntimeError):
        house.database.run_sync(undone)
    house.apply(said(session, "$1", "kept"))
    assert house.texts(session) == ["kept"]


def test_each_run_of_the_process_month_and_author_has_a_data_key_of_its_own(house: House) -> None:
    session = house.session(house.group())
    house.apply(said(session, "$1", "a"), said(session, "$2", "b"), said(session, "$3", "c", author=BEN))
    house.apply(said(session, "$4", "d", at=24 * 60))
    house.apply(said(session, "$6", "f", author=BEN))  # another transaction, the same key
    house.sealer = TranscriptSealer()
    house.apply(said(session, "$5", "e"))
    rows = house.database.run_sync(lambda conn: conn.execute(select(tables.data_key)).all())
    ann, ben = house.keys.person(ANN), house.keys.person(BEN)
    assert sorted((row.author_key, row.month) for row in rows) == sorted(
        [(ann, "2026-03"), (ben, "2026-03"), (ann, "2026-04"), (ann, "2026-03")]
    )
    assert sorted(house.texts(session)) == list("abcdef")


# --- tampering -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [{"proven": False}, {"at": 5}, {"room_key": "other"}, {"author_key": "other"}, {"event_key": "other"}],
)
def test_a_changed_row_shows_as_damaged(house: House, values: dict[str, object]) -> None:
    session = house.session(house.group())
    house.apply(said(session, "$1", "first"), said(session, "$2", "second", at=2))
    first = tables.entry.c.event_key == house.keys.lookup("event", "$1")
    house.database.run_sync(lambda conn: conn.execute(update(tables.entry).where(first).values(values)))
    assert {(entry.text, entry.condition) for entry in house.read(session).entries} == {
        ("", Condition.DAMAGED),
        ("second", Condition.WHOLE),
    }


def test_entries_cannot_be_swapped(house: House) -> None:
    session = house.session(house.group())
    house.apply(said(session, "$1", "first"), said(session, "$2", "second"))

    def swap(conn: Connection) -> None:
        one, two = conn.execute(select(tables.entry.c.ciphertext).order_by(tables.entry.c.id)).scalars()
        conn.execute(update(tables.entry).where(tables.entry.c.id == 1).values(ciphertext=two))
        conn.execute(update(tables.entry).where(tables.entry.c.id == 2).values(ciphertext=one))

    house.database.run_sync(swap)
    assert {entry.condition for entry in house.read(session).entries} == {Condition.DAMAGED}


def test_a_changed_data_key_shows_as_damage(house: House) -> None:
    session = house.session(house.group())
    house.apply(said(session, "$1", "first"))
    house.database.run_sync(lambda conn: conn.execute(update(tables.data_key).values(sealed=b"nonsense")))
    assert [entry.condition for entry in house.read(session).entries] == [Condition.DAMAGED]


# --- who reads -------------------------------------------------------------------------------------------------


def test_every_reading_is_in_the_audit_chain(house: House) -> None:
    session = house.session(house.group())
    house.read(session)
    (row,) = house.database.run_sync(lambda conn: audited(conn, "group", session.group))
    assert (row.what, row.subjects) == ("transcript_opened", (house.keys.person(FAY),))
    assert row.ids == {"group": session.group, "session": session.id}


def test_no_row_no_read(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    session = house.session(house.group())
    house.apply(said(session, "$1", "first"))

    def full(*_: object) -> None:
        raise StorageError("the disk is full")

    opened = []
    monkeypatch.setattr(audit, "append", full)
    monkeypatch.setattr(TranscriptOpener, "open_entry", lambda *_: opened.append(1))
    with pytest.raises(StorageError, match="full"):
        house.read(session)
    assert opened == []


def test_another_portal_key_opens_nothing(house: House) -> None:
    session = house.session(house.group())
    house.apply(said(session, "$1", "first"))
    house.portal_private = X25519PrivateKey.generate().private_bytes_raw()
    with pytest.raises(SealedDataError):
        house.read(session)


def test_no_session_no_transcript_and_no_audit_row(house: House) -> None:
    def read(conn: Connection) -> object:
        return transcripts.read_session(conn, house.opener(), SessionId("none"), house.keys.person(FAY), 1)

    assert house.database.run_sync(read) is None
    assert house.database.run_sync(audit.head).number == 0


def test_the_list_of_sessions_counts_entries_latest_first(house: House) -> None:
    group = house.group()
    first = house.session(group)
    house.apply(said(first, "$1", "one"), said(first, "$2", "two"), said(first, "$3", "two!", replaces="$2"))
    house.apply(CloseSession(first.id, minute(60)))
    second = house.session(group, minute(100))
    house.session(house.group("other"))
    lines = house.database.run_sync(lambda conn: transcripts.sessions_of(conn, group.id))
    assert [(line.session.id, line.entries) for line in lines] == [(second.id, 0), (first.id, 2)]
    assert house.database.run_sync(audit.head).number == 0


def test_readers_know_the_people_of_their_group_by_profile_name(house: House) -> None:
    group, other = house.group(), house.group("other")
    for person, place in [(ANN, group), (BEN, group), (FAY, other)]:
        house.apply(GiveSeat(person, place.id, Role.MEMBER, Standing.INSIDE, NOON, FAY))
    house.apply(NameProfile(ANN, "Pip"), GiveSeat(ANN, group.id, Role.MEMBER, Standing.REMOVED, NOON, FAY))
    names = people(house.database, group.id, house.opener)
    assert names == {house.keys.person(ANN): "Pip", house.keys.person(BEN): ""}


def people(database: Database, group: GroupId, opener: Callable[[], TranscriptOpener]) -> dict[PersonKey, str]:
    return database.run_sync(lambda conn: transcripts.people_of(conn, opener(), group))


def test_words_do_not_show_in_a_repr(house: House) -> None:
    session = house.session(house.group("Tuesday circle"))
    house.apply(said(session, "$1", "canary"))
    transcript = house.read(session)
    assert "canary" not in repr(transcript) + repr(transcript.entries)
    assert "Tuesday" not in repr(transcript)
