"""People with real keys and a server without a network, for tests in milliseconds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fourwalls.matrix.crosssigning import public_keys
from fourwalls.matrix.crypto import Engine
from fourwalls.matrix.cryptostore import CryptoStore
from fourwalls.matrix.homeserver import Homeserver, HomeserverError
from fourwalls.matrix.keyring import Keyring
from fourwalls.matrix.memory import InMemory, Seeds
from fourwalls.matrix.outgoing import Outgoing, message
from fourwalls.matrix.roomstate import RoomState
from fourwalls.matrix.signatures import public_of, seed_signer, sign

ROOM = "!room"
Json = dict[str, Any]


class Person:
    """One device of somebody with a cross-signing identity."""

    def __init__(self, user_id: str, device_id: str = "DEVICE", *, signed: bool = True) -> None:
        self.user_id = user_id
        self.device_id = device_id
        self.signed = signed
        self.seeds = Seeds.make()
        self.store = CryptoStore(b"p" * 32, [])
        self.engine = Engine(user_id, device_id, self.store)
        self.one_time_keys: list[Json] = []

    def device_keys(self) -> Json:
        keys = self.engine.device_keys()
        if not self.signed:
            return keys
        name, signer = public_of(self.seeds.self_signing), seed_signer(self.seeds.self_signing)
        return sign(keys, self.user_id, name, signer)

    def answer(self) -> Json:
        """What ``/keys/query`` says of this person alone."""
        keys = public_keys(self.user_id, self.seeds, self.engine)
        return {
            "device_keys": {self.user_id: {self.device_id: self.device_keys()}},
            "master_keys": {self.user_id: keys["master_key"]},
            "self_signing_keys": {self.user_id: keys["self_signing_key"]},
        }

    def fill_stock(self, number: int = 5) -> None:
        """Have one-time keys to be claimed."""
        keys = list(self.engine.fresh_one_time_keys(0).items())[:number]
        self.one_time_keys = [{name: key} for name, key in keys]
        self.engine.keys_published()


class FakeServer(Homeserver):
    """Answers key questions, keeps what is sent, and fails where it is told to."""

    def __init__(self, *people: Person) -> None:
        self.people = {person.user_id: person for person in people}
        self.asked: list[tuple[str, Any]] = []
        self.sent: list[Json] = []
        self.to_device: list[Json] = []
        self.trouble: dict[str, list[HomeserverError]] = {}
        self.failures: Json = {}
        self.before: Callable[[str], None] = lambda _path: None
        self.pages: dict[str, Json] = {}

    async def call(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        query: dict[str, str] | None = None,
        seconds: float = 0,
    ) -> Json:
        assert method in {"GET", "PUT", "POST"}
        assert seconds >= 0
        name = path.split("/v3/")[1]
        self.asked.append((name, body if body is not None else query))
        self.before(name)
        for part, troubles in self.trouble.items():
            if part in name and troubles:
                raise troubles.pop(0)
        return self._answer(name, body or {}, query or {})

    def _answer(self, name: str, body: Json, query: dict[str, str]) -> Json:
        if name == "keys/query":
            return self._keys(body["device_keys"])
        if name == "keys/claim":
            return {
                "one_time_keys": {user: self._claim(user, devices) for user, devices in body["one_time_keys"].items()}
            }
        if name.startswith("sendToDevice"):
            self.to_device.append(body["messages"])
            return {}
        if name.endswith("/messages"):
            return self.pages[query.get("from", "")]
        self.sent.append(body)
        return {"event_id": f"$sent{len(self.sent)}"}

    def _keys(self, users: Json) -> Json:
        found: Json = {"device_keys": {}, "master_keys": {}, "self_signing_keys": {}, "failures": self.failures}
        for user in users:
            person = self.people.get(user)
            for part, keys in person.answer().items() if person is not None else ():
                found[part].update(keys)
        return found

    def _claim(self, user: str, devices: Json) -> Json:
        stock = self.people[user].one_time_keys
        return {device: stock.pop(0) for device in devices if stock}

    def count(self, part: str) -> int:
        """How often something was asked for."""
        return sum(part in name for name, _ in self.asked)


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Speaker:
    """Our own device over a fake server, without a sync loop."""

    def __init__(self, me: Person, server: FakeServer) -> None:
        self.me = me
        self.server = server
        self.memory = InMemory()
        self.keyring = Keyring(server, me.engine, me.store, public_of(me.seeds.master))
        self.clock = Clock()
        self.outgoing = Outgoing(server, me.engine, self.keyring, self.flush, self.clock)
        self.flushes = 0

    async def flush(self) -> None:
        self.flushes += 1
        await self.memory.keep_vault(self.me.store.take_changes())

    async def say(
        self, room: RoomState, words: str = "hello", readers: set[str] | None = None, meant_for: str = ""
    ) -> str:
        said = message({"msgtype": "m.text", "body": words})
        return await self.outgoing.send(room, said, f"txn {words}", readers, {meant_for} if meant_for else ())


def room_with(*people: str) -> RoomState:
    """An encrypted room with these people inside."""
    room = RoomState(ROOM)
    room.apply(state("m.room.encryption", "", {"algorithm": "m.megolm.v1.aes-sha2"}))
    for person in people:
        room.apply(member(person, "join"))
    return room


def state(type_: str, state_key: str, content: Json, sender: str = "@host:test") -> Json:
    return {
        "type": type_,
        "state_key": state_key,
        "content": content,
        "sender": sender,
        "event_id": f"$s{type_}{state_key}",
    }


def member(person: str, membership: str, before: str | None = None) -> Json:
    unsigned = {"prev_content": {"membership": before}} if before else {}
    return {**state("m.room.member", person, {"membership": membership}, person), "unsigned": unsigned}


def receive(person: Person, sender: str, messages: list[Json]) -> None:
    """Give a device what was sent to it."""
    for sent in messages:
        sealed = sent.get(person.user_id, {}).get(person.device_id)
        if sealed is not None:
            person.engine.open_to_device({"type": "m.room.encrypted", "sender": sender, "content": sealed})
