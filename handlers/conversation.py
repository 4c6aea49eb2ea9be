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
from handlers import answers, desk, details, dialogue
from handlers.asker import to_the_asker
from handlers.commands import asking, everyday, groups, leaving, report, roster, seats, sessions, trust, verify, worry
from handlers.commands.naming import facilitated
from handlers.commands.registry import Order, Registry, Run
from handlers.entitled import is_online_manager, may_be_inside
from handlers.plainwords import SIGN, is_order, is_typed, plain

_WORDS = (everyday, worry, asking, report, leaving, sessions, roster, seats, groups, trust, verify)
REGISTRY = Registry(command for words in _WORDS for command in words.COMMANDS)

GoOn = Callable[[Message, Awaited, Look], Iterable[Effect] | None]
"""Goes on with what is waited for; ``None`` if the words are no answer to it."""
_GOES_ON: dict[Wanted, GoOn] = {
    Wanted.WORRY: worry.go_on,
    Wanted.LEAVING: leaving.go_on,
    Wanted.ASK: asking.go_on,
    Wanted.REPORT: report.go_on,
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
    if examined.stale and run not in _HOWEVER_LATE:
        yield from _too_late(examined, message, run, look)
    elif run is not None and not (flagged and run in _PASSED_ON_ALREADY):
        # these words do no harm even if they were forged, so they are answered from any device
        yield from run(Order(message.sender, room, (), message), look)
    elif is_order(message) and (not flagged or REGISTRY.entrusted(message, look)):
        yield from REGISTRY.obey(message, room, look)
    elif not flagged:
        yield from _awaited_or_unclear(examined, message, look)
    else:
        yield from _beside_the_case(message, look)


def _too_late(examined: Examined, message: Message, run: Run | None, look: Look) -> Iterator[Effect]:
    """Its key came so late that nothing is done for it any more; a worry is passed on whenever it comes."""
    awaited = _awaited(message, look)
    if awaited is not None and message.sent_at < awaited.at:
        awaited = None  # it was said before anything was asked
    if examined.reading is not None and examined.reading.flag:
        yield from dialogue.in_a_case(message, look)
    elif run is not None or is_order(message):
        yield Whisper(message.sender, phrase("asked-too-late"))
    elif awaited is not None and awaited.what in _FOR_PEOPLE:
        yield from _GOES_ON[awaited.what](message, awaited, look) or ()
    elif awaited is None and (going_on := dialogue.meant(message, look)) is not None:
        yield from dialogue.words(message, going_on, look)


_PASSED_ON_ALREADY = (everyday.help_, worry.worried, asking.ask)
"""With a sign of risk in them, these words are a case already, and were answered with people to turn to."""
_HOWEVER_LATE = (worry.worried, asking.ask, report.report)
_FOR_PEOPLE = {Wanted.WORRY, Wanted.ASK, Wanted.REPORT}
"""A person reads what is said to these, so it is worth something however late it comes."""


def _beside_the_case(message: Message, look: Look) -> Iterator[Effect]:
    """What was said is a case. A report loses none of it; nothing else waits for it; a dialogue's thread says so."""
    awaited = _awaited(message, look)
    if awaited is not None and awaited.what is Wanted.REPORT:
        yield from report.go_on(message, awaited, look)
    elif awaited is not None:
        yield Await(message.sender, None)
    else:
        yield from dialogue.in_a_case(message, look)


def _awaited_or_unclear(examined: Examined, message: Message, look: Look) -> Iterator[Effect]:
    awaited = None if dialogue.replied_to(message, look) is not None else _awaited(message, look)
    went_on = None if awaited is None else _GOES_ON[awaited.what](message, awaited, look)
    if went_on is not None:
        yield from went_on
    elif (going_on := dialogue.meant(message, look)) is not None:
        yield from dialogue.words(message, going_on, look, told=examined.failed)
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
    if not is_typed(message) or _answers_a_person(message, look):
        return None
    if worry.begins(message.text.lstrip().removeprefix(SIGN)):
        return worry.worried
    asked = asking.meant(message, look, _awaited(message, look))
    if asked is not None:
        return asked
    if leaving.is_wish(message, look):
        return leaving.leave
    # a device that nobody vouches for does not learn from the answer whether a warning waits
    warned = message.doubted is not None or look.unanswered_warning(message.sender) is not None
    run = everyday.meant_by(message.text, warned=warned)
    signed = message.text.lstrip().startswith(SIGN)
    if run is everyday.remove_words and signed and not warned and facilitated(message.sender, look):
        return None  # with the sign and no warning, a facilitator means a person
    return run


_EVEN_IN_REPLY = asking.DONE | {"help", "menu"}


def _answers_a_person(message: Message, look: Look) -> bool:
    """Whether it is a reply to what the Online Manager said: then it is no word to the guide."""
    replied = dialogue.replied_to(message, look)
    return replied is not None and replied.is_open and plain(message.text) not in _EVEN_IN_REPLY


def _unclear(message: Message, look: Look) -> Phrase:
    """The one gentle answer to words that ask for nothing the guide can do."""
    awaited = look.awaited(message.sender) if message.proof is Proof.SIGNED else None
    if awaited is not None and awaited.what in {Wanted.ASK, Wanted.REPORT} and not is_typed(message):
        return phrase("dialogue-words-only")
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
    if room.kind is RoomKind.MANAGER and (desk.is_acknowledgement(message) or answers.is_for_thread(message, look)):
        return  # the lookout's, or a word in the thread of a dialogue
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
