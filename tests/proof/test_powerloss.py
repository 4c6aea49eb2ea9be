"""Power cuts, few enough for every test run; ``python -m tests.proof.powerloss`` makes more of them."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path

import pytest

from tests.proof.evening_on_disk import an_evening
from tests.proof.powercut import SECTOR, Platter
from tests.proof.powerloss import Control, Found, Verdict, examine
from tests.support.faulty_sqlite import Call, Operation

FILE = "house.sqlite"
JOURNAL = f"{FILE}-journal"


async def test_whenever_the_power_goes_nothing_acknowledged_is_lost_and_nothing_half_done() -> None:
    verdict = await examine(seed=3, states=1500)
    assert verdict.ok, verdict
    assert verdict.states >= 1500
    assert verdict.acknowledged > 100_000
    assert verdict.again > 0
    assert verdict.both > 0


@pytest.mark.parametrize("control", list(Control))
async def test_with_something_broken_the_loss_is_seen(control: Control) -> None:
    verdict = await examine(seed=3, states=120, control=control)
    assert verdict.lost > 0
    assert not verdict.ok


async def test_an_evening_is_made_of_everything_that_the_bots_keep(tmp_path: Path) -> None:
    evening = await an_evening(tmp_path, seed=5, steps=40)
    assert len(evening.acknowledged_at) == 42
    last = evening.kept[-1]
    for table in ("journal", "outbox", "bot_account", "vault", "entry", "data_key", "warning", "unreadable"):
        assert last[table], table
    assert {each.call for each in evening.operations} >= {Call.OPEN, Call.WRITE, Call.SYNC, Call.TRUNCATE}


def states(platter: Platter, count: int = 300) -> list[dict[str, bytes]]:
    return list(platter.states(random.Random(1), count))  # noqa: S311 - repeatable chance, not a secret


def done(*operations: Operation) -> Platter:
    platter = Platter()
    for each in operations:
        platter.take(each)
    return platter


OPENED = (Operation(Call.OPEN, FILE), Operation(Call.OPEN, JOURNAL), Operation(Call.SYNC, JOURNAL))
OLD = b"o" * 4 * SECTOR
NEW = b"n" * 4 * SECTOR
WRITTEN = (*OPENED, Operation(Call.WRITE, FILE, 0, OLD), Operation(Call.SYNC, FILE))


def test_what_was_synced_is_there() -> None:
    assert {each[FILE] for each in states(done(*WRITTEN))} == {OLD}


def test_what_was_not_synced_comes_through_sector_by_sector_and_half() -> None:
    found = {each[FILE] for each in states(done(*WRITTEN, Operation(Call.WRITE, FILE, 0, NEW)))}
    assert {OLD, NEW} <= found
    mixed = {tuple(each[at : at + SECTOR] for at in range(0, len(each), SECTOR)) for each in found}
    assert any(len(set(sectors)) == 2 and all(len(set(sector)) == 1 for sector in sectors) for sectors in mixed)
    assert any(len(set(sector)) == 2 for sectors in mixed for sector in sectors)


def test_later_writes_can_come_through_without_earlier_ones() -> None:
    first, second = Operation(Call.WRITE, FILE, 0, NEW[:SECTOR]), Operation(Call.WRITE, FILE, SECTOR, NEW[:SECTOR])
    heads = Counter(each[FILE][:1] + each[FILE][SECTOR : SECTOR + 1] for each in states(done(*WRITTEN, first, second)))
    assert set(heads) == {b"oo", b"on", b"no", b"nn"}


def test_a_cut_may_come_through_or_not() -> None:
    sizes = {len(each[FILE]) for each in states(done(*WRITTEN, Operation(Call.TRUNCATE, FILE, SECTOR)))}
    assert sizes == {SECTOR, len(OLD)}


def test_where_a_file_grew_without_its_data_there_are_zeros_or_noise() -> None:
    found = {each[FILE] for each in states(done(*WRITTEN, Operation(Call.WRITE, FILE, len(OLD), NEW)))}
    grown = {each[len(OLD) :] for each in found if len(each) == 2 * len(OLD)}
    assert bytes(len(NEW)) in grown
    assert any(set(each[:SECTOR]) - {0, ord("n")} for each in grown)


def test_a_name_is_safe_when_its_folder_was_synced() -> None:
    assert {FILE in each for each in states(done(OPENED[0]))} == {True, False}
    assert {FILE in each for each in states(done(*OPENED))} == {True}
    gone = Operation(Call.DELETE, JOURNAL)
    assert {JOURNAL in each for each in states(done(*OPENED, gone))} == {True, False}
    assert {JOURNAL in each for each in states(done(*OPENED, gone._replace(offset=1)))} == {False}


@pytest.mark.parametrize("worse", [Found.LOST, Found.TORN, Found.DAMAGED])
def test_anything_but_whole_is_not_ok(worse: Found) -> None:
    assert Verdict(states=2, found=Counter({Found.WHOLE: 2})).ok
    verdict = Verdict(states=2, found=Counter({Found.WHOLE: 1, worse: 1}))
    assert not verdict.ok
    assert json.loads(verdict.line())["ok"] is False
