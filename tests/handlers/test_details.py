from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from fourwalls.group.effects.done import Redact, TellManagers, Whisper
from fourwalls.group.effects.kept import Hide, Strike
from fourwalls.group.effects.warned import Warned, WarningAnswered
from fourwalls.group.examined import Examined
from fourwalls.group.finding import DetailKind, Finding
from fourwalls.group.heard import Membership, Message, Proof, SettingChanged
from fourwalls.group.heard import words_of as heard_words
from fourwalls.group.people import EventId, Role, RoomId, Standing
from fourwalls.group.phrase import phrase
from fourwalls.group.warning import Detail, WarningAnswer
from handlers import details
from tests.handlers.happened import HERE, decided, detail, door, house, said, tap, took_back, whispers, words_of
from tests.support.records import ANN, BEN, BOTS, EVE, FAY, NOON, TUESDAY, Paper

TEXT = "Hello, I am Pip Example from Leith"
FIRST, OTHER = EventId("$first"), EventId("$other")


def watch(message: Message, *findings: Finding, records: Paper | None = None, failed: bool = False) -> list[Any]:
    return decided(details.watch, Examined(message, findings=findings, failed=failed), records or house())


def edit(sender: Any, of: EventId) -> Message:
    return said(sender, TEXT, replaces=of)


NAME = detail(TEXT, "Pip Example")
PLACE = detail(TEXT, "Leith", DetailKind.ADDRESS)


def test_the_author_alone_is_told_with_the_detail_marked_in_their_own_words() -> None:
    message = said(ANN, TEXT)
    effects = watch(message, NAME, PLACE)
    details_found = (Detail(DetailKind.FULL_NAME, "Pip Example", True), Detail(DetailKind.ADDRESS, "Leith", True))
    assert effects[0] == Warned(ANN, HERE, message.event, details_found, NOON, message.event)
    assert whispers(effects) == [(ANN, "warning")]
    assert len(effects) == 2
    assert "Hello, I am «Pip Example» from «Leith»" in words_of(effects)
    assert "a full name and an address" in words_of(effects)


def test_a_detail_in_a_reason_or_a_reaction_is_told_too() -> None:
    left = replace(door(ANN, Membership.LEAVE), reason=TEXT)
    for heard in (left, replace(took_back(ANN, FIRST), reason=TEXT), tap(ANN, TEXT, HERE, FIRST)):
        effects = decided(details.watch, Examined(heard, findings=(NAME,)), house())
        found = (Detail(DetailKind.FULL_NAME, "Pip Example", True),)
        assert effects[0] == Warned(ANN, HERE, heard.event, found, NOON, heard.event)
        assert whispers(effects) == [(ANN, "warning")]


@pytest.mark.parametrize(("type_", "key"), [("m.room.topic", "topic"), ("m.room.name", "name")])
def test_a_detail_in_what_a_room_is_called_is_told_to_whoever_wrote_it(type_: str, key: str) -> None:
    changed = SettingChanged(HERE, FIRST, FAY, NOON, Proof.PLAIN, type_, "", {key: TEXT})
    effects: list[Any] = decided(details.watch, Examined(changed, findings=(NAME,)), house())
    assert whispers(effects) == [(FAY, "warning")]
    assert effects[0].event == FIRST
    records = house().warn(FAY, FIRST)
    effects = decided(lambda _, look: details.remove(FAY, look), Examined(changed), records)
    assert effects[0] == Redact(HERE, FIRST)


@pytest.mark.parametrize("content", [{}, {"topic": 7}, {"topic": " "}, {"topic": None}])
def test_settings_without_words_are_not_examined(content: dict[str, Any]) -> None:
    for type_ in ("m.room.topic", "m.room.power_levels"):
        assert heard_words(SettingChanged(HERE, FIRST, FAY, NOON, Proof.PLAIN, type_, "", content)) is None


def test_half_a_character_in_a_topic_is_written_down() -> None:
    words = heard_words(SettingChanged(HERE, FIRST, FAY, NOON, Proof.PLAIN, "m.room.topic", "", {"topic": "a\ud800"}))
    assert words is not None
    assert words.text.encode() == b"a?"


def test_words_without_details_are_nobodys_business() -> None:
    assert watch(said(ANN, TEXT)) == []


@pytest.mark.parametrize("bot", BOTS.values())
def test_the_bots_own_words_are_not_warned_about(bot: Any) -> None:
    assert watch(said(bot, TEXT), NAME) == []
    assert watch(said(bot, TEXT), failed=True) == []


def test_a_room_that_is_not_ours_is_not_watched() -> None:
    assert watch(said(ANN, TEXT, room=RoomId("!elsewhere")), failed=True) == []


def test_a_stranger_gets_no_private_room_to_be_warned_in() -> None:
    assert watch(said(EVE, TEXT), NAME) == []


def test_somebody_removed_since_can_still_have_their_words_taken_away() -> None:
    records = house().seated(ANN, TUESDAY.id, Role.MEMBER, Standing.REMOVED)
    assert whispers(watch(said(ANN, TEXT), NAME, records=records)) == [(ANN, "warning")]


def test_what_could_not_be_examined_is_told_and_never_taken_for_nothing() -> None:
    effects = watch(said(ANN, TEXT), failed=True)
    assert isinstance(effects[0], TellManagers)
    assert "A message in Tuesday circle could not be checked" in words_of(effects)
    assert TEXT not in words_of(effects)


def test_an_edit_of_a_recorded_message_is_about_the_message() -> None:
    assert watch(edit(ANN, FIRST), NAME, records=house().recorded(ANN, FIRST))[0].event == FIRST


def test_an_edit_of_a_message_that_was_warned_about_is_about_the_message() -> None:
    assert watch(edit(ANN, FIRST), NAME, records=house().warn(ANN, FIRST))[0].event == FIRST


@pytest.mark.parametrize("records", [house(), house().recorded(BEN, FIRST), house().warn(BEN, FIRST)])
def test_nobody_can_have_anothers_message_removed_by_editing_it(records: Paper) -> None:
    forged = edit(ANN, FIRST)
    assert watch(forged, NAME, records=records)[0].event == forged.event
    effects = decided(lambda _, look: details.remove(ANN, look), Examined(forged), records)
    assert Redact(HERE, forged.event) in effects
    assert not any(isinstance(effect, Redact | Strike) and effect.event == FIRST for effect in effects)


def removed(records: Paper) -> list[Any]:
    heard = Examined(said(ANN, "remove"))
    return decided(lambda _, look: details.remove(ANN, look, proof=Proof.SIGNED), heard, records)


def kept(records: Paper) -> list[Any]:
    return decided(lambda _, look: details.keep(ANN, look), Examined(said(ANN, "keep")), records)


def test_remove_takes_the_words_out_of_the_room_and_the_transcript() -> None:
    effects = removed(house().warn(ANN, FIRST))
    assert effects[:3] == [Redact(HERE, FIRST), Strike(FIRST), WarningAnswered(FIRST, WarningAnswer.REMOVED)]
    assert whispers(effects) == [(ANN, "warning-removed")]


@pytest.mark.parametrize("proof", [proof for proof in Proof if proof is not Proof.SIGNED])
def test_a_wish_that_somebody_could_have_made_up_hides_what_can_be_put_back(proof: Proof) -> None:
    heard = Examined(said(ANN, "remove"))
    effects = decided(lambda _, look: details.remove(ANN, look, proof=proof), heard, house().warn(ANN, FIRST))
    assert effects[:3] == [Redact(HERE, FIRST), Hide(FIRST), WarningAnswered(FIRST, WarningAnswer.REMOVED)]
    assert whispers(effects) == [(ANN, "warning-removed-unproven")]


def test_keep_changes_nothing_but_the_answer() -> None:
    effects = kept(house().warn(ANN, FIRST))
    assert effects[0] == WarningAnswered(FIRST, WarningAnswer.KEPT)
    assert whispers(effects) == [(ANN, "warning-kept")]
    assert len(effects) == 2


def test_an_answer_to_nothing_is_kindly_said_to_be_one() -> None:
    records = house().warn(BEN, FIRST)
    assert removed(records) == [Whisper(ANN, phrase("warning-none"))]
    assert kept(records) == [Whisper(ANN, phrase("warning-none"))]


def test_the_latest_warning_is_answered_first_and_each_once() -> None:
    records = house().warn(ANN, FIRST).warn(ANN, OTHER)
    assert removed(records)[0] == Redact(HERE, OTHER)
    assert removed(records)[0] == Redact(HERE, FIRST)
    assert whispers(removed(records)) == [(ANN, "warning-none")]


def taken_back(records: Paper, sender: Any, target: EventId) -> list[Any]:
    return decided(details.taken_back, Examined(took_back(sender, target)), records)


def test_a_warning_about_words_their_author_took_back_needs_no_answer() -> None:
    records = house().warn(ANN, FIRST)
    effects = taken_back(records, ANN, FIRST)
    assert effects[0] == WarningAnswered(FIRST, WarningAnswer.REMOVED)
    assert whispers(effects) == [(ANN, "warning-thanks-removed")]
    assert taken_back(records, ANN, FIRST) == []
    assert whispers(removed(records)) == [(ANN, "warning-none")]


@pytest.mark.parametrize(("sender", "target"), [(BEN, FIRST), (FAY, FIRST), (ANN, OTHER)])
def test_other_redactions_answer_no_warning(sender: Any, target: EventId) -> None:
    assert taken_back(house().warn(ANN, FIRST), sender, target) == []


def test_a_message_full_of_details_still_fits_into_one_word_of_warning() -> None:
    text = "Pip Example " * 5000
    findings = [Finding(at, at + 11, DetailKind.CONTACT, 1.0, "test") for at in range(0, len(text), 12)]
    assert len(words_of(watch(said(ANN, text), *findings))) < 4000
