"""Writes the tables of ``commands.md`` from the registry of commands.

Run it from the root of the repository: ``make docs``, or ``.venv/bin/python -m docs.commands``. What stands between the
two marks is made anew; everything else on the page is written by hand.
"""

# ruff: noqa: INP001  a script beside its page, not a package

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fourwalls.group.people import Role
from handlers.commands.registry import Command
from handlers.conversation import REGISTRY

PAGE = Path(__file__).with_name("commands.md")
BEGIN, END = "<!-- made by docs/commands.py: begin -->", "<!-- made by docs/commands.py: end -->"
_TITLES = {
    Role.MEMBER: "For everybody",
    Role.FACILITATOR: "For facilitators, in their own groups, and for the Online Manager",
    Role.ONLINE_MANAGER: "For the Online Manager",
}


def tables() -> str:
    """The commands as tables, one for each role that may give them, in the order of their words."""
    commands = sorted(REGISTRY.commands.values(), key=lambda command: command.word)
    parts = [
        "\n".join(_table(title, [each for each in commands if each.who is role])) for role, title in _TITLES.items()
    ]
    return "\n\n".join(parts)


def with_tables(page: str) -> str:
    """The page with its tables made anew. Raises ``ValueError`` when a mark is missing."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{PAGE.name} must hold both marks: {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{tables()}\n\n{END}{after}"


def _table(title: str, commands: list[Command]) -> Iterator[str]:
    yield f"### {title}"
    yield ""
    yield "| you say | it | waits for `confirm` |"
    yield "| --- | --- | --- |"
    for each in commands:
        usage = ", ".join(f"`{one}`" for one in each.usage.split(", "))
        yield f"| {usage} | {each.does} | {each.confirm or 'no'} |"


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
