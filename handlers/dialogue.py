"""Words between a member and the Online Manager: from the private room into a thread there, and back, until closed.

Neither side sees more of the other than the profile name. Only what is proven to be somebody's is passed on as theirs.
What may mean danger is a case of its own (``flags.watch``); then the thread only says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

from fourwalls.group.dialogue import Dialogue, DialogueState, DialogueStep
from fourwalls.group.effects import (
    CloseDialogue,
    Effect,
    Priority,
    Relay,
    Say,
    Speak,
    TakeBack,
    Whisper,
    Withdraw,
)
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message, MessageForm, Proof, Redaction
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, PersonId, RoomKind
from fourwalls.group.phrase import Phrase, phrase
from handlers.commands.everyday import THANKS, UNCLEAR
from handlers.entitled import is_online_manager, one_line
from handlers.plainwords import is_order, plain

LONGEST = 2500
"""Characters of one message that are passed on, as many as one value of a sentence may have (``fluent.runtime``).

A longer one is asked for in parts, never cut.
"""

_SAID_ALREADY = timedelta(minutes=10)
"""Within this time after words of a dialogue, nobody is told again that the next ones went there too."""
_WORDS = {MessageForm.TEXT, MessageForm.EMOTE}
_CLOSE = re.compile(r"\s*!?close[ \t.]*(?:[:\n]\s*(?P<last>.*))?", re.IGNORECASE | re.DOTALL)
_NOTE = re.compile(r"\s*note\b", re.IGNORECASE)


# --- from the private room


def meant(message: Message, look: Look) -> Dialogue | None:
    """The dialogue that words to the guide are for, if it is no word of the guide's own.

    It is that of the passed-on words which they are a reply to, else the one in which something was said last. Only
    words that are proven are for any: who is not proven learns of none.
    """
    if message.proof is not Proof.SIGNED or message.replaces is not None:
        return None
    replied = replied_to(message, look)
    if replied is not None:
        return replied
    if plain(message.text) in UNCLEAR | THANKS and look.unanswered_warning(message.sender) is not None:
        return None  # it may be the answer to the warning, and is asked back
    return next(iter(look.dialogues(message.sender)), None)


def replied_to(message: Message, look: Look) -> Dialogue | None:
    """The dialogue whose passed-on words a message is a reply to, however its app makes replies."""
    for event in (message.reply_to, message.thread):
        dialogue = None if event is None else look.dialogue_at(event)
        if dialogue is not None and dialogue.person == message.sender and message.proof is Proof.SIGNED:
            return dialogue
    return None


def words(message: Message, dialogue: Dialogue, look: Look, *, told: bool = False) -> Iterator[Effect]:
    """Pass on what a member says; they hear that it went, but not after every line, nor when ``told`` so already."""
    refused = not_passed_on(message)
    if not dialogue.is_open:
        yield Whisper(message.sender, phrase("dialogue-over"), Priority.WARNING)
    elif refused is not None:
        yield Whisper(message.sender, refused, Priority.WARNING)
    else:
        yield from spoken(message, dialogue, look)
        fresh = dialogue.state is DialogueState.ANSWERED or message.sent_at - dialogue.spoken_at > _SAID_ALREADY
        if fresh and not told:
            yield Whisper(message.sender, phrase("dialogue-passed-on"), Priority.WARNING)


def not_passed_on(message: Message) -> Phrase | None:
    """Why a message cannot be passed on, if it cannot."""
    if message.form not in _WORDS:
        return phrase("dialogue-words-only")
    return phrase("dialogue-too-long", most=LONGEST) if len(message.text) > LONGEST else None


def spoken(message: Message, dialogue: Dialogue, look: Look) -> Iterator[Effect]:
    """A member's words go into the thread."""
    yield Speak(dialogue.id, DialogueStep.SPEAK, message.event, message.sender, message.sent_at)
    said = phrase("dialogue-member", who=known_name(message.sender, look), words=message.text)
    yield Relay(dialogue.id, message.event, said)


def in_a_case(message: Message, look: Look) -> Iterator[Effect]:
    """What was said is a case already, with these words: the thread says so, and does not say them twice."""
    dialogue = meant(message, look)
    if dialogue is not None and dialogue.is_open:
        told = phrase("dialogue-case", who=known_name(message.sender, look))
        yield Relay(dialogue.id, message.event, told, priority=Priority.FLAG)


def known_name(person: PersonId, look: Look) -> str:
    """The profile name, and nothing of the Matrix id; empty while none is known."""
    return one_line(look.profile_name(person))


# --- from the manager room


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
    elif not is_order(message) and not _NOTE.match(message.text):
        manager, matter = known_name(message.sender, look), dialogue.matter.value
        said = phrase("dialogue-manager", manager=manager, matter=matter, words=message.text)
        yield from _answered(message, dialogue, said)


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


# --- on both sides: changed and taken back


def changed(examined: Examined, look: Look) -> Iterator[Effect]:
    """Words that were passed on have been changed by their author: the old ones go, the new ones take their place."""
    message = examined.heard
    assert isinstance(message, Message)
    said = None if message.replaces is None else look.said_in_dialogue(message.replaces)
    if said is None or message.replaces is None or said.author != message.sender or not said.dialogue.is_open:
        return
    if message.proof is not Proof.SIGNED or not_passed_on(message) is not None:
        return
    dialogue, side = said.dialogue, _other_side(message, said.dialogue, look)
    if side is None and examined.reading is not None and examined.reading.flag:
        told = phrase("dialogue-case", who=known_name(message.sender, look))
        yield Relay(dialogue.id, message.event, told, priority=Priority.FLAG)
        return
    event = message.replaces if said.alone else message.event
    step = DialogueStep.SPEAK if side is None else DialogueStep.ANSWER
    yield Speak(dialogue.id, step, event, message.sender, message.sent_at)
    if said.alone:
        yield Withdraw(dialogue.id, event, side)
    who = known_name(message.sender, look)
    if side is None:
        new = phrase("dialogue-member-changed", who=who, words=message.text)
    else:
        new = phrase("dialogue-manager-changed", manager=who, matter=dialogue.matter.value, words=message.text)
    yield Relay(dialogue.id, event, new, side)


def taken_back(examined: Examined, look: Look) -> Iterator[Effect]:
    """Words that were passed on have been taken back by their author: they go on the other side too."""
    redaction = examined.heard
    assert isinstance(redaction, Redaction)
    said = look.said_in_dialogue(redaction.target)
    if said is None or said.author != redaction.sender:
        return
    yield TakeBack(redaction.target)
    yield Withdraw(said.dialogue.id, redaction.target, _other_side(redaction, said.dialogue, look))
    if not said.alone:
        yield Whisper(redaction.sender, phrase("report-taken-back"))


def _other_side(heard: Message | Redaction, dialogue: Dialogue, look: Look) -> PersonId | None:
    """Whom words go to by the room in which they are said: its member, or (``None``) the thread."""
    room = look.room(heard.room)
    return dialogue.person if room is not None and room.kind is RoomKind.MANAGER else None
