from __future__ import annotations

import dataclasses
import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from fourwalls.group.people import Bot
from tests.bench import report, talk
from tests.bench.__main__ import Plan, run
from tests.bench.beside import BesideError, checked_out
from tests.bench.figures import TIMES, estimate, quantile, ratio
from tests.bench.latency import RoundTrips
from tests.bench.machine import Machine, this_machine
from tests.bench.results import Measured, Memory, Results, Then, aims
from tests.bench.throughput import CatchUp, Live

ECHO = [0.070, 0.075, 0.080, 0.090, 0.100]
MACHINE = Machine("a small CPU", 2, 4.0, 0.1, "Linux 6", "3.11.7", "1.163.2", "0.26.0", "abc1234", "2026-11-24")


def measured(slower: float = 1.0) -> Measured:
    trips = RoundTrips([1.5 * slower * each for each in ECHO], [3 * slower * each for each in ECHO])
    live = Live(15.0, 600, [0.05, 0.1, 0.4], 15.2, 7, 260.0)
    done_by = {Bot.GUIDE.value: 5.0, Bot.SCRIBE.value: 3.0, Bot.LOOKOUT.value: 8.0 * slower}
    caught = CatchUp(2000, 48.0, 2.0, 70.0, done_by, 11.0, 300.0, 280.0, 6.0 * slower)
    return Measured(trips, live, caught, 9.0, [4.0, 5.0])


@pytest.fixture
def results() -> Results:
    return Results(MACHINE, ECHO, measured(), Memory(90.0, 76.0, 77.0, 150.0))


@pytest.fixture
def beside(results: Results) -> Results:
    return dataclasses.replace(results, then=Then("0123abc", "Tidy up", other_packages=True, measured=measured(2.0)))


@pytest.mark.parametrize(
    ("values", "at", "expected"),
    [
        ([7.0], 0.95, 7.0),
        ([3.0, 1.0, 2.0], 0.5, 2.0),
        ([1.0, 2.0], 0.5, 1.5),
        ([float(n) for n in range(101)], 0.95, 95.0),
        ([1.0, 2.0, 3.0], 0.0, 1.0),
        ([1.0, 2.0, 3.0], 1.0, 3.0),
    ],
)
def test_a_quantile_lies_between_its_neighbours(values: list[float], at: float, expected: float) -> None:
    assert quantile(values, at) == pytest.approx(expected)


def test_of_nothing_there_is_no_quantile() -> None:
    with pytest.raises(ValueError, match="nothing was measured"):
        quantile([], 0.5)


def test_an_interval_holds_its_value_and_is_the_same_every_time() -> None:
    values = [float(n % 37) for n in range(200)]
    found = estimate(values, 0.5)
    assert found.low <= found.value <= found.high
    assert found.low < found.high
    assert found == estimate(values, 0.5)


def test_more_measurements_make_it_narrower() -> None:
    few, many = ([float(n * 7919 % 101) for n in range(count)] for count in (20, 1000))
    narrow, wide = estimate(many, 0.5), estimate(few, 0.5)
    assert narrow.high - narrow.low < wide.high - wide.low


def test_a_ratio_is_of_the_quantiles() -> None:
    found = ratio([2 * each for each in ECHO], ECHO, 0.95)
    assert found.value == pytest.approx(2.0)
    assert found.low < 2.0 < found.high


def test_each_aim_says_whether_it_was_met(results: Results) -> None:
    met = [aim.met for aim in aims(results)]
    assert met == [True, False, True, True, True, True]
    assert results.now.catch_up_ratio == pytest.approx(0.25)
    assert results.now.most_memory == 300.0
    live = dataclasses.replace(results.now.live, delays=[0.1, 1.01])
    late = dataclasses.replace(results.now, live=live, first_ready=10.0)
    assert [aim.met for aim in aims(dataclasses.replace(results, now=late))] == [True, False, False, True, False, True]


def test_the_document_holds_every_number_and_the_json_too(results: Results) -> None:
    told = report.markdown(results)
    for words in (
        "| NO |",
        f"3.00 {TIMES} (",
        f"0.25 {TIMES}",
        "| 1000 | 1 |",
        "9.0",
        "abc1234",
        "2000 messages",
        "300 MB",
    ):
        assert words in told
    table = [line.count("|") for line in told.partition("## Aims")[2].partition("##")[0].splitlines() if line]
    assert table == [5] * 8
    assert json.loads(json.dumps(results.as_json()))["aims"][1]["met"] is False


def test_an_earlier_commit_stands_beside_the_present_one(results: Results, beside: Results) -> None:
    assert report.BESIDE not in report.markdown(results)
    told = report.markdown(beside)
    assert "commit 0123abc (Tidy up)" in told
    assert "other packages than it asked for" in told
    rows = {row[0]: row[1:] for row in report.sections(beside)[report.BESIDE]}
    then, now, part = rows["message → private warning, p50 ms"]
    assert (then, now) == ("240 (210 to 300)", "120 (105 to 150)")
    assert part.startswith(f"0.50 {TIMES} (0.")
    assert rows["after an absence: examined and sealed a second"] == ("125", "250", f"2.00 {TIMES}")
    assert rows["after an absence: ms of CPU a message"] == ("6.0", "3.0", f"0.50 {TIMES}")
    assert json.loads(json.dumps(beside.as_json()))["then"]["measured"]["trips"]["warning"][0] == pytest.approx(0.21)


def test_a_commit_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(BesideError, match="there is no such commit"), checked_out("0" * 40, tmp_path / "earlier"):
        pass


def test_an_earlier_commit_runs_from_its_own_folder_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with checked_out("HEAD", tmp_path / "earlier") as earlier:
        assert (earlier.folder / "bots" / "house.py").exists()
        assert earlier.commit in this_machine().commit
    assert not (tmp_path / "earlier").exists()


@pytest.mark.e2e
@pytest.mark.timeout(600)
async def test_the_bench_runs(tmp_path: Path) -> None:
    """The least of everything, for real: what the bench waits for must still be what the suite does."""
    found = await run(tmp_path, Plan(rounds=1, messages=10, seconds=0.5, starts=1))
    assert len(found.echo) == len(found.now.trips.warning) == len(found.now.trips.flag) == 1
    assert found.now.live.sent == len(found.now.live.delays) > 0
    assert found.now.catch_up.missed == 10
    assert report.markdown(found)


@pytest.mark.parametrize("which", ["results", "beside"])
def test_the_terminal_shows_every_table(which: str, request: pytest.FixtureRequest) -> None:
    results = request.getfixturevalue(which)
    paper = io.StringIO()
    report.show(results, Console(file=paper, width=200))
    for title, rows in report.sections(results).items():
        assert title in paper.getvalue()
        assert all(row[0] in paper.getvalue() for row in rows)


def test_slips_are_counted_as_they_are_said() -> None:
    said = [talk.evening(number) for number in range(200)]
    assert sum("Philippa" in words for words in said) == talk.slips(range(200)) == 4
    assert len(set(said)) == 200
