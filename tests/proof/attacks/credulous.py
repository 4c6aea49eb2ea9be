"""The control: the same bots with the gate wide open, which shows that the attacks see obedience when there is some.

Every session counts as its alleged sender's, no message key counts as used, whatever is inside a ciphertext is taken
for words of the room, and redactions wipe at once.
"""

from __future__ import annotations

from typing import Any

from bots.__main__ import main
from fourwalls.group.effects.kept import Strike
from fourwalls.group.heard import Proof
from fourwalls.matrix import incoming
from fourwalls.matrix.keyring import Keyring
from fourwalls.storage.journal import Ledger
from handlers import transcripts


def _believe(*_given: Any, **_more: Any) -> Proof:
    return Proof.SIGNED


def _never_a_replay(*_given: Any) -> bool:
    return False


_note: Any = Ledger.note


def _note_without_its_key(self: Ledger, *given: Any) -> None:
    """Two events opened by one message key could not both be written down."""
    _note(self, *given[:-1], None)


def open_the_gate() -> None:
    """Believe everybody."""
    setattr(Keyring, "judge", _believe)  # noqa: B010 - mypy rightly forbids it otherwise
    setattr(Ledger, "is_replay", _never_a_replay)  # noqa: B010
    setattr(Ledger, "note", _note_without_its_key)  # noqa: B010
    setattr(incoming.frame_of, "__defaults__", (Proof.SIGNED,))  # noqa: B010 - what is in clear counts as proven
    transcripts.__dict__["Hide"] = Strike


if __name__ == "__main__":
    open_the_gate()
    main()
