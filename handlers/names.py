"""Profile names and account names: what could tell who somebody is, said before it is too late, or once they have it.

A picture that somebody chooses for themselves carries no file name in Matrix, so that nothing can be read off it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.examined import Examined
from fourwalls.group.finding import DetailKind
from fourwalls.group.heard import Membership, MembershipChanged
from fourwalls.group.look import Look
from fourwalls.group.people import PersonId
from fourwalls.group.phrase import phrase
from handlers.entitled import may_be_inside, one_line


def watch(examined: Examined, look: Look) -> Iterator[Effect]:
    """Somebody came in, or changed their profile name: they alone are told, once a name, if it may say who they are."""
    event = examined.heard
    assert isinstance(event, MembershipChanged)
    room = look.room(event.room)
    if room is None or event.membership is not Membership.JOIN or look.is_bot(event.person):
        return
    kinds = _codes(look.read_name(event.profile_name))
    if kinds and may_be_inside(event.person, room, look):
        words = phrase("profile-name-told", chosen=one_line(event.profile_name), kinds=kinds)
        yield Whisper(event.person, words, Priority.WARNING, f"name {event.person} {event.profile_name}")


def kinds_told(person: PersonId, look: Look) -> str:
    """What somebody's account name and profile name may tell, each kind once, as a phrase takes it; empty: nothing.

    An account name stays for ever and everybody inside sees it, so it counts before somebody is let in.
    """
    account = person.removeprefix("@").split(":", 1)[0]
    return _codes((*look.read_name(account), *look.read_name(look.profile_name(person))))


def _codes(kinds: Iterable[DetailKind]) -> str:
    return ",".join(dict.fromkeys(kind.value for kind in kinds))
