"""The small word lists of detection: given names, ordinary words, and names that identify nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

LONGEST_PHRASE = 5


def _lines(name: str) -> list[str]:
    """The lines of one list without comments."""
    text = (resources.files("fourwalls.detection") / "data" / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _words(*names: str) -> frozenset[str]:
    """Lists of single words."""
    return frozenset(" ".join(line for name in names for line in _lines(name)).split())


class Phrases:
    """Phrases of lower-case words, found by their first word."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._all = frozenset(phrases)
        self._heads = frozenset(phrase.split(" ", 1)[0] for phrase in self._all)

    def __contains__(self, phrase: str) -> bool:
        return phrase in self._all

    def begins(self, word: str) -> bool:
        """A cheap test: whether a phrase could begin with a word as it stands in a text, in lower case."""
        head = word.replace("'", "").replace("-", " ").split(" ", 1)[0]
        return head in self._heads or head[:-1] in self._heads

    def length(self, words: Sequence[str], at: int) -> int:
        """How many words the longest phrase that begins here has, or 0; it may end in the ``s`` of an owner."""
        head = words[at] if " " not in words[at] else words[at].split(" ", 1)[0]
        if head not in self._heads and words[at][:-1] not in self._heads:
            return 0
        for size in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + size])
            if phrase in self._all or (phrase.endswith("s") and phrase[:-1] in self._all):
                return size
        return 0


def _listed(*names: str) -> frozenset[str]:
    """Lists of phrases that are separated by commas, apostrophes dropped."""
    parts = " ".join(line for name in names for line in _lines(name)).replace("'", "").split(",")
    return frozenset(" ".join(part.replace("-", " ").split()) for part in parts if part.strip())


def _classes(name: str, **lists: str) -> dict[str, tuple[str, ...]]:
    """The classes of each word: of the lines of one file, and of whole lists of words besides."""
    found: dict[str, tuple[str, ...]] = {}
    lines = [line.split(":", 1) for line in _lines(name)]
    for kind, words in [*lines, *((kind, " ".join(_lines(file))) for kind, file in lists.items())]:
        for word in dict.fromkeys(words.split()):
            found[word] = (*found.get(word, ()), kind)
    return found


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The lists, loaded once."""

    first_names: frozenset[str]
    name_words: frozenset[str]
    """Given names that are ordinary words as well."""
    ordinary: frozenset[str]
    public: Phrases
    """Public figures, saints, characters."""
    namesakes: Phrases
    """Public figures whose names are common among private people."""
    health: Phrases
    """Drugs, diseases, charities, hospitals with a person's name in them."""
    employers: Phrases
    surname_words: frozenset[str]
    """Surnames that are ordinary words as well."""
    places: frozenset[str]
    greetings: frozenset[str]
    """Words of address in many languages, which are no part of a name."""
    belonging: Mapping[str, tuple[str, ...]]
    """Words that tell whether somebody belongs to what is named near them, with their classes."""


@cache
def lexicon() -> Lexicon:
    """The lists that ship with the package."""
    ordinary = _words("words.txt")
    first_names = _words("first_names.txt", "first_names_more.txt")
    famous = _listed("public_names.txt", "public_people.txt", "public_people_world.txt", "public_titled.txt")
    namesakes = frozenset(name[1:] for name in famous if name.startswith("*"))
    return Lexicon(
        first_names=first_names,
        name_words=_words("name_words.txt") | (_words("first_names_more.txt") & ordinary),
        ordinary=ordinary,
        public=Phrases(name for name in famous - namesakes if not name.startswith("*")),
        namesakes=Phrases(namesakes),
        health=Phrases(_listed("health_names.txt")),
        employers=Phrases(_listed("employers.txt")),
        surname_words=_words("surname_words.txt"),
        places=_words("places.txt") - first_names,
        greetings=_words("greetings.txt"),
        belonging=_classes("belonging_words.txt", role="occupations.txt"),
    )
