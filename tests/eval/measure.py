"""How good detection is, with counts and 95 % intervals: ``python tests/eval/measure.py [details|risk|sessions]``.

Details: a message is right when it is warned about exactly if it should be; `identifying_b_blind` was never
looked at. Risk: the
model is trained anew without the author who is measured (`risk`), so no figure is of a message it was trained on.
"""

from __future__ import annotations

import json
import math
import sys
import time
import warnings
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

warnings.simplefilter("ignore")  # third-party imports warn about their own dependencies

from fourwalls.detection.examiner import Examiner  # noqa: E402  after the filter above
from fourwalls.detection.risk.judge import Judge  # noqa: E402
from fourwalls.detection.risk.linear import LinearModel  # noqa: E402
from fourwalls.detection.risk.rules import RiskRules  # noqa: E402
from fourwalls.detection.risk.training import read_cases, train  # noqa: E402
from fourwalls.group.finding import RiskKind  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
CORPORA = ROOT / "tests" / "corpora"
RULES = (ROOT / "config" / "risk.toml").read_text(encoding="utf-8")
ORDINARY = ("sessions_a", "identifying_a", "mosaic_a")
THRESHOLDS = (0.3, 0.45, 0.6)


def wilson(hits: int, total: int) -> str:
    """A share with its 95 % interval."""
    if not total:
        return "    -"
    z, share = 1.96, hits / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return f"{share:.3f} [{middle - half:.3f}, {middle + half:.3f}] {hits}/{total}"


def rows(name: str) -> list[dict[str, Any]]:
    """The lines of a corpus file."""
    return [json.loads(line) for line in (CORPORA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def say(text: str) -> None:
    """One line out."""
    sys.stdout.write(text + "\n")


def scores(hits: int, wrong: int, missed: int) -> str:
    """Precision, recall and F1 of messages."""
    f1 = 2 * hits / (2 * hits + wrong + missed) if hits else 0.0
    return f"precision {wilson(hits, hits + wrong)}  recall {wilson(hits, hits + missed)}  F1 {f1:.3f}"


def details(examiner: Examiner) -> None:
    """Identifying details, message by message and category by category."""
    for name in ("identifying_a", "identifying_b", "identifying_c", "identifying_b_blind"):
        hits = wrong = missed = 0
        spans: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        times = []
        for row in rows(name):
            start = time.perf_counter()
            found = examiner.details(row["text"])
            times.append((time.perf_counter() - start) * 1000)
            hits += bool(found) and row["identifying"]
            wrong += bool(found) and not row["identifying"]
            missed += not found and row["identifying"]
            for span in row["spans"]:
                near = [one for one in found if one.start < span["end"] and span["start"] < one.end]
                count = spans[span["category"]]
                count[0] += 1
                count[1] += bool(near)
                count[2] += any(one.kind.value == span["category"] for one in near)
        times.sort()
        say(f"{name}: {scores(hits, wrong, missed)}  p50 {times[len(times) // 2]:.1f} ms  p99 {times[-7]:.1f} ms")
        for category, (total, seen, same) in sorted(spans.items()):
            say(f"    {category:16} found {wilson(seen, total)}  as that category {same}/{total}")


def turns(name: str) -> Iterator[tuple[str, list[str], list[str]]]:
    """Every turn of the sessions: text, the lines before, the profile names."""
    for session in rows(name):
        before: list[str] = []
        for turn in session["turns"]:
            yield turn["text"], before[-3:], [member["name"] for member in session["members"]]
            before.append(f"{turn['by']}: {turn['text']}")


def sessions(examiner: Examiner) -> None:
    """False alarms on ordinary sessions. The shipped risk model was trained on these; `risk` has the honest figure."""
    for name in ("sessions_a", "sessions_b"):
        total = warned = flagged = 0
        for text, before, names in turns(name):
            total += 1
            warned += bool(examiner.details(text, profile_names=names))
            flagged += examiner.risk(text, context=before).flag
        say(f"{name}: details {1000 * warned / total:.1f} per 1,000 ({warned}/{total})")
        say(f"    risk, which was trained on them: {flagged}/{total}")


def risk() -> None:
    """Risk, each author left out in turn; ordinary alarms on sessions by a hand that was left out too."""
    rules = RiskRules.parse(RULES)
    ordinary = list(turns("sessions_b"))
    for held in "abcd":
        names = [f"risk_{other}" for other in "abcd" if other != held] + list(ORDINARY)
        cases = [case for name in names for case in read_cases(CORPORA / f"{name}.jsonl")]
        model = LinearModel(train(rules, cases, 0.5))
        judge = Judge(rules, model)
        for threshold in THRESHOLDS:
            model.threshold = threshold
            _risk_of(judge, held, threshold, ordinary)


def _risk_of(judge: Judge, held: str, threshold: float, ordinary: list[tuple[str, list[str], list[str]]]) -> None:
    """One line of figures, and one a kind at the threshold that ships."""
    hits = wrong = missed = right_kind = right_severity = 0
    kinds: dict[str, list[int]] = {kind.value: [0, 0] for kind in RiskKind}
    for row in rows(f"risk_{held}"):
        reading = judge.read(row["text"], row["context"])
        hits += reading.flag and row["flag"]
        wrong += reading.flag and not row["flag"]
        missed += row["flag"] and not reading.flag
        if row["flag"]:
            kinds[row["category"]][0] += 1
            kinds[row["category"]][1] += reading.flag
        if reading.flag and row["flag"]:
            right_kind += reading.kind == row["category"]
            right_severity += reading.severity.word == row["severity"]
    alarms = sum(judge.read(text, before).flag for text, before, _ in ordinary)
    say(f"risk_{held} left out, from {threshold}: {scores(hits, wrong, missed)}")
    rate = 1000 * alarms / len(ordinary)
    say(f"    kind right {right_kind}/{hits}, severity right {right_severity}/{hits}")
    say(f"    ordinary alarms {rate:.1f} per 1,000 ({alarms}/{len(ordinary)})")
    say("    " + ", ".join(f"{kind} {found}/{total}" for kind, (total, found) in kinds.items()))


def main(asked: list[str]) -> None:
    """Measure what was asked for, or everything."""
    wanted = asked or ["details", "sessions", "risk"]
    examiner = Examiner.load(risk_toml=RULES)
    say("; ".join(examiner.state))
    if "details" in wanted:
        details(examiner)
    if "sessions" in wanted:
        sessions(examiner)
    if "risk" in wanted:
        risk()


if __name__ == "__main__":
    main(sys.argv[1:])
