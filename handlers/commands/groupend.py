"""``!group close``: the Online Manager ends a group for good, after a look at what that does and a ``confirm``."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.effects import Await, Effect, TellManagers, Whisper
from fourwalls.group.heard import Message, Proof
from fourwalls.group.look import Look
from fourwalls.group.people import HOUSE, Bot, Group, Standing
from fourwalls.group.phrase import phrase
from handlers import closing
from handlers.commands.registry import Order, WrongArgumentsError, refusal
from handlers.entitled import is_online_manager, one_line, shown_name
from handlers.plainwords import plain


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
        yield Await(order.by, Awaited(Wanted.CLOSING, order.message.sent_at, groups=(group.id,)))
        seats = look.roster(group.id)
        inside = sum(seat.standing is Standing.INSIDE for seat in seats)
        name = "group-close-sure" if look.open_session(group.id) is None else "group-close-sure-session"
        yield Whisper(order.by, phrase(name, group=group.name, inside=inside, others=len(seats) - inside))


def _groups(look: Look) -> list[Group]:
    return [each for each in (*look.groups(), *look.closed_groups()) if each.id != HOUSE]


def go_on(message: Message, awaited: Awaited, look: Look) -> Iterator[Effect] | None:
    """The message after ``!group close``: only the one word says that it is meant."""
    return _closed(message, awaited, look) if plain(message.text) == "confirm" else None


def _closed(message: Message, awaited: Awaited, look: Look) -> Iterator[Effect]:
    yield Await(message.sender, None)
    if message.proof is not Proof.SIGNED or not is_online_manager(message.sender, look):
        yield Whisper(message.sender, refusal(message))
        return
    for group in (look.group(one) for one in awaited.groups):
        if group.is_closed:
            yield Whisper(message.sender, phrase("group-closed-already", group=group.name))
            continue
        yield from closing.close(group, look, message.sent_at)
        yield Whisper(message.sender, phrase("group-closed-done", group=group.name))
        by = shown_name(message.sender, look)
        yield TellManagers(Bot.WARDEN, phrase("group-closed-managers", group=group.name, by=by))
