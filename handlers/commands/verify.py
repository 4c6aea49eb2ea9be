"""``!verify``: in the managers' room each bot shows the verifications of it that are under way."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Say, ShowVerifications, Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, Role, RoomKind
from fourwalls.group.phrase import phrase
from handlers.commands.registry import Command, Order, WrongArgumentsError


def verify(order: Order, _look: Look) -> Iterator[Effect]:
    """Say how it is done, and have every bot show what there is to compare. Nowhere else: it tells who verifies."""
    if order.words:
        raise WrongArgumentsError
    if order.room.kind is not RoomKind.MANAGER:
        yield Whisper(order.by, phrase("verify-where"))
        return
    yield Say(Bot.GUIDE, order.room.id, phrase("verify-how"), priority=Priority.ANSWER)
    for bot in Bot:
        yield ShowVerifications(bot)


COMMANDS = (
    Command(
        "verify",
        Role.ONLINE_MANAGER,
        "!verify",
        verify,
        "in the managers' room: shows what somebody compares who verifies one of the bots",
    ),
)
