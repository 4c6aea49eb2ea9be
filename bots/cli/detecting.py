"""``fourwalls detect``: detection for scripts (JSON lines) and for eyes (the text, marked)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.text import Text

from config.files import open_config
from fourwalls.detection.jsonl import details_lines, mosaic_lines, risk_lines
from fourwalls.detection.mosaic.reader import MosaicReader

if TYPE_CHECKING:
    from fourwalls.detection.examiner import Examiner


def look(what: str, text: str | None, say: Callable[[str], None]) -> None:
    """Answer standard input line by line, or show one text.

    Args:
        what: ``details``, ``risk`` or ``mosaic``.
        text: the text; ``None``: JSON lines from standard input.
        say: told on standard error what is missing, if anything is.
    """
    if what == "mosaic":
        look_mosaic(text)
        return
    examiner = load_examiner(say)
    if text is None:
        answer_lines((details_lines if what == "details" else risk_lines)(examiner, sys.stdin))
    elif what == "details":
        show_details(examiner, text)
    else:
        show_risk(examiner, text)


def load_examiner(say: Callable[[str], None]) -> Examiner:
    """Load detection with the shipped defaults, and say so on standard error if something is missing."""
    from fourwalls.detection.examiner import Examiner  # noqa: PLC0415  seconds of presidio, which mosaic does without

    examiner = Examiner.load(risk_toml=open_config("risk.toml"))
    if examiner.degraded:
        for line in examiner.state:
            say(line)
    return examiner


def answer_lines(answers: Iterator[str]) -> None:
    """Print an answer a line, as they come."""
    try:
        for line in answers:
            typer.echo(line)
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


def look_mosaic(text: str | None) -> None:
    """The same for small details; a text is one member's messages, one a line."""
    reader = MosaicReader.load(open_config("mosaic.toml"))
    if text is None:
        answer_lines(mosaic_lines(reader, sys.stdin))
    else:
        show_mosaic(reader, text.splitlines())


def show_mosaic(reader: MosaicReader, messages: Sequence[str]) -> None:
    """Show after each message which kinds of small details are known, and whether they single somebody out."""
    console = Console(highlight=False)
    for said, known in zip(messages, reader.follow(messages), strict=True):
        console.print(Text(said))
        kinds = ", ".join(f"{kind.value} {bits:.0f}" for kind, bits in known.bits.items()) or "nothing"
        total = f"{known.total(reader.measure):.0f} of {reader.measure.threshold:.0f} bits"
        console.print(f"  known by now: {kinds} ({total})", markup=False)
    at = reader.identifiable_at(messages)
    told = "never single somebody out" if at is None else f"could single somebody out from message {at + 1} on"
    console.print(f"Together these {told}.", markup=False)


def show_details(examiner: Examiner, text: str) -> None:
    """Show a text with what could tell who somebody is marked in it."""
    findings = examiner.details(text)
    shown = Text(text)
    for finding in findings:
        shown.stylize("bold reverse", finding.start, finding.end)
    console = Console(highlight=False)
    console.print(shown)
    if not findings:
        console.print("Nothing identifying was found.")
    for finding in findings:
        span = text[finding.start : finding.end]
        console.print(f"  {finding.kind.value}: «{span}» ({finding.confidence:.2f}, {finding.why})", markup=False)


def show_risk(examiner: Examiner, text: str) -> None:
    """Show a text with what spoke for a risk marked in it."""
    reading = examiner.risk(text)
    shown = Text(text)
    for cue in reading.cues:
        shown.stylize("bold reverse", cue.start, cue.end)
    console = Console(highlight=False)
    console.print(shown)
    kind = reading.kind.value if reading.kind is not None else "no risk seen"
    console.print(f"  {kind}: {reading.severity.word} (score {reading.score:.2f})", markup=False)
    for cue in reading.cues:
        console.print(f"  «{text[cue.start : cue.end]}»: {cue.cue}", markup=False)
    for guard in reading.lowered_by:
        console.print(f"  lowered by {guard}", markup=False)
