"""Whether and when the author of a message is told of the details in it (``fourwalls.group.warning``), and how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import TellGathered, Whisper
from fourwalls.group.effects.kept import Warned
from fourwalls.group.effects.priority import Priority
from fourwalls.group.finding import DetailKind, Finding
from fourwalls.group.heard import Message
from fourwalls.group.look import Look
from fourwalls.group.people import EventId, Room, RoomKind
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.group.warning import Detail, Gathered, Telling, Told, Word, telling, worth_telling
from handlers.entitled import place_name
from handlers.marking import marked
from handlers.whose import is_others

_LONGEST_GATHERED, _MOST_GATHERED = 400, 5
"""Characters shown of one message, and messages shown, where a word is about several."""


def tell(message: Message, findings: Sequence[Finding], room: Room, look: Look) -> Iterator[Effect]:
    """Tell the author, at once or with what comes within the minute; or leave them in peace."""
    about = message_meant(message, look)
    fresh = [(finding, told) for finding in findings if (told := _worth(message, finding, about, look)) is not None]
    shown = [finding for finding, _ in fresh]
    last = look.last_word(message.sender)
    details = tuple(dict.fromkeys(Detail.of(message.text, finding) for finding in shown))
    match telling([told for _, told in fresh], last, message.sent_at, look.quiet()):
        case Telling.NOTHING:
            return
        case Telling.NOW:
            yield Warned(message.sender, room.id, about, details, message.sent_at, message.event)
            yield Whisper(message.sender, _word(message, shown, room, look), Priority.WARNING)
        case Telling.SAID:
            told = fresh[-1][1]
            yield Warned(message.sender, room.id, about, details, message.sent_at, told.word, told.at)
        case Telling.LATER:
            assert last is not None
            part = Gathered(place_name(room, look), _kinds(shown), _clipped(marked(message.text, shown)))
            word = last if last.waits else Word(message.event, last.began + look.quiet().together, waits=True)
            yield Warned(message.sender, room.id, about, details, message.sent_at, word.cause, word.began, part)
            if not last.waits:
                yield TellGathered(message.sender, word.cause, word.began)


def message_meant(message: Message, look: Look) -> EventId:
    """The message that would be removed: for an edit the one it edits, if that is known to be the sender's own.

    Anybody can send an edit of anybody's message. Were it believed, its author could have others' words removed.
    """
    edited = message.replaces
    if edited is None:
        return message.event
    mine = look.is_warned(message.sender, edited) or look.author_of_entry(edited) == message.sender
    return edited if mine else message.event


def gathered_words(parts: Sequence[Gathered]) -> Phrase:
    """What a word says that has gathered several messages."""
    shown = parts[:_MOST_GATHERED]
    kinds = ",".join(dict.fromkeys(kind.value for part in parts for kind in part.kinds))
    lines = "\n\n".join(f"{part.place}: {part.marked}" if part.place else part.marked for part in shown)
    return phrase("warning-gathered", count=len(parts), more=len(parts) - len(shown), marked=lines, kinds=kinds)


def _worth(message: Message, finding: Finding, about: EventId, look: Look) -> Told | None:
    """What was told before that is like it, if it is worth telling; of an edit only what is new is."""
    detail = Detail.of(message.text, finding)
    if message.replaces is not None and look.told_about(message.sender, about, detail):
        return None
    told = look.told(message.sender, detail)
    return told if worth_telling(detail, told, message.sent_at) else None


def _word(message: Message, findings: Sequence[Finding], room: Room, look: Look) -> Phrase:
    values = {
        "marked": marked(message.text, findings),
        "kinds": ",".join(kind.value for kind in _kinds(findings)),
        "whose": "other" if is_others(message.text, findings) else "own",
    }
    if room.kind is RoomKind.OPEN:
        return phrase("warning-open", **values)
    return phrase("warning", group=place_name(room, look), **values)


def _kinds(findings: Sequence[Finding]) -> tuple[DetailKind, ...]:
    return tuple(dict.fromkeys(finding.kind for finding in findings))


def _clipped(words: str) -> str:
    return words if len(words) <= _LONGEST_GATHERED else words[:_LONGEST_GATHERED] + " …"
