"""Messages that a limited timeline left out, paged back up to the bookmark."""

from __future__ import annotations

import json
import logging
from collections import Counter
from typing import Any

from fourwalls.group.heard import Membership
from fourwalls.matrix.homeserver import CLIENT, Homeserver, RefusedError, segment
from fourwalls.matrix.incoming import WORDS
from fourwalls.matrix.roomstate import is_state
from fourwalls.matrix.shapes import mapping, sequence
from fourwalls.matrix.unlocking import ENCRYPTED

logger = logging.getLogger(__name__)

_PAGE = 100
_MOST_PAGES = 500
"""A gap longer than this many pages is told as a gap: all of it is held in memory until it is committed."""
_NO_WORDS = json.dumps({"not_types": [ENCRYPTED, *sorted(WORDS)]}, separators=(",", ":"))
_TRIES = 12
"""So often in a row may the server fail at one room's page before that room's gap is told and the others go on."""


class Pager:
    """Fills the gaps of one account's timelines. Pages outlive a failed try, so that each try gets further."""

    def __init__(self, server: Homeserver, user_id: str) -> None:
        self._server = server
        self._user_id = user_id
        self._pages: dict[tuple[str, str], dict[str, Any]] = {}
        self._failures: Counter[str] = Counter()
        self._kinds: dict[str, str] = {}

    def spare_words(self) -> None:
        """Leave words out from now on: they are nothing to this account, and make up nearly all of a gap."""
        self._kinds = {"filter": _NO_WORDS}

    def settled(self) -> None:
        """The bookmark has moved: what was paged back is kept."""
        self._pages.clear()
        self._failures.clear()

    async def missing(self, room_id: str, start: str, since: str) -> tuple[list[Any], str | None]:
        """The events from ``since`` up to ``start``, oldest first; and, if these are not all, up to where some miss.

        Raises:
            HomeserverError: no answer; may be asked again.
        """
        found: list[Any] = []
        for _ in range(_MOST_PAGES):
            page = await self._page(room_id, start, since)
            if page is None:
                return found[::-1], start
            chunk, end = sequence(page.get("chunk")), page.get("end")
            found.extend(chunk)
            if not isinstance(end, str) or end == start or any(is_own_join(e, self._user_id) for e in chunk):
                return found[::-1], None
            start = end
        return found[::-1], start

    async def _page(self, room_id: str, start: str, since: str) -> dict[str, Any] | None:
        known = self._pages.get((room_id, start))
        if known is not None:
            return known
        path = f"{CLIENT}/rooms/{segment(room_id)}/messages"
        begin = {"from": start} if start else {}  # else from now
        query = {"dir": "b", "to": since, "limit": str(_PAGE), **begin, **self._kinds}
        try:
            page = await self._server.call("GET", path, query=query)
        except RefusedError as refusal:
            self._failures[room_id] += 1
            if refusal.may_pass and self._failures[room_id] < _TRIES:
                raise
            logger.error("a gap in a room could not be filled: %s", refusal)  # noqa: TRY400 - the sentence says it all
            return None
        self._failures.pop(room_id, None)
        self._pages[room_id, start] = page
        return page


def since_own_join(events: list[Any], user_id: str) -> list[Any]:
    """What was said from our coming in onwards: what was said before is not ours to read."""
    joins = [index for index, event in enumerate(events) if is_own_join(event, user_id)]
    return events[joins[-1] :] if joins else events


def is_own_join(event: Any, user_id: str) -> bool:
    """Whether we came in by this event. A change of our own profile looks much the same and is not one.

    When the server does not tell what stood there before, it is taken for a mere change: at worst we then ask for
    more than there is, and never for less.
    """
    if not is_state(event) or event["type"] != "m.room.member" or event["state_key"] != user_id:
        return False
    if event["content"].get("membership") != Membership.JOIN.value:
        return False
    unsigned = mapping(event.get("unsigned"))
    if "prev_content" not in unsigned:
        return "replaces_state" not in unsigned
    return mapping(unsigned["prev_content"]).get("membership") != Membership.JOIN.value
