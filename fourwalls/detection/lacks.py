"""What detection can do without, finding less than it should. It is always told, never used in silence."""

from __future__ import annotations

from enum import StrEnum


class Lack(StrEnum):
    """One thing that is not there."""

    NAMES_MISSING = "names-missing"
    NAMES_DAMAGED = "names-damaged"
    RISK_MODEL_DAMAGED = "risk-model-damaged"
