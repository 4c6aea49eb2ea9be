"""What the bots say. Rules choose a sentence by name (``Phrase``); the files beside this one hold its words.

An operator's ``wording/en/*.ftl`` in the configuration folder replaces single sentences by their id; all others stay
as shipped, and an upgrade changes neither. Whatever could go wrong while a bot speaks is checked when it starts.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource, resolver
from fluent.runtime.types import fluent_number
from fluent.syntax import ast as ftl
from fluent.syntax.visitor import Visitor

from config.files import ConfigError, read_text
from fourwalls.group.phrase import Phrase

resolver.MAX_PART_LENGTH = 65_536
"""The longest value that Fluent puts in: as long as an event can be. Its own 2,500 are too few for a roster of forty,
and guard against hostile files of wording, which an operator's are not."""

LANGUAGE = "en"
LOCALE = "en-GB"
SHIPPED = Path(__file__).parent

CODES: Mapping[str, str] = {
    "kinds": "kind",
    "category": "risk",
    "severity": "severity",
    "setting": "setting",
    "role": "role",
    "what": "doing",
    "lacking": "lacking",
    "lapse": "lapse",
    "reading": "reading",
}
"""Values that may come as a code (``full_name``) or codes with commas between: said in words (``kind-full-name``)."""

NOTHING: Mapping[str, str] = {
    "place": "place-private",
    "group": "group-none",
    "who": "who-unknown",
    "since": "since-unknown",
    "cues": "cues-nothing",
    "lowered": "lowered-nothing",
    "whom": "report-not-said",
    "told": "report-not-said",
    "spot": "report-not-said",
    "manager": "manager-unnamed",
}
"""What is said in place of an empty value."""


class WordingError(LookupError):
    """A phrase cannot be said: there is no such sentence, or a value for it is missing. It holds no values."""


class Wording:
    """The sentences of one language. ``say`` gives plain text; whoever sends it must escape it."""

    def __init__(self, folder: Path | None = None, always: Mapping[str, str] | None = None) -> None:
        """Read the shipped sentences and the operator's over them. Raises ``ConfigError``.

        Args:
            folder: the operator's configuration folder.
            always: values that rules cannot know and every sentence may use: ``url`` (the portal's), ``organisation``.
        """
        self._always = dict(always or {})
        self._bundle = FluentBundle([LOCALE], use_isolating=False)
        self._variables: dict[str, frozenset[str]] = {}
        self._places: dict[str, tuple[Path, str]] = {}
        for file in _files(SHIPPED / LANGUAGE):
            self._add(file, shipped=True)
        if folder is not None:
            for file in _files(folder / "wording" / LANGUAGE):
                self._add(file, shipped=False)
        self._rehearse()

    @property
    def names(self) -> frozenset[str]:
        """The names of all sentences."""
        return frozenset(self._variables)

    def variables(self, name: str) -> frozenset[str]:
        """The values that the shipped sentence of this name takes. Raises ``WordingError``."""
        if name not in self._variables:
            raise WordingError(f"there is no sentence named {name}")
        return self._variables[name]

    def say(self, phrase: Phrase) -> str:
        """The sentence in words. Raises ``WordingError``, never leaves a blank."""
        values = {**self._always, **dict(phrase.values)}
        if missing := self.variables(phrase.name) - values.keys():
            raise WordingError(f"the sentence {phrase.name} needs {', '.join(sorted(missing))}")
        said = {
            name: self._spoken(name, value) if isinstance(value, str) else fluent_number(value, useGrouping=False)
            for name, value in values.items()
        }
        return self._format(phrase.name, said)

    def _format(self, name: str, values: Mapping[str, object]) -> str:
        pattern = self._bundle.get_message(name).value
        text, errors = self._bundle.format_pattern(pattern, dict(values)) if pattern else ("", [])
        if errors or not isinstance(text, str) or not text.strip():
            raise WordingError(f"the sentence {name} cannot be put together")
        return text

    def _spoken(self, name: str, value: str) -> str:
        """A code, or nothing, in words; anything else as it is."""
        if not value and name in NOTHING:
            return self.say(Phrase(NOTHING[name]))
        if name not in CODES:
            return value
        ids = [f"{CODES[name]}-{re.sub(r'[^a-z0-9]+', '-', code.strip().lower())}" for code in value.split(",")]
        if not all(one in self._variables for one in ids):
            return value
        return self._listed([self.say(Phrase(one)) for one in ids])

    def _listed(self, words: list[str]) -> str:
        """``a, b and c``."""
        if len(words) == 1:
            return words[0]
        return self.say(Phrase("list", (("last", words[-1]), ("most", ", ".join(words[:-1])))))

    def _add(self, file: Path, *, shipped: bool) -> None:
        """Read one file, checking every sentence in it."""
        text = read_text(file)
        resource = FluentResource(text)
        seen: set[str] = set()
        for entry in resource.body:
            if isinstance(entry, ftl.Junk):
                raise ConfigError(file, _line(text, entry), _complaint(entry), "welcome = Hello")
            if isinstance(entry, ftl.Message):
                where = f"{_line(text, entry.id)}, {entry.id.name}"
                if entry.value is None or entry.id.name in seen:
                    wrong = "this sentence has no words" if entry.value is None else "this name stands here twice"
                    raise ConfigError(file, where, wrong, f"{entry.id.name} = Hello")
                seen.add(entry.id.name)
                self._know(file, where, entry, shipped=shipped)
                self._places[entry.id.name] = (file, where)
        self._bundle.add_resource(resource, allow_overrides=True)

    def _know(self, file: Path, where: str, message: ftl.Message, *, shipped: bool) -> None:
        """Remember a shipped sentence; hold an operator's against the one that it replaces."""
        name, used = message.id.name, _variables(message)
        if shipped:
            if name in self._variables:
                raise ConfigError(file, where, "this name stands in another file too")
            self._variables[name] = used
            return
        if name not in self._variables:
            near = difflib.get_close_matches(name, self._variables, n=1)
            raise ConfigError(
                file, where, "no bot ever says a sentence of this name", f"{(near or ['welcome'])[0]} = …"
            )
        given = self._variables[name] | self._always.keys()
        if extra := used - given:
            known = ", ".join(f"{{ ${one} }}" for one in sorted(given)) or "no values at all"
            wrong = f"nobody gives this sentence a value named {', '.join(sorted(extra))}"
            raise ConfigError(file, where, wrong, f"{name} knows {known}")

    def _rehearse(self) -> None:
        """Say everything once, so that a reference to nothing shows now and not at night."""
        for name, (file, where) in self._places.items():
            try:
                self._format(name, dict.fromkeys(self._variables[name] | self._always.keys(), "…"))
            except WordingError:
                wrong = "this sentence refers to something that there is not"
                raise ConfigError(file, where, wrong, f"{name} = Hello") from None


class _Variables(Visitor):
    """Collects the variables of a message."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: ftl.VariableReference) -> None:  # noqa: N802  # the visitor finds it by this name
        self.found.add(node.id.name)


def _variables(message: ftl.Message) -> frozenset[str]:
    visitor = _Variables()
    visitor.visit(message)
    return frozenset(visitor.found)


def _files(folder: Path) -> Iterator[Path]:
    return iter(sorted(folder.glob("*.ftl")))


def _line(text: str, entry: ftl.SyntaxNode) -> str:
    start = entry.span.start if entry.span else 0
    return f"line {text.count(chr(10), 0, start) + 1}"


def _complaint(junk: ftl.Junk) -> str:
    notes = [note.message for note in junk.annotations if note.message]
    return notes[0] if notes else "this is not a sentence"
