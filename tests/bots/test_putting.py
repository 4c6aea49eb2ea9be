from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

import bots
from bots.ground import Ground
from bots.making import Making
from bots.putting import put, put_all
from fourwalls.group.effects import Done, Effect
from fourwalls.group.effects.done import FoundGroup, Invite, TellManagers, Whisper
from fourwalls.group.effects.kept import GiveSeat, NameProfile
from fourwalls.group.effects.priority import Priority
from fourwalls.group.people import Bot, Layout, Role, Standing
from fourwalls.group.phrase import phrase
from fourwalls.storage.outbox import Cause
from tests.bots.furnishing import a_furnished_ground, a_wire, effects, now_ms, status, waiting
from tests.handlers.happened import HERE
from tests.support.making import a_making
from tests.support.records import ANN, EVE, FAY, MAX

WHY = Cause(Bot.GUIDE, "share 3 over")
NEWS = Whisper(ANN, phrase("policy-agreed"), Priority.NEWS)
TOLD = TellManagers(Bot.GUIDE, phrase("accepted-operator", who=ANN), once="accepted")
MINUTE = 60_000
DAY = 24 * 60 * MINUTE


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with a_furnished_ground(tmp_path) as furnished:
        yield furnished


def put_here(ground: Ground, cause: Cause, *what: Effect, until: datetime | None = None) -> set[Bot]:
    return ground.database.run_sync(lambda conn: put_all(conn, ground, cause, what, until=until))


def still_there(ground: Ground, performer: Bot, after: int) -> list[Done]:
    return [row.effect for row in waiting(ground, performer, now_ms() + after)]


# --- nothing is said twice ---


def test_what_is_asked_for_again_is_there_once(ground: Ground) -> None:
    assert put_here(ground, WHY, NEWS, Invite(HERE, ANN)) == {Bot.GUIDE, Bot.WARDEN}
    assert put_here(ground, WHY, NEWS, Invite(HERE, ANN)) == set()
    assert (effects(ground, Bot.GUIDE), effects(ground, Bot.WARDEN)) == ([NEWS], [Invite(HERE, ANN)])


def test_what_has_a_once_is_there_once_whatever_brings_it_up(ground: Ground) -> None:
    assert put_here(ground, WHY, NEWS, TOLD) == {Bot.GUIDE}
    assert put_here(ground, Cause(Bot.LOOKOUT, "$another"), TOLD) == set()
    assert effects(ground, Bot.GUIDE).count(TOLD) == 1


def test_our_own_records_are_changed_at_once_and_in_order(ground: Ground) -> None:
    """What comes later may look at what was kept before."""

    def work(conn: Connection) -> set[Bot]:
        records = ground.records(conn)

        def asked_in() -> Iterator[Effect]:
            yield GiveSeat(EVE, records.groups_of(ANN)[0].group, Role.MEMBER, Standing.INVITED, ground.now(), FAY)
            assert [seat.standing for seat in records.groups_of(EVE)] == [Standing.INVITED]
            yield NameProfile(EVE, "Eve")

        return put_all(conn, ground, WHY, asked_in())

    assert ground.database.run_sync(work) == set()
    assert ground.database.run_sync(lambda conn: ground.records(conn).profile_name(EVE)) == "Eve"
    assert effects(ground, Bot.GUIDE) == []


async def test_a_name_is_asked_about_once_however_late_the_second_try_is(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that ends after the question and before the row is settled does the whole of it again."""
    making: Making = a_making(ground, a_wire(Bot.WARDEN), {"Jane Roe"})
    wanted = FoundGroup("Jane Roe and friends", Layout.ONE, MAX)
    await making.make(wanted, "one order")
    monkeypatch.setattr(Ground, "now", lambda _: datetime.now(tz=ground.zone) + timedelta(minutes=5))
    await making.make(wanted, "one order")
    assert status(ground) == {"waiting": 1}
    await making.make(wanted, "another order")
    assert status(ground) == {"waiting": 2}


# --- nothing is said when it is absurd ---


@pytest.mark.parametrize(
    ("effect", "lives"),
    [
        (Whisper(ANN, phrase("policy-agreed"), Priority.ANSWER), 10 * MINUTE),
        (Whisper(ANN, phrase("policy-agreed"), Priority.WARNING), 36 * 60 * MINUTE),
        (Whisper(ANN, phrase("policy-agreed"), Priority.NEWS, "told"), 60 * DAY),
    ],
)
def test_words_are_let_go_when_their_kind_is_too_late(ground: Ground, effect: Done, lives: int) -> None:
    put_here(ground, WHY, effect)
    assert still_there(ground, Bot.GUIDE, lives - MINUTE) == [effect]
    assert still_there(ground, Bot.GUIDE, lives + MINUTE) == []


def test_what_has_to_be_done_is_done_however_late_it_is(ground: Ground) -> None:
    put_here(ground, WHY, Invite(HERE, ANN))
    assert still_there(ground, Bot.WARDEN, 400 * DAY) == [Invite(HERE, ANN)]


@pytest.mark.parametrize(("days", "lives"), [(2, 2), (90, 60)])
def test_an_end_of_its_own_only_ever_comes_earlier(ground: Ground, days: int, lives: int) -> None:
    put_here(ground, WHY, NEWS, until=ground.now() + timedelta(days=days))
    assert still_there(ground, Bot.GUIDE, lives * DAY - MINUTE) == [NEWS]
    assert still_there(ground, Bot.GUIDE, lives * DAY + MINUTE) == []


def test_an_answer_is_late_by_when_it_was_asked_for(ground: Ground) -> None:
    answer = Whisper(ANN, phrase("policy-agreed"))
    asked_at = ground.now() - timedelta(minutes=8)
    ground.database.run_sync(lambda conn: put(conn, ground, WHY, answer, asked_at=asked_at))
    assert still_there(ground, Bot.GUIDE, MINUTE) == [answer]
    assert still_there(ground, Bot.GUIDE, 3 * MINUTE) == []


# --- there is no other way ---

WITHOUT_A_GROUND = {"cli/accepting.py"}
"""A command line beside the running bots; it puts what one operator asked for at one moment."""


def test_the_bots_put_things_into_the_outbox_in_this_one_way() -> None:
    home = Path(bots.__file__).parent
    ways = {str(file.relative_to(home)) for file in home.rglob("*.py") if puts(file.read_text(encoding="utf-8"))}
    assert ways == {"putting.py"} | WITHOUT_A_GROUND


def puts(source: str) -> bool:
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return any(ast.unparse(call) in {"outbox.put", "outbox.put_once"} for call in calls)
