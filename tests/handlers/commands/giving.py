"""Giving commands in tests."""

from __future__ import annotations

from typing import Any

from fourwalls.group.effects.done import Whisper
from fourwalls.group.effects.kept import Await, Refused
from fourwalls.group.examined import Examined
from fourwalls.group.people import PersonId
from handlers import conversation
from tests.handlers.happened import WORDING, decided, house, said, told_guide
from tests.support.records import FAY, Paper


def in_group(text: str, sender: PersonId = FAY, records: Paper | None = None, **more: Any) -> list[Any]:
    return decided(conversation.command, Examined(said(sender, text, **more)), records or house())


def in_private(text: str, sender: PersonId = FAY, records: Paper | None = None, **more: Any) -> list[Any]:
    return decided(conversation.answer, Examined(told_guide(sender, text, **more)), records or house())


def confirmed(
    text: str, sender: PersonId = FAY, records: Paper | None = None, *, private: bool = False, **more: Any
) -> list[Any]:
    """What comes of a command that is shown first, once its giver has said ``confirm`` in private."""
    there = records or house()
    shown = (in_private if private else in_group)(text, sender, there, **more)
    assert only_answer(shown, sender)[0].split("-")[1] == "sure"
    first, *effects = in_private("confirm", sender, there)
    assert first == Await(sender, None)
    return effects


def only_answer(effects: list[Any], to: PersonId = FAY) -> tuple[str, str]:
    """The name and the words of the one private answer, when nothing else came of it but what is remembered."""
    (effect,) = (each for each in effects if not isinstance(each, Await | Refused))
    assert isinstance(effect, Whisper)
    assert effect.to == to
    return effect.words.name, WORDING.say(effect.words)
