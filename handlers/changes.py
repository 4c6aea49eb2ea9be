"""Words that were passed on between a member and the Online Manager, changed or taken back by their author."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.dialogue import Dialogue, DialogueStep
from fourwalls.group.effects import Effect, Relay, Speak, TakeBack, Whisper, Withdraw
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message, Proof, Redaction
from fourwalls.group.look import Look
from fourwalls.group.people import PersonId, RoomKind
from fourwalls.group.phrase import phrase
from handlers.dialogue import known_name, not_passed_on, pointer


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
        yield pointer(message, dialogue, look)
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
