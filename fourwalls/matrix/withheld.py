"""Why other devices keep a room key from this one: what their ``m.room_key.withheld`` messages say.

Client-server specification, "Reporting that decryption keys are withheld": the code explains and proves nothing. Only
what the sender of the words says about them counts, so that nobody can have it told that somebody else's app is at
fault.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from fourwalls.matrix.batch import Explained
from fourwalls.matrix.cryptostore import CryptoStore
from fourwalls.matrix.shapes import mapping

WITHHELD = "withheld"
"""The kind of vault row that a code is: the same session is explained once and used for many messages."""
NO_KEY = "no_key"

_MOST = 5_000
_DAYS = 30
_CODES = frozenset({"m.blacklisted", "m.unverified", "m.unauthorised", "m.unavailable"})
_NO_OLM = "m.no_olm"
"""No one-to-one session could be begun with us: said for all sessions of the sender at once."""


class Withheld:
    """The codes that came, by room, session and sender; those that explained something outlive a restart."""

    def __init__(self, store: CryptoStore) -> None:
        self._store = store
        self._codes: dict[tuple[str, str, str], str] = {}
        self._kept: set[str] = set()
        self.news: set[Explained] = set()
        """What came since the caller last cleared this."""
        for name, blob in store.rows_of(WITHHELD).items():
            self._remember(name, blob.decode())

    def _remember(self, name: str, kept: str) -> None:
        code, on = kept.split(" ", 1)
        if date.fromisoformat(on) < _today() - timedelta(days=_DAYS):
            self._store.put(WITHHELD, name, None)
            return
        room, session, sender = name.split(" ", 2)
        self._codes[room, session, sender] = code
        self._kept.add(name)

    def take(self, event: dict[str, Any]) -> None:
        """Take in one event."""
        content, sender = mapping(event.get("content")), event.get("sender")
        code, room, session = content.get("code"), content.get("room_id"), content.get("session_id")
        if not isinstance(sender, str):
            return
        if code == _NO_OLM:
            self._note("", "", sender, code)
        elif code in _CODES and isinstance(room, str) and isinstance(session, str) and " " not in room + session:
            self._note(room, session, sender, code)

    def _note(self, room: str, session: str, sender: str, code: str) -> None:
        while len(self._codes) >= _MOST:
            del self._codes[next(iter(self._codes))]
        self._codes[room, session, sender] = code
        self.news.add((room, session, sender, code))

    def why(self, room: str, session: str, sender: str) -> str:
        """The reason code of an event without a key."""
        for place in ((room, session, sender), ("", "", sender)):
            if place in self._codes:
                self._keep(" ".join(place), self._codes[place])
                return f"withheld:{self._codes[place]}"
        return NO_KEY

    def _keep(self, name: str, code: str) -> None:
        if name not in self._kept:
            self._kept.add(name)
            self._store.put(WITHHELD, name, f"{code} {_today().isoformat()}".encode())


def _today() -> date:
    return datetime.now(tz=UTC).date()
