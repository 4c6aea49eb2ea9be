"""Where people talk with the guide: in private with plain words, and by command wherever a command is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Whisper
from fourwalls.group.effects.kept import Await
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message, MessageForm, Reaction
from fourwalls.group.look import Look
from fourwalls.group.people import RoomKind
from fourwalls.group.phrase import phrase
from handlers import agreement, answers, desk, details, dialogue, registering
from handlers.asker import to_the_asker
from handlers.commands import (
    adopting,
    applicants,
    asking,
    choosing,
    confirming,
    consent,
    devices,
    everyday,
    groups,
    leaving,
    quiet,
    report,
    roster,
    seats,
    sessions,
    sharing,
    trust,
    verify,
    welcome,
    worry,
)
from handlers.commands.registry import Order, Registry, Run
from handlers.entitled import may_be_inside
from handlers.meaning import awaited_of, everyday_word
from handlers.plainwords import NEVER_MIND, is_order, is_typed, plain
from handlers.unclear import CONFIRMS, unclear

_EVERYBODYS = (everyday, worry, asking, report, leaving, sharing)
_ENTRUSTED = (sessions, quiet, roster, seats, groups, devices, welcome, applicants, trust, verify)
REGISTRY = Registry(command for words in _EVERYBODYS + _ENTRUSTED for command in words.COMMANDS)

GoOn = Callable[[Message, Awaited, Look], Iterable[Effect] | None]
"""Goes on with what is waited for; ``None`` if the words are no answer to it."""
_GOES_ON: dict[Wanted, GoOn] = {
    Wanted.WORRY: worry.go_on,
    Wanted.LEAVING: leaving.go_on,
    Wanted.NAMING: groups.go_on,
    Wanted.CONFIRM: confirming.going_on(REGISTRY),
    Wanted.PERSON: choosing.going_on(REGISTRY),
    Wanted.SHARING: sharing.go_on,
    Wanted.ASK: asking.go_on,
    Wanted.REPORT: report.go_on,
    Wanted.ADOPTION: adopting.go_on,
}
_OF_COMMANDS = frozenset({Wanted.CONFIRM, Wanted.PERSON, Wanted.NAMING})
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
    run = everyday_word(message, look)
    if examined.stale and run not in _HOWEVER_LATE:
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
        yield from _beside_the_case(message, look)


def _is_command(message: Message, look: Look) -> bool:
    """Whether it is a command: ``!back`` in the middle of a registration is only ``back`` with a sign."""
    return is_order(message) and not _is_answer(message) and not registering.is_meant(message, look)


def _too_late(examined: Examined, message: Message, run: Run | None, look: Look) -> Iterator[Effect]:
    """Its key came so late that nothing is done for it any more; a worry is passed on whenever it comes."""
    awaited = awaited_of(message, look)
    if awaited is not None and message.sent_at < awaited.at:
        awaited = None  # it was said before anything was asked
    if examined.reading is not None and examined.reading.flag:
        yield from dialogue.in_a_case(message, look)
    elif awaited is not None and awaited.what in _FOR_PEOPLE and run is None and not is_order(message):
        yield from _GOES_ON[awaited.what](message, awaited, look) or ()
    elif run is not None or is_order(message) or agreement.says_agree(message) or awaited is not None:
        yield Whisper(message.sender, phrase("asked-too-late"))
    elif (going_on := dialogue.meant(message, look)) is not None:
        yield from dialogue.words(message, going_on, look)


_PASSED_ON_ALREADY = (everyday.help_, worry.worried, asking.ask)
"""With a sign of risk in them, these words are a case already, and were answered with people to turn to."""
_HOWEVER_LATE = (worry.worried, asking.ask, report.report)
_FOR_PEOPLE = {Wanted.WORRY, Wanted.ASK, Wanted.REPORT}
"""A person reads what is said to these, so it is worth something however late it comes."""


def _beside_the_case(message: Message, look: Look) -> Iterator[Effect]:
    """What was said is a case. A report loses none of it; nothing else waits for it; a dialogue's thread says so."""
    awaited = awaited_of(message, look)
    if awaited is not None and awaited.what is Wanted.REPORT:
        yield from report.go_on(message, awaited, look)
    elif awaited is not None:
        yield Await(message.sender, None)
    else:
        yield from dialogue.in_a_case(message, look)
    yield from registering.danger(message, look, answering=awaited is None)


def _edited(message: Message, look: Look) -> Iterator[Effect]:
    """Words became a command, or another one, by an edit: not obeyed, since people may have read something else."""
    unedited = replace(message, replaces=None)
    if message.replaces is not None and look.said_in_dialogue(message.replaces) is not None:
        return  # people read these words, and the change too
    meant = is_order(unedited) or everyday_word(unedited, look) is not None or plain(message.text) in CONFIRMS
    if meant and is_typed(unedited):
        yield Whisper(message.sender, phrase("edit-not-obeyed"), once=f"edit {message.sender} {message.replaces}")


def _is_answer(message: Message) -> bool:
    """Whether it answers something that the bots asked, and is no command, though some put the sign before it."""
    return plain(message.text) in CONFIRMS | NEVER_MIND or desk.is_acknowledgement(message)


def _awaited_or_unclear(examined: Examined, message: Message, look: Look) -> Iterator[Effect]:
    replied = dialogue.replied_to(message, look) is not None
    went_on = None if replied else _went_on(examined, message, look)
    if went_on is not None:
        yield from went_on
    elif (going_on := dialogue.meant(message, look)) is not None:
        yield from dialogue.words(message, going_on, look, told=examined.failed)
    elif not examined.failed:
        yield Whisper(message.sender, unclear(message, look))


def _went_on(examined: Examined, message: Message, look: Look) -> Iterable[Effect] | None:
    """What waits for an answer of this person goes on with it, the latest asked first; ``None``: it is no answer."""
    awaited = awaited_of(message, look)
    if awaited is not None:
        went_on = _GOES_ON[awaited.what](message, awaited, look)
    else:  # in a talk with the Online Manager, a mere yes is meant for them
        went_on = consent.bare(message, look) if dialogue.meant(message, look) is None else None
    if went_on is None:
        went_on = registering.go_on(examined, look)
    return went_on or (None if _could_answer_warning(message, look) else agreement.go_on(message, look))


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
    if room.kind is RoomKind.MANAGER and (desk.is_acknowledgement(message) or answers.is_for_thread(message, look)):
        return  # the lookout's, or a word in the thread of a dialogue
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
    awaited = awaited_of(message, look)
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
        case "✏" | "📝":
            yield from details.how_to_edit(reaction.sender, look)
        case "❔" | "❓":
            yield from details.how_to_ask(reaction.sender, look)
        case _:
            return
