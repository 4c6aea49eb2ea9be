from __future__ import annotations

import time

from bots.cli.running import show_comparisons
from bots.speech import pictures
from fourwalls.group.people import Bot
from fourwalls.matrix.verification.desk import Desk
from tests.fourwalls.matrix.verification.asker import ANN, HER_KEYS, OUR_KEYS, US, Asker


def test_the_terminal_shows_what_is_to_be_compared_and_names_nobody() -> None:
    desk, said = Desk(US, OUR_KEYS), list[str]()
    show_comparisons({Bot.SCRIBE: desk}, said.append)
    asker = Asker()
    for step in (asker.asks(at=time.time()), asker.starts(), asker.shows_key()):
        assert said == []
        desk.hear(step, HER_KEYS, between_two=True)
    (line,) = said
    (under_way,) = desk.under_way()
    assert under_way.comparison is not None
    for part in ("the scribe", *pictures(under_way.comparison)):
        assert part in line
    assert ANN not in line
