"""The lookout watches for signs of risk and keeps the manager desk, where people decide."""

from __future__ import annotations

from bots.duties import Duties, Examination
from fourwalls.group.heard import MembershipChanged, Message, Reaction, Redaction, Unreadable
from fourwalls.group.people import Bot, RoomKind
from handlers import desk, flags, unreadable


def duties() -> Duties:
    """The lookout's switchboard."""
    return Duties(
        Bot.LOOKOUT,
        {
            (RoomKind.GROUP, Message): (flags.watch,),
            (RoomKind.GROUP, Reaction): (flags.watch,),
            (RoomKind.GROUP, Redaction): (flags.watch,),
            (RoomKind.GROUP, MembershipChanged): (flags.watch,),
            (RoomKind.GROUP, Unreadable): (unreadable.told,),
            (RoomKind.CONVERSATION, Message): (flags.watch,),
            (RoomKind.CONVERSATION, Reaction): (flags.watch,),
            (RoomKind.CONVERSATION, Redaction): (flags.watch,),
            (RoomKind.CONVERSATION, MembershipChanged): (flags.watch,),
            (RoomKind.CONVERSATION, Unreadable): (unreadable.told,),
            (RoomKind.MANAGER, Message): (desk.word_in_thread,),
        },
        {RoomKind.GROUP: Examination.RISK, RoomKind.CONVERSATION: Examination.RISK},
    )
