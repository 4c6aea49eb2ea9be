"""Identifying details: a private word to their author, and their removal when the author says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Redact, TellManagers, Whisper
from fourwalls.group.effects.kept import Hide, Strike
from fourwalls.group.effects.priority import Priority
from fourwalls.group.effects.warned import WarningAnswered
from fourwalls.group.examined import Examined
from fourwalls.group.finding import DetailKind, Finding
from fourwalls.group.heard import Message, MessageForm, Proof, Redaction, words_of
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, EventId, PersonId, Room, RoomId, RoomKind
from fourwalls.group.phrase import phrase
from fourwalls.group.warning import Detail, WarningAnswer
from handlers.entitled import place_name, said_by_bot
from handlers.telling import tell

_POSITION = 0.6
"""How sure it is that a place on the map is where somebody lives or works: told of once, not each time."""


def watch(examined: Examined, look: Look) -> Iterator[Effect]:
    """Somebody said something in a group: if it could tell who somebody is, its author is told in private."""
    message = words_of(examined.heard)
    room = look.room(examined.heard.room)
    if message is None or room is None or room.group is None or said_by_bot(message, look):
        return
    if examined.failed:
        yield TellManagers(Bot.GUIDE, phrase("unexamined", place=place_name(room, look)), Priority.FLAG)
        return
    if look.seat(message.sender, room.group) is None:
        return  # a stranger is led out, and gets no private room to be warned in
    findings = found_in(message, examined.findings or ())
    told = list(tell(message, findings, room, look)) if not _is_paused(room, examined, look) else []
    yield from told or _changed(message, findings, look)


def found_in(message: Message, findings: Sequence[Finding]) -> Sequence[Finding]:
    """What was found in the words; and a place on the map is one, whatever it is called."""
    if findings or message.form is not MessageForm.LOCATION:
        return findings
    return (Finding(0, len(message.text), DetailKind.ADDRESS, _POSITION, "position"),)


def _is_paused(room: Room, examined: Examined, look: Look) -> bool:
    """Whether a facilitator has paused warnings for the session in which this was said."""
    if room.group is None or room.kind is not RoomKind.GROUP:
        return False
    heard = examined.heard
    session = look.session_at(room.group, heard.sent_at) if examined.late else look.open_session(room.group)
    return session is not None and look.warnings_paused(session.id)


def _changed(message: Message, findings: Sequence[Finding], look: Look) -> Iterator[Effect]:
    """An edit by the author that took out what they were warned of is noticed, and thanked for once."""
    edited, person = message.replaces, message.sender
    word = None if edited is None else look.warned_by(person, edited)
    if edited is None or word is None or message.proof is not Proof.SIGNED:
        return
    if any(look.told_about(person, edited, Detail.of(message.text, finding)) for finding in findings):
        return
    yield WarningAnswered(edited, WarningAnswer.CHANGED)
    yield Whisper(person, phrase("warning-thanks-changed"), Priority.NEWS, f"thanks {person} {word}")


def taken_back(examined: Examined, look: Look) -> Iterator[Effect]:
    """Somebody took their words back by themselves: the warning needs no answer any more, and thanks are said once."""
    redaction = examined.heard
    assert isinstance(redaction, Redaction)
    person, word = redaction.sender, look.warned_by(redaction.sender, redaction.target)
    if word is not None:
        yield WarningAnswered(redaction.target, WarningAnswer.REMOVED)
        yield Whisper(person, phrase("warning-thanks-removed"), Priority.NEWS, f"thanks {person} {word}")


def prompt_of(message: Message, look: Look) -> EventId | None:
    """The warning that a message answers by being a reply to it, if it is one."""
    replied = message.reply_to
    return replied if replied is not None and look.unanswered_warning(message.sender, replied) else None


def remove(
    person: PersonId, look: Look, prompt: EventId | None = None, *, proof: Proof = Proof.PLAIN
) -> Iterator[Effect]:
    """The author wants what a word was about gone, from the room and the transcript: the prompt's, or the latest.

    What nobody has proven to be the author's wish hides the words in the transcript for some days, then wipes them.
    """
    warned = look.warned_together(person, prompt)
    ours = [(room, event) for room, event in warned if not _is_open(room, look)]
    if not warned:
        yield Whisper(person, phrase("warning-none"))
    for room, event in ours:
        yield Redact(room, event)
        yield Strike(event) if proof is Proof.SIGNED else Hide(event)
        yield WarningAnswered(event, WarningAnswer.REMOVED)
    if ours:
        name = "warning-removed" if proof is Proof.SIGNED else "warning-removed-unproven"
        yield Whisper(person, phrase(name, count=len(ours)))
    if len(ours) < len(warned):
        yield Whisper(person, phrase("warning-open-remove"))


def keep(person: PersonId, look: Look, prompt: EventId | None = None) -> Iterator[Effect]:
    """The author says that it is fine."""
    warned = look.warned_together(person, prompt)
    for _, event in warned:
        yield WarningAnswered(event, WarningAnswer.KEPT)
    yield Whisper(person, phrase("warning-kept" if warned else "warning-none"))


def how_to_edit(person: PersonId, _look: Look) -> Iterator[Effect]:
    """The author would rather change it themselves."""
    yield Whisper(person, phrase("warning-edit"))


def how_to_ask(person: PersonId, _look: Look) -> Iterator[Effect]:
    """The author is not sure, and tapped: what they say next is not passed on for a tap that anybody could forge."""
    yield Whisper(person, phrase("warning-ask"))


def _is_open(room: RoomId, look: Look) -> bool:
    """Whether the warden can take nothing away there."""
    known = look.room(room)
    return known is not None and known.kind is RoomKind.OPEN
