"""The only importer of re2: patterns whose time grows with the text and with nothing else.

They are run on folded views (``normal.plain``), which hold ASCII alone; that keeps them small and fast: such a text
goes to re2 as bytes, whose offsets are those of the text, so that nothing has to be counted again for each match.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import re2


@dataclass(frozen=True, slots=True)
class Match:
    """One match; groups are asked for by number or by name."""

    _match: Any
    _names: dict[str, int]

    def _at(self, group: int | str) -> int:
        return self._names[group] if isinstance(group, str) else group

    def start(self, group: int | str = 0) -> int:
        """Where a group begins; -1 when it took no part."""
        return int(self._match.start(self._at(group)))

    def end(self, group: int | str = 0) -> int:
        """Where a group ends; -1 when it took no part."""
        return int(self._match.end(self._at(group)))

    def span(self, group: int | str = 0) -> tuple[int, int]:
        """Both ends of a group."""
        return self.start(group), self.end(group)

    def group(self, group: int | str = 0) -> str:
        """The text of a group, empty when it took no part."""
        found = self._match.group(self._at(group)) or ""
        return found.decode("ascii") if isinstance(found, bytes) else str(found)


class Pattern:
    """A compiled pattern. ``ignore_case`` is on unless said otherwise; a capital can be asked for with ``UPPER``."""

    def __init__(self, pattern: str, *, ignore_case: bool = True) -> None:
        self.source = pattern
        self._compiled = re2.compile(pattern, _options(ignore_case=ignore_case))
        self.names: dict[str, int] = dict(self._compiled.groupindex)

    def search(self, text: str) -> Match | None:
        """The first match."""
        found = self._compiled.search(_cheapest(text))
        return None if found is None else Match(found, self.names)

    def hit(self, text: str) -> bool:
        """Whether there is a match."""
        return self._compiled.search(_cheapest(text)) is not None

    def finditer(self, text: str) -> Iterator[Match]:
        """Every match, from left to right, none overlapping another."""
        for found in self._compiled.finditer(_cheapest(text)):
            yield Match(found, self.names)

    def sub(self, new: Callable[[str], str], text: str) -> str:
        """The text with every match replaced."""
        return str(self._compiled.sub(lambda found: new(found.group()), text))


class Sieve:
    """Says which of many patterns that ignore case could match a text in lower case: all that do, and a few more.

    It looks once for the letters that each pattern cannot do without.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._all = range(len(patterns))
        self._filter = re2.Filter()
        for pattern in patterns:
            self._filter.Add(pattern.source, _options(ignore_case=True))
        self._last = self._filter.Add(_LAST, _options(ignore_case=True))
        self._filter.Compile()

    def which(self, text: str) -> Sequence[int]:
        """The numbers of the patterns that could match.

        A pass that re2 gives up (for want of memory) looks like one that finds nothing: so it must find what we put
        behind the text, or else all patterns could match.
        """
        found = self._filter.Match(f"{text}\n{_LAST}", potential=True) or ()
        return [number for number in found if number != self._last] if self._last in found else self._all


_LAST = "zqxjkvzqxjkv"


def _options(*, ignore_case: bool) -> Any:
    options = re2.Options()
    options.case_sensitive = not ignore_case
    options.log_errors = False
    options.max_mem = 64 << 20
    return options


def _cheapest(text: str) -> str | bytes:
    """The text in the form that re2 works on with the least ado."""
    return text.encode("ascii") if text.isascii() else text


UPPER = "(?-i:[A-Z])"
"""A capital letter, also where case is ignored."""
