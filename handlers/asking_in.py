"""How somebody whom nobody knows gets to talk with the guide: in a room of its own making, and in small numbers.

Their own invite is declined like every stranger's: in a room of theirs others could listen, and its walls are not ours.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.kept import Greeted, KeepApplication, NameProfile
from fourwalls.group.effects.priority import Priority
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Membership, MembershipChanged
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, PersonId
from fourwalls.group.phrase import phrase
from fourwalls.group.registration import Application, Step
from handlers.entitled import belongs

A_DAY = timedelta(hours=24)


def asked(person: PersonId, look: Look, now: datetime, *, at_home: bool) -> Iterator[Effect]:
    """Somebody has invited the guide: if registration is open they are asked in, once a day, and not too many.

    Args:
        person: who, by the homeserver's word.
        look: the records.
        now: this moment.
        at_home: whether their account is on the guide's own homeserver.
    """
    registering = look.registering()
    if not registering.open or not registering.strangers_a_day or has_place(person, look):
        return
    if registering.own_server_only and not at_home:
        return
    greeted = look.greeted(now - A_DAY)
    if person in greeted:
        return
    if len(greeted) >= registering.strangers_a_day:
        words = phrase("strangers-too-many", most=registering.strangers_a_day)
        yield TellManagers(Bot.GUIDE, words, once=f"strangers {now:%Y-%m-%d}")
        return
    yield Greeted(person, now)
    yield from welcome(person, look, now)


def has_place(person: PersonId, look: Look) -> bool:
    """Whether somebody is one of us already: a bot, the Online Manager, or on a group's list, in or out for now."""
    seats = (look.seat(person, group.id) for group in look.groups())
    return look.is_bot(person) or belongs(person, look) or any(seat is not None and seat.on_the_list for seat in seats)


def welcome(person: PersonId, look: Look, now: datetime) -> Iterator[Effect]:
    """Ask somebody into a private room, where they may register from now on."""
    known = look.application(person)
    if known is None or known.step is Step.APPROVED:
        yield KeepApplication(Application(person, Step.ASKED_IN, now))
    yield Whisper(person, phrase("register-hello"), Priority.NEWS)


def came_in(examined: Examined, look: Look) -> Iterator[Effect]:
    """Somebody is in their private room: from now on they are called by their profile name."""
    event = examined.heard
    assert isinstance(event, MembershipChanged)
    room = look.room(event.room)
    if room is None or event.person != room.person or event.membership is not Membership.JOIN:
        return
    if event.profile_name and event.profile_name != look.profile_name(event.person):
        yield NameProfile(event.person, event.profile_name)
