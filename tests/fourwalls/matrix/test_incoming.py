from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.heard import (
    Heard,
    Marker,
    Membership,
    MembershipChanged,
    Message,
    MessageForm,
    Proof,
    Reaction,
    Redaction,
    SettingChanged,
    Unreadable,
    words_of,
)
from fourwalls.matrix.incoming import Frame, frame_of, read_clear, read_words
from fourwalls.matrix.wordings import all_words

OUTSIDE = {"event_id": "$e", "sender": "@ann:test", "origin_server_ts": 1_700_000_000_000}


def framed(proof: Proof = Proof.SIGNED) -> Frame:
    frame = frame_of("!room", OUTSIDE, proof)
    assert frame is not None
    return frame


def message(content: dict[str, Any], type_: str = "m.room.message") -> Message:
    heard = read_words(framed(), type_, content)
    assert isinstance(heard, Message)
    return heard


def clear(type_: Any, content: Any, **more: Any) -> Heard | None:
    return read_clear(framed(Proof.PLAIN), {**OUTSIDE, "type": type_, "content": content, **more})


def said(body: str, **more: Any) -> dict[str, Any]:
    return {"msgtype": "m.text", "body": body, **more}


# --- the outside


def test_the_frame_says_where_who_and_when() -> None:
    frame = framed()
    assert (frame.room, frame.event, frame.sender) == ("!room", "$e", "@ann:test")
    assert frame.sent_at == datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize("stamp", [None, "now", -1, 10**30, 1.5, [], {}])
def test_an_absurd_clock_is_the_beginning_of_time(stamp: Any) -> None:
    frame = frame_of("!room", {**OUTSIDE, "origin_server_ts": stamp})
    assert frame is not None
    assert frame.sent_at == datetime.fromtimestamp(0, tz=UTC)


@pytest.mark.parametrize(
    "event",
    [None, [], "x", {}, {**OUTSIDE, "event_id": 7}, {**OUTSIDE, "sender": "ann"}, {**OUTSIDE, "event_id": "\ud800"}],
)
def test_without_id_or_sender_there_is_no_frame(event: Any) -> None:
    assert frame_of("!room", event) is None


# --- words

REPLY = {"m.in_reply_to": {"event_id": "$r"}}
POLL = {
    "question": {"m.text": [{"body": "tea?"}]},
    "answers": [{"m.id": "1", "m.text": [{"body": "yes"}]}, {"m.id": "2", "m.text": [{"body": "no"}]}],
}
OLD_POLL = {
    "question": {"org.matrix.msc1767.text": "tea?"},
    "answers": [{"id": "1", "org.matrix.msc1767.text": "yes"}, {"id": "2", "org.matrix.msc1767.text": "no"}],
}


@pytest.mark.parametrize(
    ("type_", "content", "form", "text"),
    [
        ("m.room.message", said("hello"), MessageForm.TEXT, "hello"),
        ("m.room.message", {"msgtype": "m.emote", "body": "waves"}, MessageForm.EMOTE, "waves"),
        ("m.room.message", {"msgtype": "m.notice", "body": "note"}, MessageForm.NOTICE, "note"),
        ("m.room.message", {"msgtype": "org.new.kind", "body": "new"}, MessageForm.TEXT, "new"),
        (
            "m.room.message",
            {"msgtype": "m.key.verification.request", "body": "verify", "to": "@bot:test"},
            MessageForm.VERIFICATION,
            "verify",
        ),
        ("m.room.message", {"msgtype": "m.image", "body": "cat.png"}, MessageForm.FILE, "cat.png"),
        (
            "m.room.message",
            {"msgtype": "m.file", "body": "my letter", "filename": "letter.pdf"},
            MessageForm.FILE,
            "my letter\nletter.pdf",
        ),
        ("m.room.message", {"msgtype": "m.audio", "body": "a", "filename": "a"}, MessageForm.FILE, "a"),
        ("m.room.message", {"msgtype": "m.location", "body": "at 1 Elm Rd"}, MessageForm.LOCATION, "at 1 Elm Rd"),
        (
            "m.room.message",
            {"msgtype": "m.location", "body": "at 1 Elm Rd", "m.location": {"description": "my home"}},
            MessageForm.LOCATION,
            "at 1 Elm Rd\nmy home",
        ),
        (
            "m.room.message",
            {"msgtype": "m.location", "body": "x", "org.matrix.msc3488.location": {"description": "my home"}},
            MessageForm.LOCATION,
            "x\nmy home",
        ),
        ("m.sticker", {"body": "a hug", "url": "mxc://x"}, MessageForm.STICKER, "a hug"),
        ("m.poll.start", {"m.poll": POLL, "m.text": [{"body": "coffee?"}]}, MessageForm.POLL, "tea?\nyes\nno\ncoffee?"),
        ("m.poll.start", {"m.poll": POLL, "m.text": [{"body": "tea? yes no"}]}, MessageForm.POLL, "tea?\nyes\nno"),
        ("m.poll.end", {"m.text": "it is tea"}, MessageForm.POLL, "it is tea"),
        ("org.matrix.msc3381.poll.end", {"org.matrix.msc1767.text": "it is tea"}, MessageForm.POLL, "it is tea"),
        ("m.poll.start", {"m.poll": POLL}, MessageForm.POLL, "tea?\nyes\nno"),
        (
            "org.matrix.msc3381.poll.start",
            {"org.matrix.msc3381.poll.start": OLD_POLL},
            MessageForm.POLL,
            "tea?\nyes\nno",
        ),
    ],
)
def test_words_are_read_in_every_form(type_: str, content: dict[str, Any], form: MessageForm, text: str) -> None:
    heard = message(content, type_)
    assert (heard.form, heard.text, heard.proof) == (form, text, Proof.SIGNED)


def test_an_edit_is_its_new_words() -> None:
    relation = {"rel_type": "m.replace", "event_id": "$old"}
    heard = message(said("* new", **{"m.relates_to": relation, "m.new_content": said("new")}))
    assert (heard.text, heard.replaces, heard.thread, heard.reply_to) == ("new", "$old", None, None)
    poll = {"m.relates_to": relation, "m.new_content": {"m.poll": POLL}}
    assert message(poll, "m.poll.start").text == "tea?\nyes\nno"
    assert message(said("* new", **{"m.relates_to": relation, "m.new_content": 7})).text == "* new"


def test_a_poll_with_two_faces_is_heard_whole() -> None:
    other = {"question": {"org.matrix.msc1767.text": "gin?"}, "answers": []}
    assert (
        message({"m.poll": POLL, "org.matrix.msc3381.poll.start": other}, "m.poll.start").text == "tea?\nyes\nno\ngin?"
    )


def test_new_content_without_an_edit_is_not_shown() -> None:
    assert message(said("shown", **{"m.new_content": said("hidden")})).text == "shown"


def test_threads_and_replies() -> None:
    thread = {"rel_type": "m.thread", "event_id": "$root", "is_falling_back": True, **REPLY}
    heard = message(said("x", **{"m.relates_to": thread}))
    assert (heard.thread, heard.reply_to, heard.replaces) == ("$root", None, None)
    heard = message(said("x", **{"m.relates_to": {**thread, "is_falling_back": False}}))
    assert (heard.thread, heard.reply_to) == ("$root", "$r")
    heard = message(said("x", **{"m.relates_to": REPLY}))
    assert (heard.thread, heard.reply_to) == (None, "$r")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("> <@bob:test> his words\n> more\n\nmy words", "my words"),
        ("> * <@bob:test> waves\n\nmy words", "my words"),
        ("> <@bob:test> his words\nmy words", "my words"),
        ("> my own words that look like a quote\n\nand more", "> my own words that look like a quote\n\nand more"),
        ("> <@bob:test> nothing else", "> <@bob:test> nothing else"),
    ],
)
def test_a_replys_quote_is_taken_off_but_never_all_of_it(body: str, text: str) -> None:
    assert message(said(body, **{"m.relates_to": REPLY})).text == text


def test_a_quote_without_a_reply_stays() -> None:
    assert message(said("> <@bob:test> his\n\nmine")).text == "> <@bob:test> his\n\nmine"


@pytest.mark.parametrize(
    ("body", "html", "text"),
    [
        ("so **very** tired", "so <strong>very</strong> tired", "so **very** tired"),
        ("[here](https://x.org)", '<a href="https://x.org">here</a>', "[here](https://x.org)"),
        ("1. one\n2. two", "<ol><li>one</li><li>two</li></ol>", "1. one\n2. two"),
        ("mine", "<mx-reply>Bob: his</mx-reply>mine", "mine"),
        ("a &amp; b", "a &amp;amp; b", "a &amp; b"),
        ("hello", "<p>i want to <b>d</b>ie</p>", "hello\ni want to die"),
        ("not tired", "tired not", "not tired\ntired not"),
        ("x", "<mx-reply>" * 6000, "x"),
    ],
)
def test_what_only_rich_clients_show_is_heard_too(body: str, html: str, text: str) -> None:
    assert message(said(body, format="org.matrix.custom.html", formatted_body=html)).text == text


def test_mentions_and_markers() -> None:
    content = said("x", **{"m.mentions": {"user_ids": ["@a:b", 7, "nobody"]}, "fourwalls.marker": "session-open"})
    heard = message(content)
    assert (heard.mentions, heard.marker) == (("@a:b",), Marker.SESSION_OPEN)
    assert message(said("x", **{"fourwalls.marker": "end-of-the-world"})).marker is None
    assert message(said("x", **{"m.mentions": {"user_ids": "@a:b"}})).mentions == ()


def test_halves_of_surrogate_pairs_are_replaced_so_that_everything_can_be_written_down() -> None:
    heard = message(said("a\ud800b\ud83d\ude00", **{"m.relates_to": {"m.in_reply_to": {"event_id": "$\udfff"}}}))
    assert heard.text == "a\ufffdb\U0001f600"
    assert heard.reply_to is None


@pytest.mark.parametrize(
    ("type_", "content"),
    [
        ("m.room.message", {"body": "x"}),
        ("m.room.message", {"msgtype": "m.text"}),
        ("m.room.message", {"msgtype": "m.text", "body": 7}),
        ("m.room.message", {"msgtype": [], "body": "x"}),
        ("m.poll.start", {"m.poll": {"answers": 7}}),
        ("m.poll.start", {"m.poll": []}),
        ("m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$x"}}),
        ("m.reaction", {"m.relates_to": {"rel_type": "m.thread", "event_id": "$x", "key": "y"}}),
        ("m.reaction", {"m.relates_to": 7}),
    ],
)
def test_what_is_malformed_is_heard_as_unreadable(type_: str, content: dict[str, Any]) -> None:
    heard = read_words(framed(), type_, content)
    assert isinstance(heard, Unreadable)
    assert heard.reason == "malformed"


@pytest.mark.parametrize("type_", ["m.room.message", "m.sticker", "m.poll.start", "m.reaction"])
def test_what_a_redaction_leaves_behind_is_told(type_: str) -> None:
    heard = read_words(framed(), type_, {})
    assert isinstance(heard, Unreadable)
    assert heard.reason == "redacted"


@pytest.mark.parametrize("type_", ["m.poll.response", "m.call.invite", "org.custom", "m.room.encrypted"])
def test_what_nobody_is_shown_is_passed_over(type_: str) -> None:
    assert read_words(framed(), type_, {"body": "x"}) is None


# --- in clear


def test_reactions() -> None:
    relation = {"rel_type": "m.annotation", "event_id": "$x", "key": "👍"}
    heard = clear("m.reaction", {"m.relates_to": relation})
    assert isinstance(heard, Reaction)
    assert (heard.target, heard.key, heard.proof) == ("$x", "👍", Proof.PLAIN)


@pytest.mark.parametrize(
    ("content", "more", "target"),
    [
        ({"redacts": "$new"}, {}, "$new"),
        ({}, {"redacts": "$old"}, "$old"),
        ({"redacts": "$new"}, {"redacts": "$old"}, "$new"),
    ],
)
def test_redactions_in_both_forms(content: dict[str, Any], more: dict[str, Any], target: str) -> None:
    heard = clear("m.room.redaction", content, **more)
    assert isinstance(heard, Redaction)
    assert heard.target == target


def test_the_end_of_a_poll_without_words_says_nothing() -> None:
    relation = {"rel_type": "m.reference", "event_id": "$poll"}
    assert read_words(framed(), "m.poll.end", {"m.relates_to": relation, "m.poll.end": {}}) is None


def test_reasons_and_reactions_that_are_words_are_words() -> None:
    leave = clear("m.room.member", {"membership": "leave", "reason": "I give up"}, state_key="@ann:test")
    redaction = clear("m.room.redaction", {"redacts": "$x", "reason": "I give up"})
    reaction = clear("m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$x", "key": "I give up"}})
    for heard in (leave, redaction, reaction):
        assert heard is not None
        words = words_of(heard)
        assert words is not None
        assert (words.text, words.proof, words.sender) == ("I give up", Proof.PLAIN, "@ann:test")
    tap = clear("m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$x", "key": "👍🏽"}})
    join = clear("m.room.member", {"membership": "join", "displayname": "Ann", "reason": " "}, state_key="@ann:test")
    assert [words_of(heard) for heard in (tap, join) if heard is not None] == [None, None]


def test_membership_and_settings() -> None:
    heard = clear("m.room.member", {"membership": "join", "displayname": "Ann"}, state_key="@ann:test")
    assert isinstance(heard, MembershipChanged)
    assert (heard.person, heard.membership, heard.profile_name) == ("@ann:test", Membership.JOIN, "Ann")
    heard = clear("m.room.tombstone", {"replacement_room": "!new"}, state_key="")
    assert isinstance(heard, SettingChanged)
    assert (heard.type, heard.state_key, heard.content) == ("m.room.tombstone", "", {"replacement_room": "!new"})
    assert isinstance(clear("m.room.encrypted", {"ciphertext": "x"}, state_key=""), SettingChanged)


@pytest.mark.parametrize(
    ("before", "stayed"),
    [
        ({"prev_content": {"membership": "join"}}, True),
        ({"prev_content": {"membership": "invite"}}, False),
        ({"prev_content": {"membership": ["join"]}}, False),
        ({"prev_content": "join"}, False),
        ({}, False),
        ("join", False),
    ],
)
def test_a_changed_profile_is_told_from_coming_in(before: Any, stayed: bool) -> None:
    for membership in ("join", "leave"):
        heard = clear("m.room.member", {"membership": membership}, state_key="@ann:test", unsigned=before)
        assert isinstance(heard, MembershipChanged)
        assert heard.stayed is (stayed and membership == "join")


@pytest.mark.parametrize(
    ("type_", "content", "more"),
    [
        (7, {}, {}),
        ("m.room.message", "x", {}),
        ("m.room.message", None, {}),
        ("m.room.redaction", {}, {}),
        ("m.room.redaction", {"redacts": 7}, {}),
        ("m.room.member", {"membership": "lodger"}, {"state_key": "@ann:test"}),
        ("m.room.member", {"membership": "join"}, {"state_key": "ann"}),
        ("m.room.member", {}, {"state_key": "@ann:test"}),
        ("m.room.topic", {}, {"state_key": 7}),
        ("m.room.topic", {}, {"state_key": "\ud800"}),
    ],
)
def test_malformed_events_in_clear(type_: Any, content: Any, more: dict[str, Any]) -> None:
    heard = clear(type_, content, **more)
    assert isinstance(heard, Unreadable)
    assert heard.reason == "malformed"


# --- anything at all

TYPES = st.sampled_from(
    [
        "m.room.message",
        "m.reaction",
        "m.sticker",
        "m.poll.start",
        "m.room.redaction",
        "m.room.member",
        "m.room.topic",
        "",
    ]
)
KEYS = st.sampled_from(
    [
        *("body", "msgtype", "formatted_body", "filename", "m.relates_to", "m.new_content", "rel_type", "event_id"),
        *("key", "m.in_reply_to", "m.mentions", "user_ids", "m.poll", "question", "answers", "m.text", "redacts"),
        *("membership", "displayname", "fourwalls.marker"),
    ]
)
STRINGS = st.text(st.characters(), max_size=8) | st.sampled_from(
    ["m.text", "m.replace", "m.annotation", "m.thread", "join", "$x"]
)
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | STRINGS
JSON = st.recursive(
    VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | STRINGS, inner, max_size=6)
)
EVENTS = st.fixed_dictionaries(
    {"event_id": st.just("$e") | VALUES, "sender": st.just("@ann:test") | VALUES},
    optional={
        "type": TYPES | VALUES,
        "content": JSON,
        "state_key": STRINGS | VALUES,
        "origin_server_ts": VALUES,
        "redacts": VALUES,
    },
)


@given(EVENTS | JSON)
def test_any_event_is_heard_or_passed_over_and_can_be_written_down(event: Any) -> None:
    frame = frame_of("!room", event)
    if frame is None:
        return
    heard = read_clear(frame, event)
    assert heard is None or isinstance(heard, Heard)
    if isinstance(heard, Message):
        "".join((heard.text, heard.reply_to or "", heard.thread or "", heard.replaces or "", *heard.mentions)).encode()


@given(TYPES, st.dictionaries(KEYS, JSON, max_size=6))
def test_any_words_are_heard_or_passed_over(type_: str, content: dict[str, Any]) -> None:
    heard = read_words(framed(), type_, content)
    assert heard is None or isinstance(heard, Heard)


@given(st.dictionaries(KEYS, JSON, max_size=6), st.sampled_from(MessageForm))
def test_all_words_are_words(content: dict[str, Any], form: MessageForm) -> None:
    all_words(content, form).encode()
