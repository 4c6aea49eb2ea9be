"""A member of a group with a real client of another make: matrix-js-sdk, the engine of Element, in a Node process."""

# ruff: noqa: ASYNC109 - each wait has its own patience and, when it runs out, its own sentence

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

from tests.support.node import ensure_member
from tests.support.program import Program, ProgramError
from tests.support.seen import Seen, SeenRedaction, Sight

ENCRYPTION = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
T = TypeVar("T")

MemberError = ProgramError
"""The client refused (``code`` is Matrix's own), or has ended."""


@dataclass(frozen=True, slots=True)
class Sas:
    """A verification as this member's client shows it."""

    txn: str
    phase: str
    """``requested``, ``ready``, ``started``, ``cancelled`` or ``done``."""
    code: str
    """Why it was cancelled."""
    emoji: tuple[tuple[str, str], ...]
    """(emoji, name), seven of them once they are shown."""
    decimals: tuple[int, ...]
    verified: bool
    """At the end: whether the client now shows the other person as verified."""

    @classmethod
    def of(cls, told: dict[str, Any]) -> Self:
        """Read it from what the client tells."""
        emoji = tuple((picture, name) for picture, name in told.get("emoji", ()))
        decimals = tuple(told.get("decimal", ()))
        return cls(told["txn"], told["phase"], told["code"], emoji, decimals, told.get("verified", False))


class NotSeenError(Exception):
    """The member did not see in time what was waited for; the sentence tells what they saw instead."""


class Member:
    """A signed-in person: ``async with await Member.start(…) as ann``, or ``close`` at the end."""

    def __init__(self, program: Program, sight: Sight, user_id: str, device_id: str) -> None:
        """Take over a signed-in client; ``start`` does."""
        self.user_id = user_id
        self.device_id = device_id
        self.sight = sight
        self._program = program

    @classmethod
    async def start(
        cls,
        base_url: str,
        user: str,
        password: str,
        *,
        only_signed: bool = True,
        signed: bool = True,
        recovery_key: str = "",
    ) -> Self:
        """Sign in with a new device, cross-sign it (unless not ``signed``) and sync.

        With ``only_signed`` the client gives keys to, and reads from, devices only that their owners have signed.
        With a ``recovery_key`` the identity that it opens is taken on; without one a new one is made.
        """
        sight = Sight()
        program = await Program.start(await asyncio.to_thread(ensure_member), sight.take)
        given: dict[str, Any] = {"baseUrl": base_url, "user": user, "password": password}
        given |= {"onlySigned": only_signed, "signed": signed, "recoveryKey": recovery_key}
        try:
            me = await program.do("login", **given)
        except BaseException:
            await program.close()
            raise
        return cls(program, sight, me["userId"], me["deviceId"])

    async def close(self, *, logout: bool = False) -> None:
        """End the client; with ``logout`` its device is deleted from the account first."""
        await self._program.close(*(("logout",) if logout else ()), "stop")

    async def do(self, command: str, **given: Any) -> Any:
        """Give the client a command of ``member.mjs`` as it is."""
        return await self._program.do(command, **given)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    # what a person does

    async def create_room(self, *invite: str, encrypted: bool = True, **body: Any) -> str:
        """Create a private room as Element does; further words go into the request as they are."""
        first = [ENCRYPTION] if encrypted else []
        given = {"preset": "private_chat", **body, "invite": [*invite, *body.get("invite", ())]}
        given["initial_state"] = [*first, *body.get("initial_state", ())]
        return str((await self.do("createRoom", body=given))["roomId"])

    async def join(self, room: str) -> None:
        """Join, and return when the room can be spoken in."""
        await self.do("join", room=room)

    async def leave(self, room: str, reason: str = "") -> None:
        """Leave a room, or refuse an invitation."""
        await self.do("leave", room=room, reason=reason)

    async def invite(self, room: str, user: str) -> None:
        """Invite somebody. As in Element, they are handed what was said while the history was ``shared`` (MSC4268)."""
        await self.do("invite", room=room, user=user)

    async def kick(self, room: str, user: str, reason: str = "") -> None:
        """Put somebody out, or take an invitation back."""
        await self.do("kick", room=room, user=user, reason=reason)

    async def send(self, room: str, body: str, **more: Any) -> str:
        """Say words and return their event id.

        ``more``: ``threadRoot``, ``replyTo``, ``replaces`` (event ids), ``mentions`` (Matrix ids), ``msgtype``,
        ``inClear`` (not encrypted). Without ``inClear`` a room without encryption is refused.
        """
        return str((await self.do("send", room=room, body=body, **more))["eventId"])

    async def send_event(self, room: str, type_: str, content: dict[str, Any], *, in_clear: bool = False) -> str:
        """Send any event, encrypted, and return its id."""
        answer = await self.do("sendEvent", room=room, type=type_, content=content, inClear=in_clear)
        return str(answer["eventId"])

    async def react(self, room: str, event_id: str, key: str) -> str:
        """React to an event."""
        return str((await self.do("react", room=room, eventId=event_id, key=key))["eventId"])

    async def redact(self, room: str, event_id: str, reason: str = "") -> str:
        """Take an event back."""
        return str((await self.do("redact", room=room, eventId=event_id, reason=reason))["eventId"])

    async def verify(self, user: str, *, room: str = "", device: str = "") -> Sas:
        """Ask to verify somebody, in a room for the two or straight to a device; returns what is to be compared.

        When it is over before that, ``emoji`` is empty and ``code`` says why.
        """
        return Sas.of(await self.do("verify", user=user, room=room, device=device))

    async def ask_to_verify(self, user: str, *, room: str = "", device: str = "") -> Sas:
        """Only ask, and go on with ``compare``."""
        return Sas.of(await self.do("verify", user=user, room=room, device=device, wait=False))

    async def compare(self, sas: Sas) -> Sas:
        """Wait until the other side is ready, choose emoji, and wait for these."""
        return Sas.of(await self.do("verifyCompare", txn=sas.txn))

    async def say_they_match(self, sas: Sas) -> Sas:
        """Press "They match" and wait for the end."""
        return Sas.of(await self.do("verifyEnd", txn=sas.txn, answer="match"))

    async def say_they_differ(self, sas: Sas) -> Sas:
        """Press "They don't match"."""
        return Sas.of(await self.do("verifyEnd", txn=sas.txn, answer="mismatch"))

    async def break_off(self, sas: Sas) -> Sas:
        """Close the window of the verification."""
        return Sas.of(await self.do("verifyEnd", txn=sas.txn, answer="cancel"))

    async def wait_over(self, sas: Sas) -> Sas:
        """Wait until the other side ends it."""
        return Sas.of(await self.do("verifyEnd", txn=sas.txn))

    async def begin_new_key(self, room: str) -> None:
        """Speak with a new room key from the next message on, which everybody in the room has to be given."""
        await self.do("freshKey", room=room)

    async def block(self, user: str, device: str) -> None:
        """Give this device of somebody no keys any more."""
        await self.do("block", user=user, device=device)

    async def only_to_verified(self) -> None:
        """From now on give keys only to people whom this member has verified, as Element's setting does."""
        await self.do("verifiedOnly")

    async def set_state(self, room: str, type_: str, content: dict[str, Any], state_key: str = "") -> str:
        """Change a setting of the room."""
        answer = await self.do("setState", room=room, type=type_, stateKey=state_key, content=content)
        return str(answer["eventId"])

    async def set_display_name(self, name: str) -> None:
        """Change the name that others see."""
        await self.do("setDisplayName", name=name)

    async def raw(self, room: str, event_id: str) -> dict[str, Any]:
        """Fetch an event as it stands on the server."""
        event: dict[str, Any] = await self.do("get", path=f"/rooms/{room}/event/{event_id}")
        return event

    async def scrollback(self, room: str, limit: int = 100) -> None:
        """Look at earlier messages, which then are among ``messages``, readable or not."""
        await self.do("scrollback", room=room, limit=limit)

    async def recipients(self, room: str) -> list[str]:
        """To whom this client would give the key of its next words in a room."""
        return list(await self.do("recipients", room=room))

    async def sealed(self, room: str) -> list[dict[str, Any]]:
        """Ask the server for the latest encrypted events of a room as they are on the wire, oldest first."""
        return list(await self.do("sealed", room=room))

    async def opens(self, event: dict[str, Any]) -> bool:
        """Try to open an encrypted event, from wherever it came, with every key that this client holds."""
        return bool((await self.do("opens", event=event))["opened"])

    # what a person sees

    @property
    def invites(self) -> list[str]:
        """The rooms that this member is invited to now."""
        return [room for room, membership in self.sight.rooms.items() if membership == "invite"]

    @property
    def rooms(self) -> list[str]:
        """The rooms that this member is in now."""
        return [room for room, membership in self.sight.rooms.items() if membership == "join"]

    def messages(self, room: str) -> list[Seen]:
        """The messages of a room in the order in which they were first seen, own ones too."""
        return [seen for seen in self.sight.messages.values() if seen.room == room]

    async def state(self, room: str) -> dict[tuple[str, str], dict[str, Any]]:
        """Ask the server for the room's state: the content by type and state key."""
        return {(event["type"], event["state_key"]): event["content"] for event in await self.do("state", room=room)}

    async def shield(self, room: str, event_id: str) -> tuple[str, str]:
        """Look at the shield beside a message now: its colour and reason."""
        answer = await self.do("shields", room=room, eventId=event_id)
        return answer["shield"], answer["shieldReason"]

    # waiting, always by what the client tells and never by the clock

    async def wait_message(
        self,
        predicate: Callable[[Seen], bool] = lambda seen: seen.readable,
        *,
        containing: str = "",
        room: str = "",
        sender: str = "",
        after: str = "",
        timeout: float = 20.0,
    ) -> Seen:
        """Wait for a message, seen already or still to come; ``after`` is the event id that it must come after."""

        def fits(seen: Seen) -> bool:
            return containing in seen.body and room in ("", seen.room) and sender in ("", seen.sender)

        def find() -> Seen | None:
            ids = list(self.sight.messages)
            first = ids.index(after) + 1 if after in ids else 0 if not after else len(ids)
            told = (self.sight.messages[event_id] for event_id in ids[first:])
            return next((seen for seen in told if fits(seen) and predicate(seen)), None)

        return await self.until(find, f"a message with {containing!r}", timeout)

    async def wait_invite(self, room: str = "", timeout: float = 20.0) -> str:
        """Wait for an invitation (to ``room``) and return its room."""
        return await self.until(
            lambda: next((it for it in self.invites if room in ("", it)), None), "an invitation", timeout
        )

    async def wait_membership(self, room: str, membership: str, user: str = "", timeout: float = 20.0) -> None:
        """Wait until ``user`` (without one: this member) is seen as ``join``, ``leave``, ``invite`` or ``ban``."""

        def find() -> bool | None:
            state = self.sight.state.get((room, "m.room.member", user), {})
            now = state.get("membership") if user else self.sight.rooms.get(room)
            return now == membership or None

        await self.until(find, f"membership {membership}", timeout)

    async def wait_state(
        self,
        room: str,
        type_: str,
        predicate: Callable[[dict[str, Any]], bool] = bool,
        *,
        state_key: str = "",
        timeout: float = 20.0,
    ) -> dict[str, Any]:
        """Wait for a setting of a room and return its content."""

        def find() -> dict[str, Any] | None:
            content = self.sight.state.get((room, type_, state_key))
            return content if content is not None and predicate(content) else None

        return await self.until(find, f"state {type_}", timeout)

    async def wait_redaction(self, event_id: str, timeout: float = 20.0) -> SeenRedaction:
        """Wait until this event is taken back."""
        return await self.until(
            lambda: next((it for it in self.sight.redactions if it.redacts == event_id), None), "a redaction", timeout
        )

    async def until(self, find: Callable[[], T | None], what: str, timeout: float) -> T:
        """Ask ``find`` now and after everything that the client tells, until it finds something."""
        try:
            async with asyncio.timeout(timeout):
                while (found := find()) is None:
                    await self._program.news()
                return found
        except TimeoutError as error:
            raise NotSeenError(f"{self.user_id} did not see {what} within {timeout} s.\n{self._summary()}") from error

    def _summary(self) -> str:
        seen = [f"{it.sender} {it.type} {it.body or it.failure!r}" for it in list(self.sight.messages.values())[-10:]]
        lines = (f"Rooms: {self.sight.rooms}.", f"Last messages: {seen}.", f"Errors: {self.sight.errors}.")
        return "\n".join((*lines, self._program.log_tail()))
