"""The systems one after another, each in a process of its own, and what each of them answered."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.eval.details.sets import Span
from tests.eval.details.systems import System

_ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class Run:
    """What one system did with every message."""

    found: Mapping[str, Sequence[Span]]
    asked: Mapping[str, bool]
    """Whether the name model was asked; known of ours alone."""
    ms: Mapping[str, float]
    cpu_ms: Mapping[str, float]
    """The same in CPU time, to which what else runs on the machine adds little."""
    ready_s: float
    memory_mb: Mapping[str, float]
    long_cpu_ms: Mapping[str, float]

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Run:
        """What a worker wrote."""
        answers = told["answers"]
        return cls(
            {key: [Span(*span) for span in one["found"]] for key, one in answers.items()},
            {key: bool(one["asked"]) for key, one in answers.items()},
            {key: one["ms"] for key, one in answers.items()},
            {key: one["cpu_ms"] for key, one in answers.items()},
            told["ready_s"],
            told["memory_mb"],
            told["long_cpu_ms"],
        )


def run(system: System, seed: int) -> Run:
    """Start a system, let it examine everything, and wait for it."""
    command = [sys.executable, "-m", "tests.eval.details.worker", system.value, str(seed)]
    done = subprocess.run(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return Run.read(json.loads(done.stdout))
