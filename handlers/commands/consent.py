"""``yes 3``, ``no 3``, ``withdraw 3``: what somebody answers to a request to share, and ``requests``: which there are.

Only encrypted words from a signed device of theirs are an answer; a reaction, which a homeserver can forge, never is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Whisper
from fourwalls.group.effects.kept import KeepShare
from fourwalls.group.heard import Message, Proof
from fourwalls.group.look import Look
from fourwalls.group.people import Standing
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.group.share import STEPS, Consent, Share, ShareNumber, ShareState, ShareStep, answered, due_step
from handlers.commands.registry import Order, refusal
from handlers.entitled import shown_name
from handlers.plainwords import is_typed, plain
from handlers.shares import asking, called_off, consent_withdrawn, here, quoted, taken

_ANSWER = re.compile(r"(yes|no|withdraw)(?: to)?(?: request| number)? #?(\d{1,6})(?: (.+))?", re.ASCII)
_LISTS = frozenset({"requests", "my requests", "request", "withdraw"})
_MOST_LISTED = 6


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as it was typed."""

    word: str
    number: ShareNumber
    more: bool
    """Whether further words follow."""


def read(text: str) -> Given | None:
    """The answer in these words, if they are one."""
    found = _ANSWER.fullmatch(plain(text))
    return None if found is None else Given(found[1], ShareNumber(int(found[2])), found[3] is not None)


def is_answer(message: Message, look: Look) -> bool:
    """Whether this answers a request: with more words behind it, only if there is one that waits for this person.

    "No 3 tablets left" is no answer to anything, unless request 3 waits for one.
    """
    given = read(message.text)
    if given is None or not given.more:
        return given is not None
    share = look.share(given.number) if message.proof is Proof.SIGNED else None
    return share is not None and (share.waits_for(message.sender) or share.holds(message.sender))


def asks_for_list(text: str) -> bool:
    """Whether somebody wants to see what they can answer or withdraw."""
    return plain(text) in _LISTS


def answer(order: Order, look: Look) -> Iterator[Effect]:
    """Take an answer by its number."""
    message, given = order.message, read(order.message.text)
    if message.proof is not Proof.SIGNED:
        yield Whisper(order.by, refusal(message))
        return
    share = None if given is None else look.share(given.number)
    if given is None or share is None or not (order.by == share.asker or share.answer_of(order.by)):
        yield Whisper(order.by, phrase("share-unknown"))
    elif given.word == "yes" and given.more:
        yield Whisper(order.by, phrase("share-yes-alone", number=share.number))
    else:
        yield from _answered(share, given.word, message, look)


def bare(message: Message, look: Look) -> Iterable[Effect] | None:
    """A ``yes`` or ``no`` without a number; ``None`` if it is not certain to be meant for a request."""
    word = plain(message.text) if is_typed(message) and message.proof is Proof.SIGNED else ""
    if word not in {"yes", "no"} or look.unanswered_warning(message.sender) is not None:
        return None
    waiting = [each for each in look.shares() if each.waits_for(message.sender)]
    if len(waiting) > 1:
        numbers = ", ".join(str(each.number) for each in waiting)
        return [Whisper(message.sender, phrase("share-which", numbers=numbers))]
    return _answered(waiting[0], word, message, look) if waiting else None


def _answered(share: Share, word: str, message: Message, look: Look) -> Iterator[Effect]:
    person, at, number = message.sender, message.sent_at, share.number
    over = share.state is ShareState.ASKED and at >= share.deadline
    if over or (share.state, ShareStep.WITHDRAW) not in STEPS:
        yield Whisper(person, phrase("share-over", number=number))
    elif person == share.asker:
        yield from _of_asker(share, word, message, look)
    elif share.state is ShareState.GRANTED:
        yield from _after_all(share, word, message, look)
    elif word == "yes":
        agreed = answered(share, person, Consent.YES, at)
        yield KeepShare(agreed, at)
        yield Whisper(person, phrase("share-yes-noted", number=number))
        if due_step(agreed, here(share, look), at) is ShareStep.GRANT:
            yield from taken(agreed, ShareStep.GRANT, at, look)
    else:
        withdrawn = word == "withdraw" and share.holds(person)
        yield KeepShare(answered(share, person, Consent.WITHDRAWN if withdrawn else Consent.NO, at), at)
        yield Whisper(person, phrase("share-no-noted", number=number))


def _of_asker(share: Share, word: str, message: Message, look: Look) -> Iterator[Effect]:
    """The asker's own word: their asking is their yes, and anything else takes the request back."""
    if word == "yes":
        yield Whisper(share.asker, phrase("share-own", number=share.number))
    else:
        yield from called_off(share, message.sent_at, look)
        yield Whisper(share.asker, phrase("share-off-done", number=share.number))


def _after_all(share: Share, word: str, message: Message, look: Look) -> Iterator[Effect]:
    """It was granted: a yes changes nothing, and a no is a withdrawal."""
    if word == "yes":
        yield Whisper(message.sender, phrase("share-yes-noted", number=share.number))
        return
    withdrawn = answered(share, message.sender, Consent.WITHDRAWN, message.sent_at)
    yield from consent_withdrawn(withdrawn, message.sent_at, look)
    yield Whisper(message.sender, phrase("share-withdrawn-noted", number=share.number))


def requests(order: Order, look: Look) -> Iterator[Effect]:
    """Every request that this person can answer or withdraw, each as a message of its own; the newest last."""
    person = order.by
    if order.message.proof is not Proof.SIGNED:
        yield Whisper(person, refusal(order.message))
        return
    found = [(share, words) for share in look.shares() if (words := _listed(share, order, look)) is not None]
    for _, words in found[-_MOST_LISTED:]:
        yield Whisper(person, words)
    if not found:
        yield Whisper(person, phrase("share-none"))


def _listed(share: Share, order: Order, look: Look) -> Phrase | None:
    seat = look.seat(order.by, share.group)
    if seat is not None and seat.standing is Standing.ASKED:
        return None  # what was said inside is not for them before they agree to the policy
    if share.waits_for(order.by):
        return asking(share, order.by, look)
    if not share.holds(order.by):
        return None
    number, words, place = share.number, quoted(share.words), share.place
    if share.asker == order.by:
        return phrase("share-listed-own", number=number, words=words, place=place)
    return phrase("share-listed", number=number, asker=shown_name(share.asker, look), words=words, place=place)
