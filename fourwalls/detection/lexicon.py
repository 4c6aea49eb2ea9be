"""The small word lists of detection: given names, ordinary words, and names that identify nobody."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

LONGEST_PHRASE = 5


def _lines(name: str) -> list[str]:
    """The lines of one list without comments."""
    text = (resources.files("fourwalls.detection") / "data" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _words(name: str) -> frozenset[str]:
    """A list of single words."""
    return frozenset(" ".join(_lines(name)).split())


def _phrases(name: str) -> frozenset[str]:
    """A list of phrases that are separated by commas, apostrophes dropped."""
    parts = " ".join(_lines(name)).replace("'", "").split(",")
    return frozenset(" ".join(part.replace("-", " ").split()) for part in parts if part.strip())


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lists, loaded once."""

    first_names: frozenset[str]
    name_words: frozenset[str]
    """Given names that are ordinary words as well."""
    ordinary: frozenset[str]
    public: frozenset[str]
    """Public figures, saints, characters."""
    health: frozenset[str]
    """Drugs, diseases, charities, hospitals with a person's name in them."""
    employers: frozenset[str]
    surname_words: frozenset[str]
    """Surnames that are ordinary words as well."""


@cache
def lexicon() -> Lexicon:
    """The lists that ship with the package."""
    return Lexicon(
        first_names=_words("first_names.txt"),
        name_words=_words("name_words.txt"),
        ordinary=_words("words.txt"),
        public=_phrases("public_names.txt"),
        health=_phrases("health_names.txt"),
        employers=_phrases("employers.txt"),
        surname_words=_words("surname_words.txt"),
    )
