"""Where people talk with the guide: in private with plain words, and by command wherever a command is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.effects import Await, Effect, Whisper
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message, MessageForm, Proof, Reaction
from fourwalls.group.look import Look
from fourwalls.group.people import RoomKind
from fourwalls.group.phrase import Phrase, phrase
from handlers import agreement, answering, desk, details, registering
from handlers.asker import to_the_asker
from handlers.commands import (
    applicants,
    choosing,
    confirming,
    consent,
    everyday,
    groups,
    leaving,
    roster,
    seats,
    sessions,
    sharing,
    trust,
    verify,
    worry,
)
from handlers.commands.naming import facilitated
from handlers.commands.registry import Order, Registry, Run, refusal
from handlers.entitled import is_online_manager, may_be_inside
from handlers.plainwords import SIGN, is_order, is_typed, plain

_WORDS = (everyday, worry, leaving, sharing, sessions, roster, seats, groups, trust, verify, applicants)
REGISTRY = Registry(command for words in _WORDS for command in words.COMMANDS)

GoOn = Callable[[Message, Awaited, Look], Iterable[Effect] | None]
"""Goes on with what is waited for; ``None`` if the words are no answer to it."""
_GOES_ON: dict[Wanted, GoOn] = {
    Wanted.WORRY: worry.go_on,
    Wanted.LEAVING: leaving.go_on,
    Wanted.CONFIRM: confirming.going_on(REGISTRY),
    Wanted.PERSON: choosing.going_on(REGISTRY),
    Wanted.SHARING: sharing.go_on,
}
_OF_COMMANDS = frozenset({Wanted.CONFIRM, Wanted.PERSON})
"""Waited for after a command; ``about`` names its room second. Answered there too, if that is the managers' room."""


@to_the_asker
def answer(examined: Examined, look: Look) -> Iterator[Effect]:
    """A message in a private room: a word, a command, or something that is kindly not understood.

    Where there is a sign of risk, ``flags.watch`` answers: no menu then, and nothing about words not understood.
    """
    message = examined.heard
    assert isinstance(message, Message)
    room = look.room(message.room)
    if room is None or message.sender != room.person:
        return
    if message.form in {MessageForm.NOTICE, MessageForm.VERIFICATION}:
        return  # automatic words are not answered, or two programs would talk for ever
    flagged = examined.reading is not None and examined.reading.flag
    if message.replaces is not None:
        if not flagged:
            yield from _edited(message, look)
        return
    run = _everyday(message, look)
    if examined.stale and run is not worry.worried:
        yield from _too_late(examined, message, run, look)
    elif run is not None and not (flagged and run in _PASSED_ON_ALREADY):
        # these words do no harm even if they were forged, so they are answered from any device
        yield from run(Order(message.sender, room, (), message), look)
        yield from _reminded(run, message, look)
    elif _is_command(message, look) and (not flagged or REGISTRY.entrusted(message, look)):
        yield from REGISTRY.obey(message, room, look)
    elif not flagged:
        yield from _awaited_or_unclear(examined, message, look)
    else:
        waited = _awaited(message, look) is not None
        if waited:
            yield Await(message.sender, None)
        yield from registering.danger(message, look, answering=not waited)


def _is_command(message: Message, look: Look) -> bool:
    """Whether it is a command: ``!back`` in the middle of a registration is only ``back`` with a sign."""
    return is_order(message) and not _is_answer(message) and not registering.is_meant(message, look)


def _too_late(examined: Examined, message: Message, run: Run | None, look: Look) -> Iterator[Effect]:
    """Its key came so late that nothing is done for it any more; a worry is passed on whenever it comes."""
    awaited = _awaited(message, look)
    if examined.reading is not None and examined.reading.flag:
        return
    if awaited is not None and awaited.what is Wanted.WORRY and run is None and not is_order(message):
        yield from worry.go_on(message, awaited, look)
    elif run is not None or is_order(message) or agreement.says_agree(message) or awaited is not None:
        yield Whisper(message.sender, phrase("asked-too-late"))


_PASSED_ON_ALREADY = (everyday.help_, worry.worried)
"""With a sign of risk in them, these words are a case already, and were answered with people to turn to."""


def _edited(message: Message, look: Look) -> Iterator[Effect]:
    """Words became a command, or another one, by an edit: not obeyed, since people may have read something else."""
    unedited = replace(message, replaces=None)
    meant = is_order(unedited) or _everyday(unedited, look) is not None or plain(message.text) in _CONFIRMS
    if meant and is_typed(unedited):
        yield Whisper(message.sender, phrase("edit-not-obeyed"), once=f"edit {message.sender} {message.replaces}")


_CONFIRMS = frozenset({confirming.WORD, leaving.ERASE})


def _is_answer(message: Message) -> bool:
    """Whether it answers something that the bots asked, and is no command, though some put the sign before it."""
    return plain(message.text) in _CONFIRMS | confirming.NEVER_MIND or desk.is_acknowledgement(message)


def _awaited_or_unclear(examined: Examined, message: Message, look: Look) -> Iterator[Effect]:
    awaited = _awaited(message, look)
    went_on = consent.bare(message, look) if awaited is None else _GOES_ON[awaited.what](message, awaited, look)
    if went_on is None and not _could_answer_warning(message, look):
        went_on = agreement.go_on(message, look)
    if went_on is None:
        went_on = registering.go_on(examined, look)
    if went_on is not None:
        yield from went_on
    elif not examined.failed:
        yield Whisper(message.sender, _unclear(message, look))


def _could_answer_warning(message: Message, look: Look) -> bool:
    """Whether these words could also be said to a warning that waits, and are asked back."""
    return plain(message.text) in everyday.UNCLEAR and look.unanswered_warning(message.sender) is not None


def _reminded(run: Run, message: Message, look: Look) -> Iterator[Effect]:
    """Whoever asks for help while they read the policy, or answer questions, is told at the end how to go on."""
    if run is not everyday.help_:
        return
    words = agreement.unclear(message, look, "policy-go-on")
    if words is not None:
        yield Whisper(message.sender, words)
    yield from registering.remind(message, look)


def _awaited(message: Message, look: Look) -> Awaited | None:
    """What the guide waits for from the very device that speaks, if it is not too late."""
    awaited = look.awaited(message.sender) if is_typed(message) else None
    if awaited is None or awaited.is_over(message.sent_at):
        return None
    device = message.doubted.device if message.doubted is not None else ""
    proven = message.proof is Proof.SIGNED or device != ""
    return awaited if proven and awaited.device == device else None


_WISHES: tuple[tuple[Callable[[Message, Look], bool], Run], ...] = (
    (lambda message, _look: worry.begins(message.text.lstrip().removeprefix(SIGN)), worry.worried),
    (leaving.is_wish, leaving.leave),
    (lambda message, _look: sharing.is_wish(message.text), sharing.share),
    (consent.is_answer, consent.answer),
    (lambda message, _look: consent.asks_for_list(message.text), consent.requests),
)
"""Words that may go on with what they are about, and are told by more than a table; the first that fits is meant."""


def _everyday(message: Message, look: Look) -> Run | None:
    """The everyday word that was typed, if it is one."""
    if not is_typed(message):
        return None
    if answering.begins(message.text) or registering.is_under_way(message, look):
        return _amid_questions(message.text)
    wish = next((run for is_meant, run in _WISHES if is_meant(message, look)), None)
    if wish is not None:
        return wish
    # a device that nobody vouches for does not learn from the answer whether a warning waits
    warned = message.doubted is not None or look.unanswered_warning(message.sender) is not None
    run = everyday.meant_by(message.text, warned=warned)
    signed = message.text.lstrip().startswith(SIGN)
    if run is everyday.keep and not warned and look.reading(message.sender) is not None:
        return None  # with no warning, 👍 is said to a piece of the policy
    if run is everyday.remove_words and signed and not warned and facilitated(message.sender, look):
        return None  # with the sign and no warning, a facilitator means a person
    return run


def _amid_questions(text: str) -> Run | None:
    """What is heard while somebody registers: "keep", "leave" and "worried about my heart" are answers then."""
    if answering.begins(text):
        return registering.register
    said = plain(text.lstrip().removeprefix(SIGN))
    run = everyday.EVERYDAY.get(said)
    return worry.worried if said == worry.WORD else run if run is everyday.help_ else None


def _unclear(message: Message, look: Look) -> Phrase:
    """The one gentle answer to words that ask for nothing the guide can do."""
    said = plain(message.text) if is_typed(message) else ""
    if said in _CONFIRMS:
        return phrase("confirm-none") if message.proof is Proof.SIGNED else refusal(message)
    if message.doubted is not None:  # whether a warning waits, or somebody is a manager, is told to proven people only
        return phrase("thanks" if said in everyday.THANKS else "not-understood")
    if said in everyday.UNCLEAR | everyday.THANKS and look.unanswered_warning(message.sender) is not None:
        return phrase("warning-which")
    if said in everyday.THANKS:
        return phrase("thanks")
    reading = agreement.unclear(message, look)
    if reading is None and desk.is_acknowledgement(message) and is_online_manager(message.sender, look):
        return phrase("ack-needs-thread")
    return reading or phrase("not-understood")


@to_the_asker
def command(examined: Examined, look: Look) -> Iterator[Effect]:
    """A message in a group's room or the manager room: obeyed only when it begins with the command's sign.

    It is obeyed in a thread and as a reply too; the answer comes in private like any other.
    """
    message = examined.heard
    assert isinstance(message, Message)
    room = look.room(message.room)
    if room is None or look.is_bot(message.sender) or not may_be_inside(message.sender, room, look):
        return
    if room.kind is RoomKind.MANAGER and desk.is_acknowledgement(message):
        return  # the lookout's
    unedited = replace(message, replaces=None)
    if message.replaces is not None and is_order(unedited) and REGISTRY.is_given(unedited):
        yield from _edited(message, look)
    elif examined.stale and is_order(message):
        yield Whisper(message.sender, phrase("asked-too-late"))
    elif is_order(message) and not _is_answer(message):
        yield from REGISTRY.obey(message, room, look)
    elif room.kind is RoomKind.MANAGER:
        yield from _answered_there(examined, message, look)


def _answered_there(examined: Examined, message: Message, look: Look) -> Iterator[Effect]:
    """In the managers' room, ``confirm`` or a number after a command that was given there. All else is talk."""
    awaited = _awaited(message, look)
    if awaited is None or awaited.what not in _OF_COMMANDS or message.room != awaited.about[1] or examined.stale:
        return
    yield from _GOES_ON[awaited.what](message, awaited, look) or ()


def tapped(examined: Examined, look: Look) -> Iterator[Effect]:
    """A reaction in a private room. It could be forged, so it answers only what is harmless: a warning, a page."""
    reaction = examined.heard
    assert isinstance(reaction, Reaction)
    room = look.room(reaction.room)
    if room is None or reaction.sender != room.person:
        return
    if look.unanswered_warning(reaction.sender, reaction.target) is None:
        yield from agreement.turned(reaction, look)
        return  # a tap on anything else is only a tap
    match plain(reaction.key):
        case "✂":
            yield from details.remove(reaction.sender, look, reaction.target)
        case "👍":
            yield from details.keep(reaction.sender, look, reaction.target)
        case _:
            return
