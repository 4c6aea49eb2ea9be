"""What nio's Olm machine asks of a store, kept as rows that go to disk together with what depends on them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from nio.crypto import (
    DeviceStore,
    GroupSessionStore,
    InboundGroupSession,
    OlmAccount,
    Session,
    SessionStore,
)

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
        self.taken = 0
        """How often there was something to take."""

    def take_changes(self) -> Sequence[VaultRow]:
        """Everything changed since the last taking; the taker must get it to disk or stop the process."""
        rows = [(kind, key, blob) for (kind, key), blob in self._changes.items()]
        self._changes.clear()
        self.taken += bool(rows)
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

    def drop_session(self, curve_key: str, session: Session) -> None:
        """Forget a one-to-one session."""
        self.put(_OLM, f"{curve_key} {session.id}", None)

    def load_inbound_group_sessions(self) -> GroupSessionStore:
        """The sessions that open room messages."""
        store = GroupSessionStore()
        for blob in self.rows_of(_MEGOLM).values():
            row = json.loads(blob)
            session = InboundGroupSession.from_pickle(
                row["pickle"].encode(), row["ed25519"], row["sender_key"], row["room_id"], self._secret
            )
            session.uses = {date.fromisoformat(day): index for day, index in row.get("uses", {}).items()}
            store.add(session)
        return store

    def save_inbound_group_session(self, session: InboundGroupSession) -> None:
        """Keep a session that opens room messages."""
        row = {
            "pickle": session.pickle(self._secret).decode(),
            "ed25519": session.ed25519,
            "sender_key": session.sender_key,
            "room_id": session.room_id,
            "uses": {day.isoformat(): index for day, index in session.uses.items()},
        }
        self.put(_MEGOLM, _megolm_name(session), _blob(row))

    def drop_inbound_group_session(self, session: InboundGroupSession) -> None:
        """Forget a session: what was said under it can never be opened again with what is stored here."""
        self.put(_MEGOLM, _megolm_name(session), None)

    def load_device_keys(self) -> DeviceStore:
        """None are kept."""
        return DeviceStore()

    def load_outgoing_key_requests(self) -> dict[str, Any]:
        """None are kept: Element-like senders do not answer them."""
        return {}


def _megolm_name(session: InboundGroupSession) -> str:
    return f"{session.room_id} {session.sender_key} {session.id}"


def _blob(row: dict[str, Any]) -> bytes:
    return json.dumps(row, separators=(",", ":")).encode()
