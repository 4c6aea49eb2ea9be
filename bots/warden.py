"""The warden keeps the four walls: roster, door, windows and lock. It never chats and takes no orders from chat."""

from __future__ import annotations

from bots.duties import Duties
from fourwalls.group.heard import MembershipChanged, SettingChanged
from fourwalls.group.people import Bot, RoomKind
from handlers import walls


def duties(contracts: walls.Contracts) -> Duties:
    """The warden's switchboard, given the contracts of ``config/walls.toml``."""
    settings = walls.Settings(contracts)
    return Duties(
        Bot.WARDEN,
        {
            (RoomKind.GROUP, MembershipChanged): (walls.at_the_door,),
            (RoomKind.GROUP, SettingChanged): (settings.changed,),
            (RoomKind.MANAGER, MembershipChanged): (walls.at_the_door,),
            (RoomKind.MANAGER, SettingChanged): (settings.changed,),
        },
    )
