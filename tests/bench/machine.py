"""On what a run was made: the machine, the programs, the commit."""

from __future__ import annotations

import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Machine:
    """What a number depends on besides the code."""

    cpu: str
    cores: int
    ram_gib: float
    load_before: float
    """The machine's load average of the last minute, before the run: near 0 on a quiet machine."""
    system: str
    python: str
    synapse: str
    nio: str
    commit: str
    date: str


def this_machine() -> Machine:
    """Look at the machine now, before anything is started."""
    return Machine(
        cpu=_cpu(),
        cores=psutil.cpu_count() or 0,
        ram_gib=round(psutil.virtual_memory().total / 2**30, 1),
        load_before=round(psutil.getloadavg()[0], 2),
        system=f"{platform.system()} {platform.release().split('-')[0]}",
        python=platform.python_version(),
        synapse=version("matrix-synapse"),
        nio=version("matrix-nio"),
        commit=_commit(),
        date=f"{datetime.now(tz=UTC):%Y-%m-%d %H:%M} UTC",
    )


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.processor() or platform.machine())


def _commit() -> str:
    commit = _git("rev-parse", "--short", "HEAD")
    return f"{commit or 'unknown'}{' + changes' if _git('status', '--porcelain') else ''}"


def _git(*words: str) -> str:
    try:
        done = subprocess.run(["git", *words], cwd=_ROOT, capture_output=True, text=True, timeout=30, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
