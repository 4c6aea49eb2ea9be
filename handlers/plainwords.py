"""Plain words: what somebody meant, without what keyboards and habits put around it."""

from __future__ import annotations

from fourwalls.group.heard import Message, MessageForm

SIGN = "!"
"""What a command begins with."""

STOP = frozenset({"stop", "stop please", "please stop", "cancel", "never mind", "nevermind", "forget it"})
"""Ends whatever the guide asks for, wherever it asks."""

NEVER_MIND = STOP | {"no", "no thanks", "no thank you", "don't", "do not"}
"""The same where a mere no is no other answer."""

_UNSEEN = dict.fromkeys((0xFE0E, 0xFE0F, 0x200B, 0x2060, *range(0x1F3FB, 0x1F400)))
# how an emoji is drawn, its skin tone, spaces without width: none of them changes what is meant
_STRAIGHT = {ord("\u2019"): "'", ord(","): " "}
_AROUND = " \t\r\n.,;:!?\u2026\"'\u201c\u201d\u2018()*_-"


def plain(text: str) -> str:
    """The words in one form: small letters, single spaces, nothing around them. Empty for a mere exclamation."""
    return " ".join(text.translate(_UNSEEN).translate(_STRAIGHT).casefold().split()).strip(_AROUND)


def is_typed(message: Message) -> bool:
    """Whether these are words typed for somebody to answer: no edit, file name, poll, sticker or automatic notice."""
    return message.form is MessageForm.TEXT and message.replaces is None


def is_order(message: Message) -> bool:
    """Whether it reads as a command. ``!!!`` and ``! ouch`` are only exclamations."""
    return is_typed(message) and message.text.lstrip()[:1] == SIGN and message.text.lstrip()[1:2].isalpha()
