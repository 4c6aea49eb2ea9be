from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from fourwalls.group.effects.done import TellManagers
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Proof
from fourwalls.group.people import PersonId, Role, Room, RoomKind
from handlers import conversation
from handlers.commands.registry import Command, Order
from handlers.conversation import REGISTRY
from tests.handlers.commands.giving import in_group, in_private, only_answer
from tests.handlers.happened import NO_RISK, decided, house, told_guide, whispers, words_of
from tests.support.records import ANN, BEN, EVENING, FAY, MAX, Paper, minute, private_of, room_of


@pytest.mark.parametrize(
    ("given", "nearest", "sender"),
    [
        ("!sesion open", "!session", FAY),
        ("!rooster", "!roster", FAY),
        ("!invit @eve:example.org", "!invite", MAX),
        ("!moove", "!move, !remove, more", FAY),
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
    """All pages of what somebody can say."""
    words = ["help", "more", "commands", *(["newcomers"] if person == MAX else [])]
    return "\n".join(only_answer(in_private(word, sender=person), person)[1] for word in words)


@pytest.mark.parametrize("word", sorted(REGISTRY.commands))
def test_each_command_stands_in_the_menus_of_those_who_may_give_it(word: str) -> None:
    who = REGISTRY.commands[word].who
    given = REGISTRY.commands[word].usage.split(", ")[0].split()[0]
    said = re.compile(rf"^{re.escape(given)}\b", re.MULTILINE)
    assert said.search(menus(MAX))
    assert bool(said.search(menus(FAY))) is (who is not Role.ONLINE_MANAGER)
    assert bool(said.search(menus(ANN))) is (who is Role.MEMBER)


# --- what somebody may not


def tries(records: Paper, minutes: list[int], text: str = "!roster", sender: PersonId = ANN) -> list[list[Any]]:
    heard = (replace(told_guide(sender, text), sent_at=minute(at)) for at in minutes)
    return [decided(conversation.answer, Examined(each, reading=NO_RISK), records) for each in heard]


def told(effects: list[Any]) -> list[TellManagers]:
    return [effect for effect in effects if isinstance(effect, TellManagers)]


def test_no_permission_is_said_in_private_and_the_managers_hear_of_the_third_time_within_an_hour() -> None:
    first, second, third, fourth = tries(house(), [0, 20, 59, 60])
    for effects in (first, second, third, fourth):
        assert whispers(effects) == [(ANN, "no-permission")]
    assert (told(first), told(second)) == ([], [])
    (notice,) = told(third)
    assert told(fourth)[0].once == notice.once != ""  # once a day, however often
    assert "roster" not in words_of([notice])
    assert "@ann:example.org" in words_of([notice])


def test_tries_that_lie_further_apart_are_no_pattern() -> None:
    assert not any(told(effects) for effects in tries(house(), [0, 61, 122, 183]))


def test_tries_of_two_people_are_not_counted_together() -> None:
    records = house()
    tries(records, [0, 1])
    assert not any(told(effects) for effects in tries(records, [2, 3], sender=BEN))


def test_nobody_is_accused_of_what_is_not_proven_to_be_theirs() -> None:
    records = house()
    for proof in sorted(set(Proof) - {Proof.SIGNED}):
        for _ in range(3):
            assert told(in_private("!roster", ANN, records, proof=proof)) == []


def test_a_facilitator_of_another_group_is_a_stranger_to_this_one() -> None:
    records = house().with_group(EVENING, members=[FAY])
    for _ in range(2):
        assert told(in_group("!roster", FAY, records, room=room_of(EVENING))) == []
    assert len(told(in_group("!roster", FAY, records, room=room_of(EVENING)))) == 1


@pytest.mark.parametrize("given", ["!verify now", "!roster all of them", "!role ben facilitator please"])
def test_too_much_is_answered_with_how_it_is_written(given: str) -> None:
    assert only_answer(in_private(given, MAX), MAX)[0] == "wrong-arguments"


@pytest.mark.parametrize("given", ["!suspend ben", "!suspend", "!move", "!move ben", "!role ben", "!accept", "!group"])
def test_too_little_likewise(given: str) -> None:
    assert only_answer(in_private(given, MAX), MAX)[0] == "wrong-arguments"


def test_a_command_of_the_managers_room_says_where_it_belongs() -> None:
    assert only_answer(in_private("!verify", MAX), MAX)[0] == "verify-where"


def test_a_command_that_is_gone_by_the_time_of_confirm_is_not_known() -> None:
    private = Room(private_of(FAY), RoomKind.PRIVATE, person=FAY)
    order = Order(FAY, private, (), told_guide(FAY, "confirm"), "forgotten")
    assert only_answer(list(REGISTRY.again(order, house())))[0] == "unknown-command"


@pytest.mark.parametrize("command", REGISTRY.commands.values(), ids=lambda command: command.word)
def test_each_command_says_in_one_line_what_it_does(command: Command) -> None:
    assert command.does, "a command without a sentence cannot stand in docs/commands.md: give it its `does`"
    assert "\n" not in command.does
    assert not command.does.endswith(".")
