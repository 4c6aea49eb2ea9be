from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.detection import normal
from fourwalls.detection.regex import Pattern, Sieve
from fourwalls.detection.risk.rules import RiskRules

CORPORA = Path(__file__).parents[2] / "corpora"
SOME = (r"\btablets?\b", r"a{2,}b|cd", r"[a-z]+ing", r"(?:no|not) (?:well|good)", r"^x")


@given(st.text("abcdgilnotwx \n", max_size=40) | st.sampled_from(["two tablets", "not well", "x", ""]))
def test_a_sieve_lets_everything_through_that_matches(text: str) -> None:
    patterns = [Pattern(pattern) for pattern in SOME]
    matching = {number for number, pattern in enumerate(patterns) if pattern.hit(text)}
    assert matching <= set(Sieve(patterns).which(text)) <= set(range(len(SOME)))


def test_of_the_risk_rules_it_loses_none_on_real_talk_and_keeps_back_most(risk_toml: str) -> None:
    rules = RiskRules.parse(risk_toml)
    lines = (CORPORA / "risk_a.jsonl").read_text().splitlines()
    texts = [rules.speller.rewrite(normal.plain(json.loads(line)["text"])).text for line in lines]
    patterns, passed = tuple(rules.components.values()), 0
    for text in texts:
        which = rules.sieve.which(text)
        passed += len(which)
        assert {number for number, pattern in enumerate(patterns) if pattern.hit(text)} <= set(which)
    assert passed < len(texts) * len(patterns) / 2


def test_a_sieve_that_gives_up_lets_everything_through(monkeypatch: pytest.MonkeyPatch) -> None:
    sieve = Sieve([Pattern(pattern) for pattern in SOME])
    assert len(sieve.which("two tablets")) < len(SOME)

    class GivesUp:
        @staticmethod
        def Match(_text: str, *, potential: bool) -> None:  # noqa: N802 - re2's name
            assert potential

    monkeypatch.setattr(sieve, "_filter", GivesUp())
    assert list(sieve.which("two tablets")) == [0, 1, 2, 3, 4]


def test_offsets_are_those_of_the_text_in_every_alphabet() -> None:
    pattern = Pattern(r"n(?P<x>o+)n")
    for text in ("at noon", "à nóon at noon", "🙂 noon"):
        (match,) = pattern.finditer(text)
        assert text[match.start() : match.end()] == match.group() == "noon"
        assert (match.group("x"), match.span("x")) == ("oo", (match.start() + 1, match.end() - 1))
