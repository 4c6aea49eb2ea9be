"""``!suspend``, ``!role`` and ``!move``: what can be changed about a seat without taking it away for good."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.effects.priority import Priority
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, Group, Role, Seat, Standing
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.group.roster import span
from handlers import doors
from handlers.agreement import asked_in
from handlers.commands.confirming import weighty
from handlers.commands.naming import SeveralMeantError, facilitated, group_meant
from handlers.commands.registry import Command, Order, WrongArgumentsError
from handlers.commands.roster import changeable
from handlers.entitled import shown_name

_ROLES = {"facilitator": Role.FACILITATOR, "member": Role.MEMBER}
_QUOTES = "\"'\u201c\u201d\u2018\u2019\u00ab\u00bb"


def suspend(order: Order, look: Look) -> Iterator[Effect]:
    """Take somebody out for a set time; they are told kindly, and asked in again when it is over."""
    found = _seat(order, look)
    if isinstance(found, Phrase):
        yield Whisper(order.by, found)
        return
    group, seat, rest = found
    length = span(rest.removeprefix("for ").strip())
    if length is None:
        raise WrongArgumentsError
    day = f"{order.message.sent_at + length:%d %B %Y}"
    would = phrase("suspend-sure", who=shown_name(seat.person, look), id=seat.person, group=group.name, day=day)
    deed = _out(order, group, seat, look, length)
    yield from weighty(order, would, deed, meant=(seat.person, *rest.split()), group=group.id)


def _out(order: Order, group: Group, seat: Seat, look: Look, length: timedelta) -> Iterator[Effect]:
    until = order.message.sent_at + length
    yield GiveSeat(seat.person, group.id, seat.role, Standing.SUSPENDED, order.message.sent_at, order.by, until)
    yield from doors.take_out(seat.person, group.id, look)
    day, who, by = f"{until:%d %B %Y}", shown_name(seat.person, look), shown_name(order.by, look)
    yield Whisper(seat.person, phrase("suspended-member", group=group.name, day=day), Priority.NEWS)
    yield Whisper(order.by, phrase("suspended-done", who=who, day=day))
    yield TellManagers(Bot.WARDEN, phrase("suspended-managers", group=group.name, who=who, by=by, day=day))


def role(order: Order, look: Look) -> Iterator[Effect]:
    """Make a member a facilitator, or a facilitator a member."""
    found = _seat(order, look)
    if isinstance(found, Phrase):
        yield Whisper(order.by, found)
        return
    group, seat, rest = found
    wanted = _ROLES.get(rest.strip().casefold())
    if wanted is None:
        raise WrongArgumentsError
    who = shown_name(seat.person, look)
    if wanted is seat.role:
        yield Whisper(order.by, phrase("role-same", who=who, role=wanted.value, group=group.name))
    elif wanted is Role.MEMBER:  # it takes something away
        would = phrase("role-sure", who=who, id=seat.person, group=group.name)
        deed = _given(order, group, seat, wanted, look)
        yield from weighty(order, would, deed, meant=(seat.person, wanted.value), group=group.id)
    else:
        yield from _given(order, group, seat, wanted, look)


def _given(order: Order, group: Group, seat: Seat, wanted: Role, look: Look) -> Iterator[Effect]:
    who, by = shown_name(seat.person, look), shown_name(order.by, look)
    yield GiveSeat(seat.person, group.id, wanted, seat.standing, order.message.sent_at, order.by, seat.until)
    yield Whisper(seat.person, phrase(f"now-{wanted.value}", group=group.name), Priority.NEWS)
    yield Whisper(order.by, phrase("role-done", who=who, role=wanted.value, group=group.name))
    yield TellManagers(Bot.WARDEN, phrase("role-managers", who=who, role=wanted.value, group=group.name, by=by))


def move(order: Order, look: Look) -> Iterator[Effect]:
    """Take somebody out of one group and ask them into another, as a member."""
    here, target, tail = _target(order, look)
    try:
        found = _seat(here, look) if target is not None else phrase("which-group", groups=_names(order, look))
    except SeveralMeantError as several:
        raise several.followed_by(tail) from None
    if isinstance(found, Phrase):
        yield Whisper(order.by, found)
        return
    group, seat, rest = found
    if target is None or rest.strip() or target.id == group.id:
        raise WrongArgumentsError
    if not doors.are_ready(target, look):
        yield Whisper(order.by, phrase("room-not-ready", group=target.name))
        return
    who, known = shown_name(seat.person, look), look.seat(seat.person, target.id)
    if known is not None and known.may_be_inside:
        yield Whisper(order.by, phrase("already-inside", who=who, group=target.name))
        return
    would = phrase("move-sure", who=who, id=seat.person, old=group.name, new=target.name)
    deed = _moved(order, seat, (group, target), look)
    yield from weighty(order, would, deed, meant=(seat.person, *tail), group=group.id)


def _moved(order: Order, seat: Seat, groups: tuple[Group, Group], look: Look) -> Iterator[Effect]:
    group, target = groups
    at, who, by = order.message.sent_at, shown_name(seat.person, look), shown_name(order.by, look)
    yield GiveSeat(seat.person, group.id, seat.role, Standing.REMOVED, at, order.by)
    yield from doors.take_out(seat.person, group.id, look)
    given = GiveSeat(seat.person, target.id, Role.MEMBER, Standing.INVITED, at, order.by)
    welcome = phrase("moved-member", old=group.name, new=target.name)
    yield from asked_in(given, welcome, look, phrase("moved-reads", old=group.name, new=target.name))
    yield Whisper(order.by, phrase("moved-done", who=who, old=group.name, new=target.name))
    yield TellManagers(Bot.WARDEN, phrase("moved-managers", who=who, old=group.name, new=target.name, by=by))


def _seat(order: Order, look: Look) -> tuple[Group, Seat, str] | Phrase:
    """The group and the seat that are meant, and the words after the name; or what to say instead."""
    meant = group_meant(order, look)
    if isinstance(meant, Phrase):
        return meant
    found = changeable(order, meant, look)
    return found if isinstance(found, Phrase) else (meant.group, *found)


def _target(order: Order, look: Look) -> tuple[Order, Group | None, tuple[str, ...]]:
    """The order without its last "to <group>", that group, of those that the person acts for, and those words."""
    last = max((at for at, word in enumerate(order.words) if word.casefold() == "to"), default=None)
    if last is None:
        raise WrongArgumentsError
    name = " ".join(order.words[last + 1 :]).strip(_QUOTES).casefold()
    target = next((each for each in facilitated(order.by, look) if each.name.casefold() == name), None)
    return replace(order, words=order.words[:last]), target, order.words[last:]


def _names(order: Order, look: Look) -> str:
    return ", ".join(group.name for group in facilitated(order.by, look))


COMMANDS = (
    Command(
        "suspend",
        Role.FACILITATOR,
        "!suspend @name:server 2 weeks",
        suspend,
        "takes somebody out of the group's rooms for a set time, after which they are asked in again",
        confirm="always",
    ),
    Command(
        "role",
        Role.ONLINE_MANAGER,
        "!role @name:server facilitator",
        role,
        "makes a member a facilitator; with `member` at the end, a facilitator a member",
        confirm="where a facilitator becomes a member",
    ),
    Command(
        "move",
        Role.FACILITATOR,
        "!move @name:server to Name of the other group",
        move,
        "takes somebody out of one group and asks them into another",
        confirm="always",
    ),
)
