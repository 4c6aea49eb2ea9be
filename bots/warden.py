"""The warden keeps the four walls: roster, door, windows and lock. It never chats and takes no orders from chat."""

from __future__ import annotations

from bots.duties import Duties
from fourwalls.group.heard import MembershipChanged, SettingChanged
from fourwalls.group.people import Bot, PersonId, RoomKind
from handlers import walls
from handlers.shelf import Shelf


def duties(contracts: walls.Contracts, warden: PersonId) -> Duties:
    """The warden's switchboard, given the contracts of ``config/walls.toml`` and its own account."""
    settings, shelf = walls.Settings(contracts), Shelf(warden)
    return Duties(
        Bot.WARDEN,
        {
            (RoomKind.GROUP, MembershipChanged): (walls.at_the_door,),
            (RoomKind.GROUP, SettingChanged): (settings.changed,),
            (RoomKind.CONVERSATION, MembershipChanged): (walls.at_the_door,),
            (RoomKind.CONVERSATION, SettingChanged): (settings.changed,),
            (RoomKind.SPACE, MembershipChanged): (walls.at_the_door,),
            (RoomKind.SPACE, SettingChanged): (settings.changed, shelf.changed),
            (RoomKind.MANAGER, MembershipChanged): (walls.at_the_door,),
            (RoomKind.MANAGER, SettingChanged): (settings.changed,),
        },
    )
