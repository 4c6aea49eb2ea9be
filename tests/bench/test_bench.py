from __future__ import annotations

import dataclasses
import io
import json

import pytest
from rich.console import Console

from fourwalls.group.people import Bot
from tests.bench import report, talk
from tests.bench.figures import estimate, quantile, ratio
from tests.bench.latency import RoundTrips
from tests.bench.machine import Machine
from tests.bench.results import TIMES, Memory, Results, aims
from tests.bench.throughput import CatchUp, Live

ECHO = [0.070, 0.075, 0.080, 0.090, 0.100]
MACHINE = Machine("a small CPU", 2, 4.0, 0.1, "Linux 6", "3.11.7", "1.163.2", "0.26.0", "abc1234", "2026-11-24")


@pytest.fixture
def results() -> Results:
    trips = RoundTrips(ECHO, [1.5 * each for each in ECHO], [3 * each for each in ECHO])
    live = Live(15.0, 600, [0.05, 0.1, 0.4], 15.2, 7, 260.0)
    done_by = {Bot.GUIDE.value: 5.0, Bot.SCRIBE.value: 3.0, Bot.LOOKOUT.value: 8.0}
    caught = CatchUp(2000, 48.0, 2.0, 70.0, done_by, 11.0, 300.0)
    return Results(MACHINE, trips, live, caught, Memory(280.0, 90.0, 76.0, 77.0, 150.0), 9.0, [4.0, 5.0])


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
    assert results.catch_up_ratio == pytest.approx(0.25)
    assert results.most_memory == 300.0
    late = dataclasses.replace(results, live=dataclasses.replace(results.live, delays=[0.1, 1.01]), first_ready=10.0)
    assert [aim.met for aim in aims(late)] == [True, False, False, True, False, True]


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


def test_the_terminal_shows_every_table(results: Results) -> None:
    paper = io.StringIO()
    report.show(results, Console(file=paper, width=200))
    for title, rows in report.sections(results).items():
        assert title in paper.getvalue()
        assert all(row[0] in paper.getvalue() for row in rows)


def test_slips_are_counted_as_they_are_said() -> None:
    said = [talk.evening(number) for number in range(200)]
    assert sum("Philippa" in words for words in said) == talk.slips(range(200)) == 4
    assert len(set(said)) == 200
