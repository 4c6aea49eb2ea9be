"""A connection without a homeserver: it answers as a test has written down, and remembers what it was asked to do."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from fourwalls.group.heard import Membership
from fourwalls.matrix.batch import Gap, Locked, Spoken
from fourwalls.matrix.connection import Connection
from fourwalls.matrix.homeserver import RefusedError
from fourwalls.matrix.keyring import Reading
from fourwalls.matrix.memory import VaultRow
from fourwalls.matrix.outgoing import Asker, NobodyReachedError
from fourwalls.matrix.readers import Readers
from fourwalls.matrix.roomactions import RoomActions
from fourwalls.matrix.roomstate import RoomState
from fourwalls.matrix.verification.answering import Verifications
from fourwalls.matrix.verification.desk import Desk, Reply
from fourwalls.matrix.verification.said import Said
from fourwalls.matrix.verification.sas import Party


def refusal(status: int, code: str, retry_after: float | None = None) -> RefusedError:
    return RefusedError(status, code, retry_after, {})


class WireVerifications(Verifications):
    """Verifications whose replies are remembered among what the wire was asked to do."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._waiting = asyncio.Queue()
        self.keys: dict[str, str] = {}
        """The public keys that the server shows, whoever's."""
        self.desk = Desk(Party(wire.user_id, "BOTDEVICE"), {"ed25519:BOTDEVICE": "b0tdevicekey"})

    async def hear(self, said: Said) -> list[Reply]:
        self._wire._answer("keys", said.sender)
        two = said.room is None or len(self._wire.rooms[said.room].joined) == 2
        return self.desk.hear(said, self.keys, between_two=two)

    async def send(self, reply: Reply, txn: str, readers: Collection[str]) -> None:
        assert txn
        what = str(reply.content.get("code", reply.step.value))
        self._wire._answer("reply", reply.person, reply.room, what, set(readers))


class Wire(Connection, RoomActions, Readers):
    """One account's line. ``answers[method]`` holds errors (or ``None``: it goes well) for the next calls."""

    def __init__(self, user_id: str) -> None:
        self._user_id = user_id
        self._rooms: dict[str, RoomState] = {}
        self.server_rooms: dict[str, RoomState] = {}
        """What the server has, where it differs from what the last sync told."""
        self.answers: defaultdict[str, list[BaseException | None]] = defaultdict(list)
        self.act = self
        self.readers = self
        self.asked: list[tuple[Any, ...]] = []
        self.without_device: set[str] = set()
        self.unreached: set[str] = set()
        """People none of whose devices can be given a key."""
        self.gone: set[Asker] = set()
        self.gate: asyncio.Event | None = None
        """If set, sending waits for it."""
        self.again: dict[bytes, Spoken | Locked | None] = {}
        self.filled: tuple[list[Spoken], list[Locked], Gap | None] = ([], [], None)
        self.public: set[str] = set()
        """The rooms in the public list."""
        self.aliases: defaultdict[str, list[str]] = defaultdict(list)
        self.unsigned: dict[str, list[str]] = {}
        """The identity keys of people's devices that nobody vouches for."""
        self.reading: dict[str, Reading] = {}
        self.ready = asyncio.Event()
        self.ready.set()
        self._number = 0
        self.verifications: WireVerifications = WireVerifications(self)

    @property
    def user_id(self) -> str:
        return self._user_id

    @property
    def rooms(self) -> dict[str, RoomState]:
        return self._rooms

    # --- what a test puts up ---

    def put(self, room_id: str, type_: str, content: dict[str, Any], state_key: str = "", sender: str = "") -> None:
        self._number += 1
        event = {"type": type_, "state_key": state_key, "content": content, "sender": sender or self._user_id}
        state = self._rooms.setdefault(room_id, RoomState(room_id))
        state.apply({**event, "event_id": f"$state{self._number}"})

    def member(self, room_id: str, *people: str, membership: Membership = Membership.JOIN) -> None:
        for person in people:
            self.put(room_id, "m.room.member", {"membership": membership.value}, person)

    def kinds(self) -> list[str]:
        return [asked[0] for asked in self.asked]

    # --- what the bots ask ---

    def _answer(self, method: str, *given: Any) -> None:
        self.asked.append((method, *given))
        if self.answers[method]:
            error = self.answers[method].pop(0)
            if error is not None:
                raise error

    async def able_to_read(self, people: Collection[str]) -> set[str]:
        return set(people) - self.without_device

    async def send(
        self,
        room_id: str,
        content: dict[str, Any],
        txn: str,
        *,
        readers: Collection[str] | None = None,
        meant_for: Collection[str] = (),
    ) -> str:
        if meant_for and not set(meant_for) - self.unreached:
            raise NobodyReachedError
        self._answer("send", room_id, content, txn, set(readers or ()))
        if self.gate is not None:
            await self.gate.wait()
        return f"$sent-{txn}"

    async def is_theirs(self, asker: Asker) -> bool:
        return asker not in self.gone

    async def answer(
        self, room_id: str, content: dict[str, Any], txn: str, *, readers: Collection[str], asker: Asker
    ) -> str:
        if asker[0] in self.unreached:
            raise NobodyReachedError
        self._answer("answer", room_id, content, txn, set(readers), asker)
        return f"$sent-{txn}"

    async def redact(self, room_id: str, event_id: str, txn: str) -> None:
        self._answer("redact", room_id, event_id, txn)

    async def create_room(self, body: dict[str, Any]) -> str:
        room_id = f"!made-{self._number}"
        self.put(room_id, "m.room.create", body["creation_content"])
        self.member(room_id, self._user_id)
        self.member(room_id, *body.get("invite", ()), membership=Membership.INVITE)
        self._answer("create_room", body)
        return room_id

    async def joined_rooms(self) -> list[str]:
        self._answer("joined_rooms")
        return list(self._rooms)

    async def room_state(self, room_id: str) -> RoomState:
        self._answer("room_state", room_id)
        return self.server_rooms.get(room_id) or self._rooms[room_id]

    async def put_state(self, room_id: str, type_: str, state_key: str, content: dict[str, Any]) -> None:
        self._answer("put_state", room_id, type_, state_key, content)

    async def is_listed(self, room_id: str) -> bool:
        return room_id in self.public

    async def unlist(self, room_id: str) -> None:
        self._answer("unlist", room_id)
        self.public.discard(room_id)

    async def addresses(self, room_id: str) -> list[str]:
        return list(self.aliases[room_id])

    async def drop_address(self, address: str) -> None:
        self._answer("drop_address", address)
        for room in self.aliases.values():
            room[:] = [one for one in room if one != address]

    async def room_at(self, address: str) -> str:
        self._answer("room_at", address)
        for room_id, addresses in self.aliases.items():
            if address in addresses:
                return room_id
        raise refusal(404, "M_NOT_FOUND")

    async def readings(self, people: Collection[str]) -> dict[str, Reading]:
        return {person: self.reading.get(person, Reading.READS) for person in people}

    async def unsigned_devices(self, people: Collection[str]) -> dict[str, list[str]]:
        return {person: self.unsigned.get(person, []) for person in people}

    async def invite(self, room_id: str, user_id: str) -> None:
        self._answer("invite", room_id, user_id)

    async def kick(self, room_id: str, user_id: str, reason: str = "") -> None:  # noqa: ARG002 - the bots give none
        self._answer("kick", room_id, user_id)

    async def join(self, room_id: str) -> None:
        self._answer("join", room_id)

    async def leave(self, room_id: str) -> None:
        self._answer("leave", room_id)

    async def accept_identity(self, person: str) -> None:
        self._answer("accept_identity", person)

    async def read_again(self, raw: bytes) -> Spoken | Locked | None:
        return self.again[raw]

    async def fill(self, gap: Gap) -> tuple[list[Spoken], list[Locked], Gap | None]:
        self._answer("fill", gap)
        return self.filled

    def take_crypto_changes(self) -> Sequence[VaultRow]:
        return ()
