"""What a device may be told that nobody vouches for."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import RaiseFlag, TellManagers, Whisper
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message, Proof
from fourwalls.group.look import Look
from fourwalls.group.people import EventId
from fourwalls.group.phrase import FOR_ANYBODY, is_for_anybody, phrase
from handlers import conversation, doubt, flags
from handlers.asker import to_the_asker
from tests.handlers.happened import (
    NEW_PHONE,
    NO_RISK,
    WORDING,
    decided,
    doubted,
    house,
    risk,
    said,
    told_guide,
    words_of,
)
from tests.support.records import ANN, BEN, FAY, MAX, TUESDAY, Paper

ROOT = Path(__file__).parents[2]
ALL = (flags.watch, doubt.told, conversation.answer)
WORDS = (
    "help",
    "remove",
    "keep",
    "transcripts",
    "worried",
    "worried about ben",
    "leave",
    "leave tuesday circle",
    "leave the moon",
    "leave it",
    "confirm",
    "confirm erase",
    "stop",
    "1",
    "yes",
    "thanks",
    "ack",
    "what a day",
    "!help",
    "!roster",
    "!session open",
    "!accept @ann:example.org",
    "!rooster",
    "!remove ben",
)


def private(message: Message, records: Paper, *, risky: bool = False, failed: bool = False) -> list[Effect]:
    """All that the guide asks for when it hears this in private."""
    examined = Examined(message, reading=risk() if risky else NO_RISK, failed=failed)
    return [effect for handler in ALL for effect in decided(handler, examined, records)]


def to_device(effects: Iterable[Effect]) -> list[str]:
    """The names of the sentences that the doubted device can open."""
    return [effect.words.name for effect in effects if isinstance(effect, Whisper) and effect.device]


@pytest.mark.parametrize("name", sorted(FOR_ANYBODY))
def test_a_sentence_for_anybody_takes_no_value_and_leads_nowhere(name: str) -> None:
    assert WORDING.variables(name) == frozenset()
    assert "://" not in WORDING.say(phrase(name))
    assert is_for_anybody(phrase(name))
    assert not is_for_anybody(phrase(name, who="Ann"))


def test_one_place_in_the_source_lets_words_reach_such_a_device() -> None:
    found = set()
    for folder in ("bots", "handlers", "fourwalls"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            calls = (node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call))
            given = (word for call in calls for word in call.keywords if word.arg == "device")
            if any(given):
                found.add(str(file.relative_to(ROOT)))
    assert found == {"handlers/asker.py"}


@pytest.mark.parametrize("proof", [Proof.CHANGED_IDENTITY, Proof.UNSIGNED_DEVICE])
@pytest.mark.parametrize("text", WORDS)
def test_whoever_asks_learns_nothing_of_the_person(proof: Proof, text: str) -> None:
    """The same words to a member, a facilitator and the manager, warned or not, in one group or two."""
    bare, full = house(), house().warn(ANN, said(ANN, "x").event).warn(FAY, said(FAY, "x").event)
    heard = [
        to_device(private(doubted(told_guide(who, text), proof), records))
        for who in (ANN, FAY, MAX)
        for records in (bare, full)
    ]
    assert all(names == heard[0] for names in heard)
    assert set(heard[0]) <= FOR_ANYBODY


@pytest.mark.parametrize("text", WORDS)
def test_an_edit_tells_it_nothing_of_the_person_either(text: str) -> None:
    bare, full = house(), house().warn(ANN, said(ANN, "x").event).warn(FAY, said(FAY, "x").event)
    heard = [
        to_device(private(doubted(told_guide(who, text, replaces=EventId("$first"))), records))
        for who in (ANN, FAY, MAX)
        for records in (bare, full)
    ]
    assert all(names == heard[0] for names in heard)


def test_only_the_asker_only_their_own_words_and_only_from_a_doubted_device() -> None:
    def three(_examined: Examined, _look: Look) -> Iterable[Effect]:
        yield Whisper(ANN, phrase("thanks"))
        yield Whisper(BEN, phrase("thanks"))
        yield Whisper(ANN, phrase("roster", group="x", lines="y"))

    handler: Callable[[Examined, Look], Iterable[Effect]] = to_the_asker(three)
    asked = list(handler(Examined(doubted(told_guide(ANN, "x"))), house()))
    assert [effect.device for effect in asked if isinstance(effect, Whisper)] == [NEW_PHONE.device, "", ""]
    proven = list(handler(Examined(told_guide(ANN, "x")), house()))
    assert not to_device(proven)


def test_somebody_in_danger_is_answered_on_whatever_device() -> None:
    effects = private(doubted(told_guide(ANN, "i want to die")), house(), risky=True)
    assert "risk-private-word" in to_device(effects)
    failed = private(doubted(told_guide(ANN, "x")), house(), failed=True)
    assert "unexamined-told" in to_device(failed)


def test_a_new_phone_is_explained_once_for_each_change_and_told_to_those_who_can_check() -> None:
    effects = decided(doubt.told, Examined(doubted(said(ANN, "evening all"))), house())
    mine, theirs = (effect for effect in effects if isinstance(effect, Whisper))
    assert (mine.to, mine.words.name, mine.device) == (ANN, "identity-changed-told", NEW_PHONE.device)
    assert (theirs.to, theirs.words.name, theirs.device) == (FAY, "identity-changed-facilitator", "")
    assert f"!accept {ANN}" in words_of([theirs])
    assert len({mine.once, theirs.once, ""}) == 3
    assert isinstance(effects[0], TellManagers)

    again = decided(doubt.told, Examined(doubted(said(ANN, "and another thing"))), house())
    assert [effect.once for effect in again] == [effect.once for effect in effects]  # type: ignore[union-attr]
    other = decided(doubt.told, Examined(doubted(said(ANN, "x"), device=type(NEW_PHONE)("d", "another"))), house())
    assert not {mine.once, theirs.once} & {effect.once for effect in other if isinstance(effect, Whisper)}


def test_an_unverified_device_is_told_what_to_do_and_so_are_the_facilitators() -> None:
    effects = decided(doubt.told, Examined(doubted(said(ANN, "hello"), Proof.UNSIGNED_DEVICE)), house())
    told = [(effect.to, effect.words.name) for effect in effects if isinstance(effect, Whisper)]
    assert told == [(ANN, "unverified-told"), (FAY, "unverified-facilitator")]


def test_a_facilitator_with_a_new_phone_is_checked_by_the_others() -> None:
    records = house().with_group(TUESDAY, facilitators=[FAY, BEN])
    effects = decided(doubt.told, Examined(doubted(said(FAY, "hello"))), records)
    assert [effect.to for effect in effects if isinstance(effect, Whisper)] == [FAY, BEN]


def test_a_worry_is_passed_on_unproven() -> None:
    effects = private(doubted(told_guide(ANN, "worried about ben")), house())
    assert [effect.origin for effect in effects if isinstance(effect, RaiseFlag)] == ["worry_unproven"]
