"""The manager desk: words in a case's thread. Only encrypted words from signed devices move a case."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.case import STEPS, CaseStep
from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Say
from fourwalls.group.effects.kept import Acknowledge
from fourwalls.group.effects.priority import Priority
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message, Proof
from fourwalls.group.look import Look
from fourwalls.group.people import Bot
from fourwalls.group.phrase import phrase
from handlers.entitled import is_online_manager, shown_name
from handlers.plainwords import is_typed, plain


def is_acknowledgement(message: Message) -> bool:
    """Whether it says that somebody takes a case on: ``ack``, however it is typed."""
    return is_typed(message) and plain(message.text) == "ack"


def word_in_thread(examined: Examined, look: Look) -> Iterator[Effect]:
    """``ack`` in the thread of a case: somebody has taken it."""
    message = examined.heard
    assert isinstance(message, Message)
    if not is_acknowledgement(message) or not is_online_manager(message.sender, look):
        return
    thread = message.thread or message.reply_to
    if thread is not None and look.dialogue_at(thread) is not None:
        return  # no case: the guide says so there
    if thread is None:
        yield Say(Bot.LOOKOUT, message.room, phrase("ack-needs-thread"), priority=Priority.ANSWER)
        return
    if message.proof is not Proof.SIGNED:
        words = phrase("signed-device-needed")
        yield Say(Bot.LOOKOUT, message.room, words, thread=thread, priority=Priority.ANSWER)
        return
    case = look.case(thread)
    if case is None:
        yield Say(Bot.LOOKOUT, message.room, phrase("ack-needs-thread"), priority=Priority.ANSWER)
    elif (case.state, CaseStep.ACKNOWLEDGE) in STEPS:
        yield Acknowledge(thread, message.sender, message.sent_at)
        words = phrase("flag-acknowledged", number=case.number, who=shown_name(message.sender, look))
        # however late: others rely on knowing that somebody has it
        yield Say(Bot.LOOKOUT, message.room, words, thread=thread, priority=Priority.NEWS)
    else:
        owner = shown_name(case.owner, look) if case.owner else ""
        words = phrase("flag-already", number=case.number, who=owner)
        yield Say(Bot.LOOKOUT, message.room, words, thread=thread, priority=Priority.ANSWER)
