"""What everybody can say to the guide in plain words: ``help``, ``remove``, ``edit``, ``keep``, ``restore``, …."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.group.effects import Effect
from fourwalls.group.effects.done import Whisper
from fourwalls.group.effects.kept import PutBack
from fourwalls.group.heard import Proof
from fourwalls.group.look import Look
from fourwalls.group.people import Role
from fourwalls.group.phrase import phrase
from handlers import agreement, details
from handlers.commands.naming import facilitated
from handlers.commands.registry import Command, Order, Run, refusal
from handlers.entitled import is_online_manager
from handlers.plainwords import plain


def help_(order: Order, look: Look) -> Iterator[Effect]:
    """People to turn to first, then what can be said here."""
    if order.message.doubted is not None:  # what a role can do is told to no device that may be somebody else's
        name = "help-anybody"
    elif is_online_manager(order.by, look):
        name = "help-manager"
    elif facilitated(order.by, look):
        name = "help-facilitator"
    else:
        name = "help-member"
    yield Whisper(order.by, phrase(name))


def more(order: Order, look: Look) -> Iterator[Effect]:
    """The rest of what everybody can say: the first page has what somebody may need at once."""
    if order.message.doubted is not None:
        yield from help_(order, look)
    else:
        yield Whisper(order.by, phrase("help-more"))


def commands(order: Order, look: Look) -> Iterator[Effect]:
    """What can be said for a group; to those who may say nothing there, what everybody can say."""
    if is_online_manager(order.by, look):
        yield Whisper(order.by, phrase("commands-manager"))
    elif facilitated(order.by, look):
        yield Whisper(order.by, phrase("commands-facilitator"))
    else:
        yield from help_(order, look)


def newcomers(order: Order, look: Look) -> Iterator[Effect]:
    """What the Online Manager can say for people who are not here yet."""
    if is_online_manager(order.by, look):
        yield Whisper(order.by, phrase("commands-newcomers"))
    else:
        yield from help_(order, look)


def remove_words(order: Order, look: Look) -> Iterator[Effect]:
    """Remove the message that the latest warning was about."""
    yield from details.remove(order.by, look, details.prompt_of(order.message, look), proof=order.message.proof)


def restore(order: Order, look: Look) -> Iterator[Effect]:
    """Put back into the transcript what was hidden last: somebody else may have taken it away."""
    if order.message.proof is not Proof.SIGNED:  # only the author may show what was taken out of sight
        yield Whisper(order.by, phrase("signed-device-needed"))
    elif not look.has_hidden(order.by):
        yield Whisper(order.by, phrase("restore-none"))
    else:
        yield PutBack(order.by)
        yield Whisper(order.by, phrase("restored"))


def keep(order: Order, look: Look) -> Iterator[Effect]:
    """Leave the message as it is."""
    yield from details.keep(order.by, look, details.prompt_of(order.message, look))


def edit(order: Order, look: Look) -> Iterator[Effect]:
    """How a message is changed in one's own app."""
    yield from details.how_to_edit(order.by, look)


def transcripts(order: Order, look: Look) -> Iterator[Effect]:
    """Where the transcripts can be read."""
    if order.message.doubted is not None:
        yield Whisper(order.by, refusal(order.message))
        return
    if not look.groups_of(order.by) and not look.can_read(order.by):
        yield Whisper(order.by, phrase("transcripts-none"))
    else:
        yield Whisper(order.by, phrase("transcripts-link"))


EVERYDAY: dict[str, Run] = {
    "help": help_,
    "menu": help_,
    "more": more,
    "commands": commands,
    "newcomers": newcomers,
    "hello": help_,
    "hi": help_,
    "remove": remove_words,
    "✂": remove_words,
    "keep": keep,
    "👍": keep,
    "edit": edit,
    "✏": edit,
    "📝": edit,
    "restore": restore,
    "policy": agreement.again,
    "transcripts": transcripts,
    "transcript": transcripts,
}
"""Plain words of the private room, with or without a sign in front."""

_REMOVE = ("remove it", "remove that", "remove please", "please remove", "please remove it", "remove it please")
_DELETE = (
    "delete",
    "delete it",
    "please delete",
    "please delete it",
    "delete it please",
    "take it away",
    "take it out",
)
_KEEP = ("keep it", "keep that", "please keep", "please keep it", "keep it please", "leave it", "please leave it")
_EDIT = (
    "edit it",
    "change it",
    "change",
    "i will change it",
    "how do i edit",
    "how do i edit it",
    "how do i change it",
)
_FINE = ("leave it please", "leave it there", "leave it as it is", "it's fine", "its fine", "it is fine")

ANSWERS: dict[str, Run] = {
    **dict.fromkeys((*_REMOVE, *_DELETE), remove_words),
    **dict.fromkeys((*_KEEP, *_FINE), keep),
    **dict.fromkeys(_EDIT, edit),
}
"""Other ways to answer a warning. They mean something only while one waits for its answer."""

UNCLEAR = frozenset({"yes", "yes please", "no", "no thanks", "no thank you", "ok", "okay", "sure", "please", "fine"})
"""Said to a warning, these could mean either: they are asked back, never guessed."""

THANKS = frozenset({"thanks", "thank you", "thank you very much", "many thanks", "ok thanks", "ok thank you"})


def meant_by(text: str, *, warned: bool) -> Run | None:
    """What plain words ask for, given whether a warning waits for an answer."""
    said = plain(text)
    return EVERYDAY.get(said) or (ANSWERS.get(said) if warned else None)


COMMANDS = (
    Command("help", Role.MEMBER, "help", help_, "shows people to turn to, and what you can say"),
    Command("more", Role.MEMBER, "more", more, "shows the rest of what you can say"),
    Command("commands", Role.FACILITATOR, "commands", commands, "shows what you can do for your group"),
    Command("newcomers", Role.ONLINE_MANAGER, "newcomers", newcomers, "shows how people get an account and a place"),
    Command("keep", Role.MEMBER, "keep", keep, "leaves the message as it is that you were warned about"),
    Command("policy", Role.MEMBER, "policy", agreement.again, "tells the confidentiality policy again"),
    Command("transcripts", Role.MEMBER, "transcripts", transcripts, "says where you read past sessions"),
)
"""The same words with the command's sign. ``!remove`` is another thing: it takes a person out of a group."""
