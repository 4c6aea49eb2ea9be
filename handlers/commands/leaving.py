"""``leave``: a member's own wish to go. From a proven device it is done at the word ``confirm``.

What they said in sessions stays, or goes: with ``confirm erase`` it is taken out of the group's transcripts at once,
and wiped some days later as all hidden words are. Until then ``restore`` brings it back. Who is out already may say
``leave`` for the sake of their words alone.

From any other it is only a wish: somebody in a member's name must not be able to put them out. People are told and
ask the person by another road.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.kept import Await, GiveSeat, HideAll
from fourwalls.group.effects.priority import Priority
from fourwalls.group.heard import Message, Proof
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, Group, GroupId, Role, Standing
from fourwalls.group.phrase import phrase
from handlers import doors
from handlers.commands.confirming import WORD as CONFIRM
from handlers.commands.confirming import dropped
from handlers.commands.registry import Command, Order
from handlers.entitled import facilitators_for, shown_name
from handlers.plainwords import NEVER_MIND, plain

WORD = "leave"
ERASE = f"{CONFIRM} erase"
_WAYS = frozenset({"leave", "leave group", "leave the group", "leave my group", "leave all", "leave all groups"})


def is_wish(message: Message, look: Look) -> bool:
    """Whether plain words say that somebody wants to leave: ``leave``, perhaps with the name of a group of theirs.

    A device that nobody vouches for learns from the answer to no name whether that is a group of theirs.
    """
    said = plain(message.text)
    if message.doubted is not None and said.startswith(f"{WORD} "):
        return not said.startswith(f"{WORD} it")  # which answers a warning
    return said in _WAYS or said in {f"{WORD} {plain(group.name)}" for group in groups_of(message, look)}


def groups_of(message: Message, look: Look) -> list[Group]:
    """The groups whose lists the sender is on, those in which they have not agreed to the policy yet included."""
    seats = (*look.groups_of(message.sender), *look.waits_in(message.sender))
    return [look.group(seat.group) for seat in seats]


def leave(order: Order, look: Look) -> Iterator[Effect]:
    """Ask whether it is meant; or, if it is not proven whose wish it is, have people ask."""
    message, groups = order.message, _meant(order, look)
    if message.proof is not Proof.SIGNED:
        if message.doubted is not None:  # else it may be old words of theirs that the server says again
            yield Whisper(order.by, phrase("leave-wish"))
            yield from _told(message, groups, "leave-wish-unproven", look)
    elif not groups:
        yield from _only_words(message, look)
    elif any(_facilitates(message, group, look) for group in groups):
        yield Whisper(order.by, phrase("leave-facilitator"))
        yield from _told(message, groups, "leave-wish-facilitator", look)
    else:
        awaited = Awaited(Wanted.LEAVING, message.sent_at, groups=tuple(group.id for group in groups))
        yield Await(order.by, awaited)
        yield Whisper(order.by, phrase("leave-sure", group=_names(groups)))


def _only_words(message: Message, look: Look) -> Iterator[Effect]:
    """They are in no group; if they were, they may still have their words taken out of its transcripts."""
    groups = look.groups_spoken_in(message.sender)
    if not groups:
        yield Whisper(message.sender, phrase("leave-none"))
        return
    names = _names([look.group(group) for group in groups])
    yield Await(message.sender, Awaited(Wanted.LEAVING, message.sent_at, groups=tuple(groups)))
    yield Whisper(message.sender, phrase("leave-words", group=names))


def _meant(order: Order, look: Look) -> list[Group]:
    """The group that is named or whose room it was said in, else all of theirs."""
    groups = groups_of(order.message, look)
    said = plain(order.message.text)
    named = [group for group in groups if said == f"{WORD} {plain(group.name)}" or group.id == order.room.group]
    return named or groups


def _facilitates(message: Message, group: Group, look: Look) -> bool:
    seat = look.seat(message.sender, group.id)
    return seat is not None and seat.role is Role.FACILITATOR


def _told(message: Message, groups: Sequence[Group], told: str, look: Look) -> Iterator[Effect]:
    """Nothing is done: facilitators and managers are told, once a day, and ask the person."""
    person = message.sender
    if not groups:
        return
    words = phrase(told, who=shown_name(person, look), id=person, group=_names(groups))
    once = f"{told} {person} {message.sent_at:%Y-%m-%d}"
    yield TellManagers(Bot.GUIDE, words, Priority.WARNING, once)
    for facilitator in facilitators_for(person, look):
        yield Whisper(facilitator, words, Priority.WARNING, f"{once} {facilitator}")


def go_on(message: Message, awaited: Awaited, look: Look) -> Iterator[Effect] | None:
    """The message after ``leave``: only the one word says that it was meant."""
    said = plain(message.text)
    if said in NEVER_MIND:
        return dropped(message)
    return _confirmed(message, awaited, look, erase=said == ERASE) if said in {CONFIRM, ERASE} else None


def _confirmed(message: Message, awaited: Awaited, look: Look, *, erase: bool) -> Iterator[Effect]:
    """``confirm``, from a proven device: they are off the lists and out of the rooms, and people are told."""
    person = message.sender
    yield Await(person, None)
    groups = [look.group(id_) for id_ in awaited.groups if _is_listed(message, id_, look)]
    if erase:
        yield from (HideAll(person, group) for group in awaited.groups)
    if not groups:
        yield Whisper(person, phrase("words-erased" if erase else "leave-none"))
        return
    words = phrase("left-by-word", who=shown_name(person, look), group=_names(groups))
    facilitators = facilitators_for(person, look, awaited.groups)
    for group in groups:
        seat = look.seat(person, group.id)
        assert seat is not None
        yield GiveSeat(person, group.id, seat.role, Standing.REMOVED, message.sent_at, person)
        yield from doors.take_out(person, group.id, look)
    yield Whisper(person, phrase("left-told-erased" if erase else "left-told", group=_names(groups)))
    yield TellManagers(Bot.GUIDE, words)
    for facilitator in facilitators:
        yield Whisper(facilitator, words, Priority.NEWS)


def _is_listed(message: Message, group: GroupId, look: Look) -> bool:
    seat = look.seat(message.sender, group)
    return seat is not None and (seat.may_be_inside or seat.standing is Standing.ASKED)


def _names(groups: Sequence[Group]) -> str:
    return ", ".join(group.name for group in groups)


COMMANDS = (
    Command(WORD, Role.MEMBER, WORD, leave, "takes you out of your group; your words stay or go", confirm="always"),
)
