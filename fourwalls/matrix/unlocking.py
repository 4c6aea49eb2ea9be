"""Encrypted room events opened and judged: whose session it is, and what may be believed of what was inside."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from typing import Any

from nio.crypto import InboundGroupSession

from fourwalls.group.heard import Proof
from fourwalls.matrix.batch import Locked, Spoken
from fourwalls.matrix.crypto import Engine, TooEarlyError, decrypt_megolm
from fourwalls.matrix.incoming import Frame, read_words
from fourwalls.matrix.keyring import Device, Keyring
from fourwalls.matrix.shapes import mapping
from fourwalls.matrix.todevice import ToDevice
from fourwalls.matrix.verification.said import Said, said_in_room

logger = logging.getLogger(__name__)

ENCRYPTED = "m.room.encrypted"
_MEGOLM = "m.megolm.v1.aes-sha2"
_OF_THEIR_DEVICE = {Proof.UNSIGNED_DEVICE, Proof.CHANGED_IDENTITY}


class Unlocker:
    """Opens encrypted events for one device."""

    def __init__(self, engine: Engine, keyring: Keyring, to_device: ToDevice) -> None:
        self._engine = engine
        self._keyring = keyring
        self._to_device = to_device
        self.said: list[Said] = []
        """Steps of verifications that were opened since the caller last cleared this."""

    def open(self, frame: Frame, event: dict[str, Any]) -> Spoken | Locked | None:
        """Open one event; ``None`` for what carries neither words nor meaning for the house."""
        content = mapping(event.get("content"))
        if not content and "redacted_because" in mapping(event.get("unsigned")):
            return None  # the redaction itself is heard
        if not isinstance(content.get("session_id"), str) or not isinstance(content.get("ciphertext"), str):
            return Spoken(frame.unreadable("malformed"))
        if content.get("algorithm") != _MEGOLM:
            return Spoken(frame.unreadable("unknown_algorithm"))
        session = self._session(frame.room, frame.sender, content)
        return self.stay_locked(frame, event) if session is None else self._unlock(frame, event, session)

    def _unlock(self, frame: Frame, event: dict[str, Any], session: InboundGroupSession) -> Spoken | Locked | None:
        try:
            inner, index = decrypt_megolm(session, event["content"]["ciphertext"])
        except TooEarlyError:
            return self.stay_locked(frame, event)
        except ValueError:
            return Spoken(frame.unreadable("malformed"))
        self._engine.used(session, index)
        proof = self._judge(frame.sender, session)
        proven = Frame(frame.room, frame.event, frame.sender, frame.sent_at, proof)
        if "state_key" not in inner and inner.get("room_id") == frame.room:
            device = self._keyring.device_of(frame.sender, session.sender_key)
            self.overhear(proven, inner.get("type"), inner.get("content"), device)
        spoken = _inside(proven, inner, f"{session.id} {index}")
        if spoken is None or proof not in _OF_THEIR_DEVICE:
            return spoken
        doubted = self._keyring.doubted(frame.sender, session.sender_key)
        return replace(spoken, heard=replace(spoken.heard, doubted=doubted))

    def overhear(self, frame: Frame, type_: Any, content: Any, device: Device | None = None) -> None:
        """Note a step of a verification, unless it was encrypted by somebody who cannot prove who they are.

        Element sends these in clear, and the specification lets it: nothing rests on how they come, since people
        compare what was agreed on.
        """
        said = said_in_room(
            type_,
            content,
            room=frame.room,
            event=frame.event,
            sender=frame.sender,
            device_id=device.device_id if device is not None else None,
            own_id=self._engine.user_id,
            at=frame.sent_at.timestamp(),
        )
        if said is None or frame.sender == self._engine.user_id:
            return
        if frame.proof in {Proof.SIGNED, Proof.PLAIN}:
            self.said.append(said)
        else:
            logger.warning("a step of a verification was passed over: %s", frame.proof.value)

    def doubt(self, room_id: str, event: dict[str, Any]) -> None:
        """Have the sender's keys asked for anew if the event would not be believed."""
        sender, content = event.get("sender"), mapping(event.get("content"))
        if not isinstance(sender, str) or not isinstance(content.get("session_id"), str):
            return
        session = self._session(room_id, sender, content)
        if session is not None:
            self._keyring.doubt(sender, session.sender_key)

    def stay_locked(self, frame: Frame, event: dict[str, Any]) -> Locked:
        """The event as locked, to be tried again."""
        session_id = event["content"]["session_id"]
        raw = json.dumps({**event, "room_id": frame.room}, ensure_ascii=False).encode("utf-8", "surrogatepass")
        why = self._to_device.withheld.why(frame.room, session_id, frame.sender)
        return Locked(frame.unreadable(why), session_id, raw)

    def _session(self, room_id: str, sender: str, content: dict[str, Any]) -> InboundGroupSession | None:
        """The session that proves most. Whoever handed us somebody else's key does not spoil that one's proof."""
        sessions = self._engine.megolm_sessions(room_id, content["session_id"])
        hint = content.get("sender_key")  # deprecated, and only a hint
        return max(
            sessions,
            key=lambda it: (
                self._judge(sender, it) is Proof.SIGNED,
                self._keyring.device_of(sender, it.sender_key) is not None,
                it.sender_key == hint,
            ),
            default=None,
        )

    def _judge(self, sender: str, session: InboundGroupSession) -> Proof:
        forwarded = bool(session.forwarding_chain)
        return self._keyring.judge(sender, session.sender_key, session.ed25519, forwarded=forwarded)


def _inside(frame: Frame, inner: dict[str, Any], ratchet: str) -> Spoken | None:
    """Read what was inside the ciphertext. State in there is never obeyed, nor another room's words."""
    type_, content = inner.get("type"), inner.get("content")
    if "state_key" in inner or inner.get("room_id") != frame.room:
        return Spoken(frame.unreadable("state_or_room_inside"), ratchet)
    if not isinstance(type_, str) or not isinstance(content, dict):
        return Spoken(frame.unreadable("malformed"), ratchet)
    heard = read_words(frame, type_, content)
    return Spoken(heard, ratchet) if heard is not None else None
