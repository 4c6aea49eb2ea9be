"""Names looked at for identifying details, before a group or a room goes by them for ever."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from bots.duties import Examination
from bots.examining import Asked, Examining
from fourwalls.group.finding import Finding
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

    @property
    def is_neutral(self) -> bool:
        """Whether nothing was found. What could not be looked at is not known to be neutral."""
        return self.findings == ()

    def words(self, told: str) -> Phrase:
        """The sentence of this name, with what tells marked in the name."""
        if not self.findings:
            return phrase(told, called=self.name)
        kinds = ",".join(dict.fromkeys(finding.kind for finding in self.findings))
        return phrase(told, called=marked(self.name, self.findings), kinds=kinds)


class Names:
    """Asks the examination of details about names."""

    def __init__(self, examining: Examining) -> None:
        self._examining = examining

    async def look_at(self, name: str) -> Telling:
        """Look at one name, by itself: no other name is the context of it."""
        place = RoomId(f"a name {secrets.token_hex(4)}"), EventId("a name"), PersonId("")
        said = Message(*place, from_ms(0), Proof.PLAIN, name)
        (examined,) = await self._examining.examine([Asked(said, Examination.DETAILS, "")])
        return Telling(name, None if examined.failed else examined.findings or ())
