"""The confidentiality policy, told in private piece by piece. Only whoever says *I agree* is asked into a group.

The agreement is a word from a proven device. A reaction, which a server could forge, only turns the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from fourwalls.group.agreement import Policy, Reading
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.kept import Agreed, GiveSeat, Shown
from fourwalls.group.effects.priority import Priority
from fourwalls.group.heard import Message, Proof, Reaction
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, GroupId, PersonId, Seat, Standing
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.group.roster import STEPS, SeatStep
from handlers import doors
from handlers.commands.registry import Order, refusal
from handlers.entitled import facilitators_for, is_online_manager, shown_name
from handlers.plainwords import NEVER_MIND, is_typed, plain

_AGREE = frozenset({"i agree", "agree", "i do agree", "yes i agree", "i agree to this", "i agree to it", "agreed"})
_NEXT = frozenset(
    {"next", "ok", "okay", "yes", "yes please", "sure", "fine", "go on", "more", "continue", "read on"}
    | {"👍", "▶", "➡", "✅"}
)
_ALL = frozenset({"all", "all of it", "everything", "the rest", "show all", "read all"})
_BACK = frozenset({"back", "go back", "previous", "◀", "⬅"})
_AGAIN = frozenset({"again", "once more", "repeat", "go on where i was"})
_NOT_NOW = NEVER_MIND | frozenset(
    {"not now", "not yet", "later"} | {"i do not agree", "i don't agree", "i dont agree", "i disagree", "disagree"}
)


# --- asking ----------------------------------------------------------------------------------------------------


def asked_in(seat: GiveSeat, welcome: Phrase, look: Look, why: Phrase | None = None) -> Iterator[Effect]:
    """Put somebody onto a list and ask them in; whoever has not agreed to the policy is asked to read it first.

    Args:
        seat: their line.
        welcome: what is said with the invitation.
        look: the records.
        why: what is said before the policy, where something has happened that they must understand first.
    """
    policy = look.policy()
    if policy is None or look.has_agreed(seat.person):
        yield replace(seat, standing=Standing.INVITED)
        yield from doors.ask_in(seat.person, seat.group, look)
        yield Whisper(seat.person, welcome, Priority.NEWS)
        return
    yield replace(seat, standing=Standing.ASKED)
    if why is not None:
        yield Whisper(seat.person, why, Priority.NEWS)
    yield from asked_to_read(seat.person, seat.group, policy, seat.at, look)


def asked_to_read(person: PersonId, group: GroupId, policy: Policy, at: datetime, look: Look) -> Iterator[Effect]:
    """Begin to tell the policy, unless it is being told already."""
    name, reading = look.group(group).name, look.reading(person)
    if reading is not None and reading.is_of(policy):
        yield Whisper(person, phrase("policy-asked-too", group=name), Priority.NEWS)
        return
    known = look.private_room(person) is not None
    words = "policy-asked-again" if known else "policy-asked"
    yield from begun(person, policy, at, words, group=name)


def begun(person: PersonId, policy: Policy, at: datetime, words: str, **values: str) -> Iterator[Effect]:
    """Show the first piece, with these words around it."""
    yield Shown(person, policy.version, policy.digest, 1, at)
    first = phrase(words, page=policy.pages[0], pages=len(policy.pages), **values)
    yield Whisper(person, first, Priority.NEWS)


# --- answers ---------------------------------------------------------------------------------------------------


def go_on(message: Message, look: Look) -> Iterator[Effect] | None:
    """What somebody says who is asked to agree; ``None``: that is no answer to it."""
    said = plain(message.text) if is_typed(message) else ""
    if said in _AGREE:
        return _agree(message, look)
    under_way = _under_way(message, look)
    if under_way is None:
        return None
    policy, reading = under_way
    if said in _NOT_NOW:
        return _not_now(message, look)
    turn = next((turn for words, turn in _TURNS if said in words), None)
    return None if turn is None else turn(message.sender, policy, reading, message.sent_at)


def says_agree(message: Message) -> bool:
    """Whether these are the words of somebody who agrees."""
    return is_typed(message) and plain(message.text) in _AGREE


def turned(reaction: Reaction, look: Look) -> Iterator[Effect]:
    """A tap on a piece of the policy turns the page; it never agrees."""
    under_way = _read_by(reaction.sender, look) if plain(reaction.key) in _NEXT else None
    if under_way is None:
        return
    policy, reading = under_way
    if reading.page < len(policy.pages):
        yield from _next(reaction.sender, policy, reading, reaction.sent_at)
    else:
        once = f"agree in words {reaction.sender} {policy.version}"
        yield Whisper(reaction.sender, phrase("policy-say-agree"), Priority.NEWS, once)


def unclear(message: Message, look: Look, words: str = "policy-unclear") -> Phrase | None:
    """What is said to other words while somebody reads the policy; ``None``: they do not."""
    under_way = _under_way(message, look)
    if under_way is None:
        return None
    policy, reading = under_way
    return Phrase(words, (("number", reading.page), ("pages", len(policy.pages))))


def again(order: Order, look: Look) -> Iterator[Effect]:
    """``policy``: the whole of it, at any time; whoever is asked to agree can do so after it."""
    message, policy = order.message, look.policy()
    if message.proof is not Proof.SIGNED:
        yield Whisper(order.by, refusal(message))
    elif policy is None:
        yield Whisper(order.by, phrase("not-understood"))
    elif look.has_agreed(order.by) or not _is_asked(order.by, look):
        *most, last = policy.in_messages()
        for words in (*(phrase("policy-part", page=page) for page in most), phrase("policy-whole", page=last)):
            yield Whisper(order.by, words)
    else:
        yield from _rest(order.by, policy, 1, message.sent_at)


def _under_way(message: Message, look: Look) -> tuple[Policy, Reading] | None:
    """The policy in force and how far its reader is, for a proven reader alone."""
    return _read_by(message.sender, look) if message.proof is Proof.SIGNED else None


def _read_by(person: PersonId, look: Look) -> tuple[Policy, Reading] | None:
    policy, reading = look.policy(), look.reading(person)
    if policy is None or reading is None or not reading.is_of(policy) or not _is_asked(person, look):
        return None
    return policy, reading


# --- pages -----------------------------------------------------------------------------------------------------

_Turn = Callable[[PersonId, Policy, Reading, datetime], Iterator[Effect]]


def _next(person: PersonId, policy: Policy, reading: Reading, at: datetime) -> Iterator[Effect]:
    if reading.page < len(policy.pages):
        yield from _page(person, policy, reading.page + 1, at)
    else:
        yield Whisper(person, phrase("policy-say-agree"), Priority.NEWS)


def _back(person: PersonId, policy: Policy, reading: Reading, at: datetime) -> Iterator[Effect]:
    yield from _page(person, policy, max(1, reading.page - 1), at)


def _again(person: PersonId, policy: Policy, reading: Reading, at: datetime) -> Iterator[Effect]:
    yield from _page(person, policy, min(reading.page, len(policy.pages)), at)


def _all(person: PersonId, policy: Policy, reading: Reading, at: datetime) -> Iterator[Effect]:
    """What is left; after the end, the whole once more."""
    yield from _rest(person, policy, reading.page + 1 if reading.page < len(policy.pages) else 1, at)


def _page(person: PersonId, policy: Policy, number: int, at: datetime) -> Iterator[Effect]:
    if number == len(policy.pages):
        yield from _rest(person, policy, number, at)
        return
    yield Shown(person, policy.version, policy.digest, number, at)
    words = phrase("policy-page", page=policy.pages[number - 1], number=number, pages=len(policy.pages))
    yield Whisper(person, words, Priority.NEWS)


def _rest(person: PersonId, policy: Policy, first: int, at: datetime) -> Iterator[Effect]:
    """All pieces from this one on, and the question at the end."""
    yield Shown(person, policy.version, policy.digest, len(policy.pages), at)
    *most, last = policy.in_messages(first)
    for words in (*(phrase("policy-part", page=page) for page in most), phrase("policy-last", page=last)):
        yield Whisper(person, words, Priority.NEWS)


_TURNS: tuple[tuple[frozenset[str], _Turn], ...] = ((_NEXT, _next), (_ALL, _all), (_BACK, _back), (_AGAIN, _again))


# --- the answer ------------------------------------------------------------------------------------------------


def _agree(message: Message, look: Look) -> Iterator[Effect]:
    """*I agree*: kept with version, text and time, from a proven device that was shown all of this very text."""
    person, policy, reading = message.sender, look.policy(), look.reading(message.sender)
    if message.proof is not Proof.SIGNED:  # the same whether or not anything is asked of the person
        yield Whisper(person, refusal(message))
    elif policy is None or not _is_asked(person, look):
        yield Whisper(person, phrase("not-understood"))
    elif look.has_agreed(person):
        yield Whisper(person, phrase("policy-agreed-already"))
    elif reading is None or not reading.has_seen_all(policy):
        yield Whisper(person, phrase("policy-more-first"), Priority.NEWS)
        first = reading.furthest + 1 if reading is not None and reading.is_of(policy) else 1
        yield from _rest(person, policy, first, message.sent_at)
    else:
        yield Agreed(person, policy.version, policy.digest, message.event, message.sent_at)
        yield from _let_in(message, look)


def _let_in(message: Message, look: Look) -> Iterator[Effect]:
    """Every group that waited for it asks them in; of closed ones, they may read again."""
    waiting, resting = look.waits_in(message.sender), look.rests_in(message.sender)
    for seat in resting:
        standing = STEPS[seat.standing, SeatStep.AGREE]
        yield GiveSeat(seat.person, seat.group, seat.role, standing, message.sent_at, message.sender)
    if resting:
        words = phrase("policy-reads-again", group=_names(resting, look))
        yield Whisper(message.sender, words, Priority.NEWS)
    elif not waiting:
        yield Whisper(message.sender, phrase("policy-agreed"), Priority.NEWS)
    for seat in waiting:
        standing = STEPS[seat.standing, SeatStep.AGREE]
        given = GiveSeat(seat.person, seat.group, seat.role, standing, message.sent_at, message.sender)
        yield from asked_in(given, phrase("welcome", group=look.group(seat.group).name), look)


def _not_now(message: Message, look: Look) -> Iterator[Effect]:
    """They would rather not: nothing is lost, and those who wait for them are told neutrally, once a day."""
    person, waiting = message.sender, look.waits_in(message.sender)
    groups = [*waiting, *look.groups_of(person)]
    if waiting:
        yield Whisper(person, phrase("policy-not-now", group=_names(waiting, look)), Priority.NEWS)
    else:
        yield Whisper(person, phrase("policy-not-now-inside"), Priority.NEWS)
    if not groups:
        return  # the Online Manager, who would only be told of themselves
    words = phrase("policy-not-now-told", who=shown_name(person, look), group=_names(groups, look))
    once = f"not now {person} {message.sent_at:%Y-%m-%d}"
    yield TellManagers(Bot.GUIDE, words, Priority.NEWS, once)
    for facilitator in facilitators_for(person, look, [seat.group for seat in groups]):
        yield Whisper(facilitator, words, Priority.NEWS, f"{once} {facilitator}")


def _names(seats: Sequence[Seat], look: Look) -> str:
    return ", ".join(look.group(seat.group).name for seat in seats)


def _is_asked(person: PersonId, look: Look) -> bool:
    """Whether the policy binds somebody: they stand on a list, or may read what was said in a group that is closed."""
    listed = look.waits_in(person) or look.groups_of(person) or look.rests_in(person)
    return bool(listed) or look.can_read(person) or is_online_manager(person, look)
