"""``!session open`` and ``!session close``."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Say, Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.heard import Marker
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, Role, Room, RoomKind
from fourwalls.group.phrase import Phrase, phrase
from handlers.commands.naming import group_meant
from handlers.commands.registry import Command, Order, WrongArgumentsError
from handlers.plainwords import plain


def session(order: Order, look: Look) -> Iterator[Effect]:
    """Open or close a session: the scribe says so in the room, and what it says is the beginning or the end."""
    meant = group_meant(order, look)
    if isinstance(meant, Phrase):
        yield Whisper(order.by, meant)
        return
    what = plain(" ".join(meant.words))
    if what not in {"open", "close"}:
        raise WrongArgumentsError
    opening = what == "open"
    room = look.group_room(meant.group.id)
    if room is None:
        yield Whisper(order.by, phrase("room-not-ready", group=meant.group.name))
    elif (look.open_session(meant.group.id) is not None) == opening:
        yield Whisper(order.by, phrase("session-already-open" if opening else "session-not-open"))
    else:
        words = phrase("session-opened" if opening else "session-closed")
        marker = Marker.SESSION_OPEN if opening else Marker.SESSION_CLOSE
        # an opening that comes much too late is forgotten; a closing is said however late, or recording would go on
        priority = Priority.ANSWER if opening else Priority.NEWS
        yield Say(Bot.SCRIBE, room.id, words, priority=priority, marker=marker)
        if order.room.id != room.id:
            asked = "session-opening" if opening else "session-closing"
            yield Whisper(order.by, phrase(_answer(asked, order.room), group=meant.group.name))


def _answer(asked: str, said_in: Room) -> str:
    """What whoever asked elsewhere is told. In the conversation room they may have meant that one."""
    return f"{asked}-elsewhere" if said_in.kind is RoomKind.CONVERSATION else asked


COMMANDS = (
    Command(
        "session",
        Role.FACILITATOR,
        "!session open, !session close",
        session,
        "begins a session and its recording; ends both",
    ),
)
