"""Whether and when the author of a message is told of the details in it (``fourwalls.group.warning``), and how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import TellGathered, Whisper
from fourwalls.group.effects.priority import Priority
from fourwalls.group.effects.warned import Warned
from fourwalls.group.finding import DetailKind, Finding
from fourwalls.group.heard import Message
from fourwalls.group.look import Look
from fourwalls.group.people import EventId, Room, RoomKind
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.group.warning import Detail, Gathered, Telling, Told, Word, telling, worth_telling
from handlers.entitled import place_name
from handlers.marking import marked
from handlers.whose import is_others

_MOST_DETAILS = 100
"""Different details of one message that are looked up, and kept. One that has more is told of whatever they are."""
_LONGEST_GATHERED, _MOST_GATHERED = 400, 5
"""Characters shown of one message, and messages shown, where a word is about several."""


def tell(message: Message, findings: Sequence[Finding], room: Room, look: Look) -> Iterator[Effect]:
    """Tell the author, at once or with what comes within the minute; or leave them in peace."""
    about = message_meant(message, look)
    found = [(Detail.of(message.text, finding), finding) for finding in findings]
    worth = _worth_telling(message, list(dict.fromkeys(detail for detail, _ in found)), about, look)
    shown, details = [finding for detail, finding in found if detail in worth], tuple(worth)
    last = look.last_word(message.sender)
    edited = message.replaces if message.replaces != about else None
    warned = Warned(message.sender, room.id, about, details, message.sent_at, message.event, edited=edited)
    match telling(list(worth.values()), last, message.sent_at, look.quiet()):
        case Telling.NOTHING:
            return
        case Telling.NOW:
            yield warned
            yield Whisper(message.sender, _word(message, shown, room, look), Priority.WARNING)
        case Telling.SAID if room.kind is not RoomKind.OPEN:  # what stands in public is told by itself
            told = worth[details[-1]]
            yield replace(warned, word=told.word, began=told.at)
        case Telling.SAID | Telling.LATER:
            assert last is not None
            yield from _gathered(warned, _part(message, shown, room, look), last, look)


def _gathered(warned: Warned, part: Gathered, last: Word, look: Look) -> Iterator[Effect]:
    """The message comes with the word that gathers already, or with a new one when the minute of the last is over."""
    word = last if last.waits else Word(warned.word or warned.event, last.began + look.quiet().together)
    yield replace(warned, word=word.cause, began=word.began, gathered=part)
    if not last.waits:
        yield TellGathered(warned.person, word.cause, word.began)


def _part(message: Message, shown: Sequence[Finding], room: Room, look: Look) -> Gathered:
    words = _clipped(marked(message.text, shown))
    return Gathered(place_name(room, look), _kinds(shown), words, room.kind is RoomKind.OPEN)


def message_meant(message: Message, look: Look) -> EventId:
    """The message that would be removed: for an edit the one it edits, if that is known to be the sender's own.

    Anybody can send an edit of anybody's message. Were it believed, its author could have others' words removed.
    """
    edited = message.replaces
    if edited is None:
        return message.event
    mine = look.warned_by(message.sender, edited) is not None or look.author_of_entry(edited) == message.sender
    return edited if mine else message.event


def gathered_words(parts: Sequence[Gathered]) -> Phrase:
    """What a word says that has gathered several messages."""
    shown = parts[:_MOST_GATHERED]
    kinds = ",".join(dict.fromkeys(kind.value for part in parts for kind in part.kinds))
    lines = "\n\n".join(f"{part.place}: {part.marked}" if part.place else part.marked for part in shown)
    public = "yes" if any(part.public for part in parts) else "no"
    more = len(parts) - len(shown)
    return phrase("warning-gathered", count=len(parts), more=more, marked=lines, kinds=kinds, public=public)


def _worth_telling(message: Message, asked: Sequence[Detail], about: EventId, look: Look) -> dict[Detail, Told]:
    """Those of these details that are worth telling, each with what was told before."""
    if len(asked) > _MOST_DETAILS:
        return dict.fromkeys(asked[:_MOST_DETAILS], Told())
    worth = {detail: _worth(message, detail, about, look) for detail in asked}
    return {detail: told for detail, told in worth.items() if told is not None}


def _worth(message: Message, detail: Detail, about: EventId, look: Look) -> Told | None:
    """What was told before that is like it, if it is worth telling; of an edit only what is new is."""
    edited = message.replaces
    if edited is not None and any(look.told_about(message.sender, each, detail) for each in {about, edited}):
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
