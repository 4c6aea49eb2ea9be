"""A report that confidence was broken, while it is being told: one question at a time, nothing passed on yet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum

from fourwalls.group.awaited import Awaited, Wanted
from fourwalls.group.people import EventId


class Question(IntEnum):
    """What is asked, in this order."""

    WHO = 0
    WHAT = 1
    WHERE = 2
    SURE = 3
    """Whether it shall be passed on as it was read back."""


OPTIONAL = frozenset({Question.WHO, Question.WHERE})
"""What need not be answered."""
_ANSWERS = 3


@dataclass(frozen=True, slots=True)
class Draft:
    """A report as far as it has come: what is asked now, the answers, and the events that they came by.

    It is kept as what is awaited from its author (``Awaited.about``: these, one after another), sealed.
    """

    asked: Question = Question.WHO
    answers: tuple[str, ...] = ("", "", "")
    events: tuple[str, ...] = ("", "", "")

    @classmethod
    def of(cls, awaited: Awaited) -> Draft:
        """The draft that is waited for to go on."""
        asked, *rest = awaited.about
        return cls(Question(int(asked)), tuple(rest[:_ANSWERS]), tuple(rest[_ANSWERS:]))

    def awaited(self, at: datetime) -> Awaited:
        """Waiting for the next answer."""
        return Awaited(Wanted.REPORT, at, about=(str(int(self.asked)), *self.answers, *self.events))

    def answered(self, question: Question, words: str, event: EventId | None) -> Draft:
        """With an answer, or another one, or (no event) none, to a question."""
        answers, events = list(self.answers), list(self.events)
        answers[question], events[question] = words, event or ""
        return replace(self, answers=tuple(answers), events=tuple(events))

    def after(self, question: Question) -> Draft:
        """At the next question; what was told along with the first word is not asked."""
        told_already = question is Question.WHO and self.answers[Question.WHAT] != ""
        return replace(self, asked=Question.WHERE if told_already else Question(question + 1))

    def back(self) -> Draft:
        """At the question before."""
        return replace(self, asked=Question(max(Question.WHO, self.asked - 1)))

    def by(self, event: EventId | None) -> Question | None:
        """The question that was answered by this event, if one was."""
        return Question(self.events.index(event)) if event and event in self.events else None
