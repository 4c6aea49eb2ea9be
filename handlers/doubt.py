"""Words whose sender is not proven: people are told, and what can be done about it.

The managers are told once a day and person; the person and the facilitators of their groups once for each change. Such
words are examined and recorded like any others (marked as from an unverified sender) and never obeyed.
"""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Doubted, Message, MessageForm, Proof
from fourwalls.group.look import Look
from fourwalls.group.people import Bot
from fourwalls.group.phrase import phrase
from handlers.asker import to_the_asker
from handlers.entitled import facilitators_for, may_be_inside, place_name, shown_name

_SENTENCES = {
    Proof.CHANGED_IDENTITY: "identity-changed-managers",
    Proof.UNSIGNED_DEVICE: "unverified-managers",
    Proof.FOREIGN_SESSION: "unproven-managers",
    Proof.REPLAYED: "unproven-managers",
    Proof.FORWARDED_KEY: "unproven-managers",
    Proof.PLAIN: "unproven-managers",
}


_TO_THE_PERSON = {Proof.CHANGED_IDENTITY: "identity-changed-told", Proof.UNSIGNED_DEVICE: "unverified-told"}


@to_the_asker
def told(examined: Examined, look: Look) -> Iterator[Effect]:
    """A message of somebody inside whose device does not prove that it is theirs."""
    message = examined.heard
    assert isinstance(message, Message)
    room = look.room(message.room)
    if message.form is MessageForm.VERIFICATION and message.proof is Proof.PLAIN:
        return  # apps send these in clear; nobody obeys them
    name = _SENTENCES.get(message.proof)
    if room is None or name is None or not may_be_inside(message.sender, room, look):
        return
    who = phrase(name, place=place_name(room, look), who=shown_name(message.sender, look), id=message.sender)
    once = f"{message.proof} {message.sender} {message.sent_at:%Y-%m-%d}"
    yield TellManagers(Bot.GUIDE, who, Priority.NEWS, once)
    if message.doubted is not None and not look.is_bot(message.sender):
        yield from _told_nearby(message, message.doubted, look)


def _told_nearby(message: Message, doubted: Doubted, look: Look) -> Iterator[Effect]:
    """The person, by the very device, and the facilitators of their groups: once for each new identity or device."""
    person = message.sender
    once = f"{message.proof} {person} {doubted.identity or doubted.device}"
    yield Whisper(person, phrase(_TO_THE_PERSON[message.proof]), Priority.WARNING, once)
    who = shown_name(person, look)
    if message.proof is Proof.CHANGED_IDENTITY:
        words = phrase("identity-changed-facilitator", who=who, id=person)
    else:
        words = phrase("unverified-facilitator", who=who, id=person)
    for facilitator in facilitators_for(person, look):
        yield Whisper(facilitator, words, Priority.NEWS, f"{once} {facilitator}")
