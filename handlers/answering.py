"""What plain words mean to a registration, given where it stands."""

from __future__ import annotations

import re

from fourwalls.group.heard import Message
from fourwalls.group.registration import LONGEST_ANSWER, Application, Said, Step, Word
from handlers.entitled import one_line
from handlers.plainwords import STOP, is_typed, plain

_BEGIN = frozenset({"register", "join", "register please", "join a group", "i want to join", "i want to register"})
_GO_ON = frozenset({"continue", "go on", "carry on", "ready"})
_STOP = STOP | {"quit", "exit", "leave", "withdraw"}
_BACK = frozenset({"back", "go back", "back please"})
_SKIP = frozenset({"skip", "skip it", "pass", "skip please", "rather not say"})
_YES = frozenset({"yes", "yes please", "y", "ok", "okay", "sure", "pass it on", "send", "send it", "confirm", "👍"})
_CHANGE = re.compile(r"(?:no )?(?:change )?(?:number |question |answer )?(\d{1,2})", re.ASCII)


def begins(text: str) -> bool:
    """Whether these words ask for a place in a group."""
    return plain(text) in _BEGIN


def read(message: Message, mine: Application) -> Said | None:
    """What somebody means where they stand; ``None``: nothing that could be done there."""
    if not is_typed(message):
        return None
    said = plain(message.text)
    if said in _STOP and mine.step is not Step.APPROVED:
        return Said(Word.STOP)
    match mine.step:
        case Step.ASKED_IN | Step.PAUSED:
            ready = _GO_ON if mine.step is Step.PAUSED else _GO_ON | _YES
            return Said(Word.BEGIN) if said in ready else None
        case Step.ASKING | Step.CHANGING:
            return _to_a_question(said, message.text)
        case Step.CHECKING:
            return _to_the_reading_back(said)
        case _:
            return None


def _to_a_question(said: str, text: str) -> Said:
    if said in _BACK:
        return Said(Word.BACK)
    if said in _SKIP:
        return Said(Word.SKIP)
    # on one line, so that it cannot pass for a line of ours; a mere dash is no answer
    return Said(Word.ANSWER, one_line(text, LONGEST_ANSWER + 1) if said else "")


def _to_the_reading_back(said: str) -> Said | None:
    number = _CHANGE.fullmatch(said)
    if number is not None:
        return Said(Word.CHANGE, change=int(number[1]) - 1)
    if said in _BACK:
        return Said(Word.BACK)
    return Said(Word.YES) if said in _YES else None
