"""What a bot's file says: which events it answers, by which handlers, and what must be examined for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from fourwalls.group.effects import Effect
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Heard, MembershipChanged, SettingChanged
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, Room, RoomKind

Handler = Callable[[Examined, Look], Iterable[Effect]]


class Examination(Enum):
    """What detection is asked about a message."""

    DETAILS = auto()
    RISK = auto()


@dataclass(frozen=True, slots=True)
class Duties:
    """One bot's switchboard."""

    bot: Bot
    answers: Mapping[tuple[RoomKind, type[Heard]], tuple[Handler, ...]]
    examines: Mapping[RoomKind, Examination] = field(default_factory=dict)

    def examination(self, room: Room | None, heard: Heard) -> Examination | None:
        """What must be asked about the words of an event in a room; ``None``: nothing, they are not this bot's."""
        if room is None or (room.kind, type(heard)) not in self.answers:
            return None
        return self.examines.get(room.kind)

    @property
    def heeds_words(self) -> bool:
        """Whether anything that people say is this bot's business."""
        return any(heard is not MembershipChanged and heard is not SettingChanged for _, heard in self.answers)
