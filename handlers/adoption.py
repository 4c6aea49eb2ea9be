"""What taking on a room would mean that was there before us: what would change, and what cannot be promised there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fourwalls.group.people import PersonId
from fourwalls.group.phrase import Phrase, phrase
from handlers.entitled import one_line

MOST_NAMED = 5
"""How many people are named within one sentence."""
_LONGEST_MESSAGE = 2400
"""Characters: what can be read on a phone."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the server shows of a room, and who of its people is on a list."""

    people: int
    """How many are inside, our bots aside."""
    strangers: int
    """How many of them, and of those who are asked in, are on no list of the group."""
    drifted: Sequence[str]
    """The types of the settings that would be changed."""
    listed: bool
    """It stands in a public list, or has addresses."""
    encrypted: bool
    history: str
    """Who can read what was said, as the room has it now."""
    version_fits: bool
    federation_fits: bool
    creators: int
    """How many outrank everybody for ever, the warden aside."""
    peers: int
    """How many others have as much power as the warden, or more, and are no such creators."""
    programs: int
    """How many widgets, bridges and other programs are set up in it."""
    tells: Sequence[tuple[str, str]] = ()
    """Of its name and topic, which may tell who somebody is, and by what kinds of detail."""


def limits(facts: Facts) -> Iterator[tuple[str, int]]:
    """What cannot be promised, as codes, each with a number."""
    if facts.creators:
        yield "creators", facts.creators
    if facts.peers:
        yield "peers", facts.peers
    if not facts.version_fits:
        yield "version", 0
    if not facts.federation_fits:
        yield "federation", 0
    if not facts.encrypted:
        yield "unencrypted", 0
    elif facts.history != "joined":
        yield "history", 0
    if facts.programs:
        yield "programs", facts.programs
    yield "past", 0


def report(facts: Facts) -> list[Phrase]:
    """What somebody who wants a room taken on is shown first, piece by piece."""
    said = [phrase("adopt-people", people=facts.people, strangers=facts.strangers)]
    if facts.drifted:
        said.append(phrase("adopt-changes", setting=",".join(dict.fromkeys(facts.drifted))))
    said += [phrase("adopt-tells", setting=setting, kinds=kinds) for setting, kinds in facts.tells]
    if facts.listed:
        said.append(phrase("adopt-listed"))
    said.append(phrase("adopt-limits"))
    said += [phrase(f"adopt-limit-{code}", number=number) for code, number in limits(facts)]
    return said


def named(person: PersonId, name: str) -> str:
    """Somebody whom we do not know, as they call themselves in that room, and by what no two have."""
    return f"{one_line(name) or one_line(person.removeprefix('@').split(':', 1)[0])} ({one_line(person, 255)})"


def people_named(people: Mapping[PersonId, str]) -> Iterator[Phrase]:
    """Everybody who would get a place, with their profile names there: nobody vouches for a number."""
    for lines in in_messages([named(person, name) for person, name in people.items()], between="\n"):
        yield phrase("adopt-named", lines=lines)


def in_messages(pieces: Iterable[str], between: str = "\n\n") -> list[str]:
    """Pieces in as few messages as can be said."""
    messages: list[str] = []
    for piece in pieces:
        joined = f"{messages[-1]}{between}{piece}" if messages else piece
        messages[-1:] = [joined] if len(joined) <= _LONGEST_MESSAGE else [*messages[-1:], piece]
    return messages
