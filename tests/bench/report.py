"""A run told: as tables on the terminal, and as ``docs/bench.md``."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from fourwalls.group.people import Bot
from tests.bench.compared import compared
from tests.bench.figures import TIMES, quantile, ratio, spanned, times
from tests.bench.machine import Machine
from tests.bench.results import Results, Then, aims, milliseconds
from tests.bench.throughput import CatchUp, Live

Row = tuple[str, ...]
AIMS = "Aims"
TRIPS = "Round trips (milliseconds, with 95% intervals)"
MANY = "Many messages"
MEMORY = "Memory (MB, resident)"
READY = "Time to ready (seconds)"
BESIDE = "Beside the earlier commit, in the same run (with 95% intervals where a figure was measured many times)"
_HEADS = {
    AIMS: ("aim", "wanted", "measured", "met"),
    TRIPS: ("", "n", "p50", "p95", "p50 beside echo", "p95 beside echo"),
    MANY: ("", "messages", "a second", "beside bare"),
    MEMORY: ("process", "at the end", "most seen"),
    READY: ("start", "n", "median", "slowest"),
    BESIDE: ("", "then", "now", "now / then"),
}


def sections(results: Results) -> dict[str, list[Row]]:
    """Every table's rows, by its title."""
    told = {AIMS: _aims, TRIPS: _round_trips, MANY: _many, MEMORY: _memory, READY: _ready}
    found = {title: rows(results) for title, rows in told.items()}
    if results.then is not None:
        found[BESIDE] = compared(results.now, results.then.measured)
    return found


def _aims(results: Results) -> list[Row]:
    return [(aim.what, aim.wanted, aim.measured, "yes" if aim.met else "NO") for aim in aims(results)]


def _round_trips(results: Results) -> list[Row]:
    trips, echo = results.now.trips, results.echo

    def row(what: str, seconds: list[float]) -> Row:
        beside = ("1", "1") if seconds is echo else [times(ratio(seconds, echo, at)) for at in (0.5, 0.95)]
        return (what, str(len(seconds)), *(spanned(milliseconds(seconds, at)) for at in (0.5, 0.95)), *beside)

    return [
        row("bare echo bot: message → echo", echo),
        row("suite: message → private warning", trips.warning),
        row("suite: message → flag in the manager room", trips.flag),
    ]


def _many(results: Results) -> list[Row]:
    live, caught = results.now.live, results.now.catch_up
    sent, missed = str(live.sent), str(caught.missed)

    def row(what: str, *bots: Bot) -> Row:
        rate = caught.rate(*bots)
        return (f"after an absence: suite, {what}", missed, f"{rate:.0f}", f"{rate / caught.bare_rate:.2f} {TIMES}")

    return [
        ("live: sent, the suite running", sent, f"{live.rate:.1f}", ""),
        ("live: received, examined and recorded", sent, f"{live.done_rate:.1f}", ""),
        ("while nobody hears: sent, for comparison", missed, f"{caught.send_rate:.1f}", ""),
        ("after an absence: bare receiver", missed, f"{caught.bare_rate:.0f}", "1"),
        row("examined for details", Bot.GUIDE),
        row("examined for risk", Bot.LOOKOUT),
        row("recorded", Bot.SCRIBE),
        row("everything examined and sealed", Bot.GUIDE, Bot.LOOKOUT, Bot.SCRIBE),
    ]


def _memory(results: Results) -> list[Row]:
    memory, now = results.memory, results.now
    return [
        ("suite: four bots and detection", f"{now.catch_up.memory_end_mb:.0f}", f"{now.most_memory:.0f}"),
        ("portal", f"{memory.portal:.0f}", ""),
        ("bare echo bot", f"{memory.bare_echo:.0f}", ""),
        ("bare receiver", f"{memory.bare_receiver:.0f}", ""),
        ("homeserver, for comparison", f"{memory.homeserver:.0f}", ""),
    ]


def _ready(results: Results) -> list[Row]:
    later = results.now.ready
    first = f"{results.now.first_ready:.1f}"
    return [
        ("the very first: accounts signed, rooms made", "1", first, first),
        ("later", str(len(later)), f"{quantile(later, 0.5):.1f}", f"{max(later):.1f}"),
    ]


def notes(results: Results) -> list[str]:
    """What the numbers mean, a paragraph each."""
    live, caught = results.now.live, results.now.catch_up
    p50, p95 = (f"{quantile(live.delays, at):.2f}" for at in (0.5, 0.95))
    beside = [] if results.then is None else [_beside_note(results.then)]
    return [_ROUND_TRIPS, _BARE, _live_note(live, p50, p95), _absence_note(caught), *beside, _SHARED]


_ROUND_TRIPS = (
    "A round trip is timed at a client of another make (matrix-js-sdk, the engine of Element), from being told to send "
    "until the answer is decrypted on a screen. The author is the same for all three kinds, which take turns in drawn "
    "order. The echo bot sits in a room of two, which favours it; the suite answers among five members and four "
    "bots. A flag counts as seen when the root of its thread is, on the manager's screen."
)
_BARE = "The bare bots are stock nio: `AsyncClient`, callbacks, `sync_forever`, every device trusted, no database."
_SHARED = "Homeserver, clients, suite and bench share the machine's cores, so the ratios tell more than the numbers."


def _live_note(live: Live, p50: str, p95: str) -> str:
    return (
        f"Live, four members sent for {live.seconds:.0f} s, each the next message as soon as the homeserver had taken "
        "the last. A message is done when the three bots that listen have committed it: examined for details, examined "
        "for risk, sealed into the transcript. From the homeserver's stamp until it was seen to be done (looked at "
        f"each 0.05 s): p50 {p50} s, p95 {p95} s, worst {max(live.delays):.2f} s; at most {live.most_waiting} messages "
        "waited."
    )


def _absence_note(caught: CatchUp) -> str:
    return (
        f"Bare receiver and suite missed the same {caught.missed} messages in the same room, and caught up one after "
        "the other. The suite's time runs from having loaded (it still has to sign in) until the last message is "
        f"committed; from making its process it was {caught.from_start:.1f} s. It took {caught.cpu_ms:.1f} ms of CPU a "
        "message, in all of its processes. Then the records were counted: every message examined twice and sealed, a "
        "warning for every slip."
    )


def _beside_note(then: Then) -> str:
    packages = "other packages than it asked for: those" if then.other_packages else "the packages"
    return (
        f"Then is commit {then.commit} ({then.title}), whose own program ran from a folder of its own, with {packages} "
        "of the present commit. Both suites stood on the same homeserver, each with a group of the same people; round "
        "trips took turns in drawn order, the rest came one after the other, in drawn order too. Below 1 is better "
        "now, but for what is counted a second or beside bare."
    )


def show(results: Results, console: Console) -> None:
    """Print the tables."""
    for title, rows in sections(results).items():
        table = Table(title=title, title_justify="left", title_style="bold")
        for number, head in enumerate(_HEADS[title]):
            table.add_column(head, justify="left" if number == 0 else "right")
        for row in rows:
            table.add_row(*row)
        console.print(table)


def markdown(results: Results) -> str:
    """The whole of ``docs/bench.md``."""
    parts = ["# Bench: the suite beside bare bots", _INTRODUCTION, _made_on(results.machine)]
    for title, rows in sections(results).items():
        parts += [f"## {title}", _grid(_HEADS[title], rows)]
    parts += ["## How it is measured", "\n".join(f"- {note}" for note in notes(results))]
    return "\n\n".join(parts) + "\n"


_INTRODUCTION = (
    "Written by `make bench ARGS=--write` (with `--beside COMMIT` an earlier commit is measured in the same run): one "
    "run on one machine, everything on loopback, started and stopped by itself. Run it again to compare: the ratios "
    "carry from machine to machine, the numbers do not."
)


def _made_on(machine: Machine) -> str:
    facts = (
        machine.date,
        f"commit {machine.commit}",
        f"{machine.cpu}, {machine.cores} cores, {machine.ram_gib} GiB",
        f"load {machine.load_before} before the run",
        machine.system,
        f"Python {machine.python}",
        f"Synapse {machine.synapse} on SQLite without rate limits",
        f"nio {machine.nio}",
    )
    return " · ".join(facts)


def _grid(heads: Row, rows: Sequence[Row]) -> str:
    ruler = (" --- ", *(" ---: " for _ in heads[1:]))
    lines = [_line(heads), f"|{'|'.join(ruler)}|", *(_line(row) for row in rows)]
    return "\n".join(lines)


def _line(cells: Row) -> str:
    return f"| {' | '.join(cells)} |"
