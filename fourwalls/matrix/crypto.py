"""The crypto engine of one device: nio's Olm machine over a store of ours.

Changes pile up in memory and are taken in one piece, so that they go to disk together with the events and the
bookmark that they belong to; whoever is about to send something that depends on them flushes first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import vodozemac
from nio.crypto import (
    DeviceStore,
    GroupSessionStore,
    InboundGroupSession,
    Olm,
    OlmAccount,
    OlmDevice,
    Session,
    SessionStore,
)
from nio.events import OlmEvent

from fourwalls.matrix.memory import VaultRow

_ACCOUNT, _OLM, _MEGOLM = "account", "olm", "megolm"


class CryptoStore:
    """What nio asks of a store, kept as rows of (kind, key, blob).

    The pickles inside the blobs are encrypted with the pickle key, which is never nio's public default. Device
    keys are not kept: they are asked for and checked anew at every start.
    """

    def __init__(self, pickle_key: bytes, rows: Iterable[tuple[str, str, bytes]]) -> None:
        self._secret = pickle_key.hex()
        self._loaded = {(kind, key): blob for kind, key, blob in rows}
        self._changes: dict[tuple[str, str], bytes | None] = {}
        self.verified: set[tuple[str, str]] = set()
        """(user id, device id) of the devices that may have our room keys; set by the keyring."""

    def take_changes(self) -> Sequence[VaultRow]:
        """Everything changed since the last taking; the taker must get it to disk or stop the process."""
        rows = [(kind, key, blob) for (kind, key), blob in self._changes.items()]
        self._changes.clear()
        return rows

    def put(self, kind: str, key: str, blob: bytes | None) -> None:
        """Keep one row of another kind (such as a pinned identity) together with the crypto state."""
        self._changes[kind, key] = blob

    def rows_of(self, kind: str) -> dict[str, bytes]:
        """The rows of one kind as they were at the start."""
        return {key: blob for (row_kind, key), blob in self._loaded.items() if row_kind == kind}

    # --- the interface that nio.crypto.Olm expects ---

    def load_account(self) -> OlmAccount | None:
        """The device's account, or ``None`` before its first start."""
        blob = self._loaded.get((_ACCOUNT, ""))
        if blob is None:
            return None
        row = json.loads(blob)
        return OlmAccount.from_pickle(row["pickle"].encode(), self._secret, row["shared"])

    def save_account(self, account: OlmAccount) -> None:
        """Keep the account."""
        row = {"pickle": account.pickle(self._secret).decode(), "shared": account.shared}
        self.put(_ACCOUNT, "", _blob(row))

    def load_sessions(self) -> SessionStore:
        """The one-to-one sessions."""
        store = SessionStore()
        for blob in self.rows_of(_OLM).values():
            row = json.loads(blob)
            session = Session.from_pickle(
                row["pickle"].encode(),
                datetime.fromisoformat(row["created"]),
                self._secret,
                datetime.fromisoformat(row["used"]),
            )
            store.add(row["sender_key"], session)
        return store

    def save_session(self, curve_key: str, session: Session) -> None:
        """Keep a one-to-one session as it is now."""
        row = {
            "sender_key": curve_key,
            "pickle": session.pickle(self._secret).decode(),
            "created": session.creation_time.isoformat(),
            "used": session.use_time.isoformat(),
        }
        self.put(_OLM, f"{curve_key} {session.id}", _blob(row))

    def load_inbound_group_sessions(self) -> GroupSessionStore:
        """The sessions that open room messages."""
        store = GroupSessionStore()
        for blob in self.rows_of(_MEGOLM).values():
            row = json.loads(blob)
            store.add(
                InboundGroupSession.from_pickle(
                    row["pickle"].encode(), row["ed25519"], row["sender_key"], row["room_id"], self._secret
                )
            )
        return store

    def save_inbound_group_session(self, session: InboundGroupSession) -> None:
        """Keep a session that opens room messages."""
        row = {
            "pickle": session.pickle(self._secret).decode(),
            "ed25519": session.ed25519,
            "sender_key": session.sender_key,
            "room_id": session.room_id,
        }
        self.put(_MEGOLM, f"{session.room_id} {session.sender_key} {session.id}", _blob(row))

    def load_device_keys(self) -> DeviceStore:
        """None are kept."""
        return DeviceStore()

    def load_outgoing_key_requests(self) -> dict[str, Any]:
        """None are kept: Element-like senders do not answer them."""
        return {}

    def is_device_verified(self, device: OlmDevice) -> bool:
        """Whether the keyring lets this device have room keys."""
        return (device.user_id, device.device_id) in self.verified

    def is_device_blacklisted(self, device: OlmDevice) -> bool:
        """Every device that is not let in is kept out; there is no third state."""
        return not self.is_device_verified(device)

    def is_device_ignored(self, _device: OlmDevice) -> bool:
        """No device is ever ignored."""
        return False


class Engine(Olm):  # type: ignore[misc]  # nio ships no types
    """nio's Olm machine with three habits of our own: lowest index kept, no forwarded keys, fallback keys."""

    store: CryptoStore

    def __init__(self, user_id: str, device_id: str, store: CryptoStore) -> None:
        super().__init__(user_id, device_id, store)
        self.arrived: set[str] = set()
        """Ids of the Megolm sessions whose keys came since the caller last cleared this."""

    @property
    def curve25519(self) -> str:
        """This device's identity key."""
        return str(self.account.identity_keys["curve25519"])

    @property
    def ed25519(self) -> str:
        """This device's fingerprint key."""
        return str(self.account.identity_keys["ed25519"])

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
                self.inbound_group_store[room_id][sender_key][session_id] = new
                self.save_inbound_group_session(new)
        if self.inbound_group_store.get(room_id, sender_key, session_id) is not None:
            self.arrived.add(session_id)

    def _handle_forwarded_room_key_event(self, sender: str, sender_key: str, payload: dict[str, Any]) -> None:
        """Forwarded keys are never taken: nothing would prove who said what is opened by them."""

    def open_to_device(self, event: dict[str, Any]) -> None:
        """Take in one encrypted to-device event; room keys inside are kept.

        Raises:
            Exception: whatever nio or vodozemac make of a hostile event; the caller isolates each one.
        """
        parsed = OlmEvent.from_dict(event)
        if isinstance(parsed, OlmEvent):
            self.handle_to_device_event(parsed)

    def megolm_session(self, room_id: str, sender_key: str | None, session_id: str) -> InboundGroupSession | None:
        """The session that opens a room event. The event's own ``sender_key`` is deprecated and may be missing."""
        by_sender = self.inbound_group_store[room_id]
        if sender_key is not None and sender_key in by_sender and session_id in by_sender[sender_key]:
            return by_sender[sender_key][session_id]
        return next((sessions[session_id] for sessions in by_sender.values() if session_id in sessions), None)

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
        wanted = self.account.max_one_time_keys // 2 - on_server
        if wanted <= 0:
            return {}
        waiting = len(self.account.one_time_keys["curve25519"])
        self.account.generate_one_time_keys(max(0, wanted - waiting))
        keys = self.account.one_time_keys["curve25519"]
        return {f"signed_curve25519:{key_id}": self._signed_key({"key": key}) for key_id, key in keys.items()}

    def fresh_fallback_key(self) -> dict[str, Any]:
        """A signed fallback key for when the one-time keys run out."""
        inner = self.account._account  # noqa: SLF001 - nio's wrapper does not know fallback keys, vodozemac does
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


def _blob(row: dict[str, Any]) -> bytes:
    return json.dumps(row, separators=(",", ":")).encode()
