"""``!applicants``, ``!approve``, ``!decline`` and ``!applicant``: the Online Manager decides who gets a place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import TellManagers, Whisper
from fourwalls.group.effects.kept import ForgetApplication, KeepApplication
from fourwalls.group.effects.priority import Priority
from fourwalls.group.look import Look
from fourwalls.group.people import Bot, Group, Role
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.group.registration import Application, Said, Word, moved
from handlers import asking_in, inviting, registering
from handlers.commands.naming import group_meant, matrix_id
from handlers.commands.registry import Command, Order, WrongArgumentsError
from handlers.entitled import one_line, shown_name
from handlers.inviting import Comes, Invitation
from handlers.names import kinds_told

_LONGEST_REASON = 400
_ALL_THE_SAME = "anyway"
_QUOTES = "\"'\u201c\u201d\u2018\u2019\u00ab\u00bb"


def applicants(order: Order, look: Look) -> Iterator[Effect]:
    """Who waits; with a number, what they answered. Always in private."""
    waiting = look.applicants()
    if order.words:
        found = _meant(order.words, look)
        if isinstance(found, Phrase):
            yield Whisper(order.by, found)
        elif found[1]:
            raise WrongArgumentsError
        else:
            yield Whisper(order.by, _shown(found[0], look))
    elif waiting:
        yield Whisper(order.by, phrase("applicants", lines="\n".join(_line(each, look) for each in waiting)))
    else:
        yield Whisper(order.by, phrase("applicants-none"))


def approve(order: Order, look: Look) -> Iterator[Effect]:
    """Give an applicant a seat, as ``!invite`` does; a name that could give them away is looked at first."""
    chosen = _chosen(order, look)
    if isinstance(chosen, Phrase):
        yield Whisper(order.by, chosen)
        return
    application, group, anyway = chosen
    kinds = kinds_told(application.person, look)
    if kinds and not anyway:
        usage = f"!approve {application.number} {group.name} {_ALL_THE_SAME}"
        who = _who(application, look)
        yield Whisper(order.by, phrase("approve-names", who=who, kinds=kinds, usage=usage))
        return
    yield from _approved(order, application, group, look)


def _approved(order: Order, application: Application, group: Group, look: Look) -> Iterator[Effect]:
    """Ask them in; whoever has a place then, or had one, is no applicant any more."""
    invitation = Invitation(application.person, group, order.by, order.message.sent_at)
    came = inviting.comes_to(invitation, look)
    if came is not Comes.NOTHING_YET:
        decided = moved(application, Said(Word.APPROVE), invitation.at, look.registering())
        if decided is not None:
            yield KeepApplication(decided)
    if came not in {Comes.NOTHING_YET, Comes.INSIDE_ALREADY}:
        yield Whisper(application.person, phrase("approved-member", group=group.name), Priority.NEWS)
        who, by = shown_name(application.person, look), shown_name(order.by, look)
        yield TellManagers(Bot.GUIDE, phrase("approved-managers", who=who, by=by, group=group.name))
    yield from inviting.asked(invitation, look)


def decline(order: Order, look: Look) -> Iterator[Effect]:
    """Say no, kindly and with a reason; what was answered is forgotten at once."""
    found = _meant(order.words, look)
    if isinstance(found, Phrase):
        yield Whisper(order.by, found)
        return
    application, rest = found
    reason = one_line(" ".join(rest), _LONGEST_REASON)
    if not reason:
        raise WrongArgumentsError
    who, by = shown_name(application.person, look), shown_name(order.by, look)
    yield ForgetApplication(application.person)
    yield Whisper(application.person, phrase("declined-member", reason=reason), Priority.NEWS)
    yield Whisper(order.by, phrase("declined-done", who=who))
    yield TellManagers(Bot.GUIDE, phrase("declined-managers", number=application.number, who=who, by=by))


def applicant(order: Order, look: Look) -> Iterator[Effect]:
    """Ask somebody in to register, whether registration is open or not."""
    if len(order.words) != 1:
        raise WrongArgumentsError
    person = matrix_id(order.words[0])
    if person is None:
        yield Whisper(order.by, phrase("not-a-matrix-id", given=one_line(order.words[0])))
    elif asking_in.has_place(person, look):
        yield Whisper(order.by, phrase("applicant-inside", who=shown_name(person, look)))
    else:
        yield from asking_in.welcome(person, look, order.message.sent_at)
        yield Whisper(order.by, phrase("applicant-asked", who=person))


def _meant(words: Sequence[str], look: Look) -> tuple[Application, tuple[str, ...]] | Phrase:
    """Which applicant is meant, by number, Matrix id or profile name, and the words after that.

    Raises:
        WrongArgumentsError: nobody is named.
    """
    if not words:
        raise WrongArgumentsError
    waiting, given = look.applicants(), one_line(words[0])
    person, number = matrix_id(words[0]), words[0].strip("#.,")
    if person is not None or number.isdecimal():
        found = [(each, 1) for each in waiting if each.person == person or str(each.number) == number]
    else:
        found = [(each, count) for each in waiting if (count := _words_of_name(words, each, look))]
    if len(found) > 1:
        lines = "\n".join(_line(each, look) for each, _ in found)
        return phrase("which-applicant", given=given, lines=lines)
    if not found:
        return phrase("no-such-applicant", given=given)
    return found[0][0], tuple(words[found[0][1] :])


def _words_of_name(words: Sequence[str], application: Application, look: Look) -> int:
    name = shown_name(application.person, look).casefold().split()
    said = " ".join(words[: len(name)]).casefold().strip(_QUOTES)
    return len(name) if said == " ".join(name) else 0


def _chosen(order: Order, look: Look) -> tuple[Application, Group, bool] | Phrase:
    """Who is meant, and for which group; and whether their names are no hindrance."""
    found = _meant(order.words, look)
    if isinstance(found, Phrase):
        return found
    application, words = found
    anyway = bool(words) and words[-1].casefold() == _ALL_THE_SAME
    given = replace(order, words=words[:-1] if anyway else words)
    meant = group_meant(given, look)
    if isinstance(meant, Phrase):
        return meant
    if meant.words:
        raise WrongArgumentsError
    return application, meant.group, anyway


def _who(application: Application, look: Look) -> str:
    return f"{shown_name(application.person, look)} ({application.person})"


def _line(application: Application, look: Look) -> str:
    """One line of the list. An applicant can name themselves as they like, so the number stands first."""
    return f"{application.number}. {_who(application, look)}, {application.at:%d %b %Y}"


def _shown(application: Application, look: Look) -> Phrase:
    number, answers = application.number, registering.answers(application)
    who, kinds, day = _who(application, look), kinds_told(application.person, look), f"{application.at:%d %B %Y}"
    if kinds:
        return phrase("applicant-names", number=number, who=who, day=day, answers=answers, kinds=kinds)
    return phrase("applicant", number=number, who=who, day=day, answers=answers)


COMMANDS = (
    Command(
        "applicants",
        Role.ONLINE_MANAGER,
        "!applicants, !applicants 3",
        applicants,
        "shows who asks for a place, and what one answered",
    ),
    Command("approve", Role.ONLINE_MANAGER, "!approve 3 Name of the group", approve, "gives an applicant a place"),
    Command(
        "decline", Role.ONLINE_MANAGER, "!decline 3 a kind reason", decline, "tells an applicant no, with the reason"
    ),
    Command("applicant", Role.ONLINE_MANAGER, "!applicant @name:server", applicant, "asks an account in to register"),
)
