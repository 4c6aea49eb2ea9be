from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl

from config.files import ConfigError
from config.wording import LANGUAGE, SHIPPED, Wording, WordingError
from fourwalls.group.finding import DetailKind, RiskKind, Severity
from fourwalls.group.people import RoomKind
from fourwalls.group.phrase import phrase

ROOT = Path(__file__).parents[2]
ALWAYS = {"url": "https://groups.example.org", "organisation": "Harbour House"}
WORDING = Wording(always=ALWAYS)


def uses() -> Iterator[tuple[str, str, frozenset[str] | None]]:
    """Every ``phrase("…", …)`` of the source: where, which, and with which values (``None`` if by ``**``)."""
    for file in sorted(path for folder in ("bots", "handlers", "fourwalls") for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "phrase"):
                continue
            if node.args and isinstance(node.args[0], ast.Constant):
                names = frozenset(word.arg for word in node.keywords if word.arg)
                open_ended = any(word.arg is None for word in node.keywords)
                place = f"{file.relative_to(ROOT)}:{node.lineno}"
                yield place, str(node.args[0].value), None if open_ended else names


def messages() -> Iterator[ftl.Message]:
    for file in sorted((SHIPPED / LANGUAGE).glob("*.ftl")):
        body = FluentParser().parse(file.read_text(encoding="utf-8")).body
        yield from (entry for entry in body if isinstance(entry, ftl.Message))


def said(name: str, **values: str | int) -> str:
    return WORDING.say(phrase(name, **dict.fromkeys(WORDING.variables(name), "thing") | values))


def override(folder: Path, text: str) -> Path:
    file = folder / "wording" / "en" / "ours.ftl"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("place", "name", "values"), list(uses()))
def test_every_phrase_in_the_source_has_its_sentence_and_exactly_its_values(
    place: str, name: str, values: frozenset[str] | None
) -> None:
    assert name in WORDING.names, f"{place}: config/wording has no sentence named {name}"
    if values is not None:
        assert values | ALWAYS.keys() >= WORDING.variables(name) >= values, f"{place}: {name}"


@pytest.mark.parametrize("name", sorted(WORDING.names))
def test_every_sentence_can_be_said_as_plain_text(name: str) -> None:
    text = said(name)
    assert text.strip() == text
    assert not re.search(r"[{}<>*`\u2066-\u2069]|\bNone\b", text)


@pytest.mark.parametrize("message", list(messages()), ids=lambda message: message.id.name)
def test_the_comment_of_a_sentence_names_exactly_its_values(message: ftl.Message) -> None:
    comment = message.comment.content if message.comment and message.comment.content else ""
    assert set(re.findall(r"\$([a-z]+)", comment)) == WORDING.variables(message.id.name)


@pytest.mark.parametrize("name", sorted(WORDING.names))
def test_nobody_is_shouted_at(name: str) -> None:
    text = said(name)
    without_commands = re.sub(r"(?<!\S)!(?=[a-z])", "", text)
    assert "!" not in without_commands
    if name.startswith(("warning", "risk", "flag", "unexamined", "unreadable", "welcome")):
        assert "!" not in text


@pytest.mark.parametrize("name", sorted(WORDING.names))
def test_a_sentence_fits_a_phone(name: str) -> None:
    assert len(said(name)) < 1200


@pytest.mark.parametrize(
    "name",
    [
        "welcome",
        "warning",
        "warning-removed",
        "warning-kept",
        "warning-none",
        "not-understood",
        "unknown-command",
        "no-permission",
        "signed-device-needed",
        "signin-code",
        "transcripts-link",
        "transcripts-none",
        "removed-told-member",
        "risk-private-word",
    ],
)
def test_a_private_word_says_what_can_be_said_next(name: str) -> None:
    assert re.search(r"(?i)\b(say|reply)\b", said(name))


@pytest.mark.parametrize("name", ["help-member", "help-facilitator", "help-manager", "risk-private-word"])
def test_people_to_turn_to_stand_before_anything_else(name: str) -> None:
    text = said(name)
    for number in ("999", "111", "116 123", "85258", "0808 808 00 00"):
        assert number in text
    if name.startswith("help"):
        assert text.index("0808 808 00 00") < text.index("transcripts")


def test_every_kind_has_its_words() -> None:
    needed = {
        *(f"kind-{kind.replace('_', '-')}" for kind in DetailKind),
        *(f"risk-{kind.replace('_', '-')}" for kind in RiskKind),
        *(f"severity-{severity.word}" for severity in Severity),
        *(f"room-name-{kind}" for kind in RoomKind if kind is not RoomKind.OPEN),  # which has its own name
    }
    assert needed <= WORDING.names


def test_codes_are_said_in_words() -> None:
    text = said("warning", kinds="full_name,address,date_of_birth", marked="I am «Pip Example»")
    assert "a full name, an address and a date of birth" in text
    assert "I am «Pip Example»" in text
    assert "may hold an address:" in said("warning", kinds="address")
    assert "an odd code" in said("warning", kinds="an odd code")


def test_a_flag_from_a_private_message_says_so_and_numbers_are_plain() -> None:
    text = said("flag-root", place="", severity="immediate", category="self_harm", number=1234)
    assert "Case 1234: act now" in text
    assert "in a private chat with the guide" in text
    assert "against it: nothing" in said("flag-why", lowered="")


def test_a_repaired_wall_is_told_in_words_even_when_nobody_knows_who_it_was() -> None:
    text = said("setting-repaired", group="", setting="m.room.history_visibility", who="")
    assert "the windows" in text
    assert "somebody unknown" in text


def test_what_rules_cannot_know_comes_from_the_house(tmp_path: Path) -> None:
    assert "https://groups.example.org" in WORDING.say(phrase("transcripts-link"))
    assert WORDING.say(phrase("room-name-group", organisation="Ours")) == "Ours \u2013 group room"
    ours = Wording(override(tmp_path, "not-understood = Ask { $organisation }.\n"), ALWAYS)
    assert ours.say(phrase("not-understood")) == "Ask Harbour House."
    with pytest.raises(WordingError, match="needs url"):
        Wording().say(phrase("transcripts-link"))


@pytest.mark.parametrize("length", [2500, 2501, 40_000])
def test_a_long_list_is_said_whole(length: int) -> None:
    assert "x" * length in said("roster", lines="x" * length)


def test_a_value_is_never_read_as_wording() -> None:
    assert "{ $number } { -menu }" in said("flag-why", quote="{ $number } { -menu }")


def test_one_minute_is_not_minutes() -> None:
    assert "for one minute." in said("signin-code", minutes=1)
    assert "for 10 minutes." in said("signin-code", minutes=10)


def test_a_missing_sentence_or_value_is_an_error_without_the_values() -> None:
    with pytest.raises(WordingError, match="no sentence named nonsense"):
        WORDING.say(phrase("nonsense"))
    with pytest.raises(WordingError, match="warning needs group, kinds") as caught:
        WORDING.say(phrase("warning", marked="secret words"))
    assert "secret" not in str(caught.value)


def test_an_operators_sentence_replaces_one_and_leaves_the_others(tmp_path: Path) -> None:
    ours = Wording(override(tmp_path, "warning-kept = Fine by us.\n-helplines = Ring 112.\n"))
    assert ours.say(phrase("warning-kept")) == "Fine by us."
    assert "Ring 112." in ours.say(phrase("risk-private-word"))
    assert ours.say(phrase("warning-none")) == WORDING.say(phrase("warning-none"))


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("# ours\nwarning-kpet = x\n", "line 2, warning-kpet: no bot ever says"),
        ("roster = { $group } { $people }\n", "line 1, roster: nobody gives this sentence a value named people"),
        ("warning-kept = Fine\nnot a sentence\n", "line 2: "),
        ("warning-kept =\n    .tip = x\n", "line 1, warning-kept: this sentence has no words"),
        ("warning-kept = a\nwarning-kept = b\n", "line 2, warning-kept: this name stands here twice"),
        ("\nwarning-kept = { nothing }\n", "line 2, warning-kept: this sentence refers to something"),
        ('warning-kept = { "" }\n', "line 1, warning-kept: this sentence refers to something"),
    ],
)
def test_a_slip_in_an_operators_wording_is_told_at_the_start(tmp_path: Path, text: str, wrong: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(f"ours.ftl, {wrong}")) as caught:
        Wording(override(tmp_path, text))
    assert caught.value.example
