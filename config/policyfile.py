"""The confidentiality policy: its version, its review date, and the pieces in which people are told it.

``policy/en.md`` begins with a few lines between ``---``, and its pieces are parted by lines of ``***``. It is written
as Markdown; what people get is plain text.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from config.files import ConfigError, find_config, read_text
from fourwalls.group.agreement import Policy

FILE = "policy/en.md"
LEAST_PAGES, MOST_PAGES = 2, 4
LONGEST_PAGE = 1200
"""Characters. Longer ones are not read on a phone."""

_FENCE, _BREAK = "---", "***"
_DATE_EXAMPLE = "review: 2027-05-24"


def load_policy(folder: Path | None = None, staffed_hours: str = "") -> Policy:
    """Read the policy. Raises ``ConfigError``.

    Args:
        folder: the operator's configuration folder.
        staffed_hours: what people are told in the place of ``{staffed_hours}``.
    """
    file = find_config(FILE, folder)
    head, body = _parted(file, read_text(file))
    written = tuple(_plain(page) for page in _pages(body))
    if not LEAST_PAGES <= len(written) <= MOST_PAGES or not all(written):
        wrong = f"the text must stand in {LEAST_PAGES} to {MOST_PAGES} pieces, none of them empty"
        raise ConfigError(file, "text", wrong, f"a line of {_BREAK} between two pieces")
    policy = Policy(_version(file, head), _review(file, head), written, staffed_hours)
    for number, page in enumerate(policy.pages, start=1):
        if len(page) > LONGEST_PAGE:
            wrong = f"it has {len(page)} characters, and people read it on a phone; at most {LONGEST_PAGE}"
            raise ConfigError(file, f"piece {number}", wrong, f"a line of {_BREAK} between two pieces")
    return policy


def _parted(file: Path, text: str) -> tuple[dict[str, str], str]:
    """What stands between the two fences, by its keys, and the text after them."""
    first, *rest = text.lstrip("\ufeff").split("\n")
    ends = next((at for at, line in enumerate(rest) if line.strip() == _FENCE), None)
    if first.strip() != _FENCE or ends is None:
        wrong = f"the file must begin with its version and review date between two lines of {_FENCE}"
        raise ConfigError(file, "line 1", wrong, f"{_FENCE} version: 1 {_DATE_EXAMPLE} {_FENCE}, each on its own line")
    pairs = (line.partition(":") for line in rest[:ends])
    return {key.strip(): value.strip() for key, _, value in pairs}, "\n".join(rest[ends + 1 :])


def _version(file: Path, head: dict[str, str]) -> int:
    given = head.get("version", "")
    if not re.fullmatch(r"[1-9][0-9]{0,8}", given):
        raise ConfigError(file, "version", "the policy needs a version, a whole number from 1 on", "version: 1")
    return int(given)


def _review(file: Path, head: dict[str, str]) -> date:
    try:
        return date.fromisoformat(head.get("review", ""))
    except ValueError:
        wrong = "the policy needs the date by which people review it, as year-month-day"
        raise ConfigError(file, "review", wrong, _DATE_EXAMPLE) from None


def _pages(body: str) -> list[str]:
    pages = [""]
    for line in body.split("\n"):
        if line.strip() == _BREAK:
            pages.append("")
        elif not line.startswith("#"):
            pages[-1] += f"{line}\n"
    return pages


def _plain(markdown: str) -> str:
    """Markdown as somebody would type it into a chat: paragraphs, and points with a dot."""
    paragraphs = re.split(r"\n\s*\n", markdown.strip())
    text = "\n\n".join(_lines(paragraph) for paragraph in paragraphs)
    return re.sub(r"[*`]|(?<!\w)_|_(?!\w)", "", text.replace("\n- ", "\n• ").removeprefix("- "))


def _lines(paragraph: str) -> str:
    """A paragraph on one line; each point of a list on its own."""
    return re.sub(r"\s*\n(?!\s*[-*] )\s*", " ", paragraph.strip())
