"""The warden keeps the four walls: roster, door, windows and lock. It never chats and takes no orders from chat."""

from __future__ import annotations

from functools import partial

from bots.duties import Duties
from fourwalls.group.heard import MembershipChanged, SettingChanged
from fourwalls.group.people import Bot, PersonId, RoomKind
from handlers import walls
from handlers.settings import Settings


def duties(settings: Settings, warden: PersonId) -> Duties:
    """The warden's switchboard, given what keeps the settings of rooms."""
    door = partial(walls.at_the_door, warden=warden)
    return Duties(
        Bot.WARDEN,
        {
            (RoomKind.GROUP, MembershipChanged): (door,),
            (RoomKind.GROUP, SettingChanged): (settings.changed,),
            (RoomKind.CONVERSATION, MembershipChanged): (door,),
            (RoomKind.CONVERSATION, SettingChanged): (settings.changed,),
            (RoomKind.SPACE, MembershipChanged): (door,),
            (RoomKind.SPACE, SettingChanged): (settings.changed,),
            (RoomKind.MANAGER, MembershipChanged): (door,),
            (RoomKind.MANAGER, SettingChanged): (settings.changed,),
        },
    )
