"""The Online Manager's words in the thread of a dialogue: they go to its member in private, until ``close``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fourwalls.group.dialogue import Dialogue, DialogueStep
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Relay, Say
from fourwalls.group.effects.kept import CloseDialogue, Speak
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message, Proof
from fourwalls.group.look import Look
from fourwalls.group.people import Bot
from fourwalls.group.phrase import Phrase, phrase
from handlers.dialogue import known_name, not_passed_on
from handlers.entitled import is_online_manager
from handlers.plainwords import is_order, plain

_CLOSE = re.compile(r"\s*!?close[ \t.]*(?:[:\n]\s*(?P<last>.*))?", re.IGNORECASE | re.DOTALL)
_NOTE = re.compile(r"\s*note\b", re.IGNORECASE)


def is_for_thread(message: Message, look: Look) -> bool:
    """Whether it is ``!close`` in the thread of a dialogue, and so no command for anywhere else."""
    return _CLOSE.fullmatch(message.text) is not None and _of_thread(message, look) is not None


def from_desk(examined: Examined, look: Look) -> Iterator[Effect]:
    """An Online Manager's words in the thread of a dialogue go to its member, but ``note …``; ``close`` ends it."""
    message = examined.heard
    assert isinstance(message, Message)
    dialogue = _of_thread(message, look)
    if dialogue is None or message.replaces is not None or not is_online_manager(message.sender, look):
        return
    refused = _unheard(message, dialogue)
    closing = _CLOSE.fullmatch(message.text)
    if refused is not None:
        yield Say(Bot.GUIDE, message.room, refused, thread=dialogue.thread)
    elif closing is not None:
        yield from _closed(message, dialogue, (closing["last"] or "").strip(), look)
    elif not is_order(message) and not is_note(message.text):
        manager, matter = known_name(message.sender, look), dialogue.matter.value
        said = phrase("dialogue-manager", manager=manager, matter=matter, words=message.text)
        yield from _answered(message, dialogue, said)


def is_note(text: str) -> bool:
    """Whether words in a thread are for the managers alone."""
    return _NOTE.match(text) is not None


def _of_thread(message: Message, look: Look) -> Dialogue | None:
    event = message.thread or message.reply_to
    return None if event is None else look.dialogue_at(event)


def _unheard(message: Message, dialogue: Dialogue) -> Phrase | None:
    """Why nothing that an Online Manager says in a thread is passed on, if it is not."""
    if message.proof is not Proof.SIGNED:
        return phrase("dialogue-desk-unproven")
    if not dialogue.is_open:
        return phrase("dialogue-desk-over")
    if plain(message.text) == "ack":
        return phrase("dialogue-desk-ack")
    return not_passed_on(message)


def _answered(message: Message, dialogue: Dialogue, said: Phrase) -> Iterator[Effect]:
    yield Speak(dialogue.id, DialogueStep.ANSWER, message.event, message.sender, message.sent_at)
    yield Relay(dialogue.id, message.event, said, dialogue.person)


def _closed(message: Message, dialogue: Dialogue, last: str, look: Look) -> Iterator[Effect]:
    matter = dialogue.matter.value
    if last:
        manager = known_name(message.sender, look)
        said = phrase("dialogue-manager-last", manager=manager, matter=matter, words=last)
        yield from _answered(message, dialogue, said)
    else:
        yield Relay(dialogue.id, message.event, phrase("dialogue-closed", matter=matter), dialogue.person)
    yield CloseDialogue(dialogue.id, message.sent_at)
    told = phrase("dialogue-closed-desk", who=known_name(dialogue.person, look))
    yield Say(Bot.GUIDE, message.room, told, thread=dialogue.thread)
