"""Open rooms: public conversations, which have no roster. Nobody is led out, and nobody is obeyed there.

Only identifying details are looked for, and only their author is told, in private, if they are on some roster. Nobody
else has a private room with the guide, and nobody gets one by writing in public.
"""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect
from fourwalls.group.examined import Examined
from fourwalls.group.heard import words_of
from fourwalls.group.look import Look
from handlers.details import found_in
from handlers.entitled import belongs, said_by_bot
from handlers.telling import tell


def watch(examined: Examined, look: Look) -> Iterator[Effect]:
    """Somebody said something in public: if it could tell who somebody is, its author is told in private.

    The guide can take nothing away there, and says how its author can. What could not be examined is not told:
    nobody relies on it in a room that everybody can read.
    """
    message, room = words_of(examined.heard), look.room(examined.heard.room)
    if message is None or room is None or examined.failed or said_by_bot(message, look):
        return
    if not belongs(message.sender, look) or look.private_room(message.sender) is None:
        return
    yield from tell(message, found_in(message, examined.findings or ()), room, look)
