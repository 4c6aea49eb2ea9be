"""``!remove`` in a group that is closed: nobody is inside any more, and what can end is the right to read."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.kept import GiveSeat
from fourwalls.group.effects.priority import Priority
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, Group, Seat, Standing
from fourwalls.group.phrase import phrase
from handlers import doors
from handlers.commands.confirming import weighty
from handlers.commands.registry import Order
from handlers.entitled import shown_name


def end_reading(order: Order, group: Group, seat: Seat, reason: str, look: Look) -> Iterator[Effect]:
    """Somebody may read the transcripts of a closed group no longer; they are told kindly, in private, and why."""
    who = shown_name(seat.person, look)
    if seat.standing not in {Standing.INSIDE, Standing.RESTING}:
        yield Whisper(order.by, phrase("reading-none", who=who, group=group.name))
        return
    values = {"who": who, "id": seat.person, "group": group.name}
    would = phrase("reading-sure-why", reason=reason, **values) if reason else phrase("reading-sure", **values)
    deed = _ended(order, group, seat, reason, look)
    yield from weighty(order, would, deed, meant=(seat.person, *reason.split()), group=group.id)


def _ended(order: Order, group: Group, seat: Seat, reason: str, look: Look) -> Iterator[Effect]:
    yield GiveSeat(seat.person, group.id, seat.role, Standing.REMOVED, order.message.sent_at, order.by)
    yield from doors.take_out(seat.person, group.id, look)  # of the quarter of an hour to read the farewell
    who, by = shown_name(seat.person, look), shown_name(order.by, look)
    told = phrase("reading-ended-member", group=group.name)
    managers = phrase("reading-ended-managers", group=group.name, who=who, by=by)
    if reason:
        told = phrase("reading-ended-member-why", group=group.name, reason=reason)
        managers = phrase("reading-ended-managers-why", group=group.name, who=who, by=by, reason=reason)
    yield Whisper(seat.person, told, Priority.NEWS)
    yield Whisper(order.by, phrase("reading-ended-done", who=who, group=group.name))
    yield TellManagers(Bot.WARDEN, managers)
