"""What ``Looking`` answers about warnings."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from fourwalls.group.people import EventId, PersonId, RoomId
from fourwalls.group.session import SessionId
from fourwalls.group.warning import Detail, Gathered, Quiet, Told, WarningCount, Word
from fourwalls.storage import told_details, warning_counts, warning_pauses, warnings
from fourwalls.storage.keys import OperationalKeys


class LookingAtWarnings:
    """One part of ``fourwalls.group.look.Look`` over one transaction."""

    def __init__(self, conn: Connection, keys: OperationalKeys, quiet: Quiet) -> None:
        self._conn = conn
        self._keys = keys
        self._quiet = quiet

    def unanswered_warning(self, person: PersonId, prompt: EventId | None = None) -> tuple[RoomId, EventId] | None:
        """The message of a warning that the person has not answered: of this prompt's, or of the latest."""
        return next(iter(warnings.unanswered(self._conn, self._keys, person, prompt, most=1)), None)

    def warned_together(self, person: PersonId, prompt: EventId | None = None) -> Sequence[tuple[RoomId, EventId]]:
        """Every message of the same word that has no answer yet, the first one first."""
        return warnings.unanswered(self._conn, self._keys, person, prompt)[::-1]

    def warned_by(self, person: PersonId, event: EventId) -> EventId | None:
        """What brought the word that warned this person about this message, if that waits for an answer."""
        return warnings.word_about(self._conn, self._keys, person, event)

    def last_word(self, person: PersonId) -> Word | None:
        """The word about details that the person was given last."""
        return warnings.last_word(self._conn, self._keys, person)

    def gathered(self, word: EventId) -> Sequence[Gathered]:
        """What a word will say that is not said yet."""
        return warnings.gathered(self._conn, self._keys, word)

    def told(self, person: PersonId, detail: Detail) -> Told:
        """What the person was told before that is like this detail."""
        return told_details.told(self._conn, self._keys, person, detail)

    def told_about(self, person: PersonId, event: EventId, detail: Detail) -> bool:
        """Whether the person was told of this very detail in this message."""
        return told_details.told_about(self._conn, self._keys, person, event, detail)

    def quiet(self) -> Quiet:
        """What the operator says about how often people are told."""
        return self._quiet

    def warnings_paused(self, session: SessionId) -> bool:
        """Whether no warnings are given about what is said in this session."""
        return warning_pauses.is_paused(self._conn, session)

    def warning_counts(self) -> Sequence[WarningCount]:
        """How often people were told of each kind of detail, by month, the latest first."""
        return warning_counts.counts(self._conn)
