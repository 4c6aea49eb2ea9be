"""The proof: what was claimed, counted from the people's side and from the records' side, and compared."""

from __future__ import annotations

from dataclasses import dataclass

from bots.demo import mishaps
from bots.demo.evening import Evening
from bots.demo.reading import Read
from fourwalls.storage import tally
from fourwalls.storage.tally import Tally


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim: what people saw, and what the records hold."""

    what: str
    people: int
    records: int

    @property
    def holds(self) -> bool:
        """Whether both sides say the same."""
        return self.people == self.records


@dataclass(frozen=True, slots=True)
class Proof:
    """Every claim of one evening."""

    claims: tuple[Claim, ...]

    @property
    def ok(self) -> bool:
        """Whether every claim holds."""
        return all(claim.holds for claim in self.claims)

    def line(self) -> dict[str, int | bool]:
        """The counts of the records by name, and ``ok``."""
        named = ("said", "examined", "recorded", "warned", "flagged", "evicted", "repaired")
        counted = {claim.what: claim.records for claim in self.claims if claim.what in named}
        return {**counted, "ok": self.ok}


@dataclass(frozen=True, slots=True)
class Before:
    """What had been counted when the evening began: the house may be older than the evening."""

    newest: int
    """The newest effect of the outbox."""
    warnings_seen: dict[str, int]
    threads: int


async def count_before(evening: Evening) -> Before:
    """Count what is there already."""
    newest = await evening.house.ground.database.run(tally.newest)
    return Before(newest, _warnings_seen(evening), len(evening.threads()))


async def prove(evening: Evening, before: Before, read: Read) -> Proof:
    """Compare both sides."""
    run, keys, said = evening.house.ground.database.run, evening.house.ground.keys, evening.said
    counted: Tally = await run(lambda conn: tally.of_messages(conn, keys, said))
    evicted = await run(lambda conn: tally.performed(conn, "Evict", before.newest))
    repaired = await run(lambda conn: tally.performed(conn, "Repair", before.newest))
    seen = _warnings_seen(evening)
    warned = sum(seen.values()) - sum(before.warnings_seen.values())
    everybody_read = min(sum(event in guest.messages for event in said) for guest in evening.guests)
    cast = evening.cast
    outside = not cast.stranger.is_in(cast.rooms.group)
    closed = await mishaps.windows_of(evening.stage, cast.rooms.group) == "joined"
    return Proof(
        (
            Claim("said", everybody_read, len(said)),
            Claim("examined", len(said), min(counted.details_examined, counted.risk_examined)),
            Claim("recorded", len(said), counted.recorded),
            Claim("read in the transcript", *_in_transcript(evening, read)),
            Claim("transcript refused without signing in", 1, int(read.refused)),
            Claim("warned", warned, counted.warned),
            Claim("flagged", len(evening.threads()) - before.threads, counted.flagged),
            Claim("evicted", int(outside), evicted),
            Claim("repaired", int(closed), repaired),
        )
    )


def _in_transcript(evening: Evening, read: Read) -> tuple[int, int]:
    """How many turns should stand in the transcript (all that were not removed), and how many do."""
    taken_back = evening.cast.facilitator.taken_back
    turns = list(zip(evening.cast.script.turns, evening.said, strict=True))
    kept = [turn for turn, event in turns if event not in taken_back]
    gone = [turn for turn, event in turns if event in taken_back]
    found = sum(" ".join(turn.text.split()) in read.page for turn in kept)
    return len(kept), found + sum(" ".join(turn.text.split()) in read.page for turn in gone)


def _warnings_seen(evening: Evening) -> dict[str, int]:
    pattern, cast = evening.recognising.pattern("warning"), evening.cast
    return {
        name: sum(pattern in message.text for message in cast.people[name].said_in(room))
        for name, room in cast.rooms.private.items()
    }
