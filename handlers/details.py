"""Identifying details: a private word to their author, and their removal when the author says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Redact, TellManagers, Whisper
from fourwalls.group.effects.kept import Hide, Strike, Warned, WarningAnswered
from fourwalls.group.effects.priority import Priority
from fourwalls.group.examined import Examined
from fourwalls.group.finding import Finding
from fourwalls.group.heard import Message, Proof, Redaction, words_of
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, EventId, PersonId
from fourwalls.group.phrase import phrase
from handlers.entitled import place_name, said_by_bot

_AROUND = 60  # characters shown on each side of a detail
_SHOWN = 8
_LONGEST_DETAIL = 120


def watch(examined: Examined, look: Look) -> Iterator[Effect]:
    """Somebody said something in a group: if it could tell who somebody is, its author is told in private."""
    message = words_of(examined.heard)
    room = look.room(examined.heard.room)
    if message is None or room is None or room.group is None or said_by_bot(message, look):
        return
    if examined.failed:
        yield TellManagers(Bot.GUIDE, phrase("unexamined", place=place_name(room, look)), Priority.FLAG)
        return
    if not examined.findings or look.seat(message.sender, room.group) is None:
        return  # a stranger is led out, and gets no private room to be warned in
    kinds = tuple(dict.fromkeys(finding.kind for finding in examined.findings))
    words = phrase(
        "warning",
        group=place_name(room, look),
        marked=marked(message.text, examined.findings),
        kinds=",".join(kinds),
    )
    said = message.event if message.replaces is not None else None
    yield Warned(message.sender, room.id, _about(message, look), kinds, message.sent_at, said)
    yield Whisper(message.sender, words, Priority.WARNING)


def _about(message: Message, look: Look) -> EventId:
    """The message that would be removed: for an edit the one it edits, if that is known to be the sender's own.

    Anybody can send an edit of anybody's message. Were it believed, its author could have others' words removed.
    """
    edited = message.replaces
    if edited is None:
        return message.event
    warned = look.unanswered_warning(message.sender) == (message.room, edited)
    return edited if warned or look.author_of_entry(edited) == message.sender else message.event


def taken_back(examined: Examined, look: Look) -> Iterator[Effect]:
    """Somebody took their words back by themselves: the warning about them needs no answer any more."""
    redaction = examined.heard
    assert isinstance(redaction, Redaction)
    if look.unanswered_warning(redaction.sender) == (redaction.room, redaction.target):
        yield WarningAnswered(redaction.target, "removed")


def prompt_of(message: Message, look: Look) -> EventId | None:
    """The warning that a message answers by being a reply to it, if it is one."""
    replied = message.reply_to
    return replied if replied is not None and look.unanswered_warning(message.sender, replied) else None


def marked(text: str, findings: Sequence[Finding]) -> str:
    """The member's own words with each detail between «marks», cut to the parts that matter."""
    spans = _merged(findings)[:_SHOWN]
    parts: list[str] = []
    at = 0
    for (first, last), following in zip(spans, [*(start for start, _ in spans[1:]), len(text)], strict=True):
        parts += [_before(text, at, first), "«", _clipped(text[first:last]), "»"]
        at = min(last + _AROUND, following)
        parts.append(text[last:at])
    return "".join(parts).strip() + (" …" if at < len(text) else "")


def _before(text: str, at: int, first: int) -> str:
    """What leads up to a detail: all since ``at``, or the last of it."""
    return text[at:first] if first - at <= _AROUND else f" … {text[first - _AROUND : first].lstrip()}"


def _clipped(detail: str) -> str:
    return detail if len(detail) <= _LONGEST_DETAIL else detail[:_LONGEST_DETAIL] + " …"


def _merged(findings: Sequence[Finding]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted((finding.start, finding.end) for finding in findings):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def remove(
    person: PersonId, look: Look, prompt: EventId | None = None, *, proof: Proof = Proof.PLAIN
) -> Iterator[Effect]:
    """The author wants a message gone, from the room and from the transcript: the prompt's, or the latest warned of.

    What nobody has proven to be the author's wish hides the words in the transcript for some days, then wipes them.
    """
    warning = look.unanswered_warning(person, prompt)
    if warning is None:
        yield Whisper(person, phrase("warning-none"))
        return
    room, event = warning
    yield Redact(room, event)
    yield Strike(event) if proof is Proof.SIGNED else Hide(event)
    yield WarningAnswered(event, "removed")
    yield Whisper(person, phrase("warning-removed" if proof is Proof.SIGNED else "warning-removed-unproven"))


def keep(person: PersonId, look: Look, prompt: EventId | None = None) -> Iterator[Effect]:
    """The author says that it is fine."""
    warning = look.unanswered_warning(person, prompt)
    if warning is None:
        yield Whisper(person, phrase("warning-none"))
        return
    yield WarningAnswered(warning[1], "kept")
    yield Whisper(person, phrase("warning-kept"))
