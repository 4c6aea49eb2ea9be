from __future__ import annotations

import pytest

from fourwalls.group.effects.done import TellManagers
from fourwalls.group.examined import Examined
from fourwalls.group.heard import MessageForm, Proof
from fourwalls.group.people import PersonId
from handlers import doubt
from tests.handlers.happened import decided, house, said
from tests.support.records import ANN, BOTS, EVE

UNPROVEN = sorted(set(Proof) - {Proof.SIGNED})


def told(sender: PersonId, proof: Proof, form: MessageForm = MessageForm.TEXT) -> list[TellManagers]:
    effects = decided(doubt.told, Examined(said(sender, "evening all", proof=proof, form=form)), house())
    words = [effect for effect in effects if isinstance(effect, TellManagers)]
    assert len(words) == len(effects)
    return words


def test_proven_words_are_nothing_to_tell() -> None:
    assert told(ANN, Proof.SIGNED) == []


@pytest.mark.parametrize("proof", UNPROVEN)
def test_each_kind_of_doubt_is_told_with_its_remedy(proof: Proof) -> None:
    (word,) = told(ANN, proof)
    expected = {Proof.CHANGED_IDENTITY: "identity-changed-managers", Proof.UNSIGNED_DEVICE: "unverified-managers"}
    assert word.words.name == expected.get(proof, "unproven-managers")
    assert "evening all" not in str(word.words.values)


def test_a_whole_evening_of_it_is_one_word_and_another_doubt_is_another() -> None:
    first, second = told(ANN, Proof.UNSIGNED_DEVICE)[0], told(ANN, Proof.UNSIGNED_DEVICE)[0]
    assert first.once == second.once != ""
    assert told(ANN, Proof.CHANGED_IDENTITY)[0].once != first.once


def test_words_that_claim_to_be_a_bots_are_told_as_well() -> None:
    guide = next(iter(BOTS.values()))
    assert [word.words.name for word in told(guide, Proof.FOREIGN_SESSION)] == ["unproven-managers"]


def test_a_stranger_is_led_out_and_that_is_told_already() -> None:
    assert told(EVE, Proof.UNSIGNED_DEVICE) == []


def test_a_request_to_verify_in_clear_is_nothing_to_tell_since_apps_send_it_so() -> None:
    assert told(ANN, Proof.PLAIN, MessageForm.VERIFICATION) == []
    assert len(told(ANN, Proof.UNSIGNED_DEVICE, MessageForm.VERIFICATION)) == 1
