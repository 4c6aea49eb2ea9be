"""``!invite``, ``!remove`` and ``!roster``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fourwalls.group.effects import Effect, Evict, GiveSeat, Invite, Priority, TellManagers, Whisper
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, Group, PersonId, Role, Seat, Standing
from fourwalls.group.phrase import Phrase, phrase
from handlers.commands.registry import Command, Order, WrongArgumentsError, group_meant
from handlers.entitled import place_name, shown_name

_MATRIX_ID = re.compile(r"@[\x21-\x39\x3b-\x7e]+:[A-Za-z0-9.\[\]:-]+", re.ASCII)


def invite(order: Order, look: Look) -> Iterator[Effect]:
    """Give somebody a seat in the group, and ask them in."""
    group = group_meant(order, look)
    if isinstance(group, Phrase):
        yield Whisper(order.by, group)
        return
    (given,) = _exactly_one(order.words)
    person = _person(given)
    room = look.group_room(group.id)
    if person is None or room is None:
        yield Whisper(order.by, phrase("not-a-matrix-id", given=given[:80]))
        return
    seat = look.seat(person, group.id)
    if look.is_bot(person) or (seat is not None and seat.standing is Standing.INSIDE):
        yield Whisper(order.by, phrase("already-inside", who=shown_name(person, look), group=group.name))
        return
    yield GiveSeat(person, group.id, Role.MEMBER, Standing.INVITED, order.message.sent_at, order.by)
    yield Invite(room.id, person)
    yield Whisper(person, phrase("welcome", group=group.name), Priority.NEWS)
    yield Whisper(order.by, phrase("invited", who=person, group=group.name))


def remove(order: Order, look: Look) -> Iterator[Effect]:
    """Take somebody off the roster and out of the room; they are told kindly, in private."""
    group = group_meant(order, look)
    if isinstance(group, Phrase):
        yield Whisper(order.by, group)
        return
    if not order.words:
        raise WrongArgumentsError
    seat = _found(order.words[0], group, look)
    room = look.group_room(group.id)
    if seat is None or room is None:
        yield Whisper(order.by, phrase("not-a-matrix-id", given=order.words[0][:80]))
        return
    yield GiveSeat(seat.person, group.id, seat.role, Standing.REMOVED, order.message.sent_at, order.by)
    yield Evict(room.id, seat.person)
    yield Whisper(seat.person, phrase("removed-told-member", group=group.name), Priority.NEWS)
    yield Whisper(order.by, phrase("removed-done", who=shown_name(seat.person, look)))
    who, by = shown_name(seat.person, look), shown_name(order.by, look)
    yield TellManagers(Bot.WARDEN, phrase("removed-managers", group=place_name(room, look), who=who, by=by))


def roster(order: Order, look: Look) -> Iterator[Effect]:
    """Who may be inside."""
    if order.words:
        raise WrongArgumentsError
    group = group_meant(order, look)
    if isinstance(group, Phrase):
        yield Whisper(order.by, group)
        return
    lines = [
        f"{shown_name(seat.person, look)} ({seat.person}): {seat.role.value}, {seat.standing.value}, "
        f"since {seat.since:%d %b %Y}"
        for seat in look.roster(group.id)
    ]
    yield Whisper(order.by, phrase("roster", group=group.name, lines="\n".join(lines)))


def _exactly_one(words: tuple[str, ...]) -> tuple[str]:
    if len(words) != 1:
        raise WrongArgumentsError
    return (words[0],)


def _person(given: str) -> PersonId | None:
    return PersonId(given) if _MATRIX_ID.fullmatch(given) and len(given) <= 255 else None  # noqa: PLR2004 - the spec's


def _found(given: str, group: Group, look: Look) -> Seat | None:
    """The seat that is meant: by Matrix id, or by a profile name that only one person on the roster has."""
    seats = look.roster(group.id)
    named = [s for s in seats if given in (s.person, shown_name(s.person, look))]
    return named[0] if len(named) == 1 else None


COMMANDS = (
    Command("invite", Role.FACILITATOR, "!invite @name:server", invite),
    Command("remove", Role.FACILITATOR, "!remove @name:server reason", remove),
    Command("roster", Role.FACILITATOR, "!roster", roster),
)
