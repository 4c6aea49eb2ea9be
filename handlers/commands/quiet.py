"""``!warnings pause`` and ``!warnings resume`` for a session; ``!warnings`` shows the Online Manager how often."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.warned import PauseWarnings, ResumeWarnings
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, Role
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.group.warning import WarningCount
from handlers.commands.naming import group_meant
from handlers.commands.registry import Command, Order, WrongArgumentsError
from handlers.entitled import is_online_manager, shown_name
from handlers.plainwords import plain

_MONTHS_SHOWN = 3


def warnings(order: Order, look: Look) -> Iterator[Effect]:
    """Pause or take up private warnings, or show how many there were."""
    if not order.words and order.group is None and is_online_manager(order.by, look):
        yield Whisper(order.by, counted(look.warning_counts()))
        return
    meant = group_meant(order, look)
    if isinstance(meant, Phrase):
        yield Whisper(order.by, meant)
        return
    what, group = plain(" ".join(meant.words)), meant.group
    session = look.open_session(group.id)
    if what not in {"pause", "resume"}:
        raise WrongArgumentsError
    if session is None:
        yield Whisper(order.by, phrase("quiet-no-session", group=group.name))
    elif look.warnings_paused(session.id) == (what == "pause"):
        already = phrase("quiet-already-paused", group=group.name)
        yield Whisper(order.by, already if what == "pause" else phrase("quiet-already-resumed", group=group.name))
    elif what == "pause":
        yield PauseWarnings(session.id)
        yield Whisper(order.by, phrase("quiet-paused", group=group.name))
        who = shown_name(order.by, look)
        yield TellManagers(Bot.GUIDE, phrase("quiet-paused-managers", who=who, group=group.name))
    else:
        yield ResumeWarnings(session.id, order.message.sent_at)
        yield Whisper(order.by, phrase("quiet-resumed", group=group.name))


def counted(counts: Sequence[WarningCount]) -> Phrase:
    """The counts of the last months in words: how many of each kind, and how they ended."""
    months = [list(month) for _, month in groupby(counts, key=lambda count: count.month)]
    if not months:
        return phrase("quiet-counted-none")
    return phrase("quiet-counted", lines="\n\n".join(_month(month) for month in months[:_MONTHS_SHOWN]))


def _month(counts: Sequence[WarningCount]) -> str:
    lines = [counts[0].month]
    for each in sorted(counts, key=lambda count: -count.given):
        ended = ((each.removed, "taken away"), (each.changed, "changed"), (each.kept, "fine"))
        rest = ", ".join(f"{number} {how}" for number, how in ended if number)
        kind = each.kind.value.replace("_", " ")
        lines.append(f"{kind}: {each.given}" + (f" ({rest})" if rest else ""))
    return "\n".join(lines)


COMMANDS = (
    Command(
        "warnings",
        Role.FACILITATOR,
        "!warnings pause, !warnings resume",
        warnings,
        "gives no private warnings until the session closes; shows the Online Manager how many there were",
    ),
)
