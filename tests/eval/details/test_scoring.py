"""The scores of a handful of messages, worked out by hand."""

from __future__ import annotations

import math
import re
from collections import defaultdict

import pytest

from tests.eval.details import scoring
from tests.eval.details.report import mistakes
from tests.eval.details.results import Results
from tests.eval.details.running import Run
from tests.eval.details.sets import CORPORA, NAMES, SETS, Case, Span, Standing, Turn, cases, heritages, rows, turns
from tests.eval.details.systems import System
from tests.eval.details.worker import messages
from tests.eval.intervals import drawn, wilson

NAME, PHONE = "full_name", "contact"
CASES = [
    Case("found", "0123456789", (Span(0, 4, NAME),), "a"),
    Case("found in part", "0123456789", (Span(0, 10, NAME),), "a"),
    Case("too little", "0123456789", (Span(0, 10, NAME), Span(20, 30, PHONE)), "b"),
    Case("as something else", "0123456789", (Span(0, 8, PHONE),), "b"),
    Case("missed", "0123456789", (Span(0, 8, PHONE),), "c"),
    Case("rightly quiet", "0123456789", (), "c"),
    Case("false alarm", "0123456789", (), "c"),
]
FOUND = {
    "found": [Span(0, 4, NAME)],
    "found in part": [Span(5, 10, NAME)],
    "too little": [Span(6, 10, NAME), Span(20, 30, PHONE)],
    "as something else": [Span(0, 8, NAME)],
    "missed": [],
    "rightly quiet": [],
    "false alarm": [Span(2, 3, PHONE)],
}


def test_messages() -> None:
    # warned about rightly: 4; wrongly: 1; missed: 1
    scores = scoring.message_scores(CASES, FOUND, seed=1)
    assert (scores.precision.value, scores.recall.value, scores.f1.value) == (0.8, 0.8, 0.8)
    assert (scores.wrong, scores.harmless) == (1, 2)
    assert (scores.precision.hits, scores.precision.total) == (4, 5)


def test_a_false_alarm_weighs_more_in_f05() -> None:
    # precision 3/4, recall 3/6: 1.25 · .75 · .5 / (.25 · .75 + .5) = .681818…
    assert scoring.f_score((3, 1, 3), 0.5) == pytest.approx(0.6818182)
    assert scoring.f_score((3, 1, 3), 1) == pytest.approx(0.6)
    assert math.isnan(scoring.f_score((0, 0, 0), 1))


def test_a_span_counts_when_its_category_is_right_and_half_of_it_is_found() -> None:
    shares = scoring.recall_by_category(CASES, FOUND)
    assert (shares[NAME].hits, shares[NAME].total) == (2, 3)
    assert (shares[PHONE].hits, shares[PHONE].total) == (1, 3)


def test_recall_by_heritage() -> None:
    origins = {("found", Span(0, 4, NAME)): "welsh", ("found in part", Span(0, 10, NAME)): "welsh"}
    shares = scoring.recall_by_heritage(CASES, FOUND, origins)
    assert (shares["welsh"].hits, shares["welsh"].total) == (2, 2)
    assert (shares[""].hits, shares[""].total) == (0, 1)
    other = {"found": [Span(0, 4, PHONE)], "found in part": []}
    pair = CASES[:2]
    assert scoring.recall_by_heritage(pair, other, origins)["welsh"].hits == 0
    assert scoring.recall_by_heritage(pair, other, origins, any_category=True)["welsh"].hits == 1


def test_spans_by_nervaluate() -> None:
    scores = scoring.span_scores(CASES, FOUND)
    # six labelled, six found; both ends and the category: two (found; the telephone of "too little")
    assert scores["strict"] == pytest.approx((2 / 6, 2 / 6, 2 / 6))
    # both ends, whatever the category: "as something else" too
    assert scores["exact"] == pytest.approx((3 / 6, 3 / 6, 3 / 6))
    # any overlap and the category: found, found in part, both of "too little"
    assert scores["ent_type"] == pytest.approx((4 / 6, 4 / 6, 4 / 6))
    # three whole, two halves
    assert scores["partial"] == pytest.approx((4 / 6, 4 / 6, 4 / 6))


def test_spans_that_only_touch_do_not_overlap() -> None:
    case = Case("x", "0123456789", (Span(0, 4, NAME),), "a")
    assert scoring.span_scores([case], {"x": [Span(4, 8, NAME)]})["ent_type"] == (0, 0, 0)


def test_alarms() -> None:
    said = [Turn(str(number), "hello", (), (), f"writer {number % 3}") for number in range(10)]
    share = scoring.alarms(said, {turn.id: [Span(0, 5, NAME)] if turn.id == "4" else [] for turn in said}, seed=1)
    assert (share.value, share.hits, share.total) == (0.1, 1, 10)


def test_wilson() -> None:
    # Newcombe 1998, table I: 81 of 263
    share = wilson(81, 263)
    assert (round(share.low, 4), round(share.high, 4)) == (0.2553, 0.3662)
    assert math.isnan(wilson(0, 0).value)
    assert str(wilson(0, 0)) == "-"


def test_whole_writers_are_drawn() -> None:
    # one writer always right, one always wrong: a draw holds none, half or all of the right ones
    share = drawn([(10, 0), (0, 10)], lambda sums: sums[0] / sum(sums), seed=1)
    assert (share.value, share.low, share.high) == (0.5, 0, 1)
    assert drawn([(5, 5)] * 4, lambda sums: sums[0] / sum(sums), seed=1).low == 0.5


def test_the_same_seed_draws_the_same() -> None:
    counts = [(number, 10 - number) for number in range(10)]
    first, again, other = (drawn(counts, lambda sums: sums[0] / sum(sums), seed=seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_every_name_of_the_sets_has_a_heritage() -> None:
    origins = heritages()
    for one in SETS:
        for case in cases(one):
            for span in case.spans:
                assert span.category not in NAMES or (case.id, span) in origins, case.id


def test_every_heritage_is_of_a_name_of_the_sets() -> None:
    assert len(heritages()) == len(rows("heritage"))


def test_the_data_card_counts_what_is_there() -> None:
    card = (CORPORA / "README.md").read_text(encoding="utf-8")
    for one in SETS:
        (line,) = (line for line in card.splitlines() if line.startswith(f"| `{one.name}.jsonl`"))
        assert re.search(rf"\b{len(cases(one)):,}\b", line), one.name
    assert f"each of the {len(rows('heritage'))} names" in card


def test_an_id_names_its_voice_where_a_set_says_so() -> None:
    voices = {one.name: {case.writer for case in cases(one)} for one in SETS if one.voices}
    assert "dt-agnes_glasgow" in voices["identifying_d"]
    assert {name: len(known) for name, known in voices.items()} == {"identifying_d": 41, "identifying_d_blind": 19}


def test_something_is_unread_and_nothing_twice() -> None:
    assert any(one.standing is Standing.UNREAD for one in SETS)
    ids = [case.id for one in SETS for case in cases(one)]
    assert len(set(ids)) == len(ids)


def test_what_the_sender_said_before_is_examined_too() -> None:
    given = {key: before for key, _, before, _ in messages()}
    asked = {row["id"]: tuple(row["context"]) for row in rows("identifying_d_blind") if row.get("context")}
    assert asked
    assert {key: given[key] for key in asked} == asked


def test_mistakes_are_quoted_from_sets_that_were_tuned_on_alone() -> None:
    nothing: dict[str, list[Span]] = defaultdict(list)
    results = Results({System.OURS: Run(nothing, {}, {}, {}, 0, {}, {})}, seed=1)
    for one in SETS:
        listed = mistakes(results, one)
        wrong = [case for case in cases(one) if case.spans]
        assert all(f"- {case.id}: missed" in listed for case in wrong)
        quoted = {" ".join(case.text.split()) in listed for case in wrong}
        assert quoted == {one.standing is Standing.TUNED}, one.name


def test_turns_bring_what_their_author_said_before() -> None:
    said = {turn.id: turn for turn in turns("sessions_a")}
    assert said["sa-01 1"].before == ()
    assert said["sa-01 3"].before == (said["sa-01 0"].text,)
    assert "TeaAndToast" in said["sa-01 3"].names
