from __future__ import annotations

import pytest

from fourwalls.group.effects.done import Say
from fourwalls.group.effects.priority import Priority
from fourwalls.group.heard import Marker
from fourwalls.group.people import Bot
from fourwalls.group.phrase import phrase
from tests.handlers.commands.giving import in_group, in_private, only_answer
from tests.handlers.happened import HERE, house
from tests.support.records import TUESDAY


@pytest.mark.parametrize("given", ["!session open", "!Session OPEN", "!session open.", "!session  open "])
def test_opening_is_an_announcement_of_the_scribe(given: str) -> None:
    announcement = Say(Bot.SCRIBE, HERE, phrase("session-opened"), priority=Priority.ANSWER, marker=Marker.SESSION_OPEN)
    assert in_group(given) == [announcement]
    assert in_private(given)[0] == announcement


@pytest.mark.parametrize(
    ("given", "answer"), [("!session open", "session-opening"), ("!session close", "session-closing")]
)
def test_asked_for_in_private_it_is_answered_there_too(given: str, answer: str) -> None:
    records = house().in_session(TUESDAY) if given.endswith("close") else house()
    assert only_answer(in_private(given, records=records)[1:])[0] == answer


def test_a_closing_is_said_however_late_and_an_opening_is_not() -> None:
    assert in_group("!session open")[0].priority is Priority.ANSWER
    assert in_group("!session close", records=house().in_session(TUESDAY))[0].priority is Priority.NEWS


def test_closing_is_an_announcement_of_the_scribe() -> None:
    (effect,) = in_group("!session close", records=house().in_session(TUESDAY))
    assert (effect.performer, effect.room, effect.marker) == (Bot.SCRIBE, HERE, Marker.SESSION_CLOSE)


def test_what_cannot_be_done_now_is_said_in_private() -> None:
    assert only_answer(in_group("!session close"))[0] == "session-not-open"
    assert only_answer(in_group("!session open", records=house().in_session(TUESDAY)))[0] == "session-already-open"
