"""``python -m tests.proof.powerloss``: the power goes away while the bots write; was anything lost that was kept?"""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from fourwalls.storage.database import Database
from tests.proof.evening_on_disk import Evening, Rows, an_evening, everything
from tests.proof.powercut import Platter
from tests.support.faulty_sqlite import SCHEME, Operation, recorded, sqlite_version
from tests.support.faulty_sqlite.disk import connect

_STEPS: Final = 30
_STATES_AN_EVENING: Final = 1000
_AT_ONE_CUT: Final = 4
_RECOVERIES: Final = 0.05
"""How many of the states see the power go away once more while they are mended."""
_BY_BOTH: Final = 0.1
"""How many of the states are opened by both versions of SQLite."""
_IN_MEMORY: Final = "/dev/shm"  # noqa: S108 - a folder of our own is made in it
_NAME: Final = "house.sqlite"


class Control(StrEnum):
    """What is broken on purpose."""

    OFF = "off"
    """``synchronous = OFF``"""
    NORMAL = "normal"
    """``synchronous = NORMAL``"""
    JOURNAL = "journal"
    """The disk lies: what is synced of the journal is not safe."""
    GHOSTS = "ghosts"
    """Where the journal grew, it may show what stood there before it was cut (ext4 with ``data=writeback``)."""


class Found(StrEnum):
    """How a database is found again."""

    WHOLE = "whole"
    """Everything acknowledged is there, and of the transaction under way all or nothing."""
    LOST = "lost"
    """An earlier state: something acknowledged is missing."""
    TORN = "torn"
    """A state that never was."""
    DAMAGED = "damaged"
    """It does not open, or its integrity check complains."""


@dataclass(slots=True)
class Verdict:
    """What was counted."""

    states: int = 0
    acknowledged: int = 0
    """Rows that had to be there, of all states together."""
    lost: int = 0
    """Of these, rows that were not."""
    found: Counter[Found] = field(default_factory=Counter)
    again: int = 0
    """States in which the power went away a second time, while the first was being mended."""
    both: int = 0
    """States that were opened by both versions of SQLite."""

    @property
    def ok(self) -> bool:
        """Whether every state was whole."""
        return not self.lost and self.found[Found.WHOLE] == self.states

    def line(self) -> str:
        """The one line that a script reads."""
        broken = self.found[Found.TORN] + self.found[Found.DAMAGED]
        return json.dumps({"states": self.states, "lost": self.lost, "torn": broken, "ok": self.ok})


class Examiner:
    """Makes crash states of evenings and looks at each."""

    def __init__(self, folder: Path, seed: int, control: Control | None) -> None:
        self._folder = folder
        self._dice = random.Random(seed)  # noqa: S311 - repeatable chance, not a secret
        self._control = control
        self._known: set[bytes] = set()
        self.verdict = Verdict()

    async def examine(self, states: int) -> None:
        """Play evenings until so many different states were looked at."""
        while self.verdict.states < states:
            home = Path(tempfile.mkdtemp(dir=self._folder))
            synchronous = self._control.value if self._control in {Control.OFF, Control.NORMAL} else "FULL"
            seed = self._dice.getrandbits(32)
            evening = await an_evening(home, seed, _STEPS, synchronous=synchronous)
            self._known.clear()  # other evenings have other keys, and so other states
            self._cut(evening, min(_STATES_AN_EVENING, states - self.verdict.states))

    def _cut(self, evening: Evening, states: int) -> None:
        """Let the power go away at moments of an evening."""
        begin = evening.furnished if self._control else 0
        span = range(begin, len(evening.operations) + 1)
        cuts = Counter(self._dice.choices(span, k=states // _AT_ONE_CUT + 1))
        platter = Platter(journal_synced=self._control is not Control.JOURNAL, ghosts=self._control is Control.GHOSTS)
        until = self.verdict.states + states
        for done in range(len(evening.operations) + 1):
            if done:
                platter.take(evening.operations[done - 1])
            if done == begin and self._control:
                platter.settle()
            for files in platter.states(self._dice, cuts[done] * _AT_ONE_CUT):
                if self.verdict.states < until:
                    self._look(files, evening, evening.acknowledged(done))

    def _look(self, files: dict[str, bytes], evening: Evening, acknowledged: int) -> None:
        if not self._is_new(files, acknowledged):
            return
        self._judge(_through_python(self._laid_out(files)), evening, acknowledged)
        if self._dice.random() < _BY_BOTH:
            self.verdict.both += 1
            self._compare(files, evening, acknowledged)
        if self._dice.random() < _RECOVERIES and not self._control:
            for later in self._cut_again(files):
                if self._is_new(later, acknowledged):
                    self.verdict.again += 1
                    self._judge(_through_python(self._laid_out(later)), evening, acknowledged)

    def _is_new(self, files: dict[str, bytes], acknowledged: int) -> bool:
        mark = blake2b(str(acknowledged).encode(), digest_size=16)
        for name, data in sorted(files.items()):
            mark.update(f"\0{Path(name).name}\0{len(data)}\0".encode())
            mark.update(data)
        known = mark.digest() in self._known
        self._known.add(mark.digest())
        return not known

    def _laid_out(self, files: dict[str, bytes]) -> Path:
        """Put a state on the real disk."""
        home = self._folder / "state"
        home.mkdir(exist_ok=True)
        for old in home.iterdir():
            old.unlink()
        for name, data in files.items():
            (home / Path(name).name).write_bytes(data)
        return home / _NAME

    def _judge(self, rows: Rows | None, evening: Evening, acknowledged: int) -> None:
        found, lost = _compared(rows, evening, acknowledged)
        self.verdict.states += 1
        self.verdict.found[found] += 1
        self.verdict.lost += lost
        self.verdict.acknowledged += sum(map(len, evening.kept[acknowledged].values()))

    def _compare(self, files: dict[str, bytes], evening: Evening, acknowledged: int) -> None:
        """Let the other SQLite open it, and count only if it finds something worse."""
        found, lost = _compared(_through_apsw(self._laid_out(files)), evening, acknowledged)
        if found is not Found.WHOLE and not self._control:
            self.verdict.found[found] += 1
            self.verdict.found[Found.WHOLE] -= 1
            self.verdict.lost += lost

    def _cut_again(self, files: dict[str, bytes]) -> Iterator[dict[str, bytes]]:
        """Let the house begin to mend it, as it does at a start, and take the power away from that."""
        path = self._laid_out(files)
        found = {str(each): each.read_bytes() for each in path.parent.iterdir()}
        with recorded() as operations:
            Database.open(f"{SCHEME}:///{path}").close()
        platter = Platter.holding(found)
        done: list[Operation] = []
        for operation in operations:
            platter.take(operation)
            done.append(operation)
            yield from platter.states(self._dice, 1)


def _compared(rows: Rows | None, evening: Evening, acknowledged: int) -> tuple[Found, int]:
    """Say how a database is found, and how many acknowledged rows it lacks."""
    kept = evening.kept
    if rows is not None and rows in kept[acknowledged : acknowledged + 2]:
        return Found.WHOLE, 0
    later = _flat(kept[min(acknowledged + 1, len(kept) - 1)])
    lacking = (_flat(kept[acknowledged]) & later) - _flat(rows or {})
    if rows is None:
        return Found.DAMAGED, len(lacking)
    return (Found.LOST if rows in kept[:acknowledged] else Found.TORN), len(lacking)


def _flat(rows: Rows) -> set[tuple[str, tuple[Any, ...]]]:
    return {(name, row) for name, table in rows.items() for row in table}


def _through_python(path: Path) -> Rows | None:
    return _read(lambda: sqlite3.connect(path))


def _through_apsw(path: Path) -> Rows | None:
    return _read(lambda: connect(str(path)))


def _read(opened: Callable[[], Any]) -> Rows | None:
    """Open a database as it was found, with its journal, and read it; ``None``: it is damaged."""
    try:
        with closing(opened()) as connection:
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                return None
            if connection.execute("PRAGMA foreign_key_check").fetchall():
                return None
            return everything(connection)
    except Exception as error:
        if not isinstance(error, sqlite3.Error) and type(error).__module__ != "apsw":
            raise
        return None


async def examine(seed: int, states: int, control: Control | None = None) -> Verdict:
    """Look at so many states, dealt from a seed."""
    with tempfile.TemporaryDirectory(prefix="fourwalls-powerloss-", dir=memory()) as folder:
        examiner = Examiner(Path(folder), seed, control)
        await examiner.examine(states)
        return examiner.verdict


def memory() -> str | None:
    """Where files stay in memory, if there is such a place: SQLite syncs what it mends, and nobody waits for a disk."""
    return _IN_MEMORY if Path(_IN_MEMORY).is_dir() else None


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    *,
    seed: Annotated[int, typer.Option(help="What the evenings and the states are dealt from.")] = 1,
    states: Annotated[int, typer.Option(help="How many different states.", min=1)] = 50_000,
    control: Annotated[Control | None, typer.Option(help="With something broken on purpose: it must lose.")] = None,
) -> None:
    """Cut the power at moments of the bots' writing, and look at what is found again."""
    began = time.monotonic()
    verdict = asyncio.run(examine(seed, states, control))
    told = [
        f"written by SQLite {sqlite_version()}, opened by {sqlite3.sqlite_version}, {verdict.both} states by both",
        f"{verdict.acknowledged} acknowledged rows in {verdict.states} different states, {verdict.lost} of them lost",
        *(f"{times:8} {found}" for found, times in sorted(verdict.found.items())),
        f"{verdict.again:8} of these after a second power cut, during the mending",
        f"{time.monotonic() - began:.0f} s",
    ]
    sys.stderr.write("\n".join(told) + "\n")
    typer.echo(verdict.line())
    raise typer.Exit(0 if verdict.ok else 1)


if __name__ == "__main__":
    app()
