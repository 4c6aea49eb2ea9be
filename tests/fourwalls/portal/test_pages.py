"""The pages as such: their words, their headers, and what becomes of garbage."""

from __future__ import annotations

import asyncio
import logging
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.wording import Wording
from fourwalls.group.phrase import Phrase, phrase
from fourwalls.portal import answers, newcomers, pages
from fourwalls.portal.pages import TEMPLATES
from fourwalls.portal.portal import Address
from fourwalls.portal.routes import ROUTES
from fourwalls.portal.throttle import Throttle
from fourwalls.storage import transcripts
from fourwalls.storage.errors import StorageError
from fourwalls.storage.transcripts import Condition
from tests.fourwalls.portal.visiting import ANN, Answer, Place, Visitor

WORDING = Wording()
SAID = re.compile(r'say\("([a-z-]+)"((?:, [a-z_]+=[^,)]+)*)')


def template_phrases() -> list[tuple[str, str, frozenset[str]]]:
    found = []
    for file in sorted(TEMPLATES.glob("*.html")):
        for name, values in SAID.findall(file.read_text(encoding="utf-8")):
            found.append((file.name, name, frozenset(re.findall(r", ([a-z_]+)=", values))))
    return found


@pytest.mark.parametrize(("file", "name", "values"), template_phrases())
def test_every_phrase_of_a_template_has_its_sentence(file: str, name: str, values: frozenset[str]) -> None:
    if name.endswith("-"):  # put together: tested below
        return
    assert WORDING.variables(name) == values, file


def test_phrases_that_are_put_together_have_their_sentences() -> None:
    whats = {*answers._WHAT.values(), "unreadable", "broken"}
    needed = {f"page-error-{what}{part}" for what in whats for part in ("", "-heading")}
    needed |= {f"page-entry-{condition}" for condition in Condition if condition is not Condition.WHOLE}
    needed |= {
        f"page-newcomers-says-{says}" for says in ("taken", "name", "weak", "code", "busy", "elsewhere", "unreachable")
    }
    assert needed <= WORDING.names


def test_templates_hold_no_script_no_style_and_nothing_from_elsewhere() -> None:
    for file in TEMPLATES.glob("*.html"):
        text = file.read_text(encoding="utf-8")
        if file.name == "newcomers.html":
            text = text.replace('<script type="module" src="/static/newcomers.js"></script>', "", 1)
        assert not re.search(r"<script|<style|style=|\son[a-z]+=|https?:|javascript:|\|\s*safe|autoescape", text), file


def test_the_day_is_said_in_words() -> None:
    assert WORDING.say(phrase("page-day", weekday=2, day=31, month=3, year=2026)) == "Tuesday 31 March 2026"


@pytest.mark.parametrize(
    ("url", "origin", "secure"),
    [
        ("https://groups.example.org", "https://groups.example.org", True),
        ("https://Groups.example.org:443/", "https://groups.example.org", True),
        ("https://groups.example.org:8443", "https://groups.example.org:8443", True),
        ("http://127.0.0.1:8880", "http://127.0.0.1:8880", False),
        ("http://[::1]:8880", "http://[::1]:8880", False),
    ],
)
def test_an_address_is_read_as_browsers_say_it(url: str, origin: str, secure: bool) -> None:
    assert Address.of(url) == Address(origin, secure)


@pytest.mark.parametrize("url", ["", "groups.example.org", "ftp://x", "https://"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="begins with https"):
        Address.of(url)


def test_a_throttle_lets_a_burst_through_and_then_a_trickle() -> None:
    throttle = Throttle(burst=3, refill_ms=1000)
    assert [throttle.allows(5000) for _ in range(4)] == [True, True, True, False]
    assert throttle.allows(6000)
    assert not throttle.allows(6999)
    assert [throttle.allows(60_000) for _ in range(4)] == [True, True, True, False]


def hardened(answer: Answer, path: str = "") -> bool:
    headers = answers.HEADERS | answers.ONLY_SECURE
    if path == newcomers.PATH and answer.status == 200:
        headers |= {"Content-Security-Policy": newcomers.policy(None)}
    return all(answer.headers.get(name) == value for name, value in headers.items()) and "Server" not in answer.headers


async def test_every_answer_carries_the_headers(ann: Visitor, browser: Visitor, place: Place) -> None:
    paths = [route.path for route in ROUTES if "{" not in route.path]
    for visitor in (ann, browser):
        for path in (*paths, place.transcript, place.other_transcript, "/none", "/static/../app.py"):
            assert hardened(await visitor.get(path), path), path
            assert hardened(await visitor.post(path, {"a": "b"})), path


async def test_the_policy_of_content_allows_no_script() -> None:
    policy = answers.CONTENT_POLICY
    for part in ("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert part in policy
    assert "script" not in policy
    assert "unsafe" not in policy


async def test_failures_are_calm_pages_without_words(
    ann: Visitor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for failure, status in ((RuntimeError("secret words"), 500), (StorageError("secret words"), 503)):

        def broken(*_: object, failure: Exception = failure) -> None:
            raise failure

        monkeypatch.setattr(transcripts, "sessions_of", broken)
        answer = await ann.get("/")
        assert answer.status == status
        assert "nothing is lost" in answer.main.lower()
        assert "secret" not in answer.text
        assert hardened(answer)
    assert "secret" not in caplog.text
    assert "RuntimeError" in caplog.text


async def test_the_log_holds_no_words_no_ids_and_no_paths(
    ann: Visitor, place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await ann.get(place.transcript)
    await ann.get("/none?secret")
    await ann.ask(ANN)
    logged = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("asyncio"))
    for secret in (place.group.id, place.session.id, ANN, "secret", "first words", "127.0.0.1"):
        assert secret not in logged


GARBAGE = st.one_of(
    st.binary(max_size=200),
    st.builds(lambda path: b"GET /" + path + b" HTTP/1.1\r\nHost: x\r\n\r\n", st.binary(max_size=60)),
    st.builds(
        lambda cookie: b"GET / HTTP/1.1\r\nHost: x\r\nCookie: __Host-fourwalls-visit=" + cookie + b"\r\n\r\n",
        st.binary(max_size=60),
    ),
    st.builds(
        lambda kind, body: (
            b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: " + kind + b"\r\nContent-Length: "
            + str(len(body)).encode() + b"\r\n\r\n" + body
        ),
        st.sampled_from([b"application/x-www-form-urlencoded; charset=nonsense", b"multipart/form-data", b"", b"\xff"]),
        st.binary(max_size=200),
    ),
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=GARBAGE)
async def test_garbage_gives_no_failure(place: Place, raw: bytes) -> None:
    port = int(place.base.rstrip("/").rpartition(":")[2])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(raw + b"\r\n\r\n")
    writer.write_eof()
    try:
        first = await asyncio.wait_for(reader.read(), 10)
    except ConnectionResetError:
        first = b""
    writer.close()
    assert not re.match(rb"HTTP/1.\d 5", first)


@pytest.mark.parametrize("cookie", ["", "x", "A" * 43, "A" * 42 + "é", "A" * 5000, '"', "A" * 43 + "." + "B" * 22])
async def test_odd_cookies_are_no_cookies(browser: Visitor, cookie: str) -> None:
    for name in ("__Host-fourwalls-visit", "__Host-fourwalls-browser"):
        for path in ("/", "/sign-in", "/code"):
            answer = await browser.request("GET", path, headers={"Cookie": f"{name}={cookie}"})
            assert answer.status in (200, 303)


def test_a_page_says_nothing_when_it_is_printed() -> None:
    page = pages.Page("home.html", {"words": "secret"})
    assert "secret" not in repr(page)


def test_words_of_ours_are_escaped_too() -> None:
    def say(words: Phrase) -> str:
        return f"<i>{words.name}</i>"

    answer = pages.Pages(say).answer(pages.Page("signed_out.html"))
    assert answer.text is not None
    assert "<i>" not in answer.text


def test_the_static_files_are_small() -> None:
    folder = TEMPLATES.parent / "static"
    assert sum(file.stat().st_size for file in folder.iterdir() if file.is_file()) < 20_000


def palettes() -> dict[str, dict[str, str]]:
    text = (TEMPLATES.parent / "static" / "style.css").read_text(encoding="utf-8")
    light, dark = (
        dict(re.findall(r"--([a-z-]+): #([0-9a-f]{6});", block))
        for block in re.findall(r":root \{(.*?)\}", text, re.DOTALL)
    )
    return {"light": light, "dark": {**light, **dark}}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_what_is_behind_them(scheme: str) -> None:
    colours = palettes()[scheme]
    for behind in ("paper", "sheet", "leaf-pale", "clay-pale"):
        for words in ("ink", "soft", "leaf", "clay"):
            assert contrast(colours[words], colours[behind]) >= 4.5, (words, behind)
    for behind in ("paper", "sheet"):
        assert contrast(colours["edge"], colours[behind]) >= 3, behind  # the edges of what can be typed in or pressed
    assert contrast(colours["leaf-ink"], colours["leaf"]) >= 4.5
