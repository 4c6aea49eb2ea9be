"""Scores of what was found beside what should be: by message, by span, by category, by where a name is from."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from nervaluate import Evaluator

from fourwalls.group.finding import DetailKind
from tests.eval.details.sets import NAMES, Case, Span, Turn
from tests.eval.intervals import Share, drawn, wilson

Found = Mapping[str, Sequence[Span]]
"""What a system found, by the id of the message."""
ENOUGH = 0.5
"""A span counts when its category is right and so much of the labelled span is covered."""
CATEGORIES = tuple(kind.value for kind in DetailKind)
SCHEMES = ("strict", "exact", "ent_type", "partial")


@dataclass(frozen=True, slots=True)
class MessageScores:
    """Whether those messages were warned about that should be, with 95 % intervals."""

    precision: Share
    recall: Share
    f1: Share
    f05: Share
    wrong: int
    """Harmless messages that were warned about."""
    harmless: int


def covered(gold: Span, found: Sequence[Span], *, any_category: bool = False) -> bool:
    """Whether enough of a labelled span was found, and as what it is."""
    return any(
        (any_category or one.category == gold.category)
        and min(one.end, gold.end) - max(one.start, gold.start) >= ENOUGH * (gold.end - gold.start)
        for one in found
    )


def message_scores(cases: Sequence[Case], found: Found, seed: int) -> MessageScores:
    """Message by message; the intervals are the wider of Wilson's and of drawing whole writers again."""
    by_writer: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for case in cases:
        wanted, warned = bool(case.spans), bool(found[case.id])
        for at, hit in enumerate((wanted and warned, warned and not wanted, wanted and not warned)):
            by_writer[case.writer][at] += hit
    counts = list(by_writer.values())
    hits, wrong, missed = (sum(column) for column in zip(*counts, strict=True))
    return MessageScores(
        wilson(hits, hits + wrong).widened(drawn(counts, precision, seed)),
        wilson(hits, hits + missed).widened(drawn(counts, recall, seed)),
        drawn(counts, lambda sums: f_score(sums, 1), seed),
        drawn(counts, lambda sums: f_score(sums, 0.5), seed),
        wrong,
        sum(not case.spans for case in cases),
    )


def precision(sums: Sequence[int]) -> float:
    """Of those warned about the part that should be; sums are hits, wrong, missed."""
    hits, wrong, _ = sums
    return hits / (hits + wrong) if hits + wrong else math.nan


def recall(sums: Sequence[int]) -> float:
    """Of those that should be warned about the part that was."""
    hits, _, missed = sums
    return hits / (hits + missed) if hits + missed else math.nan


def f_score(sums: Sequence[int], beta: float) -> float:
    """Precision and recall in one; with beta under 1 a false alarm weighs more than a miss."""
    hits, wrong, missed = sums
    whole = (1 + beta**2) * hits + beta**2 * missed + wrong
    return (1 + beta**2) * hits / whole if whole else math.nan


def recall_by_category(cases: Sequence[Case], found: Found) -> dict[str, Share]:
    """For each category how many of its spans were found as that."""
    return _shares((span.category, covered(span, found[case.id])) for case in cases for span in case.spans)


def recall_by_heritage(
    cases: Sequence[Case], found: Found, heritages: Mapping[tuple[str, Span], str], *, any_category: bool = False
) -> dict[str, Share]:
    """For each heritage how many of the names that come from there were found; names without a label under ``""``."""
    return _shares(
        (heritages.get((case.id, span), ""), covered(span, found[case.id], any_category=any_category))
        for case in cases
        for span in case.spans
        if span.category in NAMES
    )


def _shares(outcomes: Iterable[tuple[str, bool]]) -> dict[str, Share]:
    """Shares of independent outcomes, by what they belong to."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for key, hit in outcomes:
        counts[key][0] += hit
        counts[key][1] += 1
    return {key: wilson(*counts[key]) for key in sorted(counts)}


def span_scores(cases: Sequence[Case], found: Found) -> dict[str, tuple[float, float, float]]:
    """Precision, recall and F1 of spans under each of nervaluate's schemes."""
    gold = [_documents(case.spans) for case in cases]
    seen = [_documents(found[case.id]) for case in cases]
    overall = Evaluator(gold, seen, tags=list(CATEGORIES), loader="dict").evaluate()["overall"]
    return {name: (overall[name].precision, overall[name].recall, overall[name].f1) for name in SCHEMES}


def _documents(spans: Sequence[Span]) -> list[dict[str, object]]:
    """Spans as nervaluate wants them: its ends belong to the span."""
    return [{"label": one.category, "start": one.start, "end": one.end - 1} for one in spans]


def alarms(turns: Sequence[Turn], found: Found, seed: int) -> Share:
    """Of ordinary messages the part that was warned about."""
    by_writer: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for turn in turns:
        by_writer[turn.writer][0] += bool(found[turn.id])
        by_writer[turn.writer][1] += 1
    counts = list(by_writer.values())
    total = sum(count[1] for count in counts)
    return wilson(sum(count[0] for count in counts), total).widened(
        drawn(counts, lambda sums: sums[0] / sums[1] if sums[1] else math.nan, seed)
    )
