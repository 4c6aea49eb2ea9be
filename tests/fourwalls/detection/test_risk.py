from __future__ import annotations

import pytest

from fourwalls.detection import normal
from fourwalls.detection.examiner import Examiner
from fourwalls.detection.risk.rules import RiskRules, RiskRulesError
from fourwalls.detection.risk.spelling import Speller
from fourwalls.group.finding import RiskKind, Severity
from tests.fourwalls.detection.risk_cries import CRIES
from tests.fourwalls.detection.risk_cries import QUIET as MUST_NOT_PAGE

FLAGGED = [
    ("by the time you read this I'll have gone, the tablets are all laid out on the bed", RiskKind.SELF_HARM),
    ("temp is 38.9 and I'm shivering, day 9 after chemo", RiskKind.MEDICAL_EMERGENCY),
    ("there is a bomb in your centre and it goes off at three, clear the building", RiskKind.TERROR_OR_BOMB),
    ("he's got my mum by the hair downstairs, he's got a knife, please someone ring police", RiskKind.DANGER_TO_PERSON),
    (
        "i know what time that nurse locks up and which car is hers, i'll be waiting for her outside",
        RiskKind.STAFF_THREAT,
    ),
]
QUIET = [
    "this chemo is killing me, can't even taste my tea",
    "cried in the car park then bought a cake",
    "we chose the hymns for the funeral and had a laugh",
    "does anyone else get pins and needles in their fingers on paclitaxel?",
    "Who's watching Strictly later?",
]


@pytest.mark.parametrize(("text", "kind"), FLAGGED)
def test_real_danger_is_flagged(examiner: Examiner, text: str, kind: RiskKind) -> None:
    reading = examiner.risk(text)
    assert (reading.flag, reading.kind) == (True, kind)
    assert reading.severity >= Severity.HIGH
    assert reading.cues


@pytest.mark.parametrize(("text", "kind"), CRIES)
def test_a_cry_that_nobody_could_mistake_is_immediate(examiner: Examiner, text: str, kind: RiskKind) -> None:
    reading = examiner.risk(text)
    assert (reading.severity, reading.kind) == (Severity.IMMEDIATE, kind)


@pytest.mark.parametrize("text", MUST_NOT_PAGE)
def test_ordinary_hard_talk_pages_nobody(examiner: Examiner, text: str) -> None:
    assert examiner.risk(text).severity < Severity.HIGH


@pytest.mark.parametrize("text", QUIET)
def test_strong_feelings_are_not(examiner: Examiner, text: str) -> None:
    assert not examiner.risk(text).flag


def test_slang_and_slips_are_understood(risk_toml: str) -> None:
    speller = RiskRules.parse(risk_toml).speller
    assert speller.rewrite(normal.plain("Ah cannae breethe an ma tabletts r gone")).text == (
        "i cannot breath and my tablets are gone"
    )
    assert speller.plain("shiverring") == "shivering"


def test_the_same_word_is_understood_alike_in_every_process() -> None:
    """Two words are as near to this slip: the first in a fixed order counts, whatever Python's hashes are today."""
    speller = Speller({}, {"breath", "breast"})
    assert speller.plain("breasth") == "breath"


def test_a_guard_lowers_but_does_not_silence_what_is_immediate(examiner: Examiner) -> None:
    reading = examiner.risk("the tablets are lined up next to me, I've taken them all, haha joking, goodbye everyone")
    assert reading.flag
    assert reading.severity >= Severity.HIGH


def test_spelled_cues_lead_back_to_the_original(examiner: Examiner) -> None:
    text = "ma temperture's 38.9 an am shiverin"
    reading = examiner.risk(text)
    assert {text[cue.start : cue.end] for cue in reading.cues} & {"38.9", "temperture", "shiverin"}


NONE_TOML = """
[components]
burst = ['bomb']
bath = ['bath bomb']
[[cue]]
name = "bomb"
kind = "terror_or_bomb"
severity = "immediate"
all = ["burst"]
none = ["bath"]
"""


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("a bomb", True),
        ("a bath bomb", False),
        ("a bath bomb for my birthday, and under the stage there is a bomb", True),
    ],
)
def test_what_stands_over_a_cue_takes_its_meaning_away_there_alone(text: str, met: bool) -> None:
    assert bool(RiskRules.parse(NONE_TOML).look(normal.plain(text)).hits) is met


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ("=", "not TOML"),
        ("", "no [[cue]]"),
        ('[components]\na = "x"', "must be a list"),
        ("[components]\na = ['(']\n", "does not compile"),
        ('[components]\na = ["x"]\n[[cue]]\nname = "c"\nkind = "self_harm"\nseverity = "high"\nall = ["b"]', "b"),
        (NONE_TOML.replace('none = ["bath"]', 'none = ["z"]'), "z"),
        (
            '[components]\na = ["x"]\n[[cue]]\nname = "c"\nkind = "self_harm"\nseverity = "awful"\nall = ["a"]',
            "severity",
        ),
        ('[components]\na = ["x"]\n[[cue]]\nname = "c"\nseverity = "high"\nall = ["a"]', "kind"),
    ],
)
def test_bad_rules_say_what_is_wrong(toml: str, says: str) -> None:
    with pytest.raises(RiskRulesError, match=says.replace("[", r"\[").replace("]", r"\]")):
        RiskRules.parse(toml)
