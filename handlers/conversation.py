"""Where people talk with the guide: in private with plain words, and by command wherever a command is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.effects import Await, Effect, Whisper
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message, MessageForm, Proof, Reaction
from fourwalls.group.look import Look
from fourwalls.group.people import RoomKind
from fourwalls.group.phrase import Phrase, phrase
from handlers import desk, details
from handlers.asker import to_the_asker
from handlers.commands import everyday, groupend, groups, leaving, roster, seats, sessions, trust, verify, worry
from handlers.commands.naming import facilitated
from handlers.commands.registry import Order, Registry, Run
from handlers.entitled import is_online_manager, may_be_inside
from handlers.plainwords import SIGN, is_order, is_typed, plain

_WORDS = (everyday, worry, leaving, sessions, roster, seats, groups, trust, verify)
REGISTRY = Registry(command for words in _WORDS for command in words.COMMANDS)

GoOn = Callable[[Message, Awaited, Look], Iterable[Effect] | None]
"""Goes on with what is waited for; ``None`` if the words are no answer to it."""
_GOES_ON: dict[Wanted, GoOn] = {
    Wanted.WORRY: worry.go_on,
    Wanted.LEAVING: leaving.go_on,
    Wanted.CLOSING: groupend.go_on,
    Wanted.NAMING: groups.go_on,
}


@to_the_asker
def answer(examined: Examined, look: Look) -> Iterator[Effect]:
    """A message in a private room: a word, a command, or something that is kindly not understood.

    Where there is a sign of risk, ``flags.watch`` answers: no menu then, and nothing about words not understood.
    """
    message = examined.heard
    assert isinstance(message, Message)
    room = look.room(message.room)
    if room is None or message.sender != room.person or message.replaces is not None:
        return
    if message.form in {MessageForm.NOTICE, MessageForm.VERIFICATION}:
        return  # automatic words are not answered, or two programs would talk for ever
    flagged = examined.reading is not None and examined.reading.flag
    run = _everyday(message, look)
    if examined.stale and run is not worry.worried:
        yield from _too_late(examined, message, run, look)
    elif run is not None and not (flagged and run in _PASSED_ON_ALREADY):
        # these words do no harm even if they were forged, so they are answered from any device
        yield from run(Order(message.sender, room, (), message), look)
    elif is_order(message) and (not flagged or REGISTRY.entrusted(message, look)):
        yield from REGISTRY.obey(message, room, look)
    elif not flagged:
        yield from _awaited_or_unclear(examined, message, look)
    elif _awaited(message, look) is not None:
        yield Await(message.sender, None)


def _too_late(examined: Examined, message: Message, run: Run | None, look: Look) -> Iterator[Effect]:
    """Its key came so late that nothing is done for it any more; a worry is passed on whenever it comes."""
    awaited = _awaited(message, look)
    if examined.reading is not None and examined.reading.flag:
        return
    if run is not None or is_order(message):
        yield Whisper(message.sender, phrase("asked-too-late"))
    elif awaited is not None and awaited.what is Wanted.WORRY:
        yield from worry.go_on(message, awaited, look)


_PASSED_ON_ALREADY = (everyday.help_, worry.worried)
"""With a sign of risk in them, these words are a case already, and were answered with people to turn to."""


def _awaited_or_unclear(examined: Examined, message: Message, look: Look) -> Iterator[Effect]:
    awaited = _awaited(message, look)
    went_on = None if awaited is None else _GOES_ON[awaited.what](message, awaited, look)
    if went_on is not None:
        yield from went_on
    elif not examined.failed:
        yield Whisper(message.sender, _unclear(message, look))


def _awaited(message: Message, look: Look) -> Awaited | None:
    """What the guide waits for from the very device that speaks, if it is not too late."""
    awaited = look.awaited(message.sender) if is_typed(message) else None
    if awaited is None or awaited.is_over(message.sent_at):
        return None
    device = message.doubted.device if message.doubted is not None else ""
    proven = message.proof is Proof.SIGNED or device != ""
    return awaited if proven and awaited.device == device else None


def _everyday(message: Message, look: Look) -> Run | None:
    """The everyday word that was typed, if it is one."""
    if not is_typed(message):
        return None
    if worry.begins(message.text.lstrip().removeprefix(SIGN)):
        return worry.worried
    if leaving.is_wish(message, look):
        return leaving.leave
    # a device that nobody vouches for does not learn from the answer whether a warning waits
    warned = message.doubted is not None or look.unanswered_warning(message.sender) is not None
    run = everyday.meant_by(message.text, warned=warned)
    signed = message.text.lstrip().startswith(SIGN)
    if run is everyday.remove_words and signed and not warned and facilitated(message.sender, look):
        return None  # with the sign and no warning, a facilitator means a person
    return run


def _unclear(message: Message, look: Look) -> Phrase:
    """The one gentle answer to words that ask for nothing the guide can do."""
    said = plain(message.text) if is_typed(message) else ""
    if message.doubted is not None:  # whether a warning waits, or somebody is a manager, is told to proven people only
        return phrase("thanks" if said in everyday.THANKS else "not-understood")
    if said in everyday.UNCLEAR | everyday.THANKS and look.unanswered_warning(message.sender) is not None:
        return phrase("warning-which")
    if said in everyday.THANKS:
        return phrase("thanks")
    if desk.is_acknowledgement(message) and is_online_manager(message.sender, look):
        return phrase("ack-needs-thread")
    return phrase("not-understood")


@to_the_asker
def command(examined: Examined, look: Look) -> Iterator[Effect]:
    """A message in a group's room or the manager room: obeyed only when it begins with the command's sign."""
    message = examined.heard
    assert isinstance(message, Message)
    room = look.room(message.room)
    if room is None or not is_order(message):
        return
    if look.is_bot(message.sender) or not may_be_inside(message.sender, room, look):
        return
    if room.kind is RoomKind.MANAGER and desk.is_acknowledgement(message):
        return  # the lookout's
    if examined.stale:
        yield Whisper(message.sender, phrase("asked-too-late"))
        return
    yield from REGISTRY.obey(message, room, look)


def tapped(examined: Examined, look: Look) -> Iterator[Effect]:
    """A reaction in a private room. It could be forged, so it answers only what is harmless: a warning."""
    reaction = examined.heard
    assert isinstance(reaction, Reaction)
    room = look.room(reaction.room)
    if room is None or reaction.sender != room.person:
        return
    if look.unanswered_warning(reaction.sender, reaction.target) is None:
        return  # a tap on anything else is only a tap
    match plain(reaction.key):
        case "✂":
            yield from details.remove(reaction.sender, look, reaction.target)
        case "👍":
            yield from details.keep(reaction.sender, look, reaction.target)
        case _:
            return
