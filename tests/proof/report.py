"""A whole run told: the part of ``docs/proof.md`` that holds figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.figures import quantile
from tests.bench.machine import Machine
from tests.proof.absence import Absence
from tests.proof.late import Late
from tests.proof.plan import Kind
from tests.proof.proving import Counts, Proof, Told

DOCUMENT = Path(__file__).parents[2] / "docs" / "proof.md"
BEGIN = "<!-- figures: make proof WRITE=1 writes them -->"
END = "<!-- end of the figures -->"
_KINDS = {
    Kind.NAME: "of these with a full name, each owed a warning",
    Kind.RISK: "of these with a sign of risk, each owed a flag",
}

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """Everything of one run."""

    machine: Machine
    proof: Proof
    control: Proof
    late: Late
    absence: Absence

    @property
    def ok(self) -> bool:
        """Whether nothing was lost, and the control lost."""
        recovered = len(self.late.recovered) == len(self.late.words)
        return self.proof.verdict.ok and not self.control.verdict.ok and recovered and self.absence.complete


def write(results: Results, document: Path = DOCUMENT) -> None:
    """Put the figures where they stand in the document; the rest of it is left as it is.

    Raises:
        ValueError: the document has no place for them.
    """
    before, begin, rest = document.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the document has no place for the figures")
    document.write_text(f"{before}{BEGIN}\n\n{figures(results)}\n{END}{after}")


def figures(results: Results) -> str:
    """All figures, as Markdown."""
    parts = [*_rounds(results), *_control(results.control), *_late(results.late), *_absence(results.absence)]
    return "\n\n".join(parts) + "\n"


def _rounds(results: Results) -> list[str]:
    proof, verdict, counts = results.proof, results.proof.verdict, results.proof.counts
    command = f"`make proof SEED={proof.seed} ROUNDS={verdict.rounds} WRITE=1`"
    said = [("said", str(verdict.said)), *((told, str(counts[Told.SAID][kind])) for kind, told in _KINDS.items())]
    wrong = [*_rows(counts, Told.WRONG), *_rows(counts, Told.STRUCK)]
    tried = [(what, times, "") for what, times in _rows(counts, Told.TRIED)]
    seen = [
        (f"gaps of more than one answer, of these healed {verdict.gaps - verdict.unhealed}", str(verdict.gaps)),
        *_rows(counts, Told.SEEN),
        ("ends of the bots without a sentence", str(verdict.crashed)),
        ("second processes on the same data that did not refuse", str(verdict.side_by_side)),
    ]
    within = f"{proof.rounds_within_limits} of the {verdict.rounds} rounds within Synapse's default rate limits"
    return [
        "## The run",
        f"{command} · {_made_on(results.machine)} · {within} · {proof.seconds:.0f} s",
        _line(verdict.line()),
        _grid(("messages", ""), said),
        _grid(("what went wrong", "times"), wrong),
        _grid(("what was tried", "times", f"obeyed: {verdict.obeyed} in all"), tried),
        _grid(("what was seen", "times"), seen),
    ]


def _control(control: Proof) -> list[str]:
    kills = control.counts[Told.WRONG].total()
    command = f"`make proof CONTROL=1 SEED={control.seed} ROUNDS={control.verdict.rounds}`"
    told = f"{command} · {control.verdict.said} messages, {kills} kills"
    return ["### The control", told, _line(control.verdict.line())]


def _late(late: Late) -> list[str]:
    held = late.held
    rows = [
        ("messages whose key came late", str(len(late.words))),
        ("seconds that a key was held: least, median, most", _span(held)),
        ("kills meanwhile", str(late.kills)),
        ("recovered", f"{len(late.recovered)} ({late.percent:.1f} %)"),
        *late.times().items(),
    ]
    return ["### Late keys", "`python -m tests.proof.late`", _grid(("", ""), rows)]


def _absence(absence: Absence) -> list[str]:
    told, working = absence.tally, absence.done_seconds - absence.loaded_seconds
    rows = [
        ("messages missed, under so many room keys", f"{absence.missed}, {absence.keys}"),
        ("examined for details, for risk, recorded", f"{told.details_examined}, {told.risk_examined}, {told.recorded}"),
        ("warnings, of these owed", f"{told.warned} of {absence.owed_warnings}"),
        ("in the homeserver's order and with its times", "yes" if absence.in_order else "NO"),
        (
            "seconds from the start until all was done, of these loading",
            f"{absence.done_seconds:.1f}, {absence.loaded_seconds:.1f}",
        ),
        ("messages a second", f"{absence.missed / working:.0f}"),
        ("MB held before, at most while catching up", f"{absence.memory_before:.0f}, {absence.memory_most:.0f}"),
    ]
    return ["### A long absence", "`python -m tests.proof.absence`", _grid(("", ""), rows)]


def _made_on(machine: Machine) -> str:
    facts = (
        machine.date,
        f"commit {machine.commit}",
        f"{machine.cpu}, {machine.cores} cores, {machine.ram_gib} GiB, load {machine.load_before} before the run",
        machine.system,
        f"Python {machine.python}",
        f"Synapse {machine.synapse} on SQLite",
        f"nio {machine.nio}",
    )
    return " · ".join(facts)


def _rows(counts: Counts, told: Told) -> list[Row]:
    return [(what, str(times)) for what, times in counts[told].items()]


def _span(seconds: Sequence[float]) -> str:
    return ", ".join(f"{each:.0f}" for each in (min(seconds), quantile(seconds, 0.5), max(seconds)))


def _line(line: str) -> str:
    return f"```\n{line}\n```"


def _grid(heads: Row, rows: Sequence[Row]) -> str:
    ruler = (" --- ", *(" ---: " for _ in heads[1:]))
    return "\n".join([_cells(heads), f"|{'|'.join(ruler)}|", *(_cells(row) for row in rows)])


def _cells(cells: Row) -> str:
    return f"| {' | '.join(cells)} |"
