"""A measurement as a page: ``docs/eval/details.md``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence

from tests.bench.machine import Machine
from tests.eval.details import scoring
from tests.eval.details.results import Results, main_figures
from tests.eval.details.sets import SESSIONS, SETS, Case, LabelledSet, Standing
from tests.eval.details.systems import System
from tests.eval.intervals import Share, short

Row = Sequence[object]


def page(results: Results, machine: Machine) -> str:
    """The whole page; its last line is JSON."""
    parts = [
        "# How well identifying details are found",
        _made_on(results, machine),
        _HOW,
        "## Messages",
        _messages(results),
        "## Ordinary sessions",
        _alarms(results),
        "## Recall by category",
        *_by_standing(results, _categories),
        "## Recall by where a name is from",
        _HERITAGE,
        *_by_standing(results, _heritages),
        "## Spans",
        _SPANS,
        _spans(results),
        "## Mosaic",
        _MOSAIC,
        _mosaic(results),
        "## Time and memory",
        _COST,
        _cost(results),
        "## Mistakes",
        *(mistakes(results, one) for one in SETS),
        f"`{json.dumps(main_figures(results))}`",
    ]
    return "\n\n".join(parts) + "\n"


def table(head: Sequence[str], rows: Iterable[Row]) -> str:
    """A table of Markdown, numbers to the right."""
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def _made_on(results: Results, machine: Machine) -> str:
    return (
        f"`make eval-details SEED={results.seed}` · {machine.date} · commit {machine.commit} · {machine.cpu}, "
        f"{machine.cores} cores, {machine.ram_gib} GiB, load {machine.load_before} before the run · {machine.system} · "
        f"Python {machine.python}"
    )


_HOW = f"""Every text is invented ([the corpora](../../tests/corpora/README.md)). What the sets are worth differs:
*{Standing.TUNED}* means that the rules were written looking at it and what is learnt was trained on it, so that its
figures flatter and only tell what is left to do. *{Standing.SET_ASIDE}* means that nobody looked at its words while
rules were written; but its author wrote the rules too, and compared thresholds on its totals, so that its figures may
flatter.
*{Standing.UNREAD}* means that nobody who writes rules has read it. Only this says anything of new texts by strangers,
and the figures in the last line are of it alone, beside alarms, mosaic, time and memory.

A message is right when it is warned about exactly if it should be. Intervals are 95 %: for precision, recall and
alarms the wider of Wilson's and of 2,000 draws of whole writers (messages of one writer are not independent); for F
scores the draws; for categories and heritages Wilson's. Both presidios use spaCy's `en_core_web_md`. *Default* is
`analyze(text)` as it comes, where anything found is a warning; *tuned* keeps persons of two words or with a title,
turns the British recognizers on and places, dates, firms and links off, at a threshold of 0.4, and adds four
patterns of its own (streets, births, handles, titles; `tests/eval/details/systems.py`). All systems run one after
another, each in its own process. Some messages of `identifying_d_blind`, and those of sessions, come with what their
sender said before, which presidio has no use for."""


def _messages(results: Results) -> str:
    head = ("set", "system", "messages", "precision", "recall", "F1", "F0.5", "false alarms")
    rows: list[Row] = []
    for one in SETS:
        for system in System:
            scores = results.messages(system, results.cases[one.name])
            shares = (scores.precision, scores.recall, scores.f1, scores.f05)
            count = len(results.cases[one.name])
            what = f"`{one.name}`, {one.worth}"
            rows.append((what, system, count, *shares, f"{scores.wrong} of {scores.harmless}"))
    return table(head, rows)


def _alarms(results: Results) -> str:
    head = ("sessions", "system", "messages", "warned about", "per 1,000")
    rows = []
    for name in SESSIONS:
        for system in System:
            share = results.alarms(system, name)
            spread = f"{share.value * 1000:.1f} [{share.low * 1000:.1f}, {share.high * 1000:.1f}]"
            rows.append((f"`{name}`", system, share.total, share.hits, spread))
    return table(head, rows)


def _by_standing(results: Results, told: Callable[[Results, Sequence[Case]], str]) -> list[str]:
    return [f"Sets *{standing}*:\n\n{told(results, results.of(standing))}" for standing in reversed(Standing)]


def _categories(results: Results, chosen: Sequence[Case]) -> str:
    columns = {name: scoring.recall_by_category(chosen, run.found) for name, run in results.runs.items()}
    rows = [(category, *(shares[category] for shares in columns.values())) for category in columns[System.OURS]]
    return table(("category", *columns), rows)


_HERITAGE = """Over full names and clinicians. *Any category* also counts a name that was found as something else.
`mixed`: the parts of a name are from different places. With few names the intervals are wide; a difference within
them is none."""


def _heritages(results: Results, chosen: Sequence[Case]) -> str:
    def shares(system: System, *, any_category: bool) -> dict[str, Share]:
        found = results.runs[system].found
        return scoring.recall_by_heritage(chosen, found, results.heritages, any_category=any_category)

    ours = shares(System.OURS, any_category=False)
    others = [shares(system, any_category=True) for system in (System.OURS, System.TUNED)]
    rows = [(origin or "not labelled", share, *(other[origin] for other in others)) for origin, share in ours.items()]
    return table(("from", System.OURS, f"{System.OURS}, any category", f"{System.TUNED}, any category"), rows)


_SPANS = """By [nervaluate](https://github.com/MantisAI/nervaluate): *strict* wants both ends and the category,
*exact* both ends, *ent_type* any overlap and the category, *partial* gives half a point for an overlap. Each cell:
precision, recall, F1."""


def _spans(results: Results) -> str:
    rows = []
    for standing in reversed(Standing):
        for system, run in results.runs.items():
            scores = scoring.span_scores(results.of(standing), run.found)
            rows.append((f"{standing}: {system}", *(" ".join(map(short, scores[name])) for name in scoring.SCHEMES)))
    return table(("sets and system", *scoring.SCHEMES), rows)


_MOSAIC = """Small details, each harmless, that together single somebody out: by which message of a member? Right is the
labelled index within one, or *never* where that is right. *Always never* and *best constant* are what could be had
without reading a word. Nobody who wrote the rules read
the words of `mosaic_b`, but its labels, and the kinds found in it, shaped what a small place tells, so its figure
flatters too. All sets have short runs of five messages or so; how
it fares over months of a member's talk, nothing here tells."""


def _mosaic(results: Results) -> str:
    head = ("set", "right", "always never", "best constant", "false alarms", "missed", "too early", "too late")
    rows = [
        (f"`{one.name}`: {one.worth}", s.right, s.always_never, s.best_constant, s.alarms, s.missed, s.early, s.late)
        for one, s in results.mosaic.items()
    ]
    members = results.mosaic_ordinary
    told = f"Of the members of ordinary sessions, who single nobody out: {members} were taken to."
    return f"{table(head, rows)}\n\n{told}"


_COST = """Each system in a process of its own, one thread, every message of all sets and sessions once, after a
hundred to warm up. A message has a candidate when our rules asked the name model about it; the same messages are
counted for presidio. *Wall* is what a clock says and *CPU* what the process used; on a busy machine they differ.
Memory is resident, beside the same process before it loads the system."""


def _cost(results: Results) -> str:
    columns = [_costs(results, system) for system in System]
    return table(("", *System), ((what, *(column[what] for column in columns)) for what in columns[0]))


def _costs(results: Results, system: System) -> dict[str, str]:
    """One system's time and memory, by what it is."""
    run = results.runs[system]
    costs: dict[str, str] = {}
    for candidate in (False, True):
        wall, count = results.p50(system, candidate=candidate, cpu=False)
        cpu, _ = results.p50(system, candidate=candidate, cpu=True)
        what = f"p50 ms, {count} messages {'with' if candidate else 'without'} a candidate, wall / CPU"
        costs[what] = f"{wall:.2f} / {cpu:.2f}"
    costs["messages a second of CPU"] = f"{_throughput(results, system):.0f}"
    costs["MB added by loading"] = _added(results, system, "loaded")
    costs["MB added after all messages"] = _added(results, system, "used")
    costs["seconds until ready"] = f"{run.ready_s:.1f}"
    return costs | {f"64 KiB of {what}, CPU ms": f"{ms:.0f}" for what, ms in run.long_cpu_ms.items()}


def _throughput(results: Results, system: System) -> float:
    times = results.runs[system].cpu_ms.values()
    return 1000 * len(times) / sum(times)


def _added(results: Results, system: System, when: str) -> str:
    memory = results.runs[system].memory_mb
    return f"{memory[when] - memory['bare']:.0f}"


def mistakes(results: Results, one: LabelledSet) -> str:
    """Every mistake in a set; of one whose words are left alone without them."""
    listed = results.mistakes(one)
    lines = [f"- {case.id}: {what}{_quoted(case, one)}" for case, what in listed]
    note = " (numbers alone, so that its words are left alone; `tests/corpora` has the texts)" if _hidden(one) else ""
    heading = f"### `{one.name}`: {len(listed)}{note}"
    return "\n".join([heading, "", *(lines or ["None."])])


def _hidden(one: LabelledSet) -> bool:
    return one.standing is not Standing.TUNED


def _quoted(case: Case, one: LabelledSet) -> str:
    return "" if _hidden(one) else f" — {' '.join(case.text.split())}"
