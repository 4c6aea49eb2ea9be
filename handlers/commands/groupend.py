"""``!group close``: the Online Manager ends a group for good, after a look at what that does and a ``confirm``."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.look import Look
from fourwalls.group.people import HOUSE, Bot, Group, Standing
from fourwalls.group.phrase import phrase
from handlers import closing
from handlers.commands.confirming import weighty
from handlers.commands.registry import Order, WrongArgumentsError
from handlers.entitled import one_line, shown_name


def close(order: Order, given: str, look: Look) -> Iterator[Effect]:
    """Say what closing would do, and wait for the word that it is meant."""
    if not given:
        raise WrongArgumentsError
    group = next((each for each in _groups(look) if each.name.casefold() == one_line(given).casefold()), None)
    if group is None:
        names = ", ".join(each.name for each in look.groups() if each.id != HOUSE)
        yield Whisper(order.by, phrase("which-group", groups=names))
    elif group.is_closed:
        yield Whisper(order.by, phrase("group-closed-already", group=group.name))
    else:
        seats = look.roster(group.id)
        inside = sum(seat.standing is Standing.INSIDE for seat in seats)
        name = "group-close-sure" if look.open_session(group.id) is None else "group-close-sure-session"
        would = phrase(name, group=group.name, inside=inside, others=len(seats) - inside)
        yield from weighty(order, would, _closed(order, group, look), meant=order.words)


def _groups(look: Look) -> list[Group]:
    return [each for each in (*look.groups(), *look.closed_groups()) if each.id != HOUSE]


def _closed(order: Order, group: Group, look: Look) -> Iterator[Effect]:
    yield from closing.close(group, look, order.message.sent_at)
    yield Whisper(order.by, phrase("group-closed-done", group=group.name))
    yield TellManagers(Bot.WARDEN, phrase("group-closed-managers", group=group.name, by=shown_name(order.by, look)))
