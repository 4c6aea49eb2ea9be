"""One proof from beginning to end."""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.proof.plan import deal
from tests.proof.stage import Stage, set_stage
from tests.proof.verdict import Judge, Verdict

_SETTLE_SECONDS = 180.0
_SETTLE_SECONDS_OF_CONTROL = 5.0
"""What the control has lost never comes: there is nothing to wait for."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Proof:
    """What was counted, and how often each thing went wrong on purpose."""

    verdict: Verdict
    counts: dict[str, int]
    seconds: float

    def show(self, say: Say) -> None:
        """Tell all of it but the one line."""
        it = self.verdict
        say(f"{it.said} messages said in {self.seconds:.0f} s, all told")
        say(f"not examined {it.unexamined}, not recorded {it.unrecorded}")
        say(f"not warned {it.unwarned}, not flagged {it.unflagged}")
        for what, times in self.counts.items():
            say(f"{times:6} {what}")


async def prove(seed: int, rounds: int, *, control: bool = False, say: Say = lambda _line: None) -> Proof:
    """Play the rounds that the seed deals, heal, wait, compare."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="fourwalls-proof-") as folder:
        async with set_stage(Path(folder), seed, control=control) as stage:
            for this in deal(seed, rounds, control=control):
                say(f"round {this.number + 1} of {rounds}: {', '.join(each.what for each in this.troubles)}")
                await stage.play(this)
            say("healed; waiting until everything is done")
            await stage.bots.wait_ready()
            database = stage.site.open_database()
            try:
                judge = Judge(stage, database)
                await judge.settle(_SETTLE_SECONDS_OF_CONTROL if control else _SETTLE_SECONDS)
                verdict = await judge.judge(rounds)
            finally:
                database.close()
            if not verdict.ok and not control:
                say(stage.bots.log_tail())
            return Proof(verdict, _counts(stage), time.monotonic() - began)


def _counts(stage: Stage) -> dict[str, int]:
    kinds = Counter(words.kind for words in stage.said.values())
    counted = {f"said: {kind.value}": times for kind, times in sorted(kinds.items())}
    counted |= {act.value: times for act, times in sorted(stage.acts.items())}
    counted |= {f"{fault.value} (requests)": times for fault, times in sorted(stage.proxy.done.items())}
    counted |= {f"hostile: {attack.value}": times for attack, times in sorted(stage.tried.items())}
    counted["starts of the bots"] = stage.bots.starts
    counted |= {f"ended by themselves with status {status}": n for status, n in stage.bots.fell.items()}
    counted["tracebacks in their log"] = stage.bots.tracebacks
    return counted


def to_stderr(line: str) -> None:
    """Progress: standard output is for the one line."""
    sys.stderr.write(f"{line}\n")
