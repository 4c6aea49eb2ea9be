"""Lies about who somebody is: devices that nobody has, keys that were passed on, people who were never let in."""

from __future__ import annotations

from fourwalls.group.people import Bot
from tests.proof.attacks import honest
from tests.proof.attacks.answers import stolen_by, stolen_by_client
from tests.proof.attacks.attack import Attack, Tried
from tests.proof.attacks.field import Field
from tests.proof.attacks.ghost import Ghost, event
from tests.proof.attacks.liar import Json, Lie, changed_keys, in_room, to_device

_ORDERS = ("!session close", "!roster", "!session close")


async def _speaks(field: Field, ghost: Ghost, lie: Lie) -> Tried:
    """A made-up device gives the bots its room key and orders them about, as its alleged owner."""
    for bot in field.ears:
        await ghost.reach(field.stranger, bot)
    sent = len(field.liar.sent)
    with field.liar.lying(lie):
        for bot in field.ears:
            key = to_device(ghost.gives_key(bot, field.room))
            await field.liar.tell(bot, {**changed_keys(ghost.person.user_id), **key})
        said = [ghost.says(field.room, order, field.fresh_id()) for order in _ORDERS]
        await field.tell_room(*said)
        words = tuple(each["event_id"] for each in said)
        await field.examined(words)
        await _bots_speak(field)
    await field.liar.tell_all(field.ears, changed_keys(ghost.person.user_id))
    return Tried(len(said), words, stolen_by(field, ghost, sent))


async def _bots_speak(field: Field) -> None:
    """Have the guide say something to the facilitator and to a member, so that it gives out keys."""
    for person in (field.ruth, field.pip):
        asked = await field.evening.tell_guide(person, "transcripts")
        await field.until(lambda asked=asked: field.ledger.seen_by(Bot.GUIDE, asked))  # type: ignore[misc]


async def ghost_device(field: Field) -> Tried:
    """The server shows one more device of the facilitator's; its keys are the server's own."""
    ghost = Ghost(field.ruth.user_id)
    return await _speaks(field, ghost, ghost.beside_the_real())


async def badly_signed_device(field: Field) -> Tried:
    """The same, and the device is signed, by a key that is not the facilitator's."""
    ghost = Ghost(field.ruth.user_id, "GHOST2", signed=True)
    return await _speaks(field, ghost, ghost.beside_the_real())


async def changed_identity(field: Field) -> Tried:
    """The server shows a whole new identity in the place of the facilitator's."""
    ghost = Ghost(field.ruth.user_id, "GHOST3", signed=True)
    return await _speaks(field, ghost, ghost.in_the_place_of_the_real())


async def unsigned_device(field: Field) -> Tried:
    """A real client on the facilitator's account whose device the facilitator has not signed."""
    orders = ("!session close", f"!remove {field.walt.user_id}", f"!invite {field.mallory.connection.user_id}")
    said = [await field.double.send(field.room, order) for order in orders]
    await field.examined(said)
    stolen = stolen_by_client(field, frozenset(field.id_of(bot) for bot in Bot))
    return Tried(len(said), tuple(said), stolen)


async def forwarded_key(field: Field) -> Tried:
    """A stranger passes a room key on as if it were the facilitator's own, and speaks with it in her name."""
    carrier, speaker = Ghost(field.mallory.connection.user_id, "CARRIER"), Ghost(field.ruth.user_id, "SPEAKER")
    ruths = _real_device(field)
    for bot in field.ears:
        await carrier.reach(field.stranger, bot)
        content = {
            **speaker.person.engine.room_key(field.room, speaker.session),
            "sender_key": ruths["curve25519"],
            "sender_claimed_ed25519_key": ruths["ed25519"],
            "forwarding_curve25519_key_chain": [],
        }
        await field.liar.tell(bot, to_device(carrier.sends(bot, "m.forwarded_room_key", content)))
    said = [speaker.says(field.room, order, field.fresh_id()) for order in _ORDERS]
    for each in said:
        each["content"]["sender_key"] = ruths["curve25519"]
    await field.tell_room(*said)
    opened = sum(field.ledger.examined([each["event_id"] for each in said]))  # such a key opens nothing at all
    return Tried(len(said), (), opened)


def _real_device(field: Field) -> dict[str, str]:
    """The identity keys of the facilitator's own device, as everybody sees them."""
    signed = field.eve.connection.keyring.signed_devices(field.ruth.user_id)
    return {"curve25519": signed[0].curve25519, "ed25519": signed[0].ed25519}


async def injected_member(field: Field) -> Tried:
    """The server says that a stranger with a signed device is inside: in the group, with the managers, in private."""
    stranger = field.mallory.connection.user_id
    rooms = (field.room, field.evening.desk, field.evening.private[field.pip.user_id])

    def member(membership: str) -> Json:
        content = {"membership": membership, "displayname": "Ruth"}
        return event("m.room.member", field.id_of(Bot.WARDEN), field.fresh_id(), content, state_key=stranger)

    for room in rooms:
        for bot in (*field.ears, field.id_of(Bot.WARDEN)):
            await field.liar.tell(bot, in_room(room, member("join")))
    for bot in field.ears:  # a new key must be given to everybody who may have it
        await field.liar.tell(bot, changed_keys(stranger, field.pip.user_id))
    before = field.ledger.consequences()
    await _bots_speak(field)
    await field.close_and_open()
    cry = await field.walt.send(field.room, "i have saved up my tablets and tonight i am going to take them all")
    await field.evening.manager.wait_message(containing="take them all", room=field.evening.desk)
    stolen = sum(user == stranger for _, user, _ in field.liar.keys_given)
    for room in rooms:
        for bot in (*field.ears, field.id_of(Bot.WARDEN)):
            await field.liar.tell(bot, in_room(room, member("leave")))
    assert field.ledger.consequences() != before
    assert field.ledger.tally([cry]).flagged == 1
    return Tried(len(rooms), (), stolen, consequences=False)


async def state_inside(field: Field) -> Tried:
    """A member's own client puts settings and memberships of the room inside the ciphertext."""
    me, room = field.eve.connection.user_id, field.eve.connection.rooms[field.room]
    stranger = field.mallory.connection.user_id
    inside: list[Json] = [
        {"type": "m.room.power_levels", "state_key": "", "content": {"users": {me: 100}}},
        {"type": "m.room.member", "state_key": stranger, "content": {"membership": "join"}},
        {"type": "m.room.member", "state_key": field.ruth.user_id, "content": {"membership": "ban"}},
        {"type": "m.room.encryption", "state_key": "", "content": {}},
        {"type": "m.room.tombstone", "state_key": "", "content": {"replacement_room": "!elsewhere"}},
        {"type": "m.room.message", "room_id": field.evening.desk, "content": {"msgtype": "m.text", "body": "ack"}},
    ]
    said = [await field.eve.say_raw(room, {"room_id": field.room, **each}) for each in inside]
    heard = await field.until(lambda: all(field.ledger.seen_by(Bot.LOOKOUT, each) for each in said))
    assert heard, "the lookout did not hear what was inside"
    await _bots_speak(field)
    stolen = sum(user == stranger for _, user, _ in field.liar.keys_given)
    return Tried(len(said), (), stolen + field.liar.in_clear)


ATTACKS = (
    Attack("a ghost device of the facilitator's", ghost_device, honest.an_order),
    Attack("a ghost device signed by somebody else", badly_signed_device, honest.an_order),
    Attack("a whole false identity", changed_identity, honest.an_order),
    Attack("a real device that its owner has not signed", unsigned_device, honest.an_order),
    Attack("a room key passed on by a stranger", forwarded_key, honest.an_order),
    Attack("a stranger whom the server calls inside", injected_member, honest.a_key),
    Attack("settings and memberships inside the ciphertext", state_inside, honest.a_key),
)
