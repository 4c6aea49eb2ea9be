"""What can happen, as handlers get to hear it, and what they answer, checked for being sayable."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import get_args

from config.wording import Wording
from fourwalls.group.effects import Effect, Kept
from fourwalls.group.effects.done import Relay, Say, TellManagers, Whisper
from fourwalls.group.examined import Examined
from fourwalls.group.finding import DetailKind, Finding, RiskKind, RiskReading, Severity
from fourwalls.group.heard import (
    Doubted,
    Marker,
    Membership,
    MembershipChanged,
    Message,
    MessageForm,
    Pill,
    Proof,
    Reaction,
    Redaction,
)
from fourwalls.group.look import Look
from fourwalls.group.people import EventId, PersonId, RoomId
from tests.support.records import ANN, BEN, FAY, MAX, NOON, TUESDAY, Paper, private_of, room_of

WORDING = Wording(always={"url": "https://groups.example.org", "organisation": "Harbour House"})
HERE = room_of(TUESDAY)
_numbers = count(1)


def house() -> Paper:
    """One group with two members and a facilitator, and the Online Manager."""
    return Paper().with_group(TUESDAY, facilitators=[FAY], members=[ANN, BEN]).with_manager(MAX)


def event() -> EventId:
    return EventId(f"$event{next(_numbers)}")


def said(  # noqa: PLR0913  a sentence of a test names what matters to it
    sender: PersonId,
    text: str,
    *,
    room: RoomId | None = None,
    proof: Proof = Proof.SIGNED,
    form: MessageForm = MessageForm.TEXT,
    at: datetime = NOON,
    this: EventId | None = None,
    replaces: EventId | None = None,
    reply_to: EventId | None = None,
    thread: EventId | None = None,
    mentions: Sequence[PersonId] = (),
    marker: Marker | None = None,
    pills: Sequence[Pill] = (),
) -> Message:
    """Words in the group's room, or wherever else."""
    return Message(
        room or HERE,
        this or event(),
        sender,
        at,
        proof,
        text,
        form,
        replaces,
        reply_to,
        thread,
        tuple(mentions),
        marker,
        tuple(pills),
    )


def told_guide(
    sender: PersonId,
    text: str,
    *,
    proof: Proof = Proof.SIGNED,
    form: MessageForm = MessageForm.TEXT,
    replaces: EventId | None = None,
    mentions: Sequence[PersonId] = (),
) -> Message:
    """Words in the sender's own private room with the guide."""
    room = private_of(sender)
    return said(sender, text, room=room, proof=proof, form=form, replaces=replaces, mentions=mentions)


NEW_PHONE = Doubted("new phone", "new identity")


def doubted(message: Message, proof: Proof = Proof.CHANGED_IDENTITY, device: Doubted = NEW_PHONE) -> Message:
    """The same words from a device that nobody vouches for."""
    return replace(message, proof=proof, doubted=device)


def tap(sender: PersonId, key: str, room: RoomId | None = None, target: EventId | None = None) -> Reaction:
    return Reaction(room or private_of(sender), event(), sender, NOON, Proof.PLAIN, target or event(), key)


def took_back(sender: PersonId, target: EventId, room: RoomId = HERE) -> Redaction:
    return Redaction(room, event(), sender, NOON, Proof.PLAIN, target)


def door(
    person: PersonId, membership: Membership, *, room: RoomId = HERE, by: PersonId | None = None, name: str = ""
) -> MembershipChanged:
    return MembershipChanged(room, event(), by or person, NOON, Proof.PLAIN, person, membership, name)


def risk(kind: RiskKind = RiskKind.SELF_HARM, severity: Severity = Severity.HIGH) -> RiskReading:
    return RiskReading(severity, kind, 0.9)


NO_RISK = RiskReading(Severity.NONE, None, 0.0)


def detail(text: str, part: str, kind: DetailKind = DetailKind.FULL_NAME) -> Finding:
    start = text.index(part)
    return Finding(start, start + len(part), kind, 1.0, "test")


Handler = Callable[[Examined, Look], Iterable[Effect]]


def decided(handler: Handler, examined: Examined, records: Paper) -> list[Effect]:
    """What a handler asks for, and every sentence of it can be said. Its own records are kept, as the shell does."""
    effects = []
    for effect in handler(examined, records):
        if isinstance(effect, Whisper | Say | TellManagers | Relay):
            assert WORDING.say(effect.words)
        if isinstance(effect, get_args(Kept)):
            records.apply(effect)
        effects.append(effect)
    return effects


def whispers(effects: Iterable[Effect]) -> list[tuple[PersonId, str]]:
    """Who is told what in private, by the names of the sentences."""
    return [(effect.to, effect.words.name) for effect in effects if isinstance(effect, Whisper)]


def words_of(effects: Iterable[Effect]) -> str:
    """All that is said to anybody, in words."""
    spoken = (effect for effect in effects if isinstance(effect, Whisper | Say | TellManagers))
    return "\n".join(WORDING.say(effect.words) for effect in spoken)
