"""Links to people among words ("pills"), as chat apps write them into the formatted twin of a message."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

from fourwalls.group.heard import Pill
from fourwalls.group.people import PersonId
from fourwalls.matrix.ids import is_user_id

_LINK = re.compile(r"<a\s([^<>]*)>([^<>]*)</a>", re.IGNORECASE)
_TARGET = re.compile(r"""\bhref\s*=\s*["']https://matrix\.to/#/([^"'<>?]+)""", re.IGNORECASE)
_QUOTE_END = "</mx-reply>"
_MOST = 50


def pills_of(formatted: str) -> tuple[Pill, ...]:
    """The links to people, without those in the quote that an older app puts before a reply."""
    own = formatted.partition(_QUOTE_END)[2] if _QUOTE_END in formatted else formatted
    found: list[Pill] = []
    for attributes, shown in _LINK.findall(own):
        target = _TARGET.search(attributes)
        person = unquote(html.unescape(target[1])) if target else ""
        if is_user_id(person):
            found.append(Pill(" ".join(html.unescape(shown).split()), PersonId(person)))
    return tuple(found[:_MOST])
