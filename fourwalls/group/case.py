"""A case: what the managers do about one sign of risk. People decide; this table only keeps the order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from fourwalls.group.people import EventId, PersonId

CaseNumber = NewType("CaseNumber", int)
"""Counts from 1 in the order of raising; it may leave the house (a pager carries it)."""


class CaseState(StrEnum):
    """Where a case stands."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"


class CaseStep(StrEnum):
    """What a manager can do with a case."""

    ACKNOWLEDGE = "acknowledge"


STEPS: dict[tuple[CaseState, CaseStep], CaseState] = {
    (CaseState.RAISED, CaseStep.ACKNOWLEDGE): CaseState.ACKNOWLEDGED,
}
"""The whole life of a case. What is not in the table cannot be done."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case as its readers see it."""

    number: CaseNumber
    state: CaseState
    thread: EventId | None
    """The root of its thread in the manager room; ``None`` until the server has taken it."""
    owner: PersonId | None = None
    """Who acknowledged it."""
