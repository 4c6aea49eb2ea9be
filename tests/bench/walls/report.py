"""What was measured, told: as lines on the terminal, as ``docs/bench-walls.md``, and as one line for a script."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tests.bench.figures import TIMES, Estimate, estimate, quantile
from tests.bench.machine import Machine
from tests.bench.walls.measuring import DRIFTS, Walls

P95 = 0.95
MOST_ROUND_TRIPS = 5.0
"""The aim: so many round trips of the homeserver until a wall stands again, in 95 of 100 rounds."""

_HEAD = ("", "n", "median", "p95", "worst", f"p95 in round trips (aim: at most {MOST_ROUND_TRIPS:.0f})")


def in_round_trips(seconds: Sequence[float], walls: Walls) -> float:
    """The 95th percentile beside the median of the homeserver's own round trip."""
    return quantile(seconds, P95) / quantile(walls.round_trips, 0.5)


def rows(walls: Walls) -> list[tuple[str, ...]]:
    """One row for each thing that was timed, in milliseconds."""
    timed = {
        "state PUT of the administrator → seen in a sync": walls.round_trips,
        "somebody without a seat joins → seen to be out": walls.evictions,
        "setting is changed → seen to be put back": walls.repairs,
    }
    return [(what, *_row(seconds, walls)) for what, seconds in timed.items()]


def _row(seconds: Sequence[float], walls: Walls) -> tuple[str, ...]:
    spans = [_span(estimate(seconds, at).scaled(1000)) for at in (0.5, P95)]
    beside = f"{in_round_trips(seconds, walls):.2f} {TIMES}"
    return (str(len(seconds)), *spans, f"{1000 * max(seconds):.0f}", beside)


def _span(number: Estimate) -> str:
    return f"{number.value:.0f} ({number.low:.0f} to {number.high:.0f})"


def lines(walls: Walls) -> list[str]:
    """For the terminal."""
    return [" · ".join(row) for row in (_HEAD, *rows(walls))]


def last_line(walls: Walls) -> str:
    """What a script reads."""
    return json.dumps(
        {
            "evict_p95_ratio": round(in_round_trips(walls.evictions, walls), 3),
            "repair_p95_ratio": round(in_round_trips(walls.repairs, walls), 3),
            "rounds": len(walls.evictions),
        }
    )


def markdown(walls: Walls, machine: Machine, seed: int) -> str:
    """The whole page."""
    table = [f"| {' | '.join(row)} |" for row in (_HEAD, ("---", *["---:"] * (len(_HEAD) - 1)), *rows(walls))]
    made = (
        f"`make bench-walls ROUNDS={len(walls.evictions)} SEED={seed} WRITE=1` · {machine.date} · commit "
        f"{machine.commit} · {machine.cpu}, {machine.cores} cores, {machine.ram_gib} GiB, load {machine.load_before} "
        f"before the run · {machine.system} · Python {machine.python} · Synapse {machine.synapse} on SQLite, loopback"
    )
    how = (
        "Nobody but the warden has any power in a group's room, so the harm is done with the warden's own token: "
        "settings are changed in its name, and it invites somebody who is taken off the roster behind the bots' back, "
        "once the warden has heard of the invitation, and then comes in. The clock runs from before the request (to "
        "join, to change) until a device of the facilitator's, in a sync of its own, sees the wall stand again. The "
        "rounds are played in drawn order in one run. Settings in turn: "
        f"{', '.join(f'`{each}`' for each in DRIFTS)}."
    )
    limits = (
        "The warden is made to forget earlier changes of a setting before each round, since from the fourth within an "
        "hour on it takes its time on purpose. Synapse's rate limits are lifted for this run, since its limits on "
        "joining would make the rounds wait. Milliseconds, with 95% intervals."
    )
    table_text = "\n".join(table)
    parts = ("# How long a wall is down", made, how, limits, table_text, f"`{last_line(walls)}`")
    return "\n\n".join(parts) + "\n"
