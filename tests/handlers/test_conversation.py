from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.effects.done import Evict, Redact, Say, TellManagers, Whisper
from fourwalls.group.effects.kept import Await, Hide, PutBack, Refused
from fourwalls.group.effects.warned import WarningAnswered
from fourwalls.group.examined import Examined
from fourwalls.group.finding import RiskReading, Severity
from fourwalls.group.heard import Message, MessageForm, Proof
from fourwalls.group.people import EventId, PersonId, RoomId
from fourwalls.group.phrase import phrase
from fourwalls.group.warning import WarningAnswer
from handlers import conversation, flags
from tests.handlers.happened import HERE, NO_RISK, decided, event, house, risk, said, tap, told_guide, whispers
from tests.support.records import (
    ANN,
    BEN,
    BOTS,
    EVE,
    FAY,
    MANAGERS,
    MAX,
    TUESDAY,
    Paper,
    private_of,
    prompt_for,
)

FIRST = EventId("$first")
UNPROVEN = sorted(set(Proof) - {Proof.SIGNED})


def answer(
    message: Message, records: Paper | None = None, reading: RiskReading = NO_RISK, *, failed: bool = False
) -> list[Any]:
    examined = Examined(message, reading=None if failed else reading, failed=failed)
    return decided(conversation.answer, examined, records or house())


def command(message: Message, records: Paper | None = None) -> list[Any]:
    return decided(conversation.command, Examined(message), records or house())


def tapped(key: str, sender: PersonId = ANN, records: Paper | None = None, room: RoomId | None = None) -> list[Any]:
    reaction = tap(sender, key, room, prompt_for(FIRST))
    return decided(conversation.tapped, Examined(reaction), records or house().warn(ANN, FIRST))


def names(effects: list[Any]) -> list[str]:
    return [name for _, name in whispers(effects)]


@pytest.mark.parametrize("text", ["help", "Help", "HELP!", "help.", "Help?", "!help", " help ", "hello", "Hi!", "menu"])
@pytest.mark.parametrize(("sender", "menu"), [(ANN, "member"), (FAY, "facilitator"), (MAX, "manager")])
def test_help_gives_each_their_own_menu(text: str, sender: PersonId, menu: str) -> None:
    assert whispers(answer(told_guide(sender, text))) == [(sender, f"help-{menu}")]


@pytest.mark.parametrize("proof", Proof)
def test_help_is_given_on_any_device(proof: Proof) -> None:
    assert names(answer(told_guide(ANN, "help", proof=proof))) == ["help-member"]


@pytest.mark.parametrize(
    "text",
    [
        "remove",
        "Remove.",
        "REMOVE!",
        "!remove",
        "\u2702",
        "\u2702\ufe0f",
        "please remove it",
        "Delete it.",
        "take it away",
    ],
)
@pytest.mark.parametrize("sender", [ANN, FAY, MAX])
def test_remove_in_many_ways(text: str, sender: PersonId) -> None:
    effects = answer(told_guide(sender, text), house().warn(sender, FIRST))
    assert effects[0] == Redact(HERE, FIRST)
    assert names(effects) == ["warning-removed"]


@pytest.mark.parametrize(
    "text", ["keep", "Keep it", "!keep", "\U0001f44d", "\U0001f44d\U0001f3ff", "Leave it.", "It\u2019s fine"]
)
def test_keep_in_many_ways(text: str) -> None:
    effects = answer(told_guide(ANN, text), house().warn(ANN, FIRST))
    assert effects[0] == WarningAnswered(FIRST, WarningAnswer.KEPT)
    assert not any(isinstance(effect, Redact) for effect in effects)


@pytest.mark.parametrize("text", ["yes", "Yes please", "ok", "OK!", "no", "no thanks", "sure", "fine", "thank you"])
def test_what_could_mean_either_is_asked_back_and_never_guessed(text: str) -> None:
    assert answer(told_guide(ANN, text), house().warn(ANN, FIRST)) == [Whisper(ANN, phrase("warning-which"))]


@pytest.mark.parametrize("text", ["delete it", "leave it", "it's fine", "yes", "no", "please remove it"])
def test_those_words_answer_nothing_while_no_warning_waits(text: str) -> None:
    assert names(answer(told_guide(ANN, text), house().warn(BEN, FIRST))) == ["not-understood"]


@pytest.mark.parametrize("text", ["thanks", "Thank you!", "OK, thanks"])
def test_thanks_are_taken_kindly(text: str) -> None:
    assert names(answer(told_guide(ANN, text))) == ["thanks"]


def test_an_answer_to_nothing_says_so() -> None:
    assert names(answer(told_guide(ANN, "remove"))) == ["warning-none"]
    assert names(answer(told_guide(ANN, "keep"))) == ["warning-none"]


def test_hidden_words_are_put_back_at_their_authors_proven_word_one_at_a_time() -> None:
    records = house().recorded(ANN, FIRST)
    assert names(answer(told_guide(ANN, "restore"), records)) == ["restore-none"]
    records.apply(Hide(FIRST))
    assert names(answer(told_guide(BEN, "restore"), records)) == ["restore-none"]
    for proof in UNPROVEN:
        assert names(answer(told_guide(ANN, "restore", proof=proof), records)) == ["signed-device-needed"]
    assert answer(told_guide(ANN, "Restore."), records) == [PutBack(ANN), Whisper(ANN, phrase("restored"))]


@pytest.mark.parametrize("text", ["I had a hard day", "!!!", "! ouch", "!", "", "hell", "help me understand my scan"])
def test_what_is_not_understood_gets_one_gentle_answer(text: str) -> None:
    assert whispers(answer(told_guide(ANN, text))) == [(ANN, "not-understood")]


@pytest.mark.parametrize("form", [MessageForm.FILE, MessageForm.POLL, MessageForm.STICKER, MessageForm.EMOTE])
def test_a_file_called_remove_removes_nothing(form: MessageForm) -> None:
    records = house().warn(ANN, FIRST)
    assert names(answer(told_guide(ANN, "remove", form=form), records)) == ["not-understood"]


def test_automatic_words_are_not_answered() -> None:
    assert answer(told_guide(ANN, "help", form=MessageForm.NOTICE)) == []


def test_the_words_of_a_request_to_verify_are_not_answered() -> None:
    assert answer(told_guide(ANN, "ann is requesting to verify your key", form=MessageForm.VERIFICATION)) == []


WORRYING = [
    "I cannot go on",
    "help",
    "!help",
    "!!!",
    "!halp I cannot go on",
    "!session I cannot go on",
    "thanks",
    "yes",
]


@pytest.mark.parametrize("text", WORRYING)
@pytest.mark.parametrize("severity", [Severity.CONCERN, Severity.HIGH, Severity.IMMEDIATE])
def test_a_sign_of_risk_gets_the_kind_word_alone_and_no_menu(text: str, severity: Severity) -> None:
    reading = risk(severity=severity)
    message = told_guide(ANN, text)
    said_by_flags = decided(flags.watch, Examined(message, reading=reading), house())
    assert answer(message, house().warn(ANN, FIRST), reading) == []
    assert len(whispers(said_by_flags)) == 1


def test_a_sign_of_risk_does_not_stop_what_was_asked_for() -> None:
    removed = answer(told_guide(ANN, "remove"), house().warn(ANN, FIRST), risk())
    assert removed[0] == Redact(HERE, FIRST)
    records = house()
    answer(told_guide(FAY, "!remove @ann:example.org said she would hurt Ben"), records, risk())
    ordered = answer(told_guide(FAY, "confirm"), records)
    assert any(isinstance(effect, Evict) for effect in ordered)


def test_what_could_not_be_examined_gets_no_word_about_not_being_understood() -> None:
    assert answer(told_guide(ANN, "I cannot go on"), failed=True) == []
    assert names(answer(told_guide(ANN, "help"), failed=True)) == ["help-member"]


@pytest.mark.parametrize("sender", [BEN, FAY, MAX, EVE, *BOTS.values()])
def test_nobody_elses_words_in_a_private_room_are_obeyed_or_answered(sender: PersonId) -> None:
    for text in ("help", "remove", "!session open", "hello there"):
        assert answer(said(sender, text, room=private_of(ANN)), house().warn(ANN, FIRST)) == []


@pytest.mark.parametrize("text", ["remove", "!session open", "help", "confirm", "worried about ben", "!phew"])
def test_words_that_ask_for_something_by_an_edit_are_not_obeyed_and_it_is_said_once(text: str) -> None:
    first, second = (answer(told_guide(FAY, text, replaces=FIRST), house().warn(FAY, FIRST)) for _ in range(2))
    assert whispers(first) == [(FAY, "edit-not-obeyed")]
    assert len(first) == 1
    assert first[0].once == second[0].once != ""


def test_an_edit_that_asks_for_nothing_or_may_mean_danger_is_not_answered() -> None:
    assert answer(told_guide(ANN, "hello there", replaces=event())) == []
    assert answer(told_guide(ANN, "help", replaces=event()), reading=risk()) == []
    assert answer(told_guide(ANN, "help", replaces=event(), form=MessageForm.FILE)) == []


def test_the_sign_with_remove_means_a_person_where_no_warning_waits() -> None:
    assert names(answer(told_guide(FAY, "!remove"))) == ["wrong-arguments"]
    assert names(answer(told_guide(FAY, "remove"))) == ["warning-none"]
    assert names(answer(told_guide(ANN, "!remove"))) == ["warning-none"]


def test_a_manager_who_says_ack_to_the_guide_is_shown_where_to_say_it() -> None:
    assert names(answer(told_guide(MAX, "ack"))) == ["ack-needs-thread"]
    assert names(answer(told_guide(MAX, "!ack"))) == ["ack-needs-thread"]
    assert names(answer(told_guide(ANN, "ack"))) == ["not-understood"]


def test_transcripts_are_pointed_to_for_those_who_have_some() -> None:
    assert names(answer(told_guide(ANN, "transcripts"))) == ["transcripts-link"]
    assert names(answer(told_guide(MAX, "Transcript"))) == ["transcripts-none"]


# --- commands wherever they are typed ---------------------------------------------------------------------------


@pytest.mark.parametrize("room", [HERE, private_of(FAY)])
def test_a_command_is_obeyed_in_the_group_and_in_private(room: RoomId) -> None:
    handler = answer if room == private_of(FAY) else command
    effect = handler(said(FAY, "!session open", room=room))[0]
    assert isinstance(effect, Say)
    assert effect.room == HERE


@pytest.mark.parametrize("more", [{"thread": FIRST}, {"reply_to": FIRST}])
def test_a_command_in_a_thread_or_a_reply_is_obeyed(more: Any) -> None:
    assert names(command(said(FAY, "!roster", **more))) == ["roster"]


def test_the_manager_gives_commands_in_the_manager_room() -> None:
    assert whispers(command(said(MAX, "!roster", room=MANAGERS))) == [(MAX, "roster")]
    assert command(said(MAX, "!ack", room=MANAGERS)) == []
    assert command(said(MAX, "!Ack.", room=MANAGERS)) == []


COMMANDS = ["!session open", "!session close", "!invite @eve:example.org", "!remove @ann:example.org", "!roster"]


@pytest.mark.parametrize("text", COMMANDS)
@pytest.mark.parametrize("proof", UNPROVEN)
def test_a_command_that_could_be_forged_is_not_obeyed(text: str, proof: Proof) -> None:
    refused = "identity-changed-refused" if proof is Proof.CHANGED_IDENTITY else "signed-device-needed"
    for handler, room in ((command, HERE), (answer, private_of(FAY))):
        assert names(handler(said(FAY, text, room=room, proof=proof))) == [refused]


@pytest.mark.parametrize("text", COMMANDS)
@pytest.mark.parametrize("sender", [ANN, BEN])
def test_a_member_gives_no_facilitators_command(text: str, sender: PersonId) -> None:
    assert names(command(said(sender, text))) == ["no-permission"]
    assert names(answer(told_guide(sender, text))) == ["no-permission"]


@pytest.mark.parametrize("text", [*COMMANDS, "!help"])
@pytest.mark.parametrize("sender", [EVE, MAX, *BOTS.values()])
def test_who_has_no_seat_in_a_room_and_the_bots_are_not_even_answered_there(text: str, sender: PersonId) -> None:
    assert command(said(sender, text)) == []


@pytest.mark.parametrize("text", COMMANDS)
def test_an_edit_or_a_file_is_no_command(text: str) -> None:
    assert names(command(said(FAY, text, replaces=event()))) == ["edit-not-obeyed"]
    assert command(said(FAY, "!phew", replaces=event())) == []
    assert command(said(FAY, text, form=MessageForm.FILE)) == []
    assert command(said(FAY, text, form=MessageForm.POLL)) == []


@pytest.mark.parametrize("text", ["hello", "!!!", "! ouch", "!", "remove", "help", "oh !help"])
def test_what_people_say_to_one_another_is_no_command(text: str) -> None:
    assert command(said(ANN, text)) == []
    assert command(said(FAY, text)) == []


@pytest.mark.parametrize("proof", [Proof.SIGNED, Proof.UNSIGNED_DEVICE])
def test_help_asked_for_in_the_group_is_given_in_private(proof: Proof) -> None:
    assert whispers(command(said(ANN, "!help", proof=proof))) == [(ANN, "help-member")]


SIGNS = ["!session", "!invite", "!remove", "!roster", "!help", "!keep", "!x"]
PEOPLE = ["@ann:example.org", "@eve:example.org", "@max:example.org", "@guide:example.org", "ann", "fay"]
WORDS = st.sampled_from([*SIGNS, *PEOPLE, "open", "close", "Tuesday", "circle"])
ORDERS = st.builds(" ".join, st.lists(WORDS, min_size=1, max_size=5))


@given(ORDERS, st.sampled_from([ANN, FAY, MAX]), st.sampled_from(Proof), st.booleans())
def test_the_groups_room_never_sees_a_commands_answer(
    text: str, sender: PersonId, proof: Proof, session_on: bool
) -> None:
    records = house().in_session(TUESDAY) if session_on else house()
    for effect in command(said(sender, text, proof=proof), records):
        match effect:
            case Say(words=words):
                assert words.name in {"session-opened", "session-closed"}
                assert proof is Proof.SIGNED
                assert sender == FAY
            case Whisper(to=to, words=words):
                assert to == sender or words.name == "welcome"
            case Await() | Refused():
                assert effect.person == sender
            case TellManagers() | _:
                assert proof is Proof.SIGNED or isinstance(effect, Redact | WarningAnswered)


@given(ORDERS, st.sampled_from([ANN, FAY, MAX]))
def test_the_online_manager_and_the_bots_cannot_be_taken_out(text: str, sender: PersonId) -> None:
    records = house()
    answer(told_guide(sender, text), records)
    for effect in answer(told_guide(sender, "confirm"), records):
        if isinstance(effect, Evict):
            assert effect.person in {ANN, FAY} - {sender}


# --- reactions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["\u2702", "\u2702\ufe0f"])
def test_scissors_remove(key: str) -> None:
    assert tapped(key)[0] == Redact(HERE, FIRST)


@pytest.mark.parametrize("key", ["\U0001f44d", "\U0001f44d\ufe0f", "\U0001f44d\U0001f3fb", "\U0001f44d\U0001f3ff"])
def test_a_thumb_of_any_skin_keeps(key: str) -> None:
    assert tapped(key)[0] == WarningAnswered(FIRST, WarningAnswer.KEPT)


@pytest.mark.parametrize("key", ["\U0001f44e", "\u2764\ufe0f", "remove", "!session open", ""])
def test_other_reactions_say_nothing(key: str) -> None:
    assert tapped(key) == []


def test_a_tap_answers_the_warning_that_was_tapped_and_no_other() -> None:
    second = EventId("$second")
    records = house().warn(ANN, FIRST).warn(ANN, second)
    reaction = tap(ANN, "\u2702", target=prompt_for(FIRST))
    assert decided(conversation.tapped, Examined(reaction), records)[0] == Redact(HERE, FIRST)
    on_something_else = tap(ANN, "\u2702", target=EventId("$the-welcome"))
    assert decided(conversation.tapped, Examined(on_something_else), records) == []


def test_a_reply_answers_the_warning_that_it_replies_to() -> None:
    records = house().warn(ANN, FIRST).warn(ANN, EventId("$second"))
    reply = replace(told_guide(ANN, "remove"), reply_to=prompt_for(FIRST))
    assert decided(conversation.answer, Examined(reply), records)[0] == Redact(HERE, FIRST)
    elsewhere = replace(told_guide(ANN, "remove"), reply_to=EventId("$the-welcome"))
    assert decided(conversation.answer, Examined(elsewhere), records)[0] == Redact(HERE, EventId("$second"))


def test_a_reaction_without_a_warning_is_left_unanswered() -> None:
    assert tapped("\u2702", records=house()) == []


@pytest.mark.parametrize("sender", [BEN, FAY, MAX, EVE, *BOTS.values()])
def test_nobody_else_answers_a_warning(sender: PersonId) -> None:
    records = house().warn(ANN, FIRST).warn(BEN, EventId("$of-ben"))
    assert tapped("\u2702", sender, records, private_of(ANN)) == []
