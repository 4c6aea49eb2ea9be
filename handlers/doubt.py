"""Words whose sender is not proven: people are told, once a day and person, and what can be done about it.

Such words are examined and recorded like any others (marked as from an unverified sender) and never obeyed.
"""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect, Priority, TellManagers
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message, MessageForm, Proof
from fourwalls.group.look import Look
from fourwalls.group.people import Bot
from fourwalls.group.phrase import phrase
from handlers.entitled import may_be_inside, place_name, shown_name

_SENTENCES = {
    Proof.CHANGED_IDENTITY: "identity-changed-managers",
    Proof.UNSIGNED_DEVICE: "unverified-managers",
    Proof.FOREIGN_SESSION: "unproven-managers",
    Proof.REPLAYED: "unproven-managers",
    Proof.FORWARDED_KEY: "unproven-managers",
    Proof.PLAIN: "unproven-managers",
}


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
