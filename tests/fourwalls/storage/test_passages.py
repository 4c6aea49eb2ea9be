"""Fingerprints on disk: enough to notice a repetition, and not a word."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from fourwalls.group.effects.kept import KeepShare, Record, RememberPassage, Strike
from fourwalls.group.passage import asked, shingles
from fourwalls.group.people import EventId, GroupId, PersonId, Room, RoomId, RoomKind
from fourwalls.group.share import Asked, Consent, Share, ShareNumber, ShareState
from fourwalls.storage import passages
from fourwalls.storage.keys import LookupKey, OperationalKeys
from fourwalls.storage.tables import passage_trace, room
from fourwalls.storage.times import to_ms
from tests.fourwalls.storage.house import ANN, BEN, FAY, NOON, House, minute, said

GROUP, FIRST = GroupId("0a1b"), EventId("$first")
STORY = "my brother took the rowing boat out after the operation and we went round the whole island with a thermos"


def remember(house: House, text: str = STORY, author: PersonId = ANN, message: EventId = FIRST, at: int = 1) -> None:
    house.apply(RememberPassage(GROUP, message, author, text, minute(at)))


def repeats(house: House, text: str = STORY, speaker: PersonId = BEN) -> GroupId | None:
    return house.work(lambda records: records.repeats(text, speaker))


def count(house: House) -> int:
    return house.database.run_sync(
        lambda conn: conn.execute(select(func.count()).select_from(passage_trace)).scalar() or 0
    )


def test_a_repetition_is_noticed_and_ones_own_is_none(house: House) -> None:
    remember(house)
    assert repeats(house) == GROUP
    assert repeats(house, f"listen: {STORY.upper()}") == GROUP
    assert repeats(house, "the nurse said that my scan was moved to the second of June") is None
    assert repeats(house, speaker=ANN) is None


def test_the_same_again_changes_nothing_and_who_said_it_first_stays_first(house: House) -> None:
    remember(house)
    remember(house, author=BEN, message=EventId("$quote"), at=2)
    before = count(house)
    remember(house, at=3)
    assert count(house) == before
    assert repeats(house, speaker=BEN) == GROUP


def test_what_was_agreed_to_is_no_repetition(house: House) -> None:
    remember(house)
    answers = (Asked(ANN, Consent.YES, NOON),)
    share = Share(ShareNumber(1), ShareState.ASKED, BEN, GROUP, STORY, (ANN,), "here", NOON, minute(9), answers)
    house.apply(KeepShare(share, NOON))
    assert repeats(house) == GROUP
    house.apply(KeepShare(replace(share, state=ShareState.GRANTED), NOON))
    assert repeats(house) is None


def test_a_message_that_is_taken_back_is_forgotten(house: House) -> None:
    remember(house)
    house.apply(Strike(FIRST))
    assert count(house) == 0


def test_traces_go_with_the_words_of_their_transcript_or_in_time(house: House) -> None:
    session = house.session(house.group())
    for number, event in enumerate(("$old", "$kept", "$wiped")):
        house.apply(said(session, event, STORY, at=number + 1))
        remember(house, f"{event[1:]} {STORY}", message=EventId(event), at=number + 1)
    house.apply(Strike(EventId("$wiped")))
    remember(house, message=EventId("$wiped"), at=3)
    assert house.database.run_sync(lambda conn: passages.forget(conn, to_ms(minute(2)))) > 0
    left = house.database.run_sync(lambda conn: set(conn.execute(select(passage_trace.c.message_key)).scalars()))
    assert left == {house.keys.lookup("event", "$kept")}


def test_a_very_long_text_can_be_asked_about(house: House) -> None:
    remember(house)
    assert repeats(house, " ".join(f"word{number}" for number in range(3000)) + " " + STORY) == GROUP


def test_without_the_key_fingerprints_say_nothing(house: House) -> None:
    other = OperationalKeys(b"x" * 32, LookupKey(b"l" * 32))
    assert not asked(STORY, house.keys.fingerprint) & asked(STORY, other.fingerprint)
    assert all(0 <= house.keys.fingerprint(row) < 2**32 for row in shingles(STORY))


@pytest.mark.parametrize("kind", ["group", "open"])
def test_whether_there_is_an_open_room(house: House, kind: str) -> None:
    house.work(lambda records: records.add_room(Room(RoomId("!r"), RoomKind.GROUP, GROUP), "m"))
    house.database.run_sync(lambda conn: conn.execute(room.update().values(kind=kind)))
    assert house.work(lambda records: records.has_open_room()) is (kind == "open")


def test_a_recorded_entry_is_not_needed(house: House) -> None:
    assert isinstance(said(house.session(house.group()), "$x", "y", author=FAY), Record)
    remember(house, author=FAY)
    assert repeats(house) == GROUP
