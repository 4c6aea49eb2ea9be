"""The crypto engine of one device: nio's Olm machine over a store of ours.

Changes pile up in memory and are taken in one piece, so that they go to disk together with the events and the
bookmark that they belong to; whoever is about to send something that depends on them flushes first.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import vodozemac
from nio.crypto import InboundGroupSession, Olm, OlmDevice, OutboundGroupSession, Session
from nio.events import OlmEvent

from fourwalls.matrix.cryptostore import CryptoStore as CryptoStore  # noqa: PLC0414 - the engine's store, named beside it

logging.getLogger("nio").setLevel(logging.CRITICAL + 1)  # it names people, and quotes words that fail its schema

_SESSIONS_A_DEVICE = 8
"""One-to-one sessions kept for one device of somebody; each start of theirs may add one."""
_MOST_SENDERS = 2_000
"""Devices that sessions are kept with, at most: anybody can begin one, from as many devices as they make up."""
_MOST_WEDGED = 1_000
_FRESH = timedelta(hours=1)
"""A one-to-one session younger than this is not given up: its first messages may still be on their way."""


def _today() -> date:
    return datetime.now(tz=UTC).date()


class Engine(Olm):  # type: ignore[misc]  # nio ships no types
    """nio's Olm machine with habits of our own: lowest index kept, no forwarded keys, fallback keys, keys that age."""

    store: CryptoStore

    def __init__(self, user_id: str, device_id: str, store: CryptoStore, today: Callable[[], date] = _today) -> None:
        super().__init__(user_id, device_id, store)
        self._today = today
        self._senders = dict.fromkeys(key for key, sessions in self.session_store.items() if sessions)
        """Identity keys of devices that we have sessions with; the last one heard of stands last."""
        self.arrived: set[str] = set()
        """Ids of the Megolm sessions whose keys came since the caller last cleared this."""
        self.wedged: set[tuple[str, str]] = set()
        """(user id, identity key) of devices whose one-to-one messages do not open: a new session must be begun."""
        self.restarted: set[tuple[str, str]] = set()
        """(user id, identity key) of devices that began a new session with us, since they could not open ours."""

    @property
    def curve25519(self) -> str:
        """This device's identity key."""
        return str(self.account.identity_keys["curve25519"])

    @property
    def ed25519(self) -> str:
        """This device's fingerprint key."""
        return str(self.account.identity_keys["ed25519"])

    # --- one-to-one ---------------------------------------------------------------------------------------------

    def open_to_device(self, event: dict[str, Any]) -> None:
        """Take in one encrypted to-device event; room keys inside are kept.

        Raises:
            Exception: whatever nio or vodozemac make of a hostile event; the caller isolates each one.
        """
        parsed = OlmEvent.from_dict(event)
        if not isinstance(parsed, OlmEvent):
            return
        before = len(self.session_store[parsed.sender_key])
        try:
            self.handle_to_device_event(parsed)
        except vodozemac.SessionCreationException:  # nio lets this one through: a one-time key that we do not hold
            self._mark_device_for_unwedging(parsed.sender, parsed.sender_key)
            raise
        finally:
            if len(self.session_store[parsed.sender_key]) != before:
                self.save_account()  # only now: nio saves it before the one-time key is used up
                self._thin_out(parsed.sender_key, _SESSIONS_A_DEVICE)
                self._senders[parsed.sender_key] = None
                self._forget_senders()

    def _thin_out(self, sender_key: str, most: int) -> None:
        """Keep so many sessions with a device, those that were of use last."""
        sessions: list[Session] = self.session_store[sender_key]
        sessions.sort(key=lambda session: session.use_time, reverse=True)
        for session in sessions[most:]:
            self.store.drop_session(sender_key, session)
        del sessions[most:]

    def _forget_senders(self) -> None:
        """Forget sessions with devices of nobody whom we know. One that matters after all begins anew."""
        if len(self._senders) <= _MOST_SENDERS:
            return
        known = {device.curve25519 for device in self.device_store}
        strangers = [key for key in self._senders if key not in known]
        for key in strangers[: len(strangers) // 2]:  # half at once, so that this is not done at every message
            del self._senders[key]
            self._thin_out(key, 0)

    def _mark_device_for_unwedging(self, sender: str, sender_key: str) -> None:
        """A one-to-one message did not open (nio's own way needs the device to be known already)."""
        now = datetime.now()  # noqa: DTZ005 - nio's clock, which may have been set back since
        young = any(abs(now - session.creation_time) < _FRESH for session in self.session_store[sender_key])
        if not young and len(self.wedged) < _MOST_WEDGED:
            self.wedged.add((sender, sender_key))

    def _handle_olm_event(self, sender: str, sender_key: str, payload: dict[str, Any]) -> Any:
        if payload["type"] == "m.dummy":
            self.restarted.add((sender, sender_key))
        return super()._handle_olm_event(sender, sender_key, payload)

    def _handle_forwarded_room_key_event(self, sender: str, sender_key: str, payload: dict[str, Any]) -> None:
        """Forwarded keys are never taken: nothing would prove who said what is opened by them."""

    def olm_encrypt(self, device: OlmDevice, type_: str, content: dict[str, Any]) -> dict[str, Any] | None:
        """Encrypt a to-device message for one device; ``None`` when there is no session with it."""
        session = self.session_store.get(device.curve25519)
        return None if session is None else self._olm_encrypt(session, device, type_, content)

    # --- rooms: hearing -----------------------------------------------------------------------------------------

    def create_group_session(
        self, sender_key: str, sender_fp_key: str, room_id: str, session_id: str, session_key: str
    ) -> None:
        """Keep a room key, unless the same session is known from an earlier index (nio keeps the last to come)."""
        known = self.inbound_group_store.get(room_id, sender_key, session_id)
        if known is None:
            super().create_group_session(sender_key, sender_fp_key, room_id, session_id, session_key)
        else:
            new = InboundGroupSession(session_key, sender_fp_key, sender_key, room_id)
            if new.id == session_id and new.first_known_index < known.first_known_index:
                new.uses = {**known.uses, self._today(): new.first_known_index}
                self.inbound_group_store[room_id][sender_key][session_id] = new
                self.save_inbound_group_session(new)
        if sender_key != self.curve25519 and self.inbound_group_store.get(room_id, sender_key, session_id) is not None:
            self.arrived.add(session_id)

    def save_inbound_group_session(self, session: InboundGroupSession) -> None:
        """Keep a room key. That it came today counts as a use of everything that it opens."""
        session.uses = getattr(session, "uses", None) or {self._today(): session.first_known_index}
        super().save_inbound_group_session(session)

    def used(self, session: InboundGroupSession, index: int) -> None:
        """A room key opened something at this place: from there on it is kept for some days from today."""
        today = self._today()
        if index < session.uses.get(today, index + 1):
            session.uses[today] = index
            self.save_inbound_group_session(session)

    def forget_room_keys(self, days: int) -> int:
        """Forget what was of no use for more than ``days``, so that a stolen store opens nothing older.

        A key that has been in use for longer is moved on to the first place that was of use since; there is no way
        back in it. Gives the number of keys forgotten altogether.
        """
        oldest = self._today() - timedelta(days=days)
        gone = 0
        for session in list(self.inbound_group_store):
            if not session.uses:  # kept by an older version
                self.save_inbound_group_session(session)
            uses = {day: index for day, index in session.uses.items() if day >= oldest}
            if not uses:
                gone += 1
                del self.inbound_group_store[session.room_id][session.sender_key][session.id]
                self.store.drop_inbound_group_session(session)
            elif min(uses.values()) > session.first_known_index:
                self._move_on(session, uses)
        return gone

    def _move_on(self, session: InboundGroupSession, uses: dict[date, int]) -> None:
        """Keep a room key from the first of these uses on."""
        whose = (session.ed25519, session.sender_key, session.room_id, session.forwarding_chain)
        later = InboundGroupSession.import_session(session.export_session(min(uses.values())), *whose)
        later.uses = uses
        self.inbound_group_store[session.room_id][session.sender_key][session.id] = later
        self.save_inbound_group_session(later)

    def megolm_sessions(self, room_id: str, session_id: str) -> list[InboundGroupSession]:
        """The sessions of this id in a room. There can be several: anybody may hand us a key as if it were theirs."""
        return [
            sessions[session_id] for sessions in self.inbound_group_store[room_id].values() if session_id in sessions
        ]

    # --- rooms: speaking ----------------------------------------------------------------------------------------

    def outbound_session(self, room_id: str) -> OutboundGroupSession:
        """The session that we speak with in a room: a new one when there is none or when it has served long enough."""
        session = self.outbound_group_sessions.get(room_id)
        if session is None or session.expired:
            self.create_outbound_group_session(room_id)
        return self.outbound_group_sessions[room_id]

    def room_key(self, room_id: str, session: OutboundGroupSession) -> dict[str, Any]:
        """The content of an ``m.room_key`` that opens what is said with this session from now on."""
        return {
            "algorithm": self._megolm_algorithm,
            "room_id": room_id,
            "session_id": session.id,
            "session_key": session.session_key,
        }

    def room_encrypt(self, session: OutboundGroupSession, inner: dict[str, Any]) -> dict[str, Any]:
        """Encrypt one event; who has the key is the caller's care."""
        session.mark_as_shared()
        return {
            "algorithm": self._megolm_algorithm,
            "sender_key": self.curve25519,
            "ciphertext": session.encrypt(json.dumps(inner, ensure_ascii=False, separators=(",", ":"))),
            "session_id": session.id,
            "device_id": self.device_id,
        }

    # --- keys on the server -------------------------------------------------------------------------------------

    def device_keys(self) -> dict[str, Any]:
        """This device's public keys, signed by itself."""
        keys = {
            "algorithms": self._algorithms,
            "user_id": self.user_id,
            "device_id": self.device_id,
            "keys": {
                f"curve25519:{self.device_id}": self.curve25519,
                f"ed25519:{self.device_id}": self.ed25519,
            },
        }
        return {**keys, "signatures": {self.user_id: {f"ed25519:{self.device_id}": self.sign_json(keys)}}}

    def fresh_one_time_keys(self, on_server: int) -> dict[str, Any]:
        """Signed one-time keys to fill the server's stock up to half of what the account can hold; may be empty."""
        wanted = self.account.max_one_time_keys // 2 - max(0, on_server)  # a server can count what it likes
        if wanted <= 0:
            return {}
        waiting = len(self.account.one_time_keys["curve25519"])
        self.account.generate_one_time_keys(max(0, wanted - waiting))
        keys = self.account.one_time_keys["curve25519"]
        return {f"signed_curve25519:{key_id}": self._signed_key({"key": key}) for key_id, key in keys.items()}

    def fresh_fallback_key(self) -> dict[str, Any]:
        """A signed fallback key for when the one-time keys run out."""
        inner = self.account._account  # noqa: SLF001 - nio's wrapper does not know fallback keys, vodozemac does
        if not inner.fallback_key:  # an unpublished one is used up first: each new one pushes the oldest out for ever
            inner.generate_fallback_key()
        return {
            f"signed_curve25519:{key_id}": self._signed_key({"key": key.to_base64(), "fallback": True})
            for key_id, key in inner.fallback_key.items()
        }

    def keys_published(self) -> None:
        """The server has taken the keys."""
        self.account.shared = True
        self.account.mark_keys_as_published()
        self.save_account()

    def _signed_key(self, key: dict[str, Any]) -> dict[str, Any]:
        signature = self.sign_json(key)
        return {**key, "signatures": {self.user_id: {f"ed25519:{self.device_id}": signature}}}


class TooEarlyError(ValueError):
    """The event was said before the point from which our key opens the session: an earlier key may still come."""


def decrypt_megolm(session: InboundGroupSession, ciphertext: str) -> tuple[dict[str, Any], int]:
    """Open one room event: its JSON object and its index in the session.

    Raises:
        TooEarlyError: our key begins later in the session.
        ValueError: it does not open, or what is inside is not a JSON object.
    """
    try:
        early = vodozemac.MegolmMessage.from_base64(ciphertext).message_index() < session.first_known_index
        plaintext, index = ("{}", 0) if early else session.decrypt(ciphertext)
        inner = json.loads(plaintext)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    except ValueError as error:  # vodozemac's errors, bad UTF-8 and bad JSON are all of this kind
        raise ValueError(type(error).__name__) from None
    if early:
        raise TooEarlyError("said before our key begins")
    if not isinstance(inner, dict):
        raise ValueError("not an object")  # noqa: TRY004 - one kind of error for all that does not open
    return inner, index
