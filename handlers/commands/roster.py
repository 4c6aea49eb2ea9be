"""``!invite``, ``!remove`` and ``!roster``."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.effects.priority import Priority
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, Group, PersonId, Role, Seat, Standing
from fourwalls.group.phrase import Phrase, phrase
from handlers import doors, inviting
from handlers.commands import readers
from handlers.commands.confirming import weighty
from handlers.commands.naming import (
    InGroup,
    closed_group_meant,
    group_meant,
    matrix_id,
    mentioned,
    one_person,
    seat_meant,
)
from handlers.commands.registry import Command, Order, WrongArgumentsError
from handlers.entitled import is_online_manager, one_line, shown_name
from handlers.inviting import Comes, Invitation
from handlers.names import kinds_told

_LONGEST_REASON = 400


def invite(order: Order, look: Look) -> Iterator[Effect]:
    """Give somebody a seat in the group, and ask them in."""
    meant = group_meant(order, look)
    if isinstance(meant, Phrase):
        yield Whisper(order.by, meant)
        return
    person = _invited(order, meant)
    if person is None:
        yield Whisper(order.by, phrase("not-a-matrix-id", given=one_line(" ".join(meant.words))))
        return
    invitation = Invitation(person, meant.group, order.by, order.message.sent_at)
    new = inviting.comes_to(invitation, look) is Comes.NEW
    yield from inviting.asked(invitation, look)
    if new:
        yield from _names_told(order, person, look)


def _names_told(order: Order, person: PersonId, look: Look) -> Iterator[Effect]:
    """Whoever invites is told what the names may tell."""
    kinds = kinds_told(person, look)
    if kinds:
        yield Whisper(order.by, phrase("invited-names", who=person, kinds=kinds))


def _invited(order: Order, meant: InGroup) -> PersonId | None:
    """Whom to invite: one Matrix id, or the one person whom the app's own link or mention names."""
    person, people = one_person(meant.words, order.message), mentioned(order.message)
    if person is None and len(meant.words) != 1 and len(people) != 1:
        raise WrongArgumentsError
    return person or (next(iter(people)) if meant.words and len(people) == 1 else None)


def remove(order: Order, look: Look) -> Iterator[Effect]:
    """Take somebody off the roster and out of the rooms; they are told kindly, in private, and why.

    In a group that is closed, they may read no longer (``handlers.commands.readers``).
    """
    meant = closed_group_meant(order, look) or group_meant(order, look)
    if isinstance(meant, Phrase):
        yield Whisper(order.by, meant)
        return
    found = changeable(order, meant, look)
    if isinstance(found, Phrase):
        yield Whisper(order.by, found)
        return
    seat, rest = found
    reason = one_line(rest, _LONGEST_REASON)
    if meant.group.is_closed:
        yield from readers.end_reading(order, meant.group, seat, reason, look)
        return
    values = {"who": shown_name(seat.person, look), "id": seat.person, "group": meant.group.name}
    would = phrase("remove-sure-why", reason=reason, **values) if reason else phrase("remove-sure", **values)
    deed = _removed(order, seat, meant.group, reason, look)
    yield from weighty(order, would, deed, meant=(seat.person, *reason.split()), group=meant.group.id)


def _removed(order: Order, seat: Seat, group: Group, reason: str, look: Look) -> Iterator[Effect]:
    yield GiveSeat(seat.person, group.id, seat.role, Standing.REMOVED, order.message.sent_at, order.by)
    yield from doors.take_out(seat.person, group.id, look)
    who, by = shown_name(seat.person, look), shown_name(order.by, look)
    told = phrase("removed-told-member", group=group.name)
    managers = phrase("removed-managers", group=group.name, who=who, by=by)
    if reason:
        told = phrase("removed-told-member-why", group=group.name, reason=reason)
        managers = phrase("removed-managers-why", group=group.name, who=who, by=by, reason=reason)
    yield Whisper(seat.person, told, Priority.NEWS)
    yield Whisper(order.by, phrase("removed-done", who=who))
    yield TellManagers(Bot.WARDEN, managers)


def changeable(order: Order, meant: InGroup, look: Look) -> tuple[Seat, str] | Phrase:
    """Whose seat is to be changed and the words after their name, or what to say instead.

    Nobody changes their own seat or the Online Manager's, and only the Online Manager a facilitator's.

    Raises:
        WrongArgumentsError: nobody is named.
    """
    if not meant.words:
        raise WrongArgumentsError
    person = matrix_id(meant.words[0])
    if person is not None and look.is_bot(person):
        return phrase("remove-refused", who=person)
    found = seat_meant(meant.words, order.message, meant.group.id, look)
    if isinstance(found, Phrase):
        return found
    seat, rest = found
    if seat.person == order.by:
        return phrase("remove-self", group=meant.group.name)
    if is_online_manager(seat.person, look):
        return phrase("remove-refused", who=shown_name(seat.person, look))
    if seat.role is Role.FACILITATOR and not is_online_manager(order.by, look):
        return phrase("facilitator-refused", who=shown_name(seat.person, look))
    return seat, rest


def roster(order: Order, look: Look) -> Iterator[Effect]:
    """Who may be inside."""
    meant = group_meant(order, look)
    if isinstance(meant, Phrase):
        yield Whisper(order.by, meant)
        return
    if meant.words:
        raise WrongArgumentsError
    lines = [line(seat, look) for seat in look.roster(meant.group.id)]
    yield Whisper(order.by, phrase("roster", group=meant.group.name, lines="\n".join(lines)))


def line(seat: Seat, look: Look) -> str:
    """One line of a roster, for those who keep it."""
    role = seat.role.value.replace("_", " ")
    if seat.standing is Standing.ASKED:
        standing = "has not agreed to the policy yet"
    elif seat.standing is Standing.RESTING:
        standing = "may read again after agreeing to the policy"
    else:
        standing = f"suspended until {seat.until:%d %b %Y}" if seat.until is not None else seat.standing.value
        if seat.may_be_inside and not look.has_agreed(seat.person):
            standing += ", has not agreed to the new policy yet"
    said = [role, standing, f"on the list since {seat.since:%d %b %Y}{_word(seat, look)}"]
    if seat.came_at is not None:
        said.append(f"first inside {seat.came_at:%d %b %Y}")
    return f"{shown_name(seat.person, look)} ({seat.person}): {', '.join(said)}"


def _word(seat: Seat, look: Look) -> str:
    """On whose word somebody is on the list, as far as it was kept. What house.toml says, the operator wrote."""
    if seat.by is None:
        return ""
    return f" on the word of {'the operator' if look.is_bot(seat.by) else shown_name(seat.by, look)}"


COMMANDS = (
    Command(
        "invite", Role.FACILITATOR, "!invite @name:server", invite, "puts somebody on the group's list and asks them in"
    ),
    Command(
        "remove",
        Role.FACILITATOR,
        "!remove @name:server reason",
        remove,
        "takes somebody off the list and out of the group's rooms; they are told the reason in private",
        confirm="always",
    ),
    Command(
        "roster",
        Role.FACILITATOR,
        "!roster",
        roster,
        "shows who is on the group's list, in which role, since when, on whose word",
    ),
)
