from __future__ import annotations

import warnings
from pathlib import Path

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what presidio imports warns at import about its own dependencies, not about us
    from fourwalls.detection.examiner import Examiner

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def risk_toml() -> str:
    return (ROOT / "config" / "risk.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def examiner(risk_toml: str) -> Examiner:
    return Examiner.load(risk_toml=risk_toml)
