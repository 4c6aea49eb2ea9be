"""The examiner: details and risk together in one process, for scripts; the bots have a process for each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Self

from fourwalls.detection.details.examiner import DetailsExaminer
from fourwalls.detection.risk.judge import Judge
from fourwalls.group.finding import Finding, RiskReading


class Examiner:
    """Finds identifying details and signs of risk. Load it once; use it from one worker thread at a time."""

    def __init__(self, details: DetailsExaminer, judge: Judge) -> None:
        self._details = details
        self._judge = judge
        self.state = (details.state, judge.state)
        """What is loaded, a sentence a part; fit for the status page."""
        self.lacks = details.lacks | judge.lacks
        """What is missing, so that less is found than should be."""

    @property
    def degraded(self) -> bool:
        """Whether anything is missing."""
        return bool(self.lacks)

    @classmethod
    def load(cls, *, risk_toml: str, models: Path | None = None) -> Self:
        """Load everything. What is missing or damaged is never used in silence: ``lacks`` says so.

        Raises:
            RiskRulesError: the cues cannot be used.
        """
        return cls(DetailsExaminer.load(models), Judge.load(risk_toml))

    def details(
        self, text: str, *, before: Sequence[str] = (), profile_names: Collection[str] = ()
    ) -> tuple[Finding, ...]:
        """The identifying details in a message. ``before`` holds the same sender's previous messages."""
        return self._details.examine(text, before=before, profile_names=profile_names)

    def risk(self, text: str, *, context: Sequence[str] = ()) -> RiskReading:
        """The risk in a message. ``context`` holds the lines before it, oldest first, as ``name: text``."""
        return self._judge.read(text, context)
