from __future__ import annotations

import pytest

from fourwalls.group.people import PersonId, Role
from handlers.commands.registry import Command
from handlers.conversation import REGISTRY
from tests.handlers.commands.giving import in_group, in_private, only_answer
from tests.support.records import ANN, FAY, MAX


@pytest.mark.parametrize(
    ("given", "nearest", "sender"),
    [
        ("!sesion open", "session", FAY),
        ("!rooster", "roster", FAY),
        ("!invit @eve:example.org", "invite", MAX),
        ("!hlep", "help", ANN),
        ("!HELPP", "help", ANN),
    ],
)
def test_an_unknown_word_is_answered_with_the_nearest(given: str, nearest: str, sender: PersonId) -> None:
    name, words = only_answer(in_private(given, sender), sender)
    assert name == "unknown-command"
    assert f"Did you mean {nearest}?" in words


def test_the_nearest_word_is_one_that_the_person_may_use() -> None:
    assert "Did you mean help?" in only_answer(in_private("!sesion open", ANN), ANN)[1]


def test_in_the_group_a_word_like_no_command_is_talk() -> None:
    assert in_group("!phew that was hard", ANN) == []
    assert only_answer(in_group("!hlep", ANN), ANN)[0] == "unknown-command"
    assert only_answer(in_private("!phew", ANN), ANN)[0] == "unknown-command"


def test_an_endless_word_is_not_echoed_whole() -> None:
    assert len(only_answer(in_private("!" + "x" * 5000))[1]) < 400


@pytest.mark.parametrize(
    ("given", "usage"),
    [
        ("!session", "!session open, !session close"),
        ("!session maybe", "!session open, !session close"),
        ("!session open now", "!session open, !session close"),
        ("!invite", "!invite @name:server"),
        ("!invite @a:b @c:d", "!invite @name:server"),
        ("!remove", "!remove @name:server reason"),
        ("!roster please", "!roster"),
    ],
)
def test_wrong_arguments_are_answered_with_how_it_is_written(given: str, usage: str) -> None:
    for effects in (in_group(given), in_private(given)):
        name, words = only_answer(effects)
        assert name == "wrong-arguments"
        assert usage in words


@pytest.mark.parametrize("given", ["!roster", "!ROSTER", "!Roster.", " !roster", "!roster!"])
def test_a_command_is_known_however_it_is_typed(given: str) -> None:
    assert only_answer(in_group(given))[0] == "roster"


@pytest.mark.parametrize("command", REGISTRY.commands.values(), ids=lambda command: command.word)
def test_each_command_stands_in_the_menus_of_those_who_may_use_it(command: Command) -> None:
    assert command.word in only_answer(in_private("help", MAX), MAX)[1]
    if command.who is not Role.ONLINE_MANAGER:
        assert command.word in only_answer(in_private("help"))[1]
