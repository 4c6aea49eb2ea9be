from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bots.forgetting import Forgetting
from bots.ground import Ground
from fourwalls.group.effects.done import Whisper
from fourwalls.group.effects.kept import Greeted, KeepApplication
from fourwalls.group.people import Bot, PersonId
from fourwalls.group.registration import CLOSED, Application, Step, begun
from tests.bots.furnishing import a_furnished_ground, effects, now_ms, told, waiting
from tests.support.records import ANN, EVE, NOON, QUESTIONS

DAY = timedelta(days=1)


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        yield furnished


def put(ground: Ground, step: Step, person: PersonId = EVE) -> None:
    application = replace(begun(person, NOON, replace(CLOSED, questions=QUESTIONS)), step=step)
    ground.database.run_sync(lambda conn: ground.records(conn).apply(KeepApplication(application)))


def kept(ground: Ground, person: PersonId = EVE) -> Application | None:
    return ground.database.run_sync(lambda conn: ground.records(conn).application(person))


def looked(ground: Ground, days: float) -> int:
    return ground.database.run_sync(lambda conn: Forgetting(ground, lambda: None).forget(conn, NOON + days * DAY))


@pytest.mark.parametrize("step", [Step.ASKING, Step.CHECKING, Step.CHANGING, Step.PAUSED])
def test_what_was_not_finished_is_forgotten_after_a_week_and_the_person_is_told(ground: Ground, step: Step) -> None:
    put(ground, step)
    assert looked(ground, 6.9) == 0
    assert kept(ground) is not None
    assert looked(ground, 7.1) == 1
    assert kept(ground) is None
    (told,) = effects(ground, Bot.GUIDE)
    assert isinstance(told, Whisper)
    assert (told.to, told.words.name) == (EVE, "register-forgotten")
    assert looked(ground, 8) == 0


def test_who_never_began_and_who_was_approved_long_ago_are_told_nothing(ground: Ground) -> None:
    put(ground, Step.ASKED_IN)
    put(ground, Step.APPROVED, ANN)
    assert looked(ground, 7.1) == 1
    assert kept(ground, ANN) is not None
    assert looked(ground, 30.1) == 1
    assert (kept(ground), kept(ground, ANN)) == (None, None)
    assert effects(ground, Bot.GUIDE) == []


def test_who_waits_for_us_is_not_forgotten(ground: Ground) -> None:
    put(ground, Step.WAITING)
    assert looked(ground, 400) == 0
    assert kept(ground) is not None


def test_the_managers_are_reminded_of_them_once_a_week(ground: Ground) -> None:
    put(ground, Step.WAITING)
    looked(ground, 2.9)
    assert told(ground, Bot.GUIDE) == []
    for days in (3.1, 3.2, 4):  # the rest of one week
        looked(ground, days)
    assert len(told(ground, Bot.GUIDE)) == 1
    looked(ground, 10.1)
    assert len(waiting(ground, Bot.GUIDE)) == 1
    assert waiting(ground, Bot.GUIDE, now_ms() + 7 * 24 * 3_600_000 + 1) == [], "the next reminder has the number then"


def test_who_was_let_in_by_another_way_counts_as_approved_from_then_on(ground: Ground) -> None:
    put(ground, Step.WAITING, ANN)
    looked(ground, 3)
    found = kept(ground, ANN)
    assert found is not None
    assert (found.step, found.at) == (Step.APPROVED, NOON + 3 * DAY)


def test_who_was_greeted_is_not_remembered_for_longer_than_it_counts(ground: Ground) -> None:
    ground.database.run_sync(lambda conn: ground.records(conn).apply(Greeted(EVE, NOON)))
    looked(ground, 1)
    assert ground.database.run_sync(lambda conn: ground.records(conn).greeted(NOON)) == [EVE]
    looked(ground, 1.1)
    assert ground.database.run_sync(lambda conn: ground.records(conn).greeted(NOON)) == []
