"""``make mutation``: change the gate, the sealing and the bookmark line by line; do the fast tests notice?

mutmut changes one expression at a time in a copy of this repository and runs the tests that reach it, those without a
homeserver alone. It leaves functions with decorators alone (properties, class methods).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final

import typer

from tests.proof.powerloss import memory

ROOT: Final = Path(__file__).parents[2]
_LISTED: Final = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
_MATRIX, _STORAGE = "fourwalls/matrix", "fourwalls/storage"
GROUPS: Final = {
    "gate": (
        tuple(f"{_MATRIX}/{each}.py" for each in ("keyring", "unlocking", "signatures")),
        tuple(
            f"tests/{_MATRIX}/test_{each}.py"
            for each in ("keyring", "unlocking", "signatures", "syncing", "outgoing", "crypto")
        ),
    ),
    "sealing": (
        (f"{_STORAGE}/sealing.py",),
        tuple(f"tests/{_STORAGE}/test_{each}.py" for each in ("sealing", "transcripts")),
    ),
    "bookmark": (
        (
            *("bots/keeping.py", f"{_MATRIX}/keeping.py", f"{_MATRIX}/paging.py"),
            *(f"{_STORAGE}/journal.py", f"{_STORAGE}/vault.py"),
        ),
        (
            *(f"tests/bots/test_{each}.py" for each in ("keeping", "memory", "missing_keys")),
            *(f"tests/{_MATRIX}/test_{each}.py" for each in ("keeping", "syncing", "paging")),
            *(f"tests/{_STORAGE}/test_{each}.py" for each in ("journal", "vault", "backlog")),
        ),
    ),
}
"""What is changed, and the tests that should notice; the table of replays is the journal's."""
ENDS: Final = ("killed", "timeout", "survived", "untested")
_KILLED, _SURVIVED, _UNTESTED = {1, 3}, {0}, {5, 33}
"""Exit statuses of pytest as mutmut keeps them; anything else is a test that ran out of time or a crash."""


@dataclass(slots=True)
class Score:
    """What became of the mutants of one file."""

    ends: Counter[str] = field(default_factory=Counter)
    left: list[str] = field(default_factory=list)
    """The names of those that nothing noticed."""

    def row(self, name: str) -> str:
        """One row of a table."""
        told = " | ".join(str(self.ends[end]) for end in ENDS)
        return f"| {name} | {self.ends.total()} | {told} |"


def prepare(folder: Path, files: tuple[str, ...], tests: tuple[str, ...]) -> None:
    """Copy what git knows, or would, and say what is to be changed."""
    listed = subprocess.run(
        ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"),
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    settings = {
        "source_paths": ["fourwalls", "bots"],
        "only_mutate": list(files),
        "also_copy": ["handlers", "config"],
        "use_git_change_detection": False,
        "pytest_add_cli_args": ["-m", "not e2e", "-p", "no:cacheprovider"],
        "pytest_add_cli_args_test_selection": list(tests),
    }
    with (folder / "pyproject.toml").open("a") as settings_file:
        settings_file.write("\n[tool.mutmut]\n")
        for name, value in settings.items():
            settings_file.write(f"{name} = {json.dumps(value)}\n")


def mutmut(folder: Path, *arguments: str) -> str:
    """Run it in the copy. Temporary folders are each run's own: one that another run sweeps away looks like a kill."""
    (folder / "tmp").mkdir(exist_ok=True)
    command = (str(Path(sys.executable).with_name("mutmut")), *arguments)
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder / "tmp")},
        check=False,
        capture_output=True,
        text=True,
    )
    return done.stdout + done.stderr


def scored(folder: Path, file: str) -> Score:
    """Read what became of the mutants of a file."""
    score = Score()
    told = json.loads((folder / "mutants" / f"{file}.meta").read_text())["exit_code_by_key"]
    for name, status in told.items():
        end = "killed" if status in _KILLED else "survived" if status in _SURVIVED else "timeout"
        end = "untested" if status in _UNTESTED else end
        score.ends[end] += 1
        if end in {"survived", "untested"}:
            score.left.append(name)
    return score


def changed(folder: Path, mutant: str) -> str:
    """Show the changed lines of a mutant."""
    lines = mutmut(folder, "show", mutant).splitlines()
    return "\n".join(line for line in lines if line[:1] in {"+", "-"} and line[:3] not in {"+++", "---"})


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(
    *,
    group: Annotated[list[str] | None, typer.Option(help="Of gate, sealing, bookmark; all by default.")] = None,
    show: Annotated[bool, typer.Option("--show", help="Show the changes that nothing noticed.")] = False,
    children: Annotated[int, typer.Option(help="How many at once.", min=1)] = os.cpu_count() or 1,
) -> None:
    """Count the mutants of each file and those that the tests notice."""
    sums: Counter[str] = Counter()
    typer.echo(
        "| file | mutants | killed | timed out | survived | untested |\n| --- | ---: | ---: | ---: | ---: | ---: |"
    )
    for name in group or list(GROUPS):
        files, tests = GROUPS[name]
        with tempfile.TemporaryDirectory(prefix="fourwalls-mutation-", dir=memory()) as place:
            folder = Path(place)
            prepare(folder, files, tests)
            told = mutmut(folder, "run", "--max-children", str(children))
            if not (folder / "mutants" / f"{files[0]}.meta").exists():
                sys.exit(told[-3000:])
            for file in files:
                score = scored(folder, file)
                sums += score.ends
                typer.echo(score.row(file))
                for mutant in score.left if show else ():
                    sys.stderr.write(f"{mutant}\n{changed(folder, mutant)}\n")
    typer.echo(json.dumps({"mutants": sums.total(), **{end: sums[end] for end in ENDS}}))


if __name__ == "__main__":
    app()
