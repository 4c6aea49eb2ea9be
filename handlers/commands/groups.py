"""``!group new``, ``!group list`` and ``!group show``: the organisation's groups."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from fourwalls.group.effects import Effect, FoundGroup, TellManagers, Whisper
from fourwalls.group.look import Look
from fourwalls.group.people import HOUSE, Bot, Group, Role, Standing
from fourwalls.group.phrase import phrase
from handlers.commands import adopting
from handlers.commands.registry import Command, Order, WrongArgumentsError
from handlers.commands.roster import line
from handlers.entitled import one_line, shown_name

LONGEST_NAME = 60


def group(order: Order, look: Look) -> Iterator[Effect]:
    """Make a group, or show those that there are."""
    if not order.words or order.words[0].casefold() not in _WHAT:
        raise WrongArgumentsError
    yield from _WHAT[order.words[0].casefold()](order, " ".join(order.words[1:]), look)


def _new(order: Order, given: str, look: Look) -> Iterator[Effect]:
    name = one_line(given, LONGEST_NAME)
    if not name:
        raise WrongArgumentsError
    if name.endswith("…") or not any(letter.isalnum() for letter in name):
        yield Whisper(order.by, phrase("group-name-bad", most=LONGEST_NAME))
    elif _named(name, look) is not None:
        yield Whisper(order.by, phrase("group-there", group=name))
    else:
        yield FoundGroup(name)
        yield Whisper(order.by, phrase("group-new", group=name))
        yield TellManagers(Bot.WARDEN, phrase("group-new-managers", group=name, by=shown_name(order.by, look)))


def _list(order: Order, given: str, look: Look) -> Iterator[Effect]:
    if given:
        raise WrongArgumentsError
    lines = [_summary(each, look) for each in look.groups() if each.id != HOUSE]
    yield Whisper(order.by, phrase("groups", lines="\n".join(lines)) if lines else phrase("groups-none"))


def _show(order: Order, given: str, look: Look) -> Iterator[Effect]:
    if not given:
        raise WrongArgumentsError
    found = _named(one_line(given), look)
    if found is None:
        names = ", ".join(each.name for each in look.groups() if each.id != HOUSE)
        yield Whisper(order.by, phrase("which-group", groups=names))
        return
    people = "\n".join(line(seat, look) for seat in look.roster(found.id))
    summary = _summary(found, look)
    words = phrase("group-shown", summary=summary, people=people) if people else phrase("group-empty", summary=summary)
    yield Whisper(order.by, words)


def _named(name: str, look: Look) -> Group | None:
    return next((each for each in look.groups() if each.name.casefold() == name.casefold() and each.id != HOUSE), None)


def _summary(which: Group, look: Look) -> str:
    seats = look.roster(which.id)
    facilitators = sum(seat.role is Role.FACILITATOR for seat in seats)
    inside = sum(seat.standing is Standing.INSIDE for seat in seats)
    said = [f"{len(seats)} on the list", f"{inside} inside", f"facilitators: {facilitators}"]
    if look.group_room(which.id) is None:
        said.append("its room is being made")
    if look.open_session(which.id) is not None:
        said.append("a session is open")
    return f"{which.name}: {', '.join(said)}"


_WHAT: dict[str, Callable[[Order, str, Look], Iterator[Effect]]] = {
    "new": _new,
    "list": _list,
    "show": _show,
    "adopt": adopting.adopt,
}

COMMANDS = (
    Command(
        "group",
        Role.ONLINE_MANAGER,
        f"!group new Name, !group list, !group show Name, {adopting.USAGE}",
        group,
        "makes a group with a room of its own; shows all groups; shows who is in one; takes on an old room",
    ),
)
