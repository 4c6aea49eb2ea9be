"""The one gentle answer to words that ask for nothing the guide can do."""

from __future__ import annotations

from fourwalls.group.awaited import Wanted
from fourwalls.group.heard import Message, Proof
from fourwalls.group.look import Look
from fourwalls.group.phrase import Phrase, phrase
from handlers import agreement, desk
from handlers.commands import confirming, everyday, leaving
from handlers.commands.registry import refusal
from handlers.entitled import is_online_manager
from handlers.plainwords import is_typed, plain

CONFIRMS = frozenset({confirming.WORD, leaving.ERASE})
"""What confirms something that was shown first."""


def unclear(message: Message, look: Look) -> Phrase:
    """What to say to them."""
    said = plain(message.text) if is_typed(message) else ""
    if message.proof is Proof.SIGNED and not is_typed(message) and _person_waits(message, look):
        return phrase("dialogue-words-only")
    if said in CONFIRMS:
        return phrase("confirm-none") if message.proof is Proof.SIGNED else refusal(message)
    if message.doubted is not None:  # whether a warning waits, or somebody is a manager, is told to proven people only
        return phrase("thanks" if said in everyday.THANKS else "not-understood")
    if said in everyday.UNCLEAR | everyday.THANKS and look.unanswered_warning(message.sender) is not None:
        return phrase("warning-which")
    return phrase("thanks") if said in everyday.THANKS else _not_understood(message, look)


def _person_waits(message: Message, look: Look) -> bool:
    """Whether the next words are for the Online Manager."""
    awaited = look.awaited(message.sender)
    return awaited is not None and awaited.what in {Wanted.ASK, Wanted.REPORT}


def _not_understood(message: Message, look: Look) -> Phrase:
    reading = agreement.unclear(message, look)
    if reading is None and desk.is_acknowledgement(message) and is_online_manager(message.sender, look):
        return phrase("ack-needs-thread")
    return reading or phrase("not-understood")
