"""``!accept``: a person has checked that somebody's new keys are really theirs."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import AcceptIdentity, TellManagers, Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.look import Look
from fourwalls.group.people import HOUSE, Bot, GroupId, PersonId, Role
from fourwalls.group.phrase import Phrase, phrase
from handlers.commands.naming import group_meant, one_person, seat_meant
from handlers.commands.registry import Command, Order, WrongArgumentsError
from handlers.entitled import facilitators_for, is_online_manager, shown_name


def accept(order: Order, look: Look) -> Iterator[Effect]:
    """Believe somebody's new identity from now on. Nobody accepts their own."""
    if not order.words:
        raise WrongArgumentsError
    person = _meant(order, look)
    if isinstance(person, Phrase):
        yield Whisper(order.by, person)
        return
    if person == order.by or look.is_bot(person):
        yield Whisper(order.by, phrase("accept-refused"))
        return
    for bot in Bot:
        yield AcceptIdentity(bot, person)
    yield Whisper(order.by, phrase("accepted", who=shown_name(person, look)))
    yield Whisper(person, phrase("accepted-member"), Priority.NEWS)
    words = phrase("accepted-managers", who=shown_name(person, look), by=shown_name(order.by, look))
    yield TellManagers(Bot.GUIDE, words)
    for facilitator in facilitators_for(person, look):
        if facilitator != order.by:
            yield Whisper(facilitator, words, Priority.NEWS)


def _meant(order: Order, look: Look) -> PersonId | Phrase:
    """Whose keys: for the Online Manager anybody's who is on a list, else somebody's of a group one acts for."""
    person = one_person(order.words, order.message)
    if person is not None and is_online_manager(order.by, look):
        listed = bool(look.groups_of(person) or look.waits_in(person)) or look.seat(person, HOUSE) is not None
        return person if listed else phrase("not-on-list", who=person, group="")
    meant = group_meant(order, look)
    if isinstance(meant, Phrase):
        return meant
    if not meant.words:
        raise WrongArgumentsError
    return _seated(meant.words, order, meant.group.id, look)


def _seated(words: tuple[str, ...], order: Order, group: GroupId, look: Look) -> PersonId | Phrase:
    found = seat_meant(words, order.message, group, look)
    return found if isinstance(found, Phrase) else found[0].person


COMMANDS = (
    Command(
        "accept",
        Role.FACILITATOR,
        "!accept @name:server",
        accept,
        "has the bots believe somebody's new keys, after you have asked them by another road",
    ),
)
