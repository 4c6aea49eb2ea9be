"""Devices that nobody has: keys of our own under somebody else's name, as a homeserver can make them up."""

from __future__ import annotations

import time
from typing import Any

from nio.crypto import OlmDevice, OutboundGroupSession, OutboundSession
from vodozemac import Curve25519SecretKey

from fourwalls.matrix.homeserver import CLIENT, Homeserver
from fourwalls.matrix.keyring import read_identity
from fourwalls.matrix.shapes import mapping
from fourwalls.matrix.signatures import unpadded
from tests.fourwalls.matrix.people import Person
from tests.proof.attacks.liar import Asked, Json, Lie


class Ghost:
    """One made-up device, which can speak to the bots' devices and in rooms."""

    def __init__(self, user_id: str, device_id: str = "GHOST", *, signed: bool = False) -> None:
        self.person = Person(user_id, device_id, signed=signed)
        self.session = OutboundGroupSession()
        self.bots: dict[str, OlmDevice] = {}

    async def reach(self, server: Homeserver, bot: str) -> None:
        """Begin a one-to-one session with a bot: anybody with an account may."""
        self.bots[bot] = await device_of(server, bot)
        claimed = await claim(server, bot, self.bots[bot].id)
        self.person.engine.create_session(claimed["key"], self.bots[bot].curve25519)

    def reach_wrongly(self, bot: OlmDevice) -> None:
        """Begin a session with a one-time key that the bot has never had."""
        made_up = unpadded(Curve25519SecretKey().public_key().to_bytes())
        self.bots[bot.user_id] = bot
        engine = self.person.engine
        engine.session_store.add(bot.curve25519, OutboundSession(engine.account, bot.curve25519, made_up))

    def sends(self, bot: str, type_: str, content: Json) -> Json:
        """An encrypted message to a bot's device, as ``/sync`` brings it."""
        return self._event(self.person.engine.olm_encrypt(self.bots[bot], type_, content))

    def sends_raw(self, bot: str, inside: str) -> Json:
        """Any text at all, encrypted for a bot's device."""
        device = self.bots[bot]
        session = self.person.engine.session_store.get(device.curve25519)
        kind, body = session.encrypt(inside).to_parts()
        return self._event(sealed_as(self.person.engine.curve25519, device.curve25519, kind, unpadded(body)))

    def gives_key(self, bot: str, room: str) -> Json:
        """The key of what this device says in a room."""
        return self.sends(bot, "m.room_key", self.person.engine.room_key(room, self.session))

    def says(self, room: str, body: str, event_id: str, **inner: Any) -> Json:
        """Words in a room, as ``/sync`` brings them."""
        inside = {"type": "m.room.message", "content": {"msgtype": "m.text", "body": body}, "room_id": room, **inner}
        content = self.person.engine.room_encrypt(self.session, inside)
        return event("m.room.encrypted", self.person.user_id, event_id, content)

    def _event(self, content: Json | None) -> Json:
        assert content is not None, "there is no session with this bot"
        return {"type": "m.room.encrypted", "sender": self.person.user_id, "content": content}

    # --- as the server shows it ---

    def beside_the_real(self) -> Lie:
        """``/keys/query`` with this device among its owner's own."""

        def lie(asked: Asked, answer: Any) -> Any:
            if asked.path.endswith("/keys/query") and self.person.user_id in mapping(answer.get("device_keys")):
                answer["device_keys"][self.person.user_id][self.person.device_id] = self.person.device_keys()
            return answer

        return lie

    def in_the_place_of_the_real(self) -> Lie:
        """``/keys/query`` with this device alone, under an identity of the same making."""

        def lie(asked: Asked, answer: Any) -> Any:
            if asked.path.endswith("/keys/query") and self.person.user_id in mapping(answer.get("device_keys")):
                for part, keys in self.person.answer().items():
                    answer[part].update(keys)
            return answer

        return lie


def event(type_: str, sender: str, event_id: str, content: Json, **more: Any) -> Json:
    """An event as ``/sync`` brings it, of now."""
    base = {"type": type_, "sender": sender, "event_id": event_id, "content": content}
    return {**base, "origin_server_ts": int(time.time() * 1000), **more}


def sealed_as(sender_key: str, to: str, kind: int, body: str) -> Json:
    """The content of an encrypted to-device message."""
    ciphertext = {to: {"type": kind, "body": body}}
    return {"algorithm": "m.olm.v1.curve25519-aes-sha2", "sender_key": sender_key, "ciphertext": ciphertext}


async def device_of(server: Homeserver, user: str) -> OlmDevice:
    """The one device of a bot."""
    answer = await server.call("POST", f"{CLIENT}/keys/query", {"device_keys": {user: []}})
    (device,) = read_identity(user, answer).devices.values()
    return OlmDevice(user, device.device_id, {"ed25519": device.ed25519, "curve25519": device.curve25519})


async def claim(server: Homeserver, user: str, device_id: str) -> Json:
    """Claim a one-time key, or the fallback key if there is none left (it says so by ``fallback``)."""
    wanted = {"one_time_keys": {user: {device_id: "signed_curve25519"}}}
    answer = await server.call("POST", f"{CLIENT}/keys/claim", wanted)
    (key,) = answer["one_time_keys"][user][device_id].values()
    return mapping(key)
