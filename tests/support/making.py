"""What makes rooms and groups, over a wire; names are found to tell what a test has written down."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from bots.duties import Examination
from bots.examining import Examining
from bots.founding import Founder
from bots.ground import Ground
from bots.making import Making
from bots.names import Names
from config.walls import load_walls
from fourwalls.detection import exchange
from fourwalls.group.finding import DetailKind, Finding
from fourwalls.matrix.connection import Connection


class Finds:
    """Finds a full name wherever one of these stands; ``None`` instead of words: it can be asked nothing."""

    able = True
    degraded = False

    def __init__(self, names: Collection[str] | None) -> None:
        self._names = names

    async def ask(self, questions: Sequence[exchange.Question]) -> list[Any | None]:
        return [None if self._names is None else self._found(question["text"], self._names) for question in questions]

    @staticmethod
    def _found(text: str, names: Collection[str]) -> Any:
        at = [(text.index(name), name) for name in names if name in text]
        return exchange.details_told(
            [Finding(start, start + len(name), DetailKind.FULL_NAME, 1.0, "test") for start, name in at]
        )


def a_making(ground: Ground, wire: Connection, tell: Collection[str] | None = ()) -> Making:
    examining = Examining({Examination.DETAILS: Finds(tell)})
    return Making(ground, Founder(ground, load_walls(), wire), Names(examining))
