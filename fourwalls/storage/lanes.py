"""A *lane* is what order is kept in: what stands in one lane of the outbox is done one after the other.

One person's private room for words to them, one room for what is said there, one setting, one message, one person's
coming and going. A flag has a lane of its own: nothing can stand in its way.
"""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from fourwalls.group.effects import Done
from fourwalls.group.effects.done import (
    AcceptIdentity,
    AnswerInvite,
    Evict,
    FoundGroup,
    Invite,
    MakeTokens,
    Pin,
    RaiseFlag,
    Redact,
    Relay,
    Say,
    ShowVerifications,
    TellGathered,
    TellManagers,
    Whisper,
    Withdraw,
)
from fourwalls.group.effects.walls import Adopt, Repair, ShowDevices, Silence, Survey, Unlist, WithdrawInvites


def lane_of(effect: Done) -> str:  # noqa: C901, PLR0911, PLR0912  one line a kind of effect
    """Name the lane of an effect among those of its performer; it is kept as a keyed look-up."""
    match effect:
        case Whisper(to=person, device=device):  # what waits for a device that can be trusted holds up no answer to it
            return f"device\0{person}\0{device}" if device else f"person\0{person}"
        case TellGathered(to=person):
            return f"later\0{person}"  # likewise
        case Say(room=room, not_before=datetime()):
            return f"later\0{room}"  # holds up nothing that is to be said now
        case Say(room=room):
            return f"room\0{room}"
        case TellManagers():
            return "managers"
        case RaiseFlag(event=event):
            return f"flag\0{event}"
        case Redact(room=room, event=event):
            return f"message\0{room}\0{event}"
        case Invite(room=room, person=person) | Evict(room=room, person=person):
            return f"door\0{room}\0{person}"
        case AcceptIdentity(person=person):
            return f"identity\0{person}"
        case FoundGroup(name=name):
            return f"group\0{name}"
        case Pin(room=room):
            return f"pin\0{room}"
        case Silence(room=room):
            return f"setting\0{room}\0m.room.power_levels\0"
        case Repair(room=room, type=kind, state_key=state_key):
            return f"setting\0{room}\0{kind}\0{state_key}"
        case AnswerInvite(room=room):
            return f"invite\0{room}"
        case ShowVerifications():
            return "verifications"
        case Relay(dialogue=dialogue, to=None) | Withdraw(dialogue=dialogue, to=None):
            return f"dialogue\0{dialogue}"
        case Relay(to=person) | Withdraw(to=person):  # in one order with all else that the guide tells them
            return f"person\0{person}"
        case MakeTokens(to=person):
            return f"person\0{person}"
        case WithdrawInvites(room=room):
            return f"invites\0{room}"
        case Unlist(room=room):
            return f"listing\0{room}"
        case Survey(room=given) | Adopt(room=given):
            return f"adoption\0{given}"
        case ShowDevices(to=person):
            return f"devices\0{person}"
    assert_never(effect)
