from __future__ import annotations

import re

import pytest

from fourwalls.group.people import PersonId, Role
from handlers.conversation import REGISTRY
from tests.handlers.commands.giving import in_group, in_private, only_answer
from tests.support.records import ANN, FAY, MAX


@pytest.mark.parametrize(
    ("given", "nearest", "sender"),
    [
        ("!sesion open", "!session", FAY),
        ("!rooster", "!roster", FAY),
        ("!invit @eve:example.org", "!invite", MAX),
        ("!moove", "!move, !remove", FAY),
        ("!reve", "!remove, leave", FAY),
        ("!hlep", "help", ANN),
        ("!HELPP", "help", ANN),
    ],
)
def test_an_unknown_word_is_answered_with_the_nearest_few(given: str, nearest: str, sender: PersonId) -> None:
    name, words = only_answer(in_private(given, sender), sender)
    assert name == "unknown-command"
    assert f"The nearest that I know: {nearest}\n" in words


def test_the_nearest_word_is_one_that_the_person_may_use() -> None:
    assert "The nearest that I know: help" in only_answer(in_private("!sesion open", ANN), ANN)[1]


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


def menus(person: PersonId) -> str:
    """Both pages of what somebody can say."""
    return "\n".join(only_answer(in_private(word, sender=person), person)[1] for word in ("help", "commands"))


@pytest.mark.parametrize("word", sorted(REGISTRY.commands))
def test_each_command_stands_in_the_menus_of_those_who_may_give_it(word: str) -> None:
    who = REGISTRY.commands[word].who
    said = re.compile(rf"^{re.escape(REGISTRY.commands[word].usage.split()[0])}\b", re.MULTILINE)
    assert said.search(menus(MAX))
    assert bool(said.search(menus(FAY))) is (who is not Role.ONLINE_MANAGER)
    assert bool(said.search(menus(ANN))) is (who is Role.MEMBER)
