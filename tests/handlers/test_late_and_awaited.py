"""Words that come too late, and words that need another: what is done, and for whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.awaited import Wanted
from fourwalls.group.effects.done import RaiseFlag
from fourwalls.group.effects.kept import Await, GiveSeat
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Doubted, Message, Proof
from handlers import conversation
from tests.handlers.happened import HERE, NO_RISK, decided, doubted, event, house, risk, said, told_guide, whispers
from tests.support.records import ANN, FAY, private_of

# --- a key that came too late


@pytest.mark.parametrize(
    "text", ["!session open", "!remove ben", "!accept @ben:example.org", "help", "leave", "remove"]
)
def test_what_was_asked_long_ago_is_not_done(text: str) -> None:
    records = house().warn(FAY, event())
    for handler, room in ((conversation.answer, private_of(FAY)), (conversation.command, HERE)):
        heard = said(FAY, text, room=room)
        effects = decided(handler, Examined(heard, reading=NO_RISK, late=True, stale=True), records)
        asked = room != HERE or text.startswith("!")
        assert whispers(effects) == ([(FAY, "asked-too-late")] if asked else [])
        assert len(effects) == len(whispers(effects))


def test_a_key_that_is_a_little_late_changes_nothing() -> None:
    heard = said(FAY, "!session open", room=private_of(FAY))
    effects = decided(conversation.answer, Examined(heard, reading=NO_RISK, late=True), house())
    assert whispers(effects) == [(FAY, "session-opening")]


def test_a_worry_is_passed_on_whenever_its_key_comes() -> None:
    effects = decided(
        conversation.answer,
        Examined(told_guide(ANN, "worried about ben"), reading=NO_RISK, late=True, stale=True),
        house(),
    )
    assert [type(effect).__name__ for effect in effects] == ["Await", "RaiseFlag", "Whisper"]


def test_a_sign_of_risk_that_comes_late_is_not_answered_with_a_reproach() -> None:
    heard = told_guide(ANN, "!help")
    assert decided(conversation.answer, Examined(heard, reading=risk(), late=True, stale=True), house()) == []


# --- who can have what done: any order of words from any device


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["signed", "new phone", "library", "replayed"]),
            st.sampled_from(["leave", "confirm", "worried", "worried about ben", "hello there", "help", "stop"]),
        ),
        max_size=12,
    )
)
def test_only_the_person_leaves_and_only_who_began_a_worry_goes_on_with_it(steps: list[tuple[str, str]]) -> None:
    records, wished, worrying = house(), False, ""
    for who, text in steps:
        effects = decided(conversation.answer, Examined(_from_device(who, text), reading=NO_RISK), records)
        left = any(isinstance(effect, GiveSeat) for effect in effects)
        passed_on = any(isinstance(effect, RaiseFlag) for effect in effects)
        assert not left or (who, text, wished) == ("signed", "confirm", True)
        assert not passed_on or text.startswith("worried") or worrying == who
        if left:
            return
        for effect in effects:
            if isinstance(effect, Await):
                wished = effect.what is not None and effect.what.what is Wanted.LEAVING
                worrying = who if effect.what is not None and effect.what.what is Wanted.WORRY else ""


def _from_device(who: str, text: str) -> Message:
    if who in {"signed", "replayed"}:
        return told_guide(ANN, text, proof=Proof.SIGNED if who == "signed" else Proof.REPLAYED)
    proof = Proof.CHANGED_IDENTITY if who == "new phone" else Proof.UNSIGNED_DEVICE
    return doubted(told_guide(ANN, text), proof, Doubted(who))
