"""How good the reading of risk is, with counts and 95 % intervals. (Identifying details: ``tests.eval.details``.)

``python -m tests.eval.measure [risk|curve]``

The model is trained anew without the author who is measured, so no figure is of a message it was trained on; its
thresholds are set on `sessions_a`; ordinary alarms are counted on `sessions_b`, which it has not seen. The cues were
written looking at `risk_a` and `risk_b`: only `risk_c` and `risk_d` are new to them. `curve` shows what more exemplars
by other hands bring.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from fourwalls.detection.risk.judge import Judge
from fourwalls.detection.risk.linear import LinearModel
from fourwalls.detection.risk.rules import RiskRules
from fourwalls.detection.risk.training import THRESHOLDS, Case, calibrate, read_cases, train
from fourwalls.group.finding import RiskKind, Severity
from tests.eval.details.sets import CORPORA, rows
from tests.eval.intervals import wilson

ROOT = Path(__file__).resolve().parents[2]
RULES = (ROOT / "config" / "risk.toml").read_text(encoding="utf-8")
ORDINARY = ("identifying_a", "mosaic_a")
HANDS = "abcde"
NEW_TO_CUES = "cd"


def say(text: str) -> None:
    """One line out."""
    sys.stdout.write(text + "\n")


def scores(hits: int, wrong: int, missed: int) -> str:
    """Precision, recall and F1 of messages."""
    f1 = 2 * hits / (2 * hits + wrong + missed) if hits else 0.0
    return f"precision {wilson(hits, hits + wrong)}  recall {wilson(hits, hits + missed)}  F1 {f1:.3f}"


def turns(name: str) -> Iterator[tuple[str, list[str]]]:
    """Every turn of the sessions: text, and the lines before."""
    for session in rows(name):
        before: list[str] = []
        for turn in session["turns"]:
            yield turn["text"], before[-3:]
            before.append(f"{turn['by']}: {turn['text']}")


def trained_without(rules: RiskRules, held: str, share: float = 1.0) -> Judge:
    """A judge whose model has not seen one hand, nor more than a share of the others' messages."""
    dice = random.Random(7)  # noqa: S311  not for secrets: which messages are left out
    others = [f"risk_{other}" for other in HANDS if other != held]
    cases = [case for name in others for case in read_cases(CORPORA / f"{name}.jsonl") if dice.random() < share]
    cases += [case for name in ORDINARY for case in read_cases(CORPORA / f"{name}.jsonl")]
    tuning = list(read_cases(CORPORA / "sessions_a.jsonl"))
    halves = tuning[: len(tuning) // 2], tuning[len(tuning) // 2 :]
    unseen = [(LinearModel(train(rules, cases + seen, THRESHOLDS)), other) for seen, other in (halves, halves[::-1])]
    return Judge(rules, LinearModel(train(rules, cases + tuning, calibrate(rules, unseen))))


def risk() -> None:
    """Risk, each author left out in turn; ordinary alarms on sessions by a hand that was left out too."""
    rules = RiskRules.parse(RULES)
    new: list[tuple[Case, Severity, RiskKind | None]] = []
    for held in HANDS[:-1]:
        judge = trained_without(rules, held)
        found = judged(judge, f"risk_{held}")
        say(f"risk_{held} left out, thresholds {', '.join(f'{one:.2f}' for one in judge.model.thresholds)}")
        table(found)
        ordinary(judge, "sessions_b")
        new += found if held in NEW_TO_CUES else []
    say("risk_c and risk_d together")
    table(new)
    kinds(new)


def curve() -> None:
    """What more exemplars by other hands bring, for one hand that is left out."""
    rules = RiskRules.parse(RULES)
    for share in (0.25, 0.5, 0.75, 1.0):
        judge = trained_without(rules, "c", share)
        say(f"with {share:.0%} of the exemplars of the other hands, risk_c left out")
        table(judged(judge, "risk_c"))
        ordinary(judge, "sessions_b")


def judged(judge: Judge, name: str) -> list[tuple[Case, Severity, RiskKind | None]]:
    """Every case of a corpus with how it was read."""
    found = []
    for case in read_cases(CORPORA / f"{name}.jsonl"):
        reading = judge.read(case.text, case.context)
        found.append((case, reading.severity, reading.kind))
    return found


def table(found: list[tuple[Case, Severity, RiskKind | None]]) -> None:
    """How many of every severity were flagged, paged, and called what they are."""
    hits = sum(case.severity > 0 and severity > 0 for case, severity, _ in found)
    wrong = sum(case.severity == 0 and severity > 0 for case, severity, _ in found)
    missed = sum(case.severity > 0 and severity == 0 for case, severity, _ in found)
    say(f"    {scores(hits, wrong, missed)}")
    for wanted in reversed(Severity):
        read = [severity for case, severity, _ in found if case.severity is wanted]
        paged = sum(severity >= Severity.HIGH for severity in read)
        exact = sum(severity is wanted for severity in read)
        flagged = sum(severity > 0 for severity in read)
        shares = f"flagged {wilson(flagged, len(read))}  paged {wilson(paged, len(read))}"
        say(f"    {wanted.word:9} {shares}  as such {exact}")


def kinds(found: list[tuple[Case, Severity, RiskKind | None]]) -> None:
    """How many of every kind were flagged, and as that kind."""
    for kind in RiskKind:
        of_kind = [(severity, read) for case, severity, read in found if case.kind is kind]
        flagged = [read for severity, read in of_kind if severity > 0]
        same = sum(read is kind for read in flagged)
        say(f"    {kind.value:18} flagged {wilson(len(flagged), len(of_kind))}  as that kind {same}")


def ordinary(judge: Judge, name: str) -> None:
    """Alarms on ordinary sessions."""
    read = [judge.read(text, before).severity for text, before in turns(name)]
    for word, least in (("paged", Severity.HIGH), ("flagged", Severity.CONCERN)):
        count = sum(severity >= least for severity in read)
        say(f"    ordinary {word} {1000 * count / len(read):.1f} per 1,000 ({wilson(count, len(read))})")


def main(asked: list[str]) -> None:
    """Measure what was asked for; `risk` when nothing was."""
    if "curve" in asked:
        curve()
    if "risk" in asked or not asked:
        risk()


if __name__ == "__main__":
    main(sys.argv[1:])
