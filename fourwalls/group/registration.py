"""Registration: how somebody asks for a place in a support group. One table, and nothing else moves an application."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from fourwalls.group.people import PersonId

LONGEST_ANSWER = 1000
"""Characters."""


class Step(StrEnum):
    """Where an application stands."""

    ASKED_IN = "asked_in"
    """The guide has asked them into a private room; nothing is begun."""
    ASKING = "asking"
    CHECKING = "checking"
    """The answers were read back, and wait for a yes."""
    CHANGING = "changing"
    """One answer is given anew; then all are read back again."""
    PAUSED = "paused"
    """There was a sign of risk: no word of theirs is taken for an answer until they want to go on."""
    WAITING = "waiting"
    """Handed in: an Online Manager decides."""
    APPROVED = "approved"


class Word(StrEnum):
    """What can happen to an application."""

    BEGIN = "begin"
    ANSWER = "answer"
    BACK = "back"
    SKIP = "skip"
    """Leave a question as it stands: with the answer that it has, or with none if it needs none."""
    CHANGE = "change"
    YES = "yes"
    STOP = "stop"
    DANGER = "danger"
    APPROVE = "approve"
    DECLINE = "decline"


_UNDER_WAY = (Step.ASKING, Step.CHECKING, Step.CHANGING)

STEPS: dict[tuple[Step, Word], Step | None] = {
    (Step.ASKED_IN, Word.BEGIN): Step.ASKING,
    (Step.APPROVED, Word.BEGIN): Step.ASKING,
    (Step.PAUSED, Word.BEGIN): Step.ASKING,
    **{(step, Word.BEGIN): step for step in (*_UNDER_WAY, Step.WAITING)},
    (Step.ASKING, Word.ANSWER): Step.ASKING,
    (Step.ASKING, Word.SKIP): Step.ASKING,
    (Step.ASKING, Word.BACK): Step.ASKING,
    (Step.CHECKING, Word.BACK): Step.ASKING,
    (Step.CHECKING, Word.CHANGE): Step.CHANGING,
    (Step.CHECKING, Word.YES): Step.WAITING,
    (Step.CHANGING, Word.ANSWER): Step.CHECKING,
    (Step.CHANGING, Word.SKIP): Step.CHECKING,
    (Step.CHANGING, Word.BACK): Step.CHECKING,
    **{(step, Word.DANGER): Step.PAUSED for step in _UNDER_WAY},
    **{(step, Word.STOP): None for step in (Step.ASKED_IN, *_UNDER_WAY, Step.PAUSED, Step.WAITING)},
    (Step.WAITING, Word.APPROVE): Step.APPROVED,
    (Step.WAITING, Word.DECLINE): None,
}
"""The whole life of an application. ``None``: everything is forgotten. What is not in the table changes nothing.

``ASKING`` with no question left is ``CHECKING``.
"""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, in the operator's words."""

    ask: str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Registering:
    """What the operator says about registration (``config/registration.toml``)."""

    open: bool = False
    """Whether anybody may begin; if not, only whom an Online Manager asks in."""
    questions: tuple[Question, ...] = ()
    strangers_a_day: int = 10
    """How many accounts that nobody knows the guide asks in within 24 hours."""
    own_server_only: bool = True
    """Whether these must have their account on the guide's own homeserver."""
    unfinished: timedelta = timedelta(days=7)
    """After how long without a word an unfinished registration is forgotten."""
    approved: timedelta = timedelta(days=30)
    """How long the answers of somebody who was approved are kept."""


CLOSED = Registering()
"""As long as nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class Application:
    """One person's registration. Its answers are for the Online Manager alone."""

    person: PersonId
    step: Step
    at: datetime
    """When it last moved."""
    questions: tuple[Question, ...] = ()
    """As they were when it began: an edited file does not change them under somebody's hands."""
    answers: tuple[str, ...] = ()
    """One for each question; empty where there is none."""
    place: int = 0
    """The question that is being asked; their number when none is."""
    number: int = 0
    """What the managers call it, for ever the same; 0 until it is kept."""

    @property
    def under_way(self) -> bool:
        """Whether the next words are meant for it."""
        return self.step in _UNDER_WAY

    @property
    def may_skip(self) -> bool:
        """Whether the question that is being asked can be left as it stands."""
        return self.questions[self.place].optional or bool(self.answers[self.place])

    def is_over(self, now: datetime, registering: Registering) -> bool:
        """Whether it is to be forgotten. What waits for a manager is not: somebody is owed an answer."""
        if self.step is Step.WAITING:
            return False
        kept = registering.approved if self.step is Step.APPROVED else registering.unfinished
        return now - self.at > kept


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that happens to an application."""

    word: Word
    answer: str = ""
    """For ``ANSWER``; nothing takes away what was answered, where no answer is needed."""
    change: int = 0
    """For ``CHANGE``: which question, from 0."""


def begun(person: PersonId, at: datetime, registering: Registering) -> Application:
    """A registration at its first question."""
    questions = registering.questions
    return Application(person, Step.ASKING, at, questions, ("",) * len(questions))


def moved(old: Application, said: Said, at: datetime, registering: Registering) -> Application | None:
    """The application after a word; ``None``: it is forgotten. Where the word does nothing, the same comes back.

    ``registering`` has the questions for one that begins.
    """
    if (old.step, said.word) not in STEPS or _does_nothing(old, said):
        return old
    step = STEPS[old.step, said.word]
    if step is None:
        return None
    if said.word is Word.BEGIN and old.step in {Step.ASKED_IN, Step.APPROVED}:
        return replace(begun(old.person, at, registering), number=old.number)
    new = replace(old, step=step, at=at, place=_place(old, said))
    if said.word is Word.ANSWER:
        new = replace(new, answers=(*old.answers[: old.place], said.answer, *old.answers[old.place + 1 :]))
    return replace(new, step=Step.CHECKING) if step is Step.ASKING and new.place == len(old.questions) else new


def _does_nothing(old: Application, said: Said) -> bool:
    match said.word:
        case Word.SKIP:
            return not old.may_skip
        case Word.ANSWER:
            return not said.answer and not old.questions[old.place].optional
        case Word.CHANGE:
            return not 0 <= said.change < len(old.questions)
        case _:
            return False


def _place(old: Application, said: Said) -> int:
    last = len(old.questions)
    match old.step, said.word:
        case Step.CHANGING, Word.BEGIN:
            return old.place
        case Step.CHANGING, _:
            return last
        case _, Word.CHANGE:
            return said.change
        case _, Word.BACK:
            return max(0, old.place - 1)
        case Step.ASKING, Word.ANSWER | Word.SKIP:
            return old.place + 1
        case _:
            return old.place
