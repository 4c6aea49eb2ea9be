"""A whole measurement, and the main figures of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tests.bench.figures import quantile
from tests.eval.details import mosaic, scoring
from tests.eval.details.running import Run
from tests.eval.details.sets import SESSIONS, SETS, Case, LabelledSet, Span, Standing, Turn, cases, heritages, turns
from tests.eval.details.systems import System
from tests.eval.intervals import Share


@dataclass(frozen=True)
class Results:
    """What every system answered, beside what is right."""

    runs: Mapping[System, Run]
    seed: int

    @cached_property
    def cases(self) -> dict[str, list[Case]]:
        """The labelled messages, by set."""
        return {one.name: cases(one) for one in SETS}

    @cached_property
    def turns(self) -> dict[str, list[Turn]]:
        """The ordinary messages, by file."""
        return {name: list(turns(name)) for name in SESSIONS}

    @cached_property
    def heritages(self) -> dict[tuple[str, Span], str]:
        """Where the labelled names are from."""
        return heritages()

    @cached_property
    def mosaic(self) -> dict[mosaic.MosaicSet, mosaic.MosaicScores]:
        """How well it is told who is singled out, by set."""
        return mosaic.measured()

    @cached_property
    def mosaic_ordinary(self) -> Share:
        """Members of ordinary sessions who are taken to be singled out."""
        return mosaic.ordinary()

    def of(self, standing: Standing) -> list[Case]:
        """The messages of all sets of one standing."""
        return [case for one in SETS if one.standing is standing for case in self.cases[one.name]]

    def messages(self, system: System, chosen: Sequence[Case]) -> scoring.MessageScores:
        """Message scores of one system."""
        return scoring.message_scores(chosen, self.runs[system].found, self.seed)

    def alarms(self, system: System, name: str) -> Share:
        """The part of the messages of ordinary sessions that a system warned about."""
        return scoring.alarms(self.turns[name], self.runs[system].found, self.seed)

    def p50(self, system: System, *, candidate: bool, cpu: bool) -> tuple[float, int]:
        """The median milliseconds of messages with or without a candidate (our model was asked), and their number."""
        run = self.runs[system]
        asked = self.runs[System.OURS].asked
        times = [ms for key, ms in (run.cpu_ms if cpu else run.ms).items() if asked[key] is candidate]
        return quantile(times, 0.5), len(times)

    def mistakes(self, one: LabelledSet) -> list[tuple[Case, str]]:
        """What ours got wrong in a set: the message, and in which way."""
        found = self.runs[System.OURS].found
        return [(case, what) for case in self.cases[one.name] for what in _wrong(case, found[case.id])]


def _wrong(case: Case, found: Sequence[Span]) -> list[str]:
    """Each way in which a message was answered wrongly, as a few words with the place of it."""
    missed = [f"missed {_at(span)}" for span in case.spans if not scoring.covered(span, found)]
    spurious = [
        f"{'false alarm' if not case.spans else 'too much'} {_at(span)}"
        for span in found
        if not any(span.start < gold.end and gold.start < span.end for gold in case.spans)
    ]
    return missed + spurious


def _at(span: Span) -> str:
    return f"{span.category} {span.start}-{span.end}"


def main_figures(results: Results) -> dict[str, object]:
    """The last line of a run: the figures that the aims are about."""
    unread = results.of(Standing.UNREAD)
    ours = results.runs[System.OURS]
    scores = results.messages(System.OURS, unread)
    by_category = scoring.recall_by_category(unread, ours.found)
    by_heritage = scoring.recall_by_heritage(unread, ours.found, results.heritages)
    alarms = results.alarms(System.OURS, "sessions_a")
    return {
        "unread_messages": len(unread),
        "precision": round(scores.precision.value, 3),
        "recall": round(scores.recall.value, 3),
        "f1": round(scores.f1.value, 3),
        "f0.5": round(scores.f05.value, 3),
        "recall_worst_category": round(min(share.value for share in by_category.values()), 3),
        "recall_worst_heritage": round(min(share.value for share in by_heritage.values()), 3),
        "alarms_per_1000": round(alarms.value * 1000, 1),
        "mosaic_accuracy": round(next(s.right.value for one, s in results.mosaic.items() if one.name == "mosaic_b"), 3),
        "p50_ms_without_candidate": round(results.p50(System.OURS, candidate=False, cpu=False)[0], 2),
        "p50_ms_with_candidate": round(results.p50(System.OURS, candidate=True, cpu=False)[0], 2),
        "memory_added_mb": round(ours.memory_mb["used"] - ours.memory_mb["bare"]),
        "worst_64_kib_cpu_ms": round(max(ours.long_cpu_ms.values())),
    }
