"""One step of a verification as somebody said it: in a room, encrypted or not, or straight to this device.

What is read here was written by anybody. Nothing of it is believed: that is what the comparison is for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fourwalls.matrix.ids import is_user_id
from fourwalls.matrix.shapes import mapping
from fourwalls.matrix.verification.stages import Step

PREFIX = "m.key.verification."
REQUEST_MSGTYPE = "m.key.verification.request"
SAS = "m.sas.v1"
_LONGEST_NAME = 255
_SPOKEN = {step.value: step for step in Step if step is not Step.LAPSE}


@dataclass(frozen=True, slots=True)
class Said:
    """A step, who said it, and in which verification."""

    sender: str
    txn: str
    """What all steps of one verification carry: the id of the request, or the transaction id."""
    step: Step
    content: dict[str, Any] = field(hash=False, repr=False)
    at: float
    """When the homeserver (in a room) or the sender (to this device) says that it was said, in seconds."""
    room: str | None = None
    """The room; ``None``: said straight to this device."""
    device: str | None = None
    """In a room: the device that it was encrypted by, as its signatures prove; ``None``: it came in clear."""

    @property
    def from_device(self) -> str | None:
        """The device that the sender says it is."""
        return name_of(self.content.get("from_device"))


def said_in_room(  # noqa: PLR0913 - the parts of one event
    type_: Any, content: Any, *, room: str, event: str, sender: str, device_id: str | None, own_id: str, at: float
) -> Said | None:
    """Read an event of a room, from inside the ciphertext if it had any; ``None``: no step, or a request to others."""
    body = mapping(content)
    if type_ == "m.room.message":
        asks_us = body.get("msgtype") == REQUEST_MSGTYPE and body.get("to") == own_id
        return Said(sender, event, Step.REQUEST, body, at, room, device_id) if asks_us else None
    step = _step(type_)
    relation = mapping(body.get("m.relates_to"))
    txn = name_of(relation.get("event_id"))
    if step is None or step is Step.REQUEST or txn is None or relation.get("rel_type") != "m.reference":
        return None
    return Said(sender, txn, step, body, at, room, device_id)


def said_to_device(event: dict[str, Any]) -> Said | None:
    """Read an event that was sent straight to this device; ``None`` when it is no step."""
    sender, content = event.get("sender"), mapping(event.get("content"))
    step, txn = _step(event.get("type")), name_of(content.get("transaction_id"))
    if step is None or txn is None or not is_user_id(sender):
        return None
    stamp = content.get("timestamp")
    at = stamp / 1000 if isinstance(stamp, int) and abs(stamp) < 10**15 else 0.0
    return Said(sender, txn, step, content, at)


def _step(type_: Any) -> Step | None:
    return _SPOKEN.get(type_.removeprefix(PREFIX)) if isinstance(type_, str) and type_.startswith(PREFIX) else None


def name_of(value: Any) -> str | None:
    """A short printable name, such as the id of a device or a verification."""
    fits = isinstance(value, str) and 0 < len(value) <= _LONGEST_NAME and value.isprintable() and "|" not in value
    return value if fits else None
