"""The guide talks with people: welcome, private warnings, commands. What it is told in private is examined for risk."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from bots.duties import Duties, Examination, Handler
from fourwalls.group.heard import Heard, MembershipChanged, Message, Reaction, Redaction, SettingChanged, Unreadable
from fourwalls.group.people import Bot, PersonId, RoomKind
from handlers import (
    answers,
    asking_in,
    changes,
    conversation,
    details,
    doubt,
    flags,
    leaks,
    names,
    notices,
    openrooms,
    unreadable,
    walls,
)
from handlers.commands import report
from handlers.settings import Settings


def duties() -> Duties:
    """The guide's switchboard."""
    return Duties(
        Bot.GUIDE,
        {
            (RoomKind.GROUP, Message): (details.watch, doubt.told, conversation.command, notices.said, leaks.remember),
            (RoomKind.GROUP, Reaction): (details.watch,),
            (RoomKind.GROUP, Redaction): (details.watch, details.taken_back),
            (RoomKind.GROUP, MembershipChanged): (details.watch, names.watch),
            (RoomKind.GROUP, SettingChanged): (details.watch,),
            (RoomKind.CONVERSATION, Message): (
                details.watch,
                doubt.told,
                conversation.command,
                notices.said,
                leaks.remember,
            ),
            (RoomKind.CONVERSATION, Reaction): (details.watch,),
            (RoomKind.CONVERSATION, Redaction): (details.watch, details.taken_back),
            (RoomKind.CONVERSATION, MembershipChanged): (details.watch, names.watch),
            (RoomKind.CONVERSATION, SettingChanged): (details.watch,),
            (RoomKind.OPEN, Message): (openrooms.watch, leaks.watch),
            (RoomKind.OPEN, Reaction): (openrooms.watch,),
            (RoomKind.OPEN, Redaction): (openrooms.watch, details.taken_back),
            (RoomKind.OPEN, SettingChanged): (openrooms.watch,),
            (RoomKind.PRIVATE, Message): (
                flags.watch,
                doubt.told,
                conversation.answer,
                report.changed,
                changes.changed,
            ),
            (RoomKind.PRIVATE, Unreadable): (unreadable.told,),
            (RoomKind.PRIVATE, Reaction): (flags.watch, conversation.tapped),
            (RoomKind.PRIVATE, Redaction): (flags.watch, report.taken_back, changes.taken_back),
            (RoomKind.PRIVATE, MembershipChanged): (flags.watch, asking_in.came_in),
            (RoomKind.MANAGER, Message): (conversation.command, answers.from_desk, changes.changed),
            (RoomKind.MANAGER, Redaction): (changes.taken_back,),
            (RoomKind.MANAGER, Unreadable): (unreadable.told,),
        },
        {
            RoomKind.GROUP: Examination.DETAILS,
            RoomKind.CONVERSATION: Examination.DETAILS,
            RoomKind.OPEN: Examination.DETAILS,
            RoomKind.PRIVATE: Examination.RISK,
        },
    )


def duties_with_walls(settings: Settings, guide: PersonId) -> Duties:
    """The same, and the walls of its private rooms, which it keeps itself: the warden is not in them."""
    talking = duties()
    door, moved = (RoomKind.PRIVATE, MembershipChanged), (RoomKind.PRIVATE, SettingChanged)
    at_the_door = partial(walls.at_private_door, guide=guide)
    more: dict[tuple[RoomKind, type[Heard]], tuple[Handler, ...]] = {
        door: (*talking.answers[door], at_the_door),
        moved: (settings.changed,),
    }
    return replace(talking, answers={**talking.answers, **more})
