"""The windows and the lock: a setting that drifted is put back, and people are told what, who, since when.

A second look says whether it held. Whoever goes on changing it is not answered as fast as the homeserver lets them:
from the fourth time within an hour on, the room counts as not protected, and the wall is put back more and more slowly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import Any, Protocol

from fourwalls.group.breach import AT_ONCE, Breach, Why
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Invite, TellManagers
from fourwalls.group.effects.kept import NoteBreach
from fourwalls.group.effects.priority import Priority
from fourwalls.group.effects.walls import Repair, Unlist, WithdrawInvites
from fourwalls.group.examined import Examined
from fourwalls.group.heard import SettingChanged
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, PersonId, Room, RoomId, RoomKind
from fourwalls.group.phrase import phrase
from handlers import notices, protection, roomnames, shelf
from handlers.closing import is_at_rest
from handlers.entitled import shown_name, walled_name

StateKey = tuple[str, str]
Contents = Mapping[StateKey, Mapping[str, Any]]

_TOMBSTONE = ("m.room.tombstone", "")
_PINNED = ("m.room.pinned_events", "")
_LONG_AGO = datetime.fromtimestamp(0, tz=UTC)
"""Stands for a time that nobody knows."""


class Drift(Protocol):
    """One setting that is not as the contract says."""

    @property
    def type(self) -> str:
        """The type of the state event."""

    @property
    def state_key(self) -> str:
        """Its state key."""

    @property
    def content(self) -> dict[str, Any]:
        """What must stand there."""

    @property
    def grave(self) -> bool:
        """Whether words could be read, or somebody let in, before it is put back."""


class Contract(Protocol):
    """What must hold in every room of one kind (``config/walls.toml``)."""

    @property
    def pinned(self) -> str:
        """``notice``: the guide's own notice and nothing else."""

    @property
    def ours_only(self) -> frozenset[str]:
        """The types of settings that may name rooms of the house, and no others."""

    def differences(self, current: Contents, keeper: PersonId | None = None) -> Sequence[Drift]:
        """What must be repaired, given settings by (type, state key)."""

    def at_rest(self) -> Contract:
        """The same once the room's group is closed."""


Contracts = Mapping[RoomKind, Contract]


@dataclass(frozen=True, slots=True)
class Whose:
    """Who set something, and when."""

    by: PersonId | None
    at: datetime


class Settings:
    """Keeps the settings of rooms to their contracts."""

    def __init__(
        self, contracts: Contracts, warden: PersonId, zone: tzinfo, names: Mapping[RoomKind, str] | None = None
    ) -> None:
        """``zone``: in which people are told the time. ``names``: the neutral name of each kind of room."""
        self._contracts = contracts
        self._warden = warden
        self._zone = zone
        self._names = names or {}

    def changed(self, examined: Examined, look: Look) -> Iterator[Effect]:
        """A setting was changed: if the contract says otherwise, it is put back and the managers are told."""
        event = examined.heard
        assert isinstance(event, SettingChanged)
        room = look.room(event.room)
        if room is None:
            return
        where, whose = (event.type, event.state_key), Whose(event.sender, event.sent_at)
        if where == _TOMBSTONE and event.content:
            yield _pointed_away(room, look)
        for drift in self.drifts(room, {where: event.content}, look):
            if (drift.type, drift.state_key) == where:
                yield from self._breached(room, drift, whose, look)
        if where == _PINNED and not look.is_bot(event.sender):
            yield from self._pinned_anew(room, whose, look)

    def inspected(self, room: Room, current: Contents, whose: Mapping[StateKey, Whose], look: Look) -> list[Effect]:
        """The whole state of a room was looked at: everything that drifted is put back, if that is not begun yet."""
        found: list[Effect] = [_pointed_away(room, look)] if current.get(_TOMBSTONE) else []
        for drift in self.drifts(room, current, look):
            known = look.breach(room.id, drift.type, drift.state_key)
            if known is None or known.held:
                seen = whose.get((drift.type, drift.state_key))
                found += self._breached(room, drift, seen, look)
        pinned = whose.get(_PINNED)
        if current.get(_PINNED) and pinned is not None and pinned.by is not None and not look.is_bot(pinned.by):
            found += self._pinned_anew(room, pinned, look)
        return found

    def looked_again(self, breach: Breach, room: Room, current: Contents, look: Look) -> Iterator[Effect]:
        """The second look at a wall that was put back: people are told that it holds, or it is put back once more."""
        where = (breach.type, breach.state_key)
        drift = next((one for one in self.drifts(room, current, look) if (one.type, one.state_key) == where), None)
        if drift is not None:
            yield Repair(room.id, drift.type, drift.state_key, drift.content, room.kind.keeper)
            yield from self._noted(room, replace(breach, repairs=breach.repairs + 1), look)
            return
        if not breach.fought:
            words = phrase("wall-holds", group=walled_name(room, look), setting=breach.type)
            yield TellManagers(room.kind.keeper, words)
        for person in breach.withdrawn:
            yield Invite(room.id, person, room.kind.keeper)

    def drifts(self, room: Room, current: Contents, look: Look) -> list[Drift]:
        """What is not as the contract says; settings that name rooms of the house are as they should be.

        What a group's space holds is looked at by itself (``handlers.shelf``): these rooms and no others.
        """
        contract = self._contracts[room.kind]
        if is_at_rest(room, look):
            contract = contract.at_rest()
        looked_at = {
            (type_, key): content
            for (type_, key), content in current.items()
            if type_ not in contract.ours_only or not (shelf.is_shelf(room, type_) or look.room(RoomId(key)))
        }
        keeper = self._warden if room.adopted else None
        return [
            *contract.differences(looked_at, keeper),
            *shelf.drifts(room, current, look, self._warden),
            *roomnames.tellings(current, look, self._names.get(room.kind, "")),
        ]

    def _breached(self, room: Room, drift: Drift, whose: Whose | None, look: Look) -> Iterator[Effect]:
        """A wall was changed, as far as is known by somebody, at some time."""
        known = look.breach(room.id, drift.type, drift.state_key)
        by, since = (None, None) if whose is None else (whose.by, whose.at)
        if known is not None and known.fought and not known.held:
            return  # it is put back when its time comes
        if known is None:
            breach = Breach(room.id, drift.type, drift.state_key, by, since or _LONG_AGO, drift.grave)
        else:
            breach = replace(known, by=by, since=since or known.since, repairs=known.repairs + 1, held=False)
        if not breach.fought:
            yield Repair(room.id, drift.type, drift.state_key, drift.content, room.kind.keeper)
        if drift.grave:
            yield WithdrawInvites(room.id, room.kind.keeper)
        yield from self._noted(room, breach, look)
        if isinstance(drift, roomnames.TellingSetting) and not breach.fought:
            yield self._named(room, breach, drift, look)
        elif not breach.fought:
            yield self._told(room, breach, look)

    def _noted(self, room: Room, breach: Breach, look: Look) -> Iterator[Effect]:
        yield NoteBreach(breach)
        if breach.repairs == AT_ONCE + 1:
            yield from protection.begun(room, Why.FOUGHT, breach.since, look)

    def _told(self, room: Room, breach: Breach, look: Look) -> TellManagers:
        """What is told, loudly if it is grave: what, who, since when."""
        bot = breach.by is not None and look.is_bot(breach.by)
        words = phrase(
            "setting-repaired-bot" if bot else "setting-repaired",
            group=walled_name(room, look),
            setting=breach.type,
            who="" if breach.by is None else shown_name(breach.by, look),
            since=self._clock(breach.since),
            grave="yes" if breach.grave else "no",
        )
        return TellManagers(room.kind.keeper, words, Priority.FLAG if breach.grave else Priority.EVICTION)

    def _named(self, room: Room, breach: Breach, telling: roomnames.TellingSetting, look: Look) -> TellManagers:
        """A name or topic may tell who somebody is: of what kind it is, and not a word of it."""
        words = phrase(
            "room-name-tells",
            group=walled_name(room, look),
            setting=breach.type,
            kinds=roomnames.codes(telling.kinds),
            who="" if breach.by is None else shown_name(breach.by, look),
            since=self._clock(breach.since),
        )
        return TellManagers(room.kind.keeper, words, Priority.WARNING)

    def _clock(self, moment: datetime) -> str:
        """A moment as people read it; nothing if it is not known, or none that a clock can show."""
        try:
            return "" if moment == _LONG_AGO else f"{moment.astimezone(self._zone):%H:%M, %d %B}"
        except OverflowError:
            return ""

    def _pinned_anew(self, room: Room, whose: Whose, look: Look) -> Iterator[Effect]:
        """Somebody pinned something else: the guide says its notice anew, at most once an hour, and it is pinned."""
        if self._contracts[room.kind].pinned != "notice":
            return
        hour = f"{room.id} {whose.at:%Y-%m-%d %H}"
        yield notices.again(room, hour)
        who = "" if whose.by is None else shown_name(whose.by, look)
        words = phrase("notice-repinned", group=walled_name(room, look), who=who)
        yield TellManagers(Bot.WARDEN, words, Priority.NEWS, f"pinned {hour}")


def listed(room: Room, addresses: Sequence[str], look: Look, day: str) -> Iterator[Effect]:
    """The room stands in a public list, or has addresses: it is taken out, and they are taken away."""
    yield Unlist(room.id, tuple(addresses), room.kind.keeper)
    words = phrase("room-listed", group=walled_name(room, look))
    yield TellManagers(room.kind.keeper, words, Priority.EVICTION, f"listed {room.id} {day}")


def _pointed_away(room: Room, look: Look) -> TellManagers:
    """The room says that another has taken its place. No bot follows, whoever said so; nobody but us makes rooms."""
    words = phrase("room-pointed-away", group=walled_name(room, look))
    return TellManagers(room.kind.keeper, words, Priority.FLAG, f"tombstone {room.id}")
