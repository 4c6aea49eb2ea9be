"""Words that were passed on between a member and the Online Manager, changed or taken back by their author."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.dialogue import Dialogue, DialogueStep
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Relay, Whisper, Withdraw
from fourwalls.group.effects.kept import Speak, TakeBack
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message, Proof, Redaction
from fourwalls.group.look import Look
from fourwalls.group.people import EventId, PersonId, RoomKind
from fourwalls.group.phrase import phrase
from handlers.answers import is_note
from handlers.dialogue import known_name, not_passed_on, pointer


def changed(examined: Examined, look: Look) -> Iterator[Effect]:
    """Words that were passed on have been changed by their author: the old ones go, the new ones take their place."""
    message = examined.heard
    assert isinstance(message, Message)
    said = None if message.replaces is None else look.said_in_dialogue(message.replaces)
    if said is None or message.replaces is None or said.author != message.sender or not said.dialogue.is_open:
        return
    if said.withdrawn:
        return  # the change became readable only after the words were taken back
    if message.proof is not Proof.SIGNED or not_passed_on(message) is not None:
        return
    dialogue, side = said.dialogue, _other_side(message, said.dialogue, look)
    if side is None and examined.reading is not None and examined.reading.flag:
        yield pointer(message, dialogue, look)
        return
    if side is not None and is_note(message.text):
        yield from _gone(dialogue, message.replaces, side)  # it should have stayed in the room
        return
    event = message.replaces if said.alone else _beside(message.replaces)
    step = DialogueStep.SPEAK if side is None else DialogueStep.ANSWER
    yield Speak(dialogue.id, step, event, message.sender, message.sent_at)
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
    side = _other_side(redaction, said.dialogue, look)
    yield from _gone(said.dialogue, redaction.target, side)
    if not said.alone:
        yield from _gone(said.dialogue, _beside(redaction.target), side)
        yield Whisper(redaction.sender, phrase("report-taken-back"))


def _gone(dialogue: Dialogue, event: EventId, side: PersonId | None) -> Iterator[Effect]:
    yield TakeBack(event)
    yield Withdraw(dialogue.id, event, side)


def _beside(event: EventId) -> EventId:
    """By which a changed part of something longer is known, which is told beside it and goes with it."""
    return EventId(f"{event} changed")


def _other_side(heard: Message | Redaction, dialogue: Dialogue, look: Look) -> PersonId | None:
    """Whom words go to by the room in which they are said: its member, or (``None``) the thread."""
    room = look.room(heard.room)
    return dialogue.person if room is not None and room.kind is RoomKind.MANAGER else None
