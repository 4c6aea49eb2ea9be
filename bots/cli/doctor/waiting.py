"""What the database says about what is still to be done, what was given up, and what cannot be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bots.cli.doctor.finding import Finding, Level, many, within
from bots.cli.doctor.records import Told
from fourwalls.group.people import Bot
from fourwalls.storage.outbox import EXPIRED

_LATE, _MUCH_TOO_LATE = 600.0, 7200.0
"""Seconds that something may wait in the outbox before it is worth a look."""
_UNSEEN = 300.0
"""Seconds that a case may wait to be shown to somebody."""


def look(told: Told) -> Iterator[Finding]:
    """What is still to be done, what was given up, and what cannot be read."""
    yield cases(told)
    yield outbox(told)
    yield dead(told.dead)
    yield unreadable(told.locked)


def cases(told: Told) -> Finding:
    """Cases that nobody was shown: the worst that can wait."""
    lookout = told.backlogs[Bot.LOOKOUT]
    number = len(lookout.flags)
    if not number:
        return Finding("cases", "cases", seen="none waits to be shown", figures={"waiting": 0})
    since = lookout.unseen_since
    level = Level.BROKEN if since is None or told.now - since > 1000 * _UNSEEN else Level.ATTENTION
    remedy = (
        "Ring the Online Manager: somebody may be in danger. They see it once they are in the managers' room "
        "with a verified device and the bots run"
    )
    seen = f"{many(number, 'case waits', 'cases wait')} that no Online Manager was shown"
    return Finding("cases", "cases", level, seen, remedy, Bot.LOOKOUT, {"waiting": number})


def outbox(told: Told) -> Finding:
    """What the bots still have to do."""
    kinds: Counter[str] = sum((one.waiting for one in told.backlogs.values()), Counter())
    held = sum(one.held for one in told.backlogs.values())
    owed = [one.owed_since for one in told.backlogs.values() if one.owed_since is not None]
    age = (told.now - min(owed)) / 1000 if owed else 0.0
    level = within(age, _LATE, _MUCH_TOO_LATE)
    figures = {"waiting": kinds.total(), "held": held, "oldest_owed_seconds": round(age)}
    seen = f"{kinds.total()} to do" if kinds else "nothing to do"
    seen += f", {held} of it held until somebody comes in" if held else ""
    if level is Level.OK:
        return Finding("outbox", "outbox", seen=seen, figures=figures)
    what = ", ".join(f"{number} {kind}" for kind, number in kinds.most_common())
    remedy = "Start the bots, or look in their log for what is tried again and again"
    return Finding("outbox", "outbox", level, f"{seen}, for {_span(age)} ({what})", remedy, None, figures)


def dead(counts: Counter[tuple[str, str]]) -> Finding:
    """What was given up, or came too late; people were told of it when it happened."""
    number = counts.total()
    if not number:
        return Finding("outbox.dead", "outbox", seen="nothing given up", figures={"dead": 0})
    what = ", ".join(f"{count} {kind} ({why})" for (kind, why), count in counts.most_common(4))
    late = sum(count for (_, why), count in counts.items() if why == EXPIRED)
    remedy = "The managers' room was told. Look there whether something must still be done by hand"
    level = Level.ATTENTION if number > late else Level.OK
    seen = f"{number} given up in three months: {what}"
    return Finding(
        "outbox.dead", "outbox", level, seen, remedy if level is not Level.OK else "", figures={"dead": number}
    )


_CAUSES = {
    "no_key": ("no key came", "Ask the senders to open their app once more and to say it again"),
    "withheld:m.unverified": ("kept from the bots as unverified", "See whether each bot is signed, above"),
    "withheld:m.blacklisted": (
        "kept from the bots on purpose",
        "A member's app has blocked a bot; ask them to unblock it",
    ),
    "withheld:m.unauthorised": ("the bot was not inside yet", "Nothing can be done; ask people to say it again"),
    "withheld:m.unavailable": ("the sender no longer has the key", "Ask the senders to say it again"),
    "withheld:m.no_olm": ("no secure channel to the bot", "See whether each bot has one-time keys, above"),
}


def unreadable(counts: Counter[str]) -> Finding:
    """Messages that no key has come for, by cause. They were examined by nobody."""
    number = counts.total()
    figures = {cause: float(count) for cause, count in counts.items()}
    if not number:
        return Finding("unreadable", "unreadable messages", seen="none", figures=figures)
    causes = [
        (count, *_CAUSES.get(cause, (cause, "Ask the senders to say it again")))
        for cause, count in counts.most_common()
    ]
    seen = ", ".join(f"{count} ({what})" for count, what, _ in causes)
    remedy = ". ".join(dict.fromkeys(remedy for _, _, remedy in causes))
    return Finding("unreadable", "unreadable messages", Level.ATTENTION, seen, remedy, None, figures)


def _span(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds < 2 * 3600 else f"{seconds / 3600:.0f} hours"
