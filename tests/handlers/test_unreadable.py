from __future__ import annotations

import pytest

from fourwalls.group.effects import Priority, TellManagers
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Proof, Unreadable
from fourwalls.group.people import Bot, EventId, PersonId, RoomId
from handlers import unreadable
from tests.handlers.happened import HERE, decided, house
from tests.support.records import ANN, EVE, NOON, private_of


def heard(sender: PersonId = ANN, room: RoomId = HERE, reason: str = "malformed") -> Examined:
    return Examined(Unreadable(room, EventId("$odd"), sender, NOON, Proof.PLAIN, reason))


@pytest.mark.parametrize(("room", "performer"), [(HERE, Bot.LOOKOUT), (private_of(ANN), Bot.GUIDE)])
def test_the_managers_are_told_by_the_bot_whose_room_it_is(room: RoomId, performer: Bot) -> None:
    (told,) = decided(unreadable.told, heard(room=room), house())
    assert isinstance(told, TellManagers)
    assert (told.performer, told.priority, told.words.name) == (performer, Priority.FLAG, "unreadable-managers")


def test_what_was_taken_back_says_nothing() -> None:
    assert decided(unreadable.told, heard(reason="redacted"), house()) == []


def test_a_stranger_is_led_out_and_not_reported_for_their_words_as_well() -> None:
    assert decided(unreadable.told, heard(EVE), house()) == []
