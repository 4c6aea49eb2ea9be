"""``!group new``, ``!group list``, ``!group show`` and ``!group close``: the organisation's groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from fourwalls.group.awaited import Awaited
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import FoundGroup, Whisper
from fourwalls.group.effects.kept import Await
from fourwalls.group.heard import Message, Proof
from fourwalls.group.look import Look
from fourwalls.group.people import HOUSE, Group, Layout, Role, Standing
from fourwalls.group.phrase import phrase
from handlers import doors
from handlers.commands import adopting, groupend
from handlers.commands.confirming import WORD as CONFIRM
from handlers.commands.confirming import dropped
from handlers.commands.registry import Command, Order, WrongArgumentsError, refusal
from handlers.commands.roster import line
from handlers.entitled import is_online_manager, one_line
from handlers.plainwords import NEVER_MIND, plain

LONGEST_NAME = 60
LAYOUTS = {"one room": Layout.ONE, "two rooms": Layout.TWO, "a space": Layout.SPACE}
"""How it is said at the end of ``!group new Name`` which rooms the group gets: ``in two rooms``."""
_SHOWN = {Layout.ONE: "one room", Layout.TWO: "two rooms", Layout.SPACE: "two rooms in a space"}


def group(order: Order, look: Look) -> Iterator[Effect]:
    """Make a group, or show those that there are."""
    if not order.words or order.words[0].casefold() not in _WHAT:
        raise WrongArgumentsError
    yield from _WHAT[order.words[0].casefold()](order, " ".join(order.words[1:]), look)


def _new(order: Order, given: str, look: Look) -> Iterator[Effect]:
    name, layout = _laid_out(one_line(given, LONGEST_NAME))
    if not name:
        raise WrongArgumentsError
    there = named(name, [*look.groups(), *look.closed_groups()])
    if name.endswith("…") or not any(letter.isalnum() for letter in name):
        yield Whisper(order.by, phrase("group-name-bad", most=LONGEST_NAME))
    elif there is not None and there.is_closed:
        yield Whisper(order.by, phrase("group-there-closed", group=there.name))
    elif there is not None and doors.are_ready(replace(there, layout=layout or there.layout), look):
        yield Whisper(order.by, phrase("group-there", group=there.name))
    elif there is not None:  # it was begun and is gone on with, or gets the rooms that it lacks
        yield FoundGroup(there.name, layout or there.layout, order.by, sure=True)
        yield Whisper(order.by, phrase("group-new", group=there.name))
    else:
        yield FoundGroup(name, layout, order.by, order.room.id)
        yield Whisper(order.by, phrase("group-new", group=name))


def _laid_out(given: str) -> tuple[str, Layout | None]:
    """The name, and which rooms are asked for at its end, if any are."""
    for words, layout in LAYOUTS.items():
        if given.casefold().endswith(f" in {words}"):
            return given[: -len(f" in {words}")].strip(), layout
    return given, None


def go_on(message: Message, awaited: Awaited, look: Look) -> Iterator[Effect] | None:
    """The message after a name that could tell who somebody is: only the one word says that it is meant."""
    said = plain(message.text)
    if said in NEVER_MIND:
        return dropped(message)
    return _made_all_the_same(message, awaited, look) if said == CONFIRM else None


def _made_all_the_same(message: Message, awaited: Awaited, look: Look) -> Iterator[Effect]:
    name, *_room, layout = awaited.about
    yield Await(message.sender, None)
    if message.proof is not Proof.SIGNED or not is_online_manager(message.sender, look):
        yield Whisper(message.sender, refusal(message))
        return
    yield FoundGroup(name, Layout(layout), message.sender, sure=True)
    yield Whisper(message.sender, phrase("group-new", group=name))


def _list(order: Order, given: str, look: Look) -> Iterator[Effect]:
    if given:
        raise WrongArgumentsError
    lines = [_summary(each, look) for each in (*look.groups(), *look.closed_groups()) if each.id != HOUSE]
    yield Whisper(order.by, phrase("groups", lines="\n".join(lines)) if lines else phrase("groups-none"))


def _show(order: Order, given: str, look: Look) -> Iterator[Effect]:
    if not given:
        raise WrongArgumentsError
    found = named(one_line(given), [*look.groups(), *look.closed_groups()])
    if found is None:
        names = ", ".join(each.name for each in look.groups() if each.id != HOUSE)
        yield Whisper(order.by, phrase("which-group", groups=names))
        return
    people = "\n".join(line(seat, look) for seat in look.roster(found.id))
    summary = _summary(found, look)
    words = phrase("group-shown", summary=summary, people=people) if people else phrase("group-empty", summary=summary)
    yield Whisper(order.by, words)


def named(name: str, groups: Iterable[Group]) -> Group | None:
    """The group of this name, in whatever letters."""
    return next((each for each in groups if each.name.casefold() == name.casefold() and each.id != HOUSE), None)


def _summary(which: Group, look: Look) -> str:
    if which.closed_at is not None:
        return f"{which.name}: closed on {which.closed_at:%d %B %Y}"
    seats = look.roster(which.id)
    facilitators = sum(seat.role is Role.FACILITATOR for seat in seats)
    inside = sum(seat.standing is Standing.INSIDE for seat in seats)
    said = [f"{len(seats)} on the list", f"{inside} inside", f"facilitators: {facilitators}"]
    said.append(_SHOWN[which.layout] if doors.are_ready(which, look) else "its rooms are being made")
    if look.open_session(which.id) is not None:
        said.append("a session is open")
    return f"{which.name}: {', '.join(said)}"


_WHAT: dict[str, Callable[[Order, str, Look], Iterator[Effect]]] = {
    "new": _new,
    "list": _list,
    "show": _show,
    "close": groupend.close,
    "adopt": adopting.adopt,
}

_USAGE = f"!group new Name, !group list, !group show Name, !group close Name, {adopting.USAGE}"
_DOES = "makes a group with its rooms; shows all groups; shows who is in one; ends one for good; takes on an old room"
COMMANDS = (Command("group", Role.ONLINE_MANAGER, _USAGE, group, _DOES, confirm="where a group is closed"),)
