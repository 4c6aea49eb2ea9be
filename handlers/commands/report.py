"""``report``: a member tells the Online Manager that confidence was broken: who, what, where, one question at a time.

Nothing is passed on before it was read back and ``yes`` was said. Until then it is a sealed draft, forgotten after
half a day (``Wanted.REPORT``); it goes to nobody but the Online Manager, as a facilitator may be whom it is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.dialogue import DialogueId, DialogueStep, Matter
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Relay, Whisper
from fourwalls.group.effects.kept import Await, BeginDialogue, Speak
from fourwalls.group.effects.priority import Priority
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message, Proof, Redaction
from fourwalls.group.look import Look
from fourwalls.group.people import EventId, PersonId, Role, RoomKind
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.group.report import OPTIONAL, Draft, Question
from handlers import dialogue
from handlers.commands.registry import Command, Order
from handlers.plainwords import SIGN, STOP, plain

WORD = "report"
NOTHING = STOP | {"it's nothing"}
"""Ends a report or a question before anything was passed on."""
_SKIP = frozenset({"skip", "skip it", "skip this", "pass", "no", "rather not say", "i'd rather not say", "-"})
_BACK = frozenset({"back", "go back"})
_YES = frozenset({"yes", "yes please", "send", "send it", "yes send", "yes send it", "ok", "okay", "sure"})
_WANTS = ("", "i want to ", "i need to ", "i would like to ", "i'd like to ", "can i ", "how do i ")
_SOMETHING = ("report", "report something", "report somebody", "report someone", "report a breach", "make a report")
_WAYS = frozenset(f"{want}{something}" for want in _WANTS for something in _SOMETHING)
_WITH_WORDS = (f"{WORD}: ", *(f"{want}{WORD} " for want in _WANTS))


def is_meant(said: str) -> bool:
    """Whether plain words begin a report."""
    return said.removesuffix(" please") in _WAYS or said.startswith(_WITH_WORDS)


def report(order: Order, _look: Look) -> Iterator[Effect]:
    """Ask the first question; what follows the word in private is what happened, and is not asked again."""
    message, draft = order.message, Draft()
    if message.proof is not Proof.SIGNED:
        yield Whisper(order.by, phrase("ask-unproven"), Priority.WARNING)
        return
    given = message.text.lstrip().removeprefix(SIGN).strip()
    if order.room.kind is RoomKind.PRIVATE and plain(given).removesuffix(" please") not in _WAYS:
        refused = dialogue.not_passed_on(message)
        if refused is not None:
            yield Whisper(order.by, refused, Priority.WARNING)
            return
        told = given[len(WORD) :].lstrip(" \t\n:,.-") if given.casefold().startswith(WORD) else given
        draft = draft.answered(Question.WHAT, told, message.event)
    yield from _asked(order.by, draft, message.sent_at)


def go_on(message: Message, awaited: Awaited, look: Look) -> Iterator[Effect]:
    """An answer, or ``back``, ``skip``, ``stop``; at the end ``yes``."""
    draft, said = Draft.of(awaited), plain(message.text)
    if said in NOTHING:
        yield Await(message.sender, None)
        yield Whisper(message.sender, phrase("report-dropped"))
    elif said in _BACK:
        yield from _asked(message.sender, draft.back(), message.sent_at)
    elif draft.asked is Question.SURE:
        if said in _YES:
            yield from _sent(message, draft, look)
        else:
            yield Whisper(message.sender, phrase("report-yes-or"), Priority.WARNING)
    else:
        yield from _taken(message, draft, said)


def _taken(message: Message, draft: Draft, said: str) -> Iterator[Effect]:
    """An answer to the question that was asked."""
    refused = dialogue.not_passed_on(message)
    skipped = said in _SKIP or not said
    if refused is not None:
        yield Whisper(message.sender, refused, Priority.WARNING)
    elif skipped and draft.asked not in OPTIONAL:
        yield Whisper(message.sender, phrase("report-what"), Priority.WARNING)
    else:
        words, event = ("", None) if skipped else (message.text.strip(), message.event)
        yield from _asked(message.sender, draft.answered(draft.asked, words, event).after(draft.asked), message.sent_at)


def _asked(person: PersonId, draft: Draft, at: datetime) -> Iterator[Effect]:
    yield Await(person, draft.awaited(at))
    yield Whisper(person, _question(draft), Priority.WARNING)


def _question(draft: Draft) -> Phrase:
    match draft.asked:
        case Question.WHO:
            return phrase("report-who")
        case Question.WHAT:
            return phrase("report-what")
        case Question.WHERE:
            return phrase("report-where")
        case Question.SURE:
            whom, told, spot = draft.answers
            return phrase("report-read-back", whom=whom, told=told, spot=spot)


def _sent(message: Message, draft: Draft, look: Look) -> Iterator[Effect]:
    """It begins a thread of its own, whatever else is going on. A change of an answer is told there later too."""
    person, begun = message.sender, DialogueId(message.event)
    yield Await(person, None)
    yield BeginDialogue(begun, person, Matter.REPORT, message.sent_at)
    for event in (message.event, *filter(None, draft.events)):
        yield Speak(begun, DialogueStep.SPEAK, EventId(event), person, message.sent_at, message.event)
    whom, told, spot = draft.answers
    who = dialogue.known_name(person, look)
    words = phrase("report-words", who=who, whom=whom, told=told, spot=spot)
    yield Relay(begun, message.event, words, priority=Priority.FLAG)
    yield Whisper(person, phrase("report-sent"), Priority.WARNING)


# --- answers that were changed or taken back before it was passed on


def changed(examined: Examined, look: Look) -> Iterator[Effect]:
    """An answer of the draft was changed in place."""
    message = examined.heard
    assert isinstance(message, Message)
    awaited = _awaited(message.sender, look)
    if awaited is None or message.proof is not Proof.SIGNED or dialogue.not_passed_on(message) is not None:
        return
    draft = Draft.of(awaited)
    question = draft.by(message.replaces)
    if question is not None:
        new = draft.answered(question, message.text.strip(), message.replaces)
        yield Await(message.sender, new.awaited(awaited.at))
        if new.asked is Question.SURE:
            yield Whisper(message.sender, _question(new), Priority.WARNING)


def taken_back(examined: Examined, look: Look) -> Iterator[Effect]:
    """An answer of the draft was taken back: it is not in the draft any more, and its question is asked again."""
    redaction = examined.heard
    assert isinstance(redaction, Redaction)
    awaited = _awaited(redaction.sender, look)
    draft = Draft() if awaited is None else Draft.of(awaited)
    question = draft.by(redaction.target)
    if awaited is not None and question is not None:
        without = replace(draft.answered(question, "", None), asked=question)
        yield from _asked(redaction.sender, without, awaited.at)


def _awaited(person: PersonId, look: Look) -> Awaited | None:
    awaited = look.awaited(person)
    return awaited if awaited is not None and awaited.what is Wanted.REPORT else None


COMMANDS = (Command(WORD, Role.MEMBER, WORD, report, "tells the Online Manager that confidence was broken"),)
