"""What an attack is, how one is carried out, and the table of what came of each."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from tests.proof.attacks.field import Field


@dataclass(frozen=True, slots=True)
class Tried:
    """What somebody tried, before it is looked at what came of it."""

    times: int
    words: tuple[str, ...] = ()
    """Ids of events with words that claim to be somebody's: examined all the same, and proven to be nobody's."""
    obeyed: int = 0
    """What the attack itself saw to be obeyed, beside what the records show."""
    consequences: bool = True
    """Whether whatever the records add meanwhile was obedience; else the attack has looked for itself."""


Attempt = Callable[[Field], Awaitable[Tried]]
Control = Callable[[Field], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Attack:
    """One kind of attack, and the honest act of the same kind that *is* obeyed (else "0 obeyed" would say nothing)."""

    name: str
    attempt: Attempt
    control: Control
    quick: bool = True
    """Whether it is among those of every test run."""


@dataclass(frozen=True, slots=True)
class Row:
    """What came of one attack."""

    name: str
    tried: int
    obeyed: int
    words: int
    examined: int
    control: int
    """What the honest act brought about."""
    went_on: bool
    memory: float
    """What the bots hold afterwards, in MiB."""

    @property
    def ok(self) -> bool:
        """Whether it was really tried, nothing was obeyed, all words were examined, and the bots went on."""
        tried = self.tried > 0 and self.control > 0
        return tried and self.obeyed == 0 and self.examined == self.words and self.went_on


async def carry_out(attack: Attack, field: Field) -> Row:
    """Attack, look at what came of it, say something honest, and do the same thing honestly."""
    before = field.ledger.consequences()
    tried = await attack.attempt(field)
    await field.examined(tried.words)
    went_on = await field.goes_on()
    counted = len(field.ledger.consequences() ^ before) if tried.consequences else 0
    obeyed = tried.obeyed + counted + field.ledger.believed(tried.words)
    control = attack.control.__name__
    if control not in field.controls:
        field.controls[control] = await attack.control(field)
    examined = min(field.ledger.examined(tried.words))
    done, memory = field.controls[control], field.memory()
    return Row(attack.name, tried.times, obeyed, len(tried.words), examined, done, went_on, memory)


def line(rows: Sequence[Row], *, ok: bool = True) -> str:
    """The one line that a script reads."""
    tried, obeyed = sum(row.tried for row in rows), sum(row.obeyed for row in rows)
    return json.dumps({"tried": tried, "obeyed": obeyed, "ok": ok and bool(rows) and all(row.ok for row in rows)})


def table(rows: Sequence[Row]) -> list[str]:
    """The rows as a table in Markdown."""
    head = (
        "| attack | tried | obeyed | examined all the same | kept going | memory |",
        "| --- | ---: | ---: | ---: | --- | ---: |",
    )
    lines = (
        f"| {row.name} | {row.tried} | {row.obeyed} | {f'{row.examined} of {row.words}' if row.words else 'no words'} "
        f"| {'yes' if row.went_on else 'NO'} | {row.memory:.0f} MiB |"
        for row in rows
    )
    return [*head, *lines]
