from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fourwalls.group.effects.done import Whisper
from fourwalls.group.effects.kept import CloseSession, Hide, OpenSession, Record, Strike
from fourwalls.group.effects.priority import Priority
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Marker, Membership, Message, Proof
from fourwalls.group.people import Bot, EventId, PersonId, RoomId
from fourwalls.group.phrase import phrase
from fourwalls.group.session import SessionId
from handlers import transcripts
from tests.handlers.happened import HERE, decided, door, house, said, tap, took_back
from tests.support.records import ANN, BEN, BOTS, EVE, FAY, MANAGERS, MAX, TUESDAY, Paper, minute, private_of

SCRIBE = BOTS[Bot.SCRIBE]
FIRST = EventId("$first")
UNPROVEN = sorted(set(Proof) - {Proof.SIGNED})


def record(message: Message, records: Paper, *, late: bool = False) -> list[Any]:
    return decided(transcripts.record, Examined(message, late=late), records)


def announced(message: Message, records: Paper, *, late: bool = False) -> list[Any]:
    return decided(transcripts.announced, Examined(message, late=late), records)


def announcement(marker: Marker, sender: PersonId = SCRIBE, at: int = 0, **more: Any) -> Message:
    return said(sender, "The session …", marker=marker, at=minute(at), **more)


def test_nothing_is_recorded_outside_a_session() -> None:
    assert record(said(ANN, "before"), house()) == []
    assert record(said(ANN, "after"), house().in_session(TUESDAY, 0, closed=5)) == []


def test_every_word_of_a_session_is_recorded_with_who_said_it_and_what_it_answers() -> None:
    message = said(ANN, "hello", at=minute(3), reply_to=FIRST)
    (entry,) = record(message, house().in_session(TUESDAY).named(ANN, "Pip"))
    assert entry == Record(
        SessionId("session-0"),
        TUESDAY.id,
        HERE,
        message.event,
        ANN,
        "Pip",
        "hello",
        minute(3),
        proven=True,
        reply_to=FIRST,
    )


@pytest.mark.parametrize("proof", UNPROVEN)
def test_an_unverified_sender_is_recorded_as_such(proof: Proof) -> None:
    assert record(said(ANN, "hello", proof=proof), house().in_session(TUESDAY))[0].proven is False


@pytest.mark.parametrize("bot", BOTS.values())
def test_the_bots_are_not_recorded(bot: PersonId) -> None:
    assert record(said(bot, "hello"), house().in_session(TUESDAY)) == []


@pytest.mark.parametrize("room", [MANAGERS, private_of(ANN), RoomId("!elsewhere")])
def test_only_the_groups_room_is_recorded(room: RoomId) -> None:
    assert record(said(ANN, "hello", room=room), house().in_session(TUESDAY)) == []


def test_an_edit_counts_only_if_it_is_the_authors_own() -> None:
    records = house().in_session(TUESDAY).recorded(ANN, FIRST)
    assert record(said(ANN, "better", replaces=FIRST), records)[0].replaces == FIRST
    assert record(said(BEN, "worse", replaces=FIRST), records) == []
    assert record(said(ANN, "of nothing", replaces=EventId("$unrecorded")), records) == []


def test_words_heard_late_belong_to_the_session_in_which_they_were_said() -> None:
    records = house().in_session(TUESDAY, 0, closed=10).in_session(TUESDAY, 20)
    assert record(said(ANN, "late", at=minute(5)), records, late=True)[0].session == "session-0"
    assert record(said(ANN, "late", at=minute(15)), records, late=True) == []
    assert record(said(ANN, "late", at=minute(25)), records, late=True)[0].session == "session-1"


def test_words_heard_in_time_go_by_the_order_in_the_room_whatever_their_clock_says() -> None:
    records = house().in_session(TUESDAY, 20)
    assert record(said(ANN, "my server's clock is slow", at=minute(5)), records)[0].session == "session-0"


def test_a_session_is_on_between_the_scribes_two_announcements() -> None:
    records = house()
    assert announced(announcement(Marker.SESSION_OPEN, at=1), records) == [OpenSession(TUESDAY.id, minute(1), SCRIBE)]
    assert announced(announcement(Marker.SESSION_OPEN, at=2), records) == []
    assert len(record(said(ANN, "hello", at=minute(3)), records)) == 1
    close = announced(announcement(Marker.SESSION_CLOSE, at=4), records)
    assert close == [CloseSession(SessionId("session-0"), minute(4))]
    assert announced(announcement(Marker.SESSION_CLOSE, at=5), records) == []
    assert record(said(ANN, "bye", at=minute(6)), records) == []


@pytest.mark.parametrize("sender", [ANN, FAY, MAX, EVE])
@pytest.mark.parametrize("marker", Marker)
def test_a_marker_in_anybody_elses_message_opens_and_closes_nothing(sender: PersonId, marker: Marker) -> None:
    for records in (house(), house().in_session(TUESDAY)):
        assert announced(announcement(marker, sender), records) == []


@pytest.mark.parametrize("proof", UNPROVEN)
@pytest.mark.parametrize("marker", Marker)
def test_an_announcement_that_could_be_forged_opens_and_closes_nothing(proof: Proof, marker: Marker) -> None:
    for records in (house(), house().in_session(TUESDAY)):
        assert announced(announcement(marker, proof=proof), records) == []


def test_the_scribes_other_words_and_rooms_and_edits_announce_nothing() -> None:
    assert announced(said(SCRIBE, "The session is open."), house()) == []
    assert announced(announcement(Marker.SESSION_OPEN, room=MANAGERS), house()) == []
    assert announced(announcement(Marker.SESSION_OPEN, replaces=FIRST), house()) == []


def test_nobody_is_recorded_on_the_strength_of_an_opening_heard_late() -> None:
    assert announced(announcement(Marker.SESSION_OPEN), house(), late=True) == []


def test_a_closing_heard_late_still_ends_its_own_session_and_no_later_one() -> None:
    assert len(announced(announcement(Marker.SESSION_CLOSE, at=5), house().in_session(TUESDAY, 0), late=True)) == 1
    assert announced(announcement(Marker.SESSION_CLOSE, at=5), house().in_session(TUESDAY, 20), late=True) == []
    assert len(announced(announcement(Marker.SESSION_CLOSE, at=5), house().in_session(TUESDAY, 5))) == 1


def test_reasons_and_reactions_in_words_are_recorded_as_unconfirmed() -> None:
    records = house().in_session(TUESDAY)
    left = replace(door(ANN, Membership.LEAVE), reason="I give up")
    gone = replace(took_back(ANN, FIRST), reason="I give up")
    for heard in (left, gone, tap(ANN, "I give up", HERE, FIRST)):
        (entry,) = decided(transcripts.record, Examined(heard), records)
        assert isinstance(entry, Record)
        assert (entry.text, entry.author, entry.proven) == ("I give up", ANN, False)
    for silent in (door(ANN, Membership.LEAVE), took_back(ANN, FIRST), tap(ANN, "👍", HERE, FIRST)):
        assert decided(transcripts.record, Examined(silent), records) == []


def taken_back(sender: PersonId) -> list[Any]:
    return decided(transcripts.taken_back, Examined(took_back(sender, FIRST)), house().recorded(ANN, FIRST))


@pytest.mark.parametrize("sender", [ANN, *BOTS.values()])
def test_words_taken_back_by_their_author_or_a_bot_are_hidden_and_their_author_is_told(sender: PersonId) -> None:
    assert taken_back(sender) == [Hide(FIRST), Whisper(ANN, phrase("words-hidden"), Priority.NEWS)]


def test_what_is_out_of_sight_already_needs_no_second_word() -> None:
    for gone in (Hide(FIRST), Strike(FIRST)):
        records = house().recorded(ANN, FIRST)
        records.apply(gone)
        assert decided(transcripts.taken_back, Examined(took_back(ANN, FIRST)), records) == []


@pytest.mark.parametrize("sender", [BEN, FAY, MAX, EVE])
def test_nobody_else_takes_words_out_of_the_transcript(sender: PersonId) -> None:
    assert taken_back(sender) == []


def test_taking_back_what_was_never_recorded_changes_nothing() -> None:
    assert decided(transcripts.taken_back, Examined(took_back(ANN, FIRST)), house()) == []


@pytest.mark.parametrize("proof", UNPROVEN)
def test_a_bots_name_on_somebodys_words_does_not_keep_them_out(proof: Proof) -> None:
    (entry,) = record(said(SCRIBE, "hello", proof=proof), house().in_session(TUESDAY))
    assert not entry.proven
    assert record(said(SCRIBE, "hello"), house().in_session(TUESDAY)) == []
