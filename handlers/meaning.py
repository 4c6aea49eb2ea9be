"""What is meant by plain words in a private room: the guide's own words, and what the guide waits for."""

from __future__ import annotations

from collections.abc import Callable

from fourwalls.group.awaited import Awaited
from fourwalls.group.heard import Message, Proof
from fourwalls.group.look import Look
from handlers import answering, dialogue, registering
from handlers.commands import asking, consent, everyday, leaving, sharing, worry
from handlers.commands.naming import facilitated
from handlers.commands.registry import Run
from handlers.plainwords import SIGN, is_typed, plain


def awaited_of(message: Message, look: Look) -> Awaited | None:
    """What the guide waits for from the very device that speaks, if it is not too late."""
    awaited = look.awaited(message.sender) if is_typed(message) else None
    if awaited is None or awaited.is_over(message.sent_at):
        return None
    device = message.doubted.device if message.doubted is not None else ""
    proven = message.proof is Proof.SIGNED or device != ""
    return awaited if proven and awaited.device == device else None


_WISHES: tuple[tuple[Callable[[Message, Look], bool], Run], ...] = (
    (lambda message, _look: worry.begins(message.text), worry.worried),
    (leaving.is_wish, leaving.leave),
    (lambda message, _look: sharing.is_wish(message.text), sharing.share),
    (consent.is_answer, consent.answer),
    (lambda message, _look: consent.asks_for_list(message.text), consent.requests),
)
"""Words that may go on with what they are about, and are told by more than a table; the first that fits is meant."""


_TURN_THE_PAGE = (everyday.keep, everyday.more)
"""👍 and ``more``: on to the next piece, for somebody who is reading the policy."""


def everyday_word(message: Message, look: Look) -> Run | None:
    """The everyday word that was typed, if it is one."""
    if not is_typed(message) or _answers_a_person(message, look):
        return None
    if answering.begins(message.text) or registering.is_under_way(message, look):
        return _amid_questions(message.text)
    wish = next((run for is_meant, run in _WISHES if is_meant(message, look)), None)
    wish = wish or asking.meant(message, look, awaited_of(message, look))
    if wish is not None:
        return wish
    # a device that nobody vouches for does not learn from the answer whether a warning waits
    warned = message.doubted is not None or look.unanswered_warning(message.sender) is not None
    run = everyday.meant_by(message.text, warned=warned)
    signed = message.text.lstrip().startswith(SIGN)
    if run in _TURN_THE_PAGE and not warned and look.reading(message.sender) is not None:
        return None  # with no warning, they are said to a piece of the policy
    if run is everyday.remove_words and signed and not warned and facilitated(message.sender, look):
        return None  # with the sign and no warning, a facilitator means a person
    return run


def _amid_questions(text: str) -> Run | None:
    """What is heard while somebody registers: "keep", "leave" and "worried about my heart" are answers then."""
    if answering.begins(text):
        return registering.register
    said = plain(text)
    run = everyday.EVERYDAY.get(said)
    return worry.worried if said == worry.WORD else run if run is everyday.help_ else None


_EVEN_IN_REPLY = asking.DONE | {"help", "menu"}


def _answers_a_person(message: Message, look: Look) -> bool:
    """Whether it is a reply to what the Online Manager said: then it is no word to the guide."""
    replied = dialogue.replied_to(message, look)
    return replied is not None and replied.is_open and plain(message.text) not in _EVEN_IN_REPLY
