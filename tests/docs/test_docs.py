from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.sources import NAMES
from config.wording import Wording
from docs import commands
from fourwalls.group.phrase import phrase
from handlers.commands import asking, everyday, leaving, report, worry
from handlers.commands.registry import Command
from handlers.conversation import REGISTRY

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PICTURE = DOCS / "pictures" / "evening.svg"
PAGES = (ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted(DOCS.rglob("*.md")))
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_SETTING = re.compile(r"\bFOURWALLS_[A-Z_]*[A-Z]\b")
_TITLE = re.compile(r"^#+ (.+)$", re.MULTILINE)
_QUOTED = re.compile(r"`([^`\n]+)`")


def words(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def links() -> Iterator[tuple[Path, str]]:
    for page in PAGES:
        yield from ((page, link) for link in _LINK.findall(words(page)) if not link.startswith(("http://", "https://")))


def anchors(page: Path) -> set[str]:
    """The anchors of a page's titles, as GitHub makes them."""
    titles = (title.lower().replace("`", "") for title in _TITLE.findall(words(page)))
    return {re.sub(r"[^\w\- ]", "", title).replace(" ", "-") for title in titles}


@pytest.mark.parametrize(("page", "link"), [pytest.param(*one, id=f"{one[0].name}:{one[1]}") for one in links()])
def test_a_link_leads_somewhere(page: Path, link: str) -> None:
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    assert target.is_relative_to(ROOT), "a link stays inside the repository"
    assert target.exists()
    if anchor:
        assert anchor in anchors(target)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_setting_that_is_named_exists(page: Path) -> None:
    assert set(_SETTING.findall(words(page))) <= NAMES


def test_the_operator_finds_every_setting() -> None:
    named = set(_QUOTED.findall(words(DOCS / "operator.md")))
    assert named >= NAMES


@pytest.mark.parametrize("page", ["facilitator.md", "manager.md"])
@pytest.mark.parametrize("command", REGISTRY.commands.values(), ids=lambda command: command.word)
def test_facilitators_and_the_online_manager_find_every_command(command: Command, page: str) -> None:
    quoted = set(_QUOTED.findall(words(DOCS / page)))
    assert quoted >= set(command.usage.split(", "))


def test_the_page_of_commands_is_fresh() -> None:
    """If not: ``make docs``."""
    page = words(commands.PAGE)
    assert commands.with_tables(page) == page
    assert all(f"| `{command.usage.split(', ')[0]}`" in page for command in REGISTRY.commands.values())


def test_a_page_without_its_marks_is_not_overwritten() -> None:
    for page in ("", commands.BEGIN, f"{commands.END} {commands.BEGIN}"):
        with pytest.raises(ValueError, match="both marks"):
            commands.with_tables(page)


@pytest.mark.parametrize(
    "word", ["remove", "keep", "transcripts", "help", worry.WORD, leaving.WORD, asking.WORD, report.WORD]
)
def test_members_find_the_words_that_they_can_say(word: str) -> None:
    assert word in everyday.EVERYDAY or word in REGISTRY.commands
    assert f"`{word}`" in words(DOCS / "member.md")


def test_what_is_quoted_of_the_bots_is_what_they_say() -> None:
    """Sentences that the pages quote in *slanted* letters or behind ``>`` stand in the wording."""
    source = " ".join(" ".join(words(file).split()) for file in (ROOT / "config" / "wording" / "en").glob("*.ftl"))
    said = re.sub(r"\{ ?[^{}]* ?\}", "…", source)
    for page in ("facilitator.md", "manager.md", "member.md"):
        for quote in re.findall(r"\*\"([^*]+)\"\*", words(DOCS / page)):
            parts = [part.strip(" .?") for part in " ".join(quote.split()).split("…")]
            pieces = [part for part in parts if " " in part and not any(char.isdigit() for char in part)]
            assert all(piece in said for piece in pieces), f"{page}: {quote}"


@pytest.mark.parametrize("sentence", ["session-opened", "session-closed"])
def test_the_picture_shows_what_the_bots_say_today(sentence: str) -> None:
    """A sentence that changed means that the picture must be drawn anew (``docs/pictures/evening.py``)."""
    shown = re.sub(r"<[^>]+>", " ", words(PICTURE)).replace("&#160;", " ")
    first, _, _ = Wording().say(phrase(sentence)).partition(". ")
    assert " ".join(first.split()) in " ".join(shown.split())


def test_the_picture_fetches_nothing() -> None:
    drawn = re.sub(r'xmlns="[^"]*"|<!--.*?-->', "", words(PICTURE))
    assert "//" not in drawn
    assert "url(#" in drawn
    assert "url(" not in drawn.replace("url(#", "")
