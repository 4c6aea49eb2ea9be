"""Registration as a person meets it: one question at a time, in private, in plain words.

Answers are taken from a proven device alone. From any other nothing shows that there is a registration at all: whoever
has somebody's password must not learn that they look for a support group.
"""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.kept import ForgetApplication, KeepApplication
from fourwalls.group.effects.priority import Priority
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message, Proof
from fourwalls.group.look import Look
from fourwalls.group.people import Bot
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.group.registration import LONGEST_ANSWER, Application, Said, Step, Word, begun, moved
from handlers import asking_in
from handlers.answering import read
from handlers.commands.registry import Order, refusal
from handlers.entitled import shown_name

_NONE = "\u2013"
"""Stands for an answer that was not given."""


def register(order: Order, look: Look) -> Iterator[Effect]:
    """``register``: begin, or go on with what was begun."""
    message, mine = order.message, look.application(order.by)
    if message.proof is not Proof.SIGNED:
        changed = message.proof is Proof.CHANGED_IDENTITY
        yield Whisper(order.by, refusal(message) if changed else phrase("register-verify"))
    elif asking_in.has_place(order.by, look):
        yield Whisper(order.by, phrase("register-inside"))
    elif mine is not None and (mine.step is not Step.APPROVED or look.registering().open):
        yield from _moved(mine, Said(Word.BEGIN), message, look)
    elif look.registering().open:
        yield from _begun(begun(order.by, message.sent_at, look.registering()))
    else:
        yield Whisper(order.by, phrase("register-closed"))


def is_under_way(message: Message, look: Look) -> bool:
    """Whether the sender's words are meant for their registration, so that hardly any means anything else."""
    mine = _mine(message, look)
    return mine is not None and mine.under_way


def is_meant(message: Message, look: Look) -> bool:
    """Whether these are words of the registration itself, such as ``back``, with or without a command's sign."""
    mine = _mine(message, look)
    said = None if mine is None else read(message, mine)
    return said is not None and said.word is not Word.ANSWER


def go_on(examined: Examined, look: Look) -> Iterator[Effect] | None:
    """Go on with the sender's registration; ``None`` if the words are nothing to it."""
    message = examined.heard
    assert isinstance(message, Message)
    mine = _mine(message, look)
    if mine is None:
        return None
    said = read(message, mine)
    if said is not None:
        return _heard(said, mine, examined, look)
    if mine.under_way:
        return _unclear(mine)
    return asking_in.welcome(message.sender, look, message.sent_at) if mine.step is Step.ASKED_IN else None


def danger(message: Message, look: Look, *, answering: bool) -> Iterator[Effect]:
    """There is a sign of risk in these words: people come first, and the questions wait.

    An answer is kept all the same, so that nobody has to say it twice, and a false alarm holds nobody up.

    Args:
        message: the words.
        look: the records.
        answering: whether they can be an answer; not, where the guide waited for something else.
    """
    mine = _mine(message, look)
    if mine is None or not mine.under_way:
        return
    said = read(message, mine) if answering else None
    if said is not None and said.word is Word.ANSWER and len(said.answer) <= LONGEST_ANSWER:
        mine = moved(mine, said, message.sent_at, look.registering()) or mine
    paused = moved(mine, Said(Word.DANGER), message.sent_at, look.registering())
    if paused is not None:
        yield KeepApplication(paused)
        yield Whisper(message.sender, phrase("register-paused"), Priority.WARNING)


def remind(message: Message, look: Look) -> Iterator[Effect]:
    """Where the sender stands, for whoever asked for help in the middle of it."""
    mine = _mine(message, look)
    if mine is not None and mine.step is not Step.APPROVED:
        yield Whisper(message.sender, _now(mine))


def answers(application: Application) -> str:
    """Each question with its number and its answer, for the person and for the Online Manager."""
    pairs = zip(application.questions, application.answers, strict=True)
    return "\n\n".join(f"{at}. {asked.ask}\n{answer or _NONE}" for at, (asked, answer) in enumerate(pairs, start=1))


def _mine(message: Message, look: Look) -> Application | None:
    found = look.application(message.sender) if message.proof is Proof.SIGNED else None
    return None if found is None or asking_in.has_place(message.sender, look) else found


def _begun(new: Application) -> Iterator[Effect]:
    yield KeepApplication(new)
    yield Whisper(new.person, phrase("register-begun", many=len(new.questions)))
    yield Whisper(new.person, _now(new))


def _heard(said: Said, mine: Application, examined: Examined, look: Look) -> Iterator[Effect]:
    """A word was said; an answer that could not be examined is not taken, and people have been told of it."""
    message = examined.heard
    assert isinstance(message, Message)
    if said.word is Word.ANSWER and examined.failed:
        yield Whisper(mine.person, _now(mine))
    elif len(said.answer) > LONGEST_ANSWER:
        yield Whisper(mine.person, phrase("register-too-long", most=LONGEST_ANSWER))
    else:
        yield from _moved(mine, said, message, look)


def _moved(mine: Application, said: Said, message: Message, look: Look) -> Iterator[Effect]:
    new = moved(mine, said, message.sent_at, look.registering())
    if new is None:
        yield from _stopped(mine)
    elif new is mine:
        yield from _unclear(mine, phrase("register-needed"))
    elif said.word is Word.BEGIN and mine.step in {Step.ASKED_IN, Step.APPROVED}:
        yield from _begun(new)
    elif said.word is Word.YES:
        yield KeepApplication(new)
        yield Whisper(mine.person, phrase("register-handed-in"))
        who = shown_name(mine.person, look)
        yield TellManagers(Bot.GUIDE, phrase("application-handed-in", number=mine.number, who=who))
    else:
        yield KeepApplication(new)
        yield Whisper(mine.person, _now(new))


def _stopped(mine: Application) -> Iterator[Effect]:
    yield ForgetApplication(mine.person)
    yield Whisper(mine.person, phrase("register-stopped"))
    if mine.step is Step.WAITING:
        yield TellManagers(Bot.GUIDE, phrase("application-withdrawn", number=mine.number))


def _unclear(mine: Application, otherwise: Phrase | None = None) -> Iterator[Effect]:
    """Nothing can be done with this: what could be said instead."""
    if mine.step is Step.CHECKING:
        yield Whisper(mine.person, phrase("register-check-unclear"))
    else:
        again = phrase("register-words-only", question=mine.questions[mine.place].ask)
        yield Whisper(mine.person, otherwise or again)


def _now(mine: Application) -> Phrase:
    """What is said to somebody who stands there, and what they can say next."""
    match mine.step:
        case Step.ASKING | Step.CHANGING:
            return _question(mine)
        case Step.CHECKING:
            return phrase("register-check", answers=answers(mine))
        case Step.PAUSED:
            return phrase("register-paused")
        case Step.WAITING:
            return phrase("register-waiting")
        case _:
            return phrase("register-hello")


def _question(mine: Application) -> Phrase:
    asked, answer = mine.questions[mine.place], mine.answers[mine.place]
    number, many = mine.place + 1, len(mine.questions)
    if answer:
        return phrase("register-question-again", number=number, many=many, question=asked.ask, answer=answer)
    if asked.optional:
        return phrase("register-question-optional", number=number, many=many, question=asked.ask)
    return phrase("register-question", number=number, many=many, question=asked.ask)
