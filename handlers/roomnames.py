"""Names and topics of rooms, which the homeserver can read: what may tell who somebody is gives way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fourwalls.group.finding import DetailKind
from fourwalls.group.look import Look

NAME, TOPIC = ("m.room.name", ""), ("m.room.topic", "")
_READ, _STEP, _MOST = 255, 200, 10_000
"""Characters that are read at once, how far on the next are (so that no name is cut in two), and in all."""


@dataclass(frozen=True, slots=True)
class TellingSetting:
    """A name or topic that may tell who somebody is, as a setting that is not as it should be."""

    type: str
    content: dict[str, Any]
    """What is put in its place."""
    kinds: tuple[DetailKind, ...]
    state_key: str = ""
    grave: bool = False


def tellings(
    current: Mapping[tuple[str, str], Mapping[str, Any]], look: Look, neutral: str
) -> Iterator[TellingSetting]:
    """The name and the topic of a room, as far as they may tell who somebody is.

    Args:
        current: the settings of the room, by type and state key.
        look: the one reader of names.
        neutral: what rooms of its kind are called. That name stays whatever it holds: the operator chose it.
    """
    name = _text(current.get(NAME, {}).get("name"))
    if name != neutral and (kinds := read(name, look)):
        yield TellingSetting(NAME[0], {"name": neutral} if neutral else {}, kinds)
    if kinds := read(_topic(current.get(TOPIC, {})), look):
        yield TellingSetting(TOPIC[0], {}, kinds)


def read(text: str, look: Look) -> tuple[DetailKind, ...]:
    """The kinds of detail that a name or a longer text may hold, each once."""
    pieces = (text[at : at + _READ] for at in range(0, min(len(text), _MOST), _STEP))
    return tuple(dict.fromkeys(kind for piece in pieces for kind in look.read_name(piece)))


def codes(kinds: tuple[DetailKind, ...]) -> str:
    """These kinds as a phrase takes them."""
    return ",".join(kind.value for kind in kinds)


def _topic(content: Mapping[str, Any]) -> str:
    """All that a topic says: its plain form, and the richer one of MSC3765 (``m.topic``)."""
    rich = content.get("m.topic")
    texts = rich.get("m.text") if isinstance(rich, Mapping) else None
    bodies = [one.get("body") for one in texts if isinstance(one, Mapping)] if isinstance(texts, list) else []
    return "\n".join(dict.fromkeys(filter(None, map(_text, [content.get("topic"), *bodies]))))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
