"""Names looked at for identifying details, before a group or a room goes by them for ever."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from bots.duties import Examination
from bots.examining import Asked, Examining
from fourwalls.detection.chosen_names import read_name
from fourwalls.group.finding import DetailKind, Finding
from fourwalls.group.heard import Message, Proof
from fourwalls.group.people import EventId, PersonId, RoomId
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.storage.times import from_ms
from handlers.marking import marked


@dataclass(frozen=True, slots=True)
class Telling:
    """What was found in a name; ``findings`` is ``None`` where it could not be looked at."""

    name: str
    findings: tuple[Finding, ...] | None
    kinds: tuple[DetailKind, ...] = ()
    """What the reader of names sees in it, which knows no places within it."""

    @property
    def tells(self) -> bool:
        """Whether something was found."""
        return bool(self.findings or self.kinds)

    @property
    def is_neutral(self) -> bool:
        """Whether nothing was found. What could not be looked at is not known to be neutral."""
        return self.findings is not None and not self.tells

    def words(self, told: str) -> Phrase:
        """The sentence of this name, with what tells marked in the name as far as its place is known."""
        if not self.tells:
            return phrase(told, called=self.name)
        findings = self.findings or ()
        kinds = ",".join(dict.fromkeys((*(finding.kind for finding in findings), *self.kinds)))
        return phrase(told, called=marked(self.name, findings) if findings else self.name, kinds=kinds)


class Names:
    """Asks the examination of details about names, and the reader of names, since a name has no sentence around it."""

    def __init__(self, examining: Examining) -> None:
        self._examining = examining

    async def look_at(self, name: str) -> Telling:
        """Look at one name, by itself: no other name is the context of it."""
        place = RoomId(f"a name {secrets.token_hex(4)}"), EventId("a name"), PersonId("")
        said = Message(*place, from_ms(0), Proof.PLAIN, name)
        (examined,) = await self._examining.examine([Asked(said, Examination.DETAILS, "")])
        return Telling(name, None if examined.failed else examined.findings or (), read_name(name))
