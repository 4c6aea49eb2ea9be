from __future__ import annotations

from typing import Any

import pytest

from fourwalls.group.effects.done import AcceptIdentity, Whisper
from fourwalls.group.people import Bot, PersonId
from tests.handlers.commands.giving import in_private, only_answer
from tests.handlers.happened import house
from tests.support.records import ANN, BEN, BOTS, EVE, FAY, MAX, TUESDAY


def accepted(effects: list[Any]) -> list[tuple[Bot, PersonId]]:
    return [(effect.performer, effect.person) for effect in effects if isinstance(effect, AcceptIdentity)]


@pytest.mark.parametrize("by", [FAY, MAX])
def test_every_bot_believes_the_new_keys(by: PersonId) -> None:
    assert accepted(in_private(f"!accept {ANN}", by)) == [(bot, ANN) for bot in Bot]


def test_the_online_manager_can_accept_a_facilitator() -> None:
    assert accepted(in_private(f"!accept {FAY}", MAX)) == [(bot, FAY) for bot in Bot]


def test_a_member_accepts_nobody() -> None:
    assert only_answer(in_private(f"!accept {FAY}", ANN), ANN)[0] == "no-permission"


@pytest.mark.parametrize("person", [FAY, BOTS[Bot.WARDEN]])
def test_nobody_accepts_their_own_keys_or_a_bots(person: PersonId) -> None:
    effects = in_private(f"!accept {person}", FAY)
    assert accepted(effects) == []


@pytest.mark.parametrize("by", [FAY, MAX])
def test_a_stranger_has_no_keys_to_accept(by: PersonId) -> None:
    assert only_answer(in_private(f"!accept {EVE}", by), by)[0] == "not-on-list"


def test_somebody_must_be_named() -> None:
    assert only_answer(in_private("!accept", FAY))[0] == "wrong-arguments"


def test_the_other_facilitators_need_not_check_again() -> None:
    records = house().with_group(TUESDAY, facilitators=[FAY, BEN])
    told = [it.to for it in in_private(f"!accept {ANN}", FAY, records) if isinstance(it, Whisper)]
    assert told == [FAY, ANN, BEN]
