"""``ask``: a question to the Online Manager, and ``done``, which ends the talk. ``!dialogues`` shows what is open.

What tells somebody whether their words went is worth more than an answer: it is said however late it has become.
"""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.dialogue import Dialogue, DialogueId, DialogueState, DialogueStep, Matter
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Relay, Whisper
from fourwalls.group.effects.kept import Await, BeginDialogue, CloseDialogue, Speak
from fourwalls.group.effects.priority import Priority
from fourwalls.group.heard import Message, Proof
from fourwalls.group.look import Look
from fourwalls.group.people import Role, RoomKind
from fourwalls.group.phrase import phrase
from handlers import dialogue
from handlers.commands import report
from handlers.commands.registry import Command, Order, Run
from handlers.commands.report import NOTHING
from handlers.dialogue import known_name
from handlers.plainwords import plain

WORD = "ask"
DONE = frozenset({"done", "done thanks", "done thank you"})
"""Ends the talk with the Online Manager. Not ``i'm done``: that may mean another thing."""

_ASKS = frozenset(
    {
        WORD,
        "❔",
        "❓",
        "question",
        "a question",
        "i have a question",
        "ask a question",
        "ask something",
        "ask manager",
        "ask the manager",
        "ask the online manager",
        "ask the manager something",
        "ask the online manager something",
        "can i ask a question",
        "can i ask something",
        "can i ask you something",
        "can i ask the manager something",
        "i want to ask something",
        "i want to ask a question",
        "i want to ask the manager something",
        "i want to talk to the manager",
        "i want to talk to the online manager",
        "can i talk to the manager",
        "can i talk to the online manager",
        "talk to the manager",
        "talk to the online manager",
        "message the manager",
        "message the online manager",
    }
)


def meant(message: Message, look: Look, awaited: Awaited | None) -> Run | None:
    """Whether plain words ask for the Online Manager, in one of a few ways, or end the talk with them.

    While the guide waits for a question or for a part of a report, they are that.
    """
    said = plain(message.text)
    if awaited is not None and awaited.what in {Wanted.ASK, Wanted.REPORT}:
        return None
    if report.is_meant(said):
        return report.report
    if _is_alone(said) or said.startswith((f"{WORD} ", f"{WORD}: ", "question: ")):
        return ask
    proven = message.proof is Proof.SIGNED
    return done if said in DONE and proven and look.dialogues(message.sender) else None


def _is_alone(said: str) -> bool:
    return said.removeprefix("please ").removesuffix(" please") in _ASKS


def ask(order: Order, look: Look) -> Iterator[Effect]:
    """What follows the word is passed on; with nothing behind it, the next message is. Never what a whole group saw."""
    message = order.message
    if message.proof is not Proof.SIGNED:
        yield Whisper(order.by, phrase("ask-unproven"), Priority.WARNING)
    elif order.room.kind is RoomKind.PRIVATE and not _is_alone(plain(message.text)):
        yield from pass_on(message, look)
    else:
        yield Await(order.by, Awaited(Wanted.ASK, message.sent_at))
        yield Whisper(order.by, phrase("ask-what"), Priority.WARNING)


def go_on(message: Message, _awaited: Awaited, look: Look) -> Iterator[Effect]:
    """The message after ``ask``."""
    if plain(message.text) in NOTHING:
        yield Await(message.sender, None)
        yield Whisper(message.sender, phrase("ask-dropped"))
    else:
        yield from pass_on(message, look)


def pass_on(message: Message, look: Look) -> Iterator[Effect]:
    """The Online Manager gets it word for word: in the talk that is going on, or as the beginning of one."""
    person, going_on = message.sender, next(iter(look.dialogues(message.sender)), None)
    refused = dialogue.not_passed_on(message)
    if refused is not None:
        yield Whisper(person, refused, Priority.WARNING)
        return
    yield Await(person, None)
    if going_on is not None:
        yield from dialogue.words(message, going_on, look)
        return
    begun = DialogueId(message.event)
    yield BeginDialogue(begun, person, Matter.ASK, message.sent_at)
    yield Speak(begun, DialogueStep.SPEAK, message.event, person, message.sent_at)
    said = phrase("dialogue-member", who=known_name(person, look), words=message.text)
    yield Relay(begun, message.event, said)
    yield Whisper(person, phrase("ask-sent"), Priority.WARNING)


def done(order: Order, look: Look) -> Iterator[Effect]:
    """The talk in which something was said last, or which it is a reply to, is over; both sides are told."""
    going_on = look.dialogues(order.by)
    which = dialogue.replied_to(order.message, look) or going_on[0]
    if not which.is_open:
        yield Whisper(order.by, phrase("dialogue-over"), Priority.WARNING)
        return
    yield CloseDialogue(which.id, order.message.sent_at)
    yield Relay(which.id, order.message.event, phrase("dialogue-done-desk", who=known_name(order.by, look)))
    matter = which.matter.value
    words = phrase("dialogue-done-more", matter=matter) if going_on[1:] else phrase("dialogue-done", matter=matter)
    yield Whisper(order.by, words, Priority.WARNING)


def dialogues(order: Order, look: Look) -> Iterator[Effect]:
    """Which dialogues are open, since when, and which of them wait for an answer."""
    lines = [_line(each, look) for each in look.dialogues()]
    yield Whisper(order.by, phrase("dialogues", lines="\n".join(lines)) if lines else phrase("dialogues-none"))


def _line(which: Dialogue, look: Look) -> str:
    what = "report" if which.matter is Matter.REPORT else "question"
    state = "waits for an answer" if which.state is DialogueState.WAITING else "answered"
    who = known_name(which.person, look) or "somebody without a profile name"
    return f"{which.number}: {what} of {who}, since {which.begun_at:%d %B, %H:%M} UTC, {state}"


COMMANDS = (
    Command(WORD, Role.MEMBER, WORD, ask, "asks the Online Manager something"),
    Command("dialogues", Role.ONLINE_MANAGER, "!dialogues", dialogues, "lists the questions and reports that are open"),
)
