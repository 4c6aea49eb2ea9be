from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.group.heard import Message, Pill, Proof
from fourwalls.group.people import PersonId
from fourwalls.matrix.incoming import frame_of, read_words
from fourwalls.matrix.pills import pills_of

BEN = PersonId("@ben:example.org")
QUOTE = '<mx-reply><a href="https://matrix.to/#/@ann:example.org">Ann</a> said</mx-reply>'
STARTS = ["<a ", "<a href=", '<a href="https://matrix.to/#/', 'href="https://matrix.to/#/x" ', "<"]


@pytest.mark.parametrize(
    ("formatted", "shown"),
    [
        ('!remove <a href="https://matrix.to/#/@ben:example.org">Pip</a> was unkind', "Pip"),
        ("<a href='https://matrix.to/#/%40ben%3Aexample.org?via=example.org'>Sea  Glass</a>", "Sea Glass"),
        ('<A class="x" HREF="https://matrix.to/#/@ben:example.org" rel="y">@Pip &amp; Co</A>', "@Pip & Co"),
        (QUOTE + '<a href="https://matrix.to/#/@ben:example.org">Pip</a>', "Pip"),
    ],
)
def test_a_link_to_a_person_is_read_with_what_is_shown_for_it(formatted: str, shown: str) -> None:
    assert pills_of(formatted) == (Pill(shown, BEN),)


@pytest.mark.parametrize(
    "formatted",
    [
        "",
        "@ben:example.org",
        '<a href="https://matrix.to/#/!room:example.org">Pip</a>',
        '<a href="https://example.org/#/@ben:example.org">Pip</a>',
        '<a title="https://matrix.to/#/@ben:example.org">Pip</a>',
        '<a href="https://matrix.to/#/@ben">Pip</a>',
        '<a href="https://matrix.to/#/@ben:exa%0Ample.org">Pip</a>',
        '<b href="https://matrix.to/#/@ben:example.org">Pip</b>',
        '<a href="https://matrix.to/#/@ben:example.org">Pip',
    ],
)
def test_what_is_no_link_to_a_person_is_none(formatted: str) -> None:
    assert pills_of(formatted) == ()


@pytest.mark.parametrize(
    "piece", ["<a ", "<a href=", '<a href="https://matrix.to/#/', 'href="https://matrix.to/#/x" ', "<"]
)
def test_hostile_markup_takes_no_time(piece: str) -> None:
    begun = time.process_time()
    pills_of("<a " + piece * (60_000 // len(piece)))
    assert time.process_time() - begun < 1


@given(st.text(alphabet='<>a/ "=hrefmtix.o#@:benPs&;%', max_size=80))
def test_whatever_is_written_is_read_without_surprise(formatted: str) -> None:
    assert all(pill.person.startswith("@") for pill in pills_of(formatted))


def test_a_message_carries_its_links_and_an_edit_the_new_ones() -> None:
    def content(person: str) -> dict[str, str]:
        html = f'<a href="https://matrix.to/#/{person}">Pip</a>'
        return {"msgtype": "m.text", "body": "Pip", "format": "org.matrix.custom.html", "formatted_body": html}

    event = {"event_id": "$e", "sender": "@fay:example.org", "origin_server_ts": 1}
    frame = frame_of("!r", event, Proof.SIGNED)
    assert frame is not None
    edit = {
        **content("@ann:example.org"),
        "m.new_content": content(BEN),
        "m.relates_to": {"rel_type": "m.replace", "event_id": "$e"},
    }
    for said in (content(BEN), edit):
        message = read_words(frame, "m.room.message", said)
        assert isinstance(message, Message)
        assert message.pills == (Pill("Pip", BEN),)
