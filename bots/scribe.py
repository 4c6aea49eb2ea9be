"""The scribe records sessions. That it is in the room means: what is said between its announcements is recorded."""

from __future__ import annotations

from bots.duties import Duties
from fourwalls.group.heard import MembershipChanged, Message, Reaction, Redaction
from fourwalls.group.people import Bot, RoomKind
from handlers import transcripts


def duties() -> Duties:
    """The scribe's switchboard."""
    return Duties(
        Bot.SCRIBE,
        {
            (RoomKind.GROUP, Message): (transcripts.announced, transcripts.record),
            (RoomKind.GROUP, Reaction): (transcripts.record,),
            (RoomKind.GROUP, Redaction): (transcripts.record, transcripts.taken_back),
            (RoomKind.GROUP, MembershipChanged): (transcripts.record,),
        },
    )
