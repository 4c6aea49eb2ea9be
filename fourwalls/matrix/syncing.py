"""One answer of ``/sync`` turned into a batch: keys first, then state and words in order, gaps paged back."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from fourwalls.group.heard import Heard, Membership, Unreadable
from fourwalls.matrix.crypto import Engine, TooEarlyError, decrypt_megolm
from fourwalls.matrix.homeserver import CLIENT, Homeserver, RefusedError, segment
from fourwalls.matrix.incoming import Frame, frame_of, read_clear, read_words
from fourwalls.matrix.keyring import Keyring
from fourwalls.matrix.outgoing import Outgoing
from fourwalls.matrix.roomstate import RoomState, is_state

logger = logging.getLogger(__name__)

_PAGE = 100
_ENCRYPTED = "m.room.encrypted"


@dataclass(frozen=True, slots=True)
class Locked:
    """An encrypted event whose key has not come (yet), as the server sent it, to be tried again."""

    heard: Unreadable
    megolm_session: str
    raw: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A heard event, and the place of its words in their Megolm session (for the replay table)."""

    heard: Heard
    ratchet: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one answer of the server brought. The bookmark may move only when all of it is kept."""

    bookmark: str
    spoken: tuple[Spoken, ...]
    locked: tuple[Locked, ...]
    invites: tuple[tuple[str, str], ...]
    """(room id, who invites) of rooms that this account is asked into."""
    left: tuple[str, ...]
    """Rooms that this account is no longer in."""
    keys_arrived: frozenset[str]
    """Megolm sessions that can be opened now: locked events of these can be tried again."""
    gaps: tuple[str, ...]
    """Rooms in which something was said that the server no longer gives us."""


class Reader:
    """Reads sync answers for one device."""

    def __init__(self, server: Homeserver, engine: Engine, keyring: Keyring, outgoing: Outgoing) -> None:
        self._server = server
        self._engine = engine
        self._keyring = keyring
        self._outgoing = outgoing
        self.rooms: dict[str, RoomState] = {}

    async def read(self, answer: dict[str, Any], since: str | None) -> Batch:
        """Turn one sync answer into a batch.

        Raises:
            HomeserverError: a question that had to be asked meanwhile got no answer; the same ``since`` is tried again.
        """
        self._take_keys(_list(_dict(answer.get("to_device")).get("events")))
        lists = _dict(answer.get("device_lists"))
        self._keyring.changed(user for user in _list(lists.get("changed")) if isinstance(user, str))
        rooms = _dict(answer.get("rooms"))
        spoken: list[Spoken] = []
        locked: list[Locked] = []
        gaps: list[str] = []
        for room_id, part in _dict(rooms.get("join")).items():
            events, healed = await self._timeline(room_id, _dict(part), since)
            if not healed:
                gaps.append(room_id)
            await self._know_senders(events)
            for event in events:
                self._read_one(room_id, event, spoken, locked)
        left = tuple(_dict(rooms.get("leave")))
        for room_id in left:
            self.rooms.pop(room_id, None)
            self._outgoing.forget_session(room_id)
        return Batch(
            str(answer["next_batch"]),
            tuple(spoken),
            tuple(locked),
            tuple(self._invites(_dict(rooms.get("invite")))),
            left,
            frozenset(self._engine.arrived),
            tuple(gaps),
        )

    async def read_again(self, raw: bytes) -> Spoken | Locked | None:
        """Try a locked event again; late words are judged by the keys that are known now."""
        event = json.loads(raw)
        room_id = event["room_id"]
        await self._know_senders([event])
        spoken: list[Spoken] = []
        locked: list[Locked] = []
        self._read_one(room_id, event, spoken, locked)
        return spoken[0] if spoken else locked[0] if locked else None

    # --- to-device ---

    def _take_keys(self, events: list[Any]) -> None:
        for event in events:
            if not isinstance(event, dict) or event.get("type") != _ENCRYPTED:
                continue
            try:
                self._engine.open_to_device(event)
            except Exception as error:  # noqa: BLE001 - any user can send any bytes here; none may stop the rest
                logger.warning("a to-device message was refused: %s", type(error).__name__)

    # --- rooms ---

    async def _timeline(self, room_id: str, part: dict[str, Any], since: str | None) -> tuple[list[Any], bool]:
        """The events of a room in order, missing ones paged back, and whether none is missing any more."""
        room = self.rooms.setdefault(room_id, RoomState(room_id))
        for event in _list(_dict(part.get("state")).get("events")):
            if is_state(event):
                self._apply(room, event)
        timeline = _dict(part.get("timeline"))
        events = _list(timeline.get("events"))
        if timeline.get("limited") is not True or since is None:
            return events, True
        self._outgoing.forget_session(room_id)
        if any(_is_own_join(event, self._engine.user_id) for event in events):
            return events, True  # what was said before we came in is not ours to read
        missing, healed = await self._page_back(room_id, str(timeline.get("prev_batch")), since)
        return missing + events, healed

    async def _page_back(self, room_id: str, start: str, since: str) -> tuple[list[Any], bool]:
        path = f"{CLIENT}/rooms/{segment(room_id)}/messages"
        missing: list[Any] = []
        while True:
            query = {"dir": "b", "from": start, "to": since, "limit": str(_PAGE)}
            try:
                page = await self._server.call("GET", path, query=query)
            except RefusedError as refusal:
                if refusal.may_pass:
                    raise
                return missing[::-1], False
            chunk = _list(page.get("chunk"))
            missing.extend(chunk)
            end = page.get("end")
            if not isinstance(end, str) or end == start or any(_is_own_join(e, self._engine.user_id) for e in chunk):
                return missing[::-1], True
            start = end

    async def _know_senders(self, events: list[Any]) -> None:
        senders = {
            event["sender"]
            for event in events
            if isinstance(event, dict) and event.get("type") == _ENCRYPTED and isinstance(event.get("sender"), str)
        }
        try:
            await self._keyring.refresh(senders)
        except RefusedError as refusal:
            if refusal.may_pass:
                raise
            logger.warning("keys of senders could not be asked for: %s", refusal.code)

    def _apply(self, room: RoomState, event: dict[str, Any]) -> None:
        before = room.joined
        room.apply(event)
        if event["type"] == "m.room.member" and before - room.joined:
            self._outgoing.forget_session(room.id)

    def _read_one(self, room_id: str, event: Any, spoken: list[Spoken], locked: list[Locked]) -> None:
        """Read one event of a room; whatever is wrong with it stays with it."""
        frame = frame_of(room_id, event)
        if frame is None:
            return
        try:
            if is_state(event):
                self._apply(self.rooms.setdefault(room_id, RoomState(room_id)), event)
            if event.get("type") == _ENCRYPTED and "state_key" not in event:
                found = self._open(frame, event)
            else:
                heard = read_clear(frame, event)
                found = Spoken(heard) if heard is not None else None
        except Exception as error:  # noqa: BLE001 - one bad event never stops the others; it is heard as unreadable
            logger.warning("an event could not be read: %s", type(error).__name__)
            found = Spoken(frame.unreadable("malformed"))
        if isinstance(found, Locked):
            locked.append(found)
        elif found is not None:
            spoken.append(found)

    def _open(self, frame: Frame, event: dict[str, Any]) -> Spoken | Locked | None:
        content = _dict(event.get("content"))
        session_id, ciphertext = content.get("session_id"), content.get("ciphertext")
        if not content:
            return None  # what a redaction leaves behind: the redaction itself is heard
        if not isinstance(session_id, str) or not isinstance(ciphertext, str):
            return Spoken(frame.unreadable("malformed"))
        sender_key = content.get("sender_key")
        session = self._engine.megolm_session(
            frame.room, sender_key if isinstance(sender_key, str) else None, session_id
        )
        if session is None:
            return _locked(frame, session_id, event)
        try:
            inner, index = decrypt_megolm(session, ciphertext)
        except TooEarlyError:
            return _locked(frame, session_id, event)
        except ValueError:
            return Spoken(frame.unreadable("malformed"))
        proof = self._keyring.judge(
            frame.sender, session.sender_key, session.ed25519, forwarded=bool(session.forwarding_chain)
        )
        proven = Frame(frame.room, frame.event, frame.sender, frame.sent_at, proof)
        return self._words(proven, inner, f"{session_id} {index}")

    def _words(self, frame: Frame, inner: dict[str, Any], ratchet: str) -> Spoken | None:
        """Read what was inside the ciphertext. State in there is never obeyed, nor another room's words."""
        type_, content = inner.get("type"), inner.get("content")
        if "state_key" in inner or inner.get("room_id") != frame.room:
            return Spoken(frame.unreadable("state_or_room_inside"), ratchet)
        if not isinstance(type_, str) or not isinstance(content, dict):
            return Spoken(frame.unreadable("malformed"), ratchet)
        heard = read_words(frame, type_, content)
        return Spoken(heard, ratchet) if heard is not None else None

    def _invites(self, invites: dict[str, Any]) -> Iterator[tuple[str, str]]:
        for room_id, part in invites.items():
            for event in _list(_dict(_dict(part).get("invite_state")).get("events")):
                if (
                    isinstance(event, dict)
                    and event.get("type") == "m.room.member"
                    and event.get("state_key") == self._engine.user_id
                    and isinstance(event.get("sender"), str)
                ):
                    yield room_id, event["sender"]


def _locked(frame: Frame, session_id: str, event: dict[str, Any]) -> Locked:
    raw = json.dumps({**event, "room_id": frame.room}, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return Locked(frame.unreadable("no_key"), session_id, raw)


def _is_own_join(event: Any, user_id: str) -> bool:
    return (
        is_state(event)
        and event["type"] == "m.room.member"
        and event["state_key"] == user_id
        and event["content"].get("membership") == Membership.JOIN.value
        and _dict(_dict(event.get("unsigned")).get("prev_content")).get("membership") != Membership.JOIN.value
    )


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
