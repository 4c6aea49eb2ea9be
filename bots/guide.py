"""The guide talks with people: welcome, private warnings, commands. What it is told in private is examined for risk."""

from __future__ import annotations

from bots.duties import Duties, Examination
from fourwalls.group.heard import MembershipChanged, Message, Reaction, Redaction, SettingChanged, Unreadable
from fourwalls.group.people import Bot, RoomKind
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
)
from handlers.commands import report


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
