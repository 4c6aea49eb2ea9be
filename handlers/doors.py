"""In and out of a group: whoever comes or goes does so by the doors of all its rooms."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects.done import Evict, Invite
from fourwalls.group.look import Look
from fourwalls.group.people import Group, GroupId, PersonId


def ask_in(person: PersonId, group: GroupId, look: Look) -> Iterator[Invite]:
    """Ask somebody into every room of a group."""
    for room in look.rooms_of(group):
        yield Invite(room.id, person)


def take_out(person: PersonId, group: GroupId, look: Look) -> Iterator[Evict]:
    """Take somebody out of every room of a group, pending invites included."""
    for room in look.rooms_of(group):
        yield Evict(room.id, person)


def are_ready(group: Group, look: Look) -> bool:
    """Whether every room that the group should have is made."""
    return {room.kind for room in look.rooms_of(group.id)} >= set(group.layout.kinds)
