"""The doctor's screen, and the same as JSON."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby

import typer
from rich.console import Console
from rich.text import Text

from bots.cli.doctor.finding import STATUS, Finding, Level, worst

_WIDTH = 80
_INDENT = 11
_COMMAND = re.compile(r"\b(?:fourwalls|chmod|make) \S+(?: \S+)?")
_STICKY = "\N{NO-BREAK SPACE}"
_STYLES = {Level.OK: "green", Level.ATTENTION: "yellow", Level.BROKEN: "bold red"}


def show(findings: Sequence[Finding], *, as_json: bool) -> int:
    """Print what was found; returns the exit status."""
    level = worst(findings)
    if as_json:
        found = {"ok": level is not Level.BROKEN, "level": level.value, "findings": [one.plain() for one in findings]}
        typer.echo(json.dumps(found))
        return STATUS[level]
    console = Console(highlight=False, soft_wrap=True)
    for of, line in lines(findings):
        text = Text(line)
        if of is not None:
            text.stylize(_STYLES[of], 0, len(of.value))
        console.print(text)
    return STATUS[level]


def lines(findings: Sequence[Finding]) -> Iterator[tuple[Level | None, str]]:
    """The screen, line by line; a line that begins with a level comes with it."""
    for subject, group in groupby(findings, key=lambda finding: finding.subject):
        of_subject = list(group)
        well = [finding.seen for finding in of_subject if finding.level is Level.OK and finding.seen]
        if well or all(finding.level is Level.OK for finding in of_subject):
            yield from _wrapped(Level.OK, f"{subject}: {', '.join(well)}" if well else subject)
        for finding in of_subject:
            if finding.level is not Level.OK:
                yield from _wrapped(finding.level, f"{subject}: {finding.seen}" if finding.seen else subject)
                yield from ((None, " " * _INDENT + line) for line in _parts(f"→ {finding.remedy}"))
    yield None, ""
    yield None, _sum(findings)


def _wrapped(level: Level, text: str) -> Iterator[tuple[Level | None, str]]:
    for number, line in enumerate(_parts(text)):
        yield (level, f"{level.value.upper():<{_INDENT}}{line}") if not number else (None, " " * _INDENT + line)


def _parts(text: str) -> list[str]:
    """The text in lines that fit; commands and paths stay whole, so that they can be copied."""
    kept = _COMMAND.sub(lambda command: command[0].replace(" ", _STICKY), text)
    wrapped = textwrap.wrap(kept, _WIDTH - _INDENT, break_long_words=False, break_on_hyphens=False)
    return [line.replace(_STICKY, " ") for line in wrapped]


def _sum(findings: Sequence[Finding]) -> str:
    counts = {level: sum(finding.level is level for finding in findings) for level in Level}
    if not counts[Level.BROKEN] and not counts[Level.ATTENTION]:
        return "All is well."
    return f"{counts[Level.BROKEN]} broken, {counts[Level.ATTENTION]} for your attention. The first may explain others."
