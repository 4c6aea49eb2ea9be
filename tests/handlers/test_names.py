from __future__ import annotations

import pytest

from fourwalls.group.examined import Examined
from fourwalls.group.heard import Membership
from handlers import names
from tests.handlers.happened import decided, door, house, whispers, words_of
from tests.support.records import ANN, BOTS, EVE


def test_a_name_that_may_say_who_somebody_is_is_told_to_them_alone_and_once() -> None:
    first = decided(names.watch, Examined(door(ANN, Membership.JOIN, name="Sarah McAllister")), house())
    again = decided(names.watch, Examined(door(ANN, Membership.JOIN, name="Sarah McAllister")), house())
    assert whispers(first) == [(ANN, "profile-name-told")]
    assert first == again
    assert "Sarah McAllister, may hold a full name" in words_of(first)
    assert "I cannot look at pictures" in words_of(first)
    changed = decided(names.watch, Examined(door(ANN, Membership.JOIN, name="Sarah 1974")), house())
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
    assert decided(names.watch, Examined(happened), house()) == []  # type: ignore[arg-type]
