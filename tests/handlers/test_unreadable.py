from __future__ import annotations

from datetime import timedelta

import pytest

from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Proof, Unreadable
from fourwalls.group.people import Bot, EventId, PersonId, Room, RoomId
from handlers import unreadable
from tests.handlers.happened import HERE, WORDING, decided, house
from tests.support.records import ANN, BOTS, EVE, FAY, NOON, private_of

REASONS = {
    "no_key": "wait a minute",
    "withheld:m.blacklisted": "take back the block",
    "withheld:m.unverified": "verified users",
    "withheld:m.unauthorised": "restart the app",
    "withheld:m.unavailable": "no longer has the key",
    "withheld:m.no_olm": "safe connection",
    "malformed": "which app they use",
    "unknown_algorithm": "which app they use",
}


def event(sender: PersonId = ANN, room: RoomId = HERE, reason: str = "malformed") -> Unreadable:
    return Unreadable(room, EventId("$odd"), sender, NOON, Proof.PLAIN, reason)


def heard(sender: PersonId = ANN, room: RoomId = HERE, reason: str = "malformed") -> Examined:
    return Examined(event(sender, room, reason))


def here(room: RoomId = HERE) -> Room:
    found = house().room(room)
    assert found is not None
    return found


@pytest.mark.parametrize(("room", "performer"), [(HERE, Bot.LOOKOUT), (private_of(ANN), Bot.GUIDE)])
def test_the_managers_are_told_by_the_bot_whose_room_it_is(room: RoomId, performer: Bot) -> None:
    told = decided(unreadable.told, heard(room=room), house())[0]
    assert isinstance(told, TellManagers)
    assert (told.performer, told.priority, told.words.name) == (performer, Priority.FLAG, "unreadable-managers")


def test_facilitators_and_the_person_are_told_in_private() -> None:
    told = [(it.to, it.words.name) for it in decided(unreadable.told, heard(), house()) if isinstance(it, Whisper)]
    assert told == [(FAY, "unreadable-facilitator"), (ANN, "unreadable-member")]


def test_what_somebody_wrote_in_private_is_told_to_no_facilitator() -> None:
    effects = decided(unreadable.told, heard(room=private_of(ANN)), house())
    assert [it.to for it in effects if isinstance(it, Whisper)] == [ANN]


@pytest.mark.parametrize(("reason", "remedy"), REASONS.items())
def test_each_cause_is_told_with_its_remedy(reason: str, remedy: str) -> None:
    effects = list(unreadable.notices(event(reason=reason), here(), house(), NOON))
    managers, facilitator, person = (WORDING.say(effect.words) for effect in effects)
    assert remedy in facilitator
    assert "read in Tuesday circle" not in person
    assert len({managers, facilitator, person}) == 3
    others = [other for other in REASONS if unreadable.cause_of(other) != unreadable.cause_of(reason)]
    for other in others:
        said = [WORDING.say(it.words) for it in unreadable.notices(event(reason=other), here(), house(), NOON)]
        assert said[1] != facilitator
        assert said[2] != person


def test_unverified_is_our_fault_perhaps_and_that_is_said() -> None:
    effects = list(unreadable.notices(event(reason="withheld:m.unverified"), here(), house(), NOON))
    assert "fourwalls doctor" in WORDING.say(effects[0].words)
    assert "the fault is ours" in WORDING.say(effects[1].words)


def test_a_whole_day_of_one_cause_is_one_word_and_another_cause_is_another() -> None:
    def once(reason: str, hours: int) -> set[str]:
        told = unreadable.notices(event(reason=reason), here(), house(), NOON + timedelta(hours=hours))
        return {effect.once for effect in told if isinstance(effect, Whisper)}

    assert once("no_key", 0) == once("no_key", 11)
    assert not once("no_key", 0) & once("no_key", 12)
    assert not once("no_key", 0) & once("withheld:m.no_olm", 0)
    assert len(once("no_key", 0)) == 2


def test_whoever_was_told_is_told_that_it_has_been_read() -> None:
    effects = list(unreadable.read_after_all(ANN, here(), house(), NOON))
    told = [(it.to, it.words.name) for it in effects if isinstance(it, Whisper)]
    assert told == [(FAY, "read-after-all"), (ANN, "read-after-all-member")]
    assert isinstance(effects[0], TellManagers)
    assert all(WORDING.say(effect.words) for effect in effects)
    assert [type(it) for it in unreadable.read_after_all(EVE, here(), house(), NOON)] == [TellManagers]


def test_a_bots_unreadable_word_is_the_managers_business_alone() -> None:
    effects = decided(unreadable.told, heard(BOTS[Bot.SCRIBE]), house())
    assert [type(effect) for effect in effects] == [TellManagers]


def test_what_was_taken_back_says_nothing() -> None:
    assert decided(unreadable.told, heard(reason="redacted"), house()) == []


def test_a_stranger_is_led_out_and_not_reported_for_their_words_as_well() -> None:
    assert decided(unreadable.told, heard(EVE), house()) == []
