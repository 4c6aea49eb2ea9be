from __future__ import annotations

import pytest

from fourwalls.group.effects.done import MakeTokens
from fourwalls.group.heard import Proof
from handlers.commands.welcome import MOST
from tests.handlers.commands.giving import in_private, only_answer
from tests.support.records import ANN, FAY, MAX


@pytest.mark.parametrize("number", [1, 3, MOST])
def test_the_online_manager_gets_so_many_links(number: int) -> None:
    assert in_private(f"!welcome {number}", sender=MAX) == [MakeTokens(MAX, number)]


@pytest.mark.parametrize("given", ["0", str(MOST + 1), "9" * 5000])
def test_a_number_out_of_reach_is_told_what_would_be_in_reach(given: str) -> None:
    name, words = only_answer(in_private(f"!welcome {given}", sender=MAX), MAX)
    assert name == "newcomers-number"
    assert str(MOST) in words
    assert given[:20] not in words or given == "0"


@pytest.mark.parametrize("given", ["", "two", "-1", "1.5", "1 2", "²", "٣", "1_0"])
def test_what_is_no_number_is_asked_back(given: str) -> None:
    assert only_answer(in_private(f"!welcome {given}", sender=MAX), MAX)[0] == "wrong-arguments"


@pytest.mark.parametrize("sender", [FAY, ANN])
def test_nobody_else_makes_accounts(sender: str) -> None:
    assert only_answer(in_private("!welcome 1", sender=sender), sender)[0] == "no-permission"  # type: ignore[arg-type]


@pytest.mark.parametrize("proof", [Proof.UNSIGNED_DEVICE, Proof.CHANGED_IDENTITY])
def test_a_device_that_nobody_vouches_for_gets_none(proof: Proof) -> None:
    effects = in_private("!welcome 1", sender=MAX, proof=proof)
    assert not any(isinstance(effect, MakeTokens) for effect in effects)
