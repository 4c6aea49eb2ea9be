"""Identifying details: a private word to their author, and their removal when the author says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fourwalls.group.effects import Effect, Priority, Redact, Strike, TellManagers, Warned, WarningAnswered, Whisper
from fourwalls.group.examined import Examined
from fourwalls.group.finding import Finding
from fourwalls.group.heard import Message
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, PersonId
from fourwalls.group.phrase import phrase
from handlers.entitled import place_name

_AROUND = 60


def watch(examined: Examined, look: Look) -> Iterator[Effect]:
    """Somebody said something in a group: if it could tell who somebody is, its author is told in private."""
    message = examined.heard
    assert isinstance(message, Message)
    room = look.room(message.room)
    if room is None or look.is_bot(message.sender):
        return
    if examined.failed:
        yield TellManagers(Bot.GUIDE, phrase("unexamined", place=place_name(room, look)), Priority.FLAG)
        return
    if not examined.findings:
        return
    about = message.replaces or message.event
    kinds = tuple(dict.fromkeys(finding.kind for finding in examined.findings))
    words = phrase(
        "warning",
        group=place_name(room, look),
        marked=marked(message.text, examined.findings),
        kinds=",".join(kinds),
    )
    yield Warned(message.sender, room.id, about, kinds, message.sent_at)
    yield Whisper(message.sender, words, Priority.WARNING)


def marked(text: str, findings: Sequence[Finding]) -> str:
    """The member's own words with each detail between «marks», cut to the part that matters."""
    spans = _merged(findings)
    start = max(0, spans[0][0] - _AROUND)
    end = min(len(text), spans[-1][1] + _AROUND)
    parts, at = [], start
    for first, last in spans:
        parts += [text[at:first], "«", text[first:last], "»"]
        at = last
    parts.append(text[at:end])
    return ("… " if start else "") + "".join(parts).strip() + (" …" if end < len(text) else "")


def _merged(findings: Sequence[Finding]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted((finding.start, finding.end) for finding in findings):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def remove(person: PersonId, look: Look) -> Iterator[Effect]:
    """The author wants the message of the latest warning gone: from the room and from the transcript."""
    warning = look.unanswered_warning(person)
    if warning is None:
        yield Whisper(person, phrase("warning-none"))
        return
    room, event = warning
    yield Redact(room, event)
    yield Strike(event)
    yield WarningAnswered(event, "removed")
    yield Whisper(person, phrase("warning-removed"))


def keep(person: PersonId, look: Look) -> Iterator[Effect]:
    """The author says that it is fine."""
    warning = look.unanswered_warning(person)
    if warning is None:
        yield Whisper(person, phrase("warning-none"))
        return
    yield WarningAnswered(warning[1], "kept")
    yield Whisper(person, phrase("warning-kept"))
