"""Open rooms: public conversations, which have no roster. Nobody is led out, and nobody is obeyed there.

Only identifying details are looked for, and only their author is told, in private, if they are on some roster. Nobody
else has a private room with the guide, and nobody gets one by writing in public.
"""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.examined import Examined
from fourwalls.group.heard import words_of
from fourwalls.group.look import Look
from fourwalls.group.phrase import phrase
from handlers.details import marked
from handlers.entitled import belongs, said_by_bot


def watch(examined: Examined, look: Look) -> Iterator[Effect]:
    """Somebody said something in public: if it could tell who somebody is, its author is told in private.

    The guide can take nothing away there, so nothing waits for an answer. What could not be examined is not told:
    nobody relies on it in a room that everybody can read.
    """
    message = words_of(examined.heard)
    if message is None or not examined.findings or said_by_bot(message, look):
        return
    if not belongs(message.sender, look) or look.private_room(message.sender) is None:
        return
    kinds = ",".join(dict.fromkeys(finding.kind for finding in examined.findings))
    words = phrase("warning-open", marked=marked(message.text, examined.findings), kinds=kinds)
    yield Whisper(message.sender, words, Priority.WARNING)
