from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOUSE = ("bots", "handlers", "config", "fourwalls")


def told() -> str:
    return (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def files() -> set[str]:
    return {file.relative_to(ROOT).as_posix() for home in HOUSE for file in (ROOT / home).rglob("*.py")}


def test_every_file_that_the_house_is_told_by_is_there() -> None:
    named = {name for quoted in re.findall(r"`([^`\n]+)`", told()) for name in re.findall(r"[\w/]+\.py\b", quoted)}
    assert len(named) > 40
    gone = {name for name in named if not (ROOT / name).exists() and not any(f"/{name}" in f"/{it}" for it in files())}
    assert gone == set()


def test_every_file_of_the_shell_is_told_of() -> None:
    shell = told().split("### The shell in `bots/`")[1].split("\n## ")[0]
    ours = {file.name for file in (ROOT / "bots").glob("[!_]*.py")}
    assert {name for name in ours if not re.search(rf"\b{re.escape(name)}\b", shell)} == set()
