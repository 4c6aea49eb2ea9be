from __future__ import annotations

import pytest

from fourwalls.group.effects.done import Say, ShowVerifications
from fourwalls.group.heard import Proof
from fourwalls.group.people import Bot, PersonId
from tests.handlers.commands.giving import in_group, in_private, only_answer
from tests.support.records import ANN, FAY, MANAGERS, MAX


def test_the_managers_are_told_how_and_every_bot_shows_what_there_is() -> None:
    how, *shown = in_group("!verify", MAX, room=MANAGERS)
    assert isinstance(how, Say)
    assert (how.performer, how.room, how.words.name) == (Bot.GUIDE, MANAGERS, "verify-how")
    assert shown == [ShowVerifications(bot) for bot in Bot]


def test_elsewhere_nothing_is_shown() -> None:
    assert only_answer(in_private("!verify", MAX), MAX)[0] == "verify-where"


@pytest.mark.parametrize("person", [ANN, FAY])
def test_nobody_else_has_it_shown(person: PersonId) -> None:
    assert only_answer(in_private("!verify", person), person)[0] == "no-permission"


def test_only_a_signed_device_has_it_shown() -> None:
    answer = only_answer(in_group("!verify", MAX, room=MANAGERS, proof=Proof.UNSIGNED_DEVICE), MAX)
    assert answer[0] == "signed-device-needed"
