"""Registration as a person meets it: one question at a time, in private, in plain words.

Answers are taken from a proven device alone. From any other nothing shows that there is a registration at all: whoever
has somebody's password must not learn that they look for a support group.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fourwalls.group.effects import Effect, ForgetApplication, KeepApplication, Priority, TellManagers, Whisper
from fourwalls.group.examined import Examined
from fourwalls.group.heard import Message, Proof
from fourwalls.group.look import Look
from fourwalls.group.people import Bot
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.group.registration import LONGEST_ANSWER, Application, Step, Word, begun, moved
from handlers import asking_in
from handlers.commands.registry import Order, refusal
from handlers.entitled import belongs, one_line, shown_name
from handlers.plainwords import SIGN, is_typed, plain

WORD = "register"
_BEGIN = frozenset({WORD, "join", "register please", "join a group", "i want to join", "i want to register"})
_GO_ON = frozenset({"continue", "go on", "carry on", "ready"})
_STOP = frozenset({"stop", "stop please", "please stop", "cancel", "quit", "exit", "leave", "withdraw", "forget it"})
_BACK = frozenset({"back", "go back", "back please"})
_SKIP = frozenset({"skip", "skip it", "pass", "skip please", "rather not say"})
_YES = frozenset({"yes", "yes please", "y", "ok", "okay", "sure", "pass it on", "send", "send it", "confirm", "👍"})
_CHANGE = re.compile(r"(?:change |no change )?(?:number |question |answer )?(\d{1,2})", re.ASCII)

_NONE = "\u2013"
"""Stands for an answer that was not given."""

Read = tuple[Word, str, int]
"""What somebody meant, with the answer that they gave and the question that they want to change."""


def begins(text: str) -> bool:
    """Whether these words ask for a place in a group."""
    return plain(text.lstrip().removeprefix(SIGN)) in _BEGIN


def register(order: Order, look: Look) -> Iterator[Effect]:
    """``register``: begin, or go on with what was begun."""
    message = order.message
    mine = look.application(order.by)
    if message.proof is not Proof.SIGNED:
        changed = message.proof is Proof.CHANGED_IDENTITY
        yield Whisper(order.by, refusal(message) if changed else phrase("register-verify"))
    elif belongs(order.by, look):
        yield Whisper(order.by, phrase("register-inside"))
    elif mine is not None and (mine.step is not Step.APPROVED or look.registering().open):
        yield from _moved(mine, (Word.BEGIN, "", 0), message, look)
    elif look.registering().open:
        new = begun(order.by, message.sent_at, look.registering())
        yield KeepApplication(new)
        yield Whisper(order.by, phrase("register-begun", many=len(new.questions)))
        yield Whisper(order.by, _now(new))
    else:
        yield Whisper(order.by, phrase("register-closed"))


def is_under_way(message: Message, look: Look) -> bool:
    """Whether the sender's words are meant for their registration, so that hardly any means anything else."""
    mine = _mine(message, look)
    return mine is not None and mine.under_way


def is_meant(message: Message, look: Look) -> bool:
    """Whether these are words of the registration itself, such as ``back``, with or without a command's sign."""
    mine = _mine(message, look)
    if mine is None or not is_typed(message):
        return False
    meant = _read(message.text.lstrip().removeprefix(SIGN), mine)
    return meant is not None and meant[0] is not Word.ANSWER


def go_on(examined: Examined, look: Look) -> Iterator[Effect] | None:
    """Go on with the sender's registration; ``None`` if the words are nothing to it."""
    message = examined.heard
    assert isinstance(message, Message)
    mine = _mine(message, look)
    if mine is None:
        return None
    meant = _read(message.text.lstrip().removeprefix(SIGN), mine) if is_typed(message) else None
    if meant is not None and meant[0] is Word.ANSWER:
        return _answered(examined, mine, meant[1], look)
    if meant is not None:
        return _moved(mine, meant, message, look)
    if mine.under_way:
        return _unclear(message, mine)
    return asking_in.welcome(message.sender, look, message.sent_at) if mine.step is Step.ASKED_IN else None


def danger(message: Message, look: Look) -> Iterator[Effect]:
    """There is a sign of risk in these words: people come first, and the questions wait.

    An answer is kept all the same, so that nobody has to say it twice, and a false alarm holds nobody up.
    """
    mine = _mine(message, look)
    if mine is None or not mine.under_way:
        return
    meant = _read(message.text, mine) if is_typed(message) else None
    if meant is not None and meant[0] is Word.ANSWER and len(meant[1]) <= LONGEST_ANSWER:
        mine = _after(mine, meant, message, look) or mine
    paused = _after(mine, (Word.DANGER, "", 0), message, look)
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
    if message.proof is not Proof.SIGNED or belongs(message.sender, look):
        return None
    return look.application(message.sender)


def _read(text: str, mine: Application) -> Read | None:
    """What typed words mean where somebody stands; ``None``: nothing that could be done there."""
    said = plain(text)
    if said in _STOP and mine.step is not Step.APPROVED:
        return Word.STOP, "", 0
    if said in _GO_ON and mine.step is Step.PAUSED:
        return Word.BEGIN, "", 0
    match mine.step:
        case Step.ASKING | Step.CHANGING:
            word = Word.BACK if said in _BACK else Word.SKIP if said in _SKIP else Word.ANSWER
            return word, _answer(text) if word is Word.ANSWER else "", 0
        case Step.CHECKING:
            return _read_check(said)
        case _:
            return None


def _answer(text: str) -> str:
    """The answer in these words, on one line; nothing, for a mere dash."""
    return one_line(text, LONGEST_ANSWER + 1) if plain(text) else ""


def _read_check(said: str) -> Read | None:
    number = _CHANGE.fullmatch(said)
    if number is not None:
        return Word.CHANGE, "", int(number[1]) - 1
    if said in _BACK:
        return Word.BACK, "", 0
    return (Word.YES, "", 0) if said in _YES else None


def _answered(examined: Examined, mine: Application, answer: str, look: Look) -> Iterator[Effect]:
    """An answer was given; what could not be examined is not taken, and people have been told of it."""
    message = examined.heard
    assert isinstance(message, Message)
    if examined.failed:
        yield Whisper(message.sender, _now(mine))
    elif len(answer) > LONGEST_ANSWER:
        yield Whisper(message.sender, phrase("register-too-long", most=LONGEST_ANSWER))
    else:
        yield from _moved(mine, (Word.ANSWER, answer, 0), message, look)


def _moved(mine: Application, meant: Read, message: Message, look: Look) -> Iterator[Effect]:
    new = _after(mine, meant, message, look)
    if new is None:
        yield ForgetApplication(mine.person)
        yield Whisper(mine.person, phrase("register-stopped"))
        if mine.step is Step.WAITING:
            yield TellManagers(Bot.GUIDE, phrase("application-withdrawn", number=mine.number))
        return
    if new is not mine:
        yield KeepApplication(new)
    elif meant[0] in {Word.SKIP, Word.ANSWER}:
        yield Whisper(mine.person, phrase("register-needed"))
        return
    elif meant[0] is Word.CHANGE:
        yield from _unclear(message, mine)
        return
    if meant[0] is Word.BEGIN and mine.step in {Step.ASKED_IN, Step.APPROVED}:
        yield Whisper(mine.person, phrase("register-begun", many=len(new.questions)))
    yield Whisper(mine.person, phrase("register-handed-in") if meant[0] is Word.YES else _now(new))
    if meant[0] is Word.YES:
        who = shown_name(mine.person, look)
        yield TellManagers(Bot.GUIDE, phrase("application-handed-in", number=mine.number, who=who))


def _after(mine: Application, meant: Read, message: Message, look: Look) -> Application | None:
    word, answer, change = meant
    return moved(mine, word, message.sent_at, answer=answer, change=change, registering=look.registering())


def _unclear(message: Message, mine: Application) -> Iterator[Effect]:
    if mine.step is Step.CHECKING:
        yield Whisper(message.sender, phrase("register-check-unclear"))
    else:
        yield Whisper(message.sender, phrase("register-words-only", question=mine.questions[mine.place].ask))


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
