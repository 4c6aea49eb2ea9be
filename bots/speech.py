"""Phrases made into the content of Matrix messages: plain text only, and inert whatever it quotes."""

from __future__ import annotations

import unicodedata
from datetime import tzinfo
from typing import Any

from fourwalls.group.effects.done import Origin, RaiseFlag
from fourwalls.group.heard import Marker
from fourwalls.group.people import Bot, EventId
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.matrix.incoming import MARKER
from fourwalls.matrix.verification.sas import Comparison

LONGEST_QUOTE = 1500
"""Characters of a member's words that are quoted at most."""

_KEPT_CONTROLS = {"\n"}
_REMOVED = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def content(text: str, *, thread: EventId | None = None, marker: Marker | None = None) -> dict[str, Any]:
    """The content of one message. It mentions nobody, whatever its text looks like."""
    body: dict[str, Any] = {"msgtype": "m.text", "body": text, "m.mentions": {}}
    if thread is not None:
        body["m.relates_to"] = {
            "rel_type": "m.thread",
            "event_id": thread,
            "is_falling_back": True,
            "m.in_reply_to": {"event_id": thread},
        }
    if marker is not None:
        body[MARKER] = marker.value
    return body


def inert(words: str, longest: int = LONGEST_QUOTE) -> str:
    """Somebody's words without control, bidirectional or invisible characters, and not endless."""
    kept = "".join(c for c in words if c in _KEPT_CONTROLS or unicodedata.category(c) not in _REMOVED)
    return kept if len(kept) <= longest else kept[:longest] + " …"


def case_words(flag: RaiseFlag, number: int, zone: tzinfo) -> tuple[Phrase, Phrase]:
    """What stands at the head of a case's thread, and the first word inside it."""
    who, time = inert(flag.profile_name), f"{flag.at.astimezone(zone):%H:%M}"
    if flag.origin is not Origin.SEEN:
        why = "worry-why" if flag.origin is Origin.WORRY else "worry-why-unproven"
        return phrase("worry-root", number=number, who=who, time=time), phrase(why, quote=inert(flag.quote))
    root = phrase(
        "flag-root",
        number=number,
        severity=flag.reading.severity.word,
        category=flag.reading.kind.value if flag.reading.kind is not None else "",
        who=who,
        place=flag.place,
        time=time,
    )
    cues = ", ".join(f"«{inert(flag.quote[cue.start : cue.end])}»" for cue in flag.reading.cues)
    return root, phrase("flag-why", quote=inert(flag.quote), cues=cues, lowered=", ".join(flag.reading.lowered_by))


def compared(comparison: Comparison | None, who: str, bot: Bot) -> Phrase:
    """What somebody who verifies a bot should see on their screen; ``None``: there is nothing to be seen yet."""
    if comparison is None:
        return phrase("verification-begun", who=who, bot=bot.value)
    emoji, numbers = pictures(comparison)
    return phrase("verification-compare", who=who, bot=bot.value, emoji=emoji, numbers=numbers)


def pictures(comparison: Comparison) -> tuple[str, str]:
    """The seven emoji with their names, and the three numbers that stand for the same."""
    emoji = ", ".join(f"{picture} {name}" for picture, name in comparison.emoji)
    return emoji, " ".join(str(number) for number in comparison.decimals)
