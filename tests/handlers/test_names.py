from __future__ import annotations

import pytest

from fourwalls.detection.profile import read_account, read_profile
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Membership
from fourwalls.group.people import PersonId
from handlers.names import Names
from tests.handlers.happened import WORDING, decided, door, house, whispers, words_of
from tests.support.records import ANN, BOTS, EVE

NAMES = Names(read_profile, read_account)


def test_a_name_that_may_say_who_somebody_is_is_told_to_them_alone_and_once() -> None:
    first = decided(NAMES.watch, Examined(door(ANN, Membership.JOIN, name="Sarah McAllister")), house())
    again = decided(NAMES.watch, Examined(door(ANN, Membership.JOIN, name="Sarah McAllister")), house())
    assert whispers(first) == [(ANN, "profile-name-told")]
    assert first == again
    assert "Sarah McAllister, may hold a full name" in words_of(first)
    assert "I cannot look at pictures" in words_of(first)
    changed = decided(NAMES.watch, Examined(door(ANN, Membership.JOIN, name="Sarah 1974")), house())
    assert changed[0].once != first[0].once  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "happened",
    [
        door(ANN, Membership.JOIN, name="Sea Glass"),
        door(ANN, Membership.LEAVE, name="Sarah McAllister"),
        door(EVE, Membership.JOIN, name="Sarah McAllister"),
        next(door(bot, Membership.JOIN, name="Sarah McAllister") for bot in BOTS.values()),
    ],
)
def test_nothing_is_said_to_strangers_bots_whoever_goes_or_has_a_good_name(happened: object) -> None:
    assert decided(NAMES.watch, Examined(happened), house()) == []  # type: ignore[arg-type]


def test_of_an_applicant_the_account_name_counts_more_since_it_stays_for_ever() -> None:
    told = NAMES.of_applicant(PersonId("@sarah.mcallister:example.org"), "Sarah McAllister")
    assert told is not None
    assert "An account name can never be changed" in WORDING.say(told)
    shown = NAMES.of_applicant(PersonId("@pip:example.org"), "Sarah McAllister")
    assert shown is not None
    assert "They can change it at any time" in WORDING.say(shown)
    assert NAMES.of_applicant(PersonId("@pip:example.org"), "Pip") is None
