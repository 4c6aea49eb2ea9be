"""One answer of ``/sync`` turned into a batch: keys first, then state, then words in order, gaps paged back."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

from fourwalls.group.heard import Membership
from fourwalls.matrix.batch import Batch as Batch  # noqa: PLC0414 - what a Reader makes, named beside it
from fourwalls.matrix.batch import Gap as Gap  # noqa: PLC0414
from fourwalls.matrix.batch import Locked as Locked  # noqa: PLC0414
from fourwalls.matrix.batch import Spoken as Spoken  # noqa: PLC0414
from fourwalls.matrix.crypto import Engine
from fourwalls.matrix.homeserver import Homeserver, HomeserverError, RefusedError, TokenDeadError
from fourwalls.matrix.ids import is_user_id
from fourwalls.matrix.incoming import frame_of, read_clear
from fourwalls.matrix.keyring import Keyring
from fourwalls.matrix.outgoing import Outgoing
from fourwalls.matrix.paging import Pager, is_own_join, since_own_join
from fourwalls.matrix.roomstate import RoomState, is_state
from fourwalls.matrix.shapes import mapping, sequence
from fourwalls.matrix.storestamp import ASKING_TYPE, STAMP_TYPE
from fourwalls.matrix.todevice import ToDevice
from fourwalls.matrix.unlocking import ENCRYPTED, Unlocker
from fourwalls.matrix.verification.said import Said

logger = logging.getLogger(__name__)

SYNC_FILTER = json.dumps(
    {
        "presence": {"types": []},
        "account_data": {"types": [STAMP_TYPE, ASKING_TYPE]},
        "room": {
            "timeline": {"limit": 100},
            "ephemeral": {"types": []},
            "account_data": {"types": []},
            "state": {"lazy_load_members": False},
        },
    },
    separators=(",", ":"),
)
_WALLS = frozenset(
    ("m.room.encryption", "m.room.history_visibility", "m.room.join_rules", "m.room.power_levels"),
)
_TWO = 2
"""The people in a room that was made for one to verify the other."""


class Reader:
    """Reads sync answers for one device."""

    def __init__(self, server: Homeserver, engine: Engine, keyring: Keyring, outgoing: Outgoing) -> None:
        self._server = server
        self._engine = engine
        self._keyring = keyring
        self._outgoing = outgoing
        self._to_device = ToDevice(engine)
        self._unlocker = Unlocker(engine, keyring, self._to_device)
        self._pager = Pager(server, engine.user_id)
        self.rooms: dict[str, RoomState] = {}

    async def read(self, answer: dict[str, Any], since: str | None) -> Batch:
        """Turn one sync answer into a batch.

        Raises:
            HomeserverError: a question that had to be asked meanwhile got no answer; the same ``since`` is tried again.
        """
        self._unlocker.said.clear()
        self._to_device.take(sequence(mapping(answer.get("to_device")).get("events")))
        lists = mapping(answer.get("device_lists"))
        self._keyring.changed(sequence(lists.get("changed")) + sequence(lists.get("left")))
        rooms = mapping(answer.get("rooms"))
        joined, left = mapping(rooms.get("join")), mapping(rooms.get("leave"))
        self._take_state(joined, left)
        spoken: list[Spoken] = []
        locked: list[Locked] = []
        gaps: list[Gap] = []
        last_words = {room_id: part for room_id, part in left.items() if self._was_inside(part)}
        for room_id, part in (*joined.items(), *last_words.items()):
            events, gap = await self._timeline(room_id, mapping(part), since)
            if gap is not None:
                gaps.append(gap)
            asked_before = self._before_we_came(room_id, mapping(part))
            await self._know_senders(room_id, asked_before + events)
            for event in asked_before:
                self._read_one(room_id, event, [], [])
            for event in events:
                self._read_one(room_id, event, spoken, locked)
        return Batch(
            answer["next_batch"],
            tuple(spoken),
            tuple(locked),
            tuple(self._invites(mapping(rooms.get("invite")))),
            tuple(left),
            frozenset(self._engine.arrived),
            tuple(gaps),
            frozenset(self._to_device.withheld.news),
        )

    def take_said(self) -> list[Said]:
        """Steps of verifications that came with the batch that was read last, and with what late keys opened since."""
        said = self._to_device.said + self._unlocker.said
        self._to_device.said, self._unlocker.said = [], []
        return said

    def spare_words(self) -> None:
        """Page no words back: what was said is nothing to this account."""
        self._pager.spare_words()

    def settled(self) -> None:
        """The batch is kept, and the bookmark has moved."""
        self._to_device.settled()
        self._to_device.withheld.news.clear()
        self._pager.settled()

    async def read_again(self, raw: bytes) -> Spoken | Locked | None:
        """Try a locked event again; late words are judged by the keys that are known now.

        When the server cannot be asked for those, the event stays locked and its key counts as arriving once more.

        Raises:
            TokenDeadError: the operator must log in anew.
        """
        event = json.loads(raw)
        room_id = event["room_id"]
        spoken: list[Spoken] = []
        locked: list[Locked] = []
        try:
            await self._know_senders(room_id, [event])
        except TokenDeadError:
            raise
        except HomeserverError as trouble:
            logger.warning("a late message has to wait: %s", trouble)
            self._engine.arrived.add(event["content"]["session_id"])
            frame = frame_of(room_id, event)
            return self._unlocker.stay_locked(frame, event) if frame is not None else None
        self._read_one(room_id, event, spoken, locked)
        return spoken[0] if spoken else locked[0] if locked else None

    async def fill(self, gap: Gap) -> tuple[list[Spoken], list[Locked], Gap | None]:
        """Ask once more for missing messages: those that came, oldest first, and what misses still.

        State is left out: it is old, and what stands now is known.

        Raises:
            HomeserverError: no answer; may be tried later.
        """
        missing, still = await Pager(self._server, str(self._engine.user_id)).missing(gap.room, gap.start, gap.since)
        events = [each for each in since_own_join(missing, self._engine.user_id) if not is_state(each)]
        await self._know_senders(gap.room, events)
        spoken: list[Spoken] = []
        locked: list[Locked] = []
        for event in events:
            self._read_one(gap.room, event, spoken, locked)
        return spoken, locked, Gap(gap.room, still, gap.since) if still is not None else None

    # --- state ---

    def _take_state(self, joined: dict[str, Any], left: dict[str, Any]) -> None:
        """Take in all state at once, before anything waits: no key goes to somebody who is known to have left."""
        for room_id, part in joined.items():
            room = self.rooms.setdefault(room_id, RoomState(room_id))
            timeline = mapping(mapping(part).get("timeline"))
            state = sequence(mapping(mapping(part).get("state")).get("events"))
            changes = [event for event in (*state, *sequence(timeline.get("events"))) if is_state(event)]
            for event in changes:
                room.apply(event)
            # whoever went and came back within one answer must not read on with the key that they had
            # and what is said after a wall stood open is not said with a key from before
            gone = any(_lets_nobody_in(event) or event["type"] in _WALLS for event in changes)
            if gone or timeline.get("limited") is True:
                self._outgoing.forget_session(room_id)
        for room_id in left:
            self.rooms.pop(room_id, None)
            self._outgoing.forget_session(room_id)

    def _was_inside(self, left: Any) -> bool:
        """Whether we were inside a room that we left now. Declining an invite looks much the same."""
        own = (
            event
            for event in sequence(mapping(mapping(left).get("timeline")).get("events"))
            if is_state(event) and (event["type"], event["state_key"]) == ("m.room.member", self._engine.user_id)
        )
        return any("join" in (_membership(event), _membership_before(event)) for event in own)

    # --- words ---

    async def _timeline(self, room_id: str, part: dict[str, Any], since: str | None) -> tuple[list[Any], Gap | None]:
        """The events of a room in order, missing ones paged back, and where some are missing all the same."""
        timeline = mapping(part.get("timeline"))
        events = sequence(timeline.get("events"))
        start = timeline.get("prev_batch")
        just_came = any(is_own_join(event, self._engine.user_id) for event in events)
        if timeline.get("limited") is not True or since is None or just_came:
            return since_own_join(events, self._engine.user_id), None
        if not isinstance(start, str):
            return events, Gap(room_id, "", since)
        missing, still = await self._pager.missing(room_id, start, since)
        gap = Gap(room_id, still, since) if still is not None else None
        return since_own_join(missing + events, self._engine.user_id), gap

    def _before_we_came(self, room_id: str, part: dict[str, Any]) -> list[Any]:
        """What was said in a room for two before we came in: somebody made it to verify us, and asked at once.

        Only steps of verifications are taken from this (the engine opens them, nobody hears the words).
        """
        events = sequence(mapping(part.get("timeline")).get("events"))
        came = next((at for at, event in enumerate(events) if is_own_join(event, self._engine.user_id)), 0)
        room = self.rooms.get(room_id)
        if not came or room is None or len(room.joined | room.invited) > _TWO:
            return []
        return [event for event in events[:came] if not is_state(event)]

    async def _know_senders(self, room_id: str, events: list[Any]) -> None:
        sealed = [event for event in events if isinstance(event, dict) and event.get("type") == ENCRYPTED]
        senders = {event["sender"] for event in sealed if is_user_id(event.get("sender"))}
        try:
            await self._keyring.refresh(senders)
            for event in sealed:
                self._unlocker.doubt(room_id, event)
            await self._keyring.refresh(senders)
        except RefusedError as refusal:
            if refusal.may_pass:
                raise
            logger.warning("keys of senders could not be asked for: %s", refusal)

    def _read_one(self, room_id: str, event: Any, spoken: list[Spoken], locked: list[Locked]) -> None:
        """Read one event of a room; whatever is wrong with it stays with it."""
        frame = frame_of(room_id, event)
        if frame is None:
            logger.warning("an event without an id or a sender was passed over")
            return
        try:
            if event.get("type") == ENCRYPTED and "state_key" not in event:
                found = self._unlocker.open(frame, event)
            else:
                if "state_key" not in event:
                    self._unlocker.overhear(frame, event.get("type"), event.get("content"))
                heard = read_clear(frame, event)
                found = Spoken(heard) if heard is not None else None
        except Exception as error:  # noqa: BLE001 - one bad event never stops the others; it is heard as unreadable
            logger.warning("an event could not be read: %s", type(error).__name__)
            found = Spoken(frame.unreadable("malformed"))
        if isinstance(found, Locked):
            locked.append(found)
        elif found is not None:
            spoken.append(found)

    def _invites(self, invites: dict[str, Any]) -> Iterator[tuple[str, str]]:
        for room_id, part in invites.items():
            events = sequence(mapping(mapping(part).get("invite_state")).get("events"))
            inviters = (event["sender"] for event in events if self._invites_us(event))
            inviter = next(inviters, None)
            if inviter is not None:
                yield room_id, inviter

    def _invites_us(self, event: Any) -> bool:
        return (
            isinstance(event, dict)
            and event.get("type") == "m.room.member"
            and event.get("state_key") == self._engine.user_id
            and mapping(event.get("content")).get("membership") == "invite"
            and is_user_id(event.get("sender"))
        )


def _lets_nobody_in(event: dict[str, Any]) -> bool:
    """Whether it is a change of somebody's membership other than coming in."""
    return bool(event["type"] == "m.room.member" and _membership(event) != Membership.JOIN.value)


def _membership(event: dict[str, Any]) -> Any:
    return event["content"].get("membership")


def _membership_before(event: dict[str, Any]) -> Any:
    return mapping(mapping(event.get("unsigned")).get("prev_content")).get("membership")
