"""``!devices``: who in a group cannot read, and why."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Whisper
from fourwalls.group.effects.walls import ShowDevices
from fourwalls.group.look import Look
from fourwalls.group.people import Role
from fourwalls.group.phrase import Phrase
from handlers.commands.naming import group_meant
from handlers.commands.registry import Command, Order, WrongArgumentsError


def devices(order: Order, look: Look) -> Iterator[Effect]:
    """Have the guide look at the devices of everybody inside."""
    meant = group_meant(order, look)
    if isinstance(meant, Phrase):
        yield Whisper(order.by, meant)
    elif meant.words:
        raise WrongArgumentsError
    else:
        yield ShowDevices(meant.group.id, order.by)


COMMANDS = (Command("devices", Role.FACILITATOR, "!devices", devices, "shows who cannot read in the group, and why"),)
