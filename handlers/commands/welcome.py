"""``!welcome``: registration tokens, each for one new account, as links to the page that leads a newcomer in."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import MakeTokens, Whisper
from fourwalls.group.look import Look
from fourwalls.group.people import Role
from fourwalls.group.phrase import phrase
from handlers.commands.registry import Command, Order, WrongArgumentsError

MOST = 20
"""At once. Each is a door that stands ajar until somebody has gone through it."""
_LONGEST = 6
"""Digits that are read of a number; a longer one is too large anyway."""


def welcome(order: Order, _look: Look) -> Iterator[Effect]:
    """Make so many tokens. They exist nowhere until the guide makes them and says them, in private."""
    if len(order.words) != 1:
        raise WrongArgumentsError
    given = order.words[0]
    if not (given.isascii() and given.isdigit()):
        raise WrongArgumentsError
    number = int(given[:_LONGEST])
    if 1 <= number <= MOST:
        yield MakeTokens(order.by, number)
    else:
        yield Whisper(order.by, phrase("newcomers-number", most=MOST))


COMMANDS = (
    Command("welcome", Role.ONLINE_MANAGER, "!welcome 3", welcome, "makes links with which newcomers get an account"),
)
