"""A detail that its writer spreads over two messages: ``my surname is``, then ``okonkwo``."""

# ruff: noqa: E501  patterns are data: broken up they could not be read

from __future__ import annotations

from collections.abc import Sequence

from fourwalls.detection.details.patterns import compile_, has

TAIL = 110
"""So much of the message before is read together with this one."""
SHORT = 48
"""An answer to one's own beginning is short; a longer message stands by itself."""

_OPEN = compile_(
    r"(?:\b(?:name|names|surname|dob|d\.o\.b|birth|birthday|bday|born|born on|number|num|no|nr|id|ref|code|postcode|address|mobile|mob|phone|landline|email|e-mail|insta|facebook|fb|tiktok|handle|reg|passport|licence|account|consultant|surgeon|oncologist|nurse|doctor|"
    r"called|under|at|for|with|in|is|it's|its|was|im|i'm|i am|am|by|on|are|'s|from|saw|see|and|the|mr|mrs|ms|dr|miss|prof|street|flat|house)[ ]?[:.,-]*[ ]*|[:,-][ ]*|\d[ ]*)$"
)
_BARE = compile_(
    r"^[ ]*(?:(?:hi|hello|hiya|hey|im|i'm|its|it's|i am|this is|me|my name is)[ ,]+)?[a-z][a-z'-]{1,14}[ .!]*$"
)


def joined(text: str, before: Sequence[str]) -> tuple[str, int] | None:
    """The end of the message before with this one behind it, and where this one begins; ``None`` if it stands alone."""
    if not before or not text.strip() or len(text) > SHORT or "\n" in text.strip():
        return None
    tail = before[-1].strip()[-TAIL:]
    if not (has(_OPEN, tail.lower()) or has(_BARE, tail.lower())) or ">" in tail:
        return None
    glue = "" if tail.endswith("-") else " "
    return tail + glue + text, len(tail) + len(glue)
