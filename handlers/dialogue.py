"""A member's words to the Online Manager: from the private room into a thread there, until it is closed.

Neither side sees more of the other than the profile name. Only what is proven to be somebody's is passed on as theirs.
What may mean danger is a case of its own (``flags.watch``); then the thread only says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from fourwalls.group.dialogue import Dialogue, DialogueState, DialogueStep
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Relay, Whisper
from fourwalls.group.effects.kept import Speak
from fourwalls.group.effects.priority import Priority
from fourwalls.group.heard import Message, MessageForm, Proof
from fourwalls.group.look import Look
from fourwalls.group.people import PersonId
from fourwalls.group.phrase import Phrase, phrase
from handlers.commands.everyday import THANKS, UNCLEAR
from handlers.entitled import one_line
from handlers.plainwords import plain

LONGEST = 2500
"""Characters of one message that are passed on, as many as one value of a sentence may have (``fluent.runtime``).

A longer one is asked for in parts, never cut.
"""

_SAID_ALREADY = timedelta(minutes=10)
"""Within this time after words of a dialogue, nobody is told again that the next ones went there too."""
_WORDS = {MessageForm.TEXT, MessageForm.EMOTE}


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
    theirs = look.dialogues(message.sender)
    return next((each for each in theirs if each.begun_at <= message.sent_at), None)


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
        yield pointer(message, dialogue, look)


def pointer(message: Message, dialogue: Dialogue, look: Look) -> Relay:
    """That there is a case."""
    told = phrase("dialogue-case", who=known_name(message.sender, look))
    return Relay(dialogue.id, message.event, told, priority=Priority.FLAG)


def known_name(person: PersonId, look: Look) -> str:
    """The profile name, and nothing of the Matrix id; empty while none is known."""
    return one_line(look.profile_name(person))
