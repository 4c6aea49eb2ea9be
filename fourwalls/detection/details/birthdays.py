"""Dates in sentences that speak of birth without saying so beside the date: every word near it is weighed.

Strong words (born, birthday, a coming age) count for a date in their own sentence and a little for one in the next;
occasions of illness, travel and mourning count against it.
"""

# ruff: noqa: E501  patterns are data: broken up they could not be read

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.detection.details.orgnames import sentence
from fourwalls.detection.details.patterns import compile_, has
from fourwalls.detection.details.reading import Reading
from fourwalls.detection.regex import Pattern

ENOUGH = 2
BARE = 2
"""A sentence with no more than so many other letters is a date alone, and is read with the one before."""
_NUMBER = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|a hundred)"
_UNIT = r"(?:[ ]?(?:%|weeks?|months?|days?|hours?|cycles?|sessions?|mins?|minutes?|miles?|stone|lbs?|kg|mg|ml|o'?clock|am|pm|degrees?|people|of\b|in\b|out\b|rounds?|fractions?|point|\.\d|/))"
_BIRTH = compile_(
    r"\b(?:b-?day|birthdays?|bithday|brithday|birfday|bday|born|boarn|birth|d\.?o\.?b|delivered by|came early|gave birth|candles|had me\b|having me\b|"
    r"urodzin\w*|urodzon\w*|ur\.|pen-?blwydd|penblwydd|geni|ganwyd|cumplea\w+|nacimiento|naci|nacida|nascimento|anniversaire|nee le|dogum|rojhelat|co la breith|breith)\b"
)
_AGE = compile_(
    rf"\b(?:turn(?:s|ed|ing)?|hit(?:s|ting)?|(?:will|'?ll|would|'?d|wid|gonna|going to)(?: have)? (?:be|been|turn)|reach(?:es|ing|ed)?|com(?:es|ing) up(?: for)?|makes?)[ ](?:the big |a |my |her |his )?{_NUMBER}\b"
)
_NOT_AGE = compile_(
    rf"\b{_NUMBER}{_UNIT}|\b(?:temp\w*|psa|hb|bp|pressure|count|platelets|ca ?\d+|ward|bay|bed|stage|grade|bus|page|room|pain)\b"
)
_ORDINAL_AGE = compile_(
    r"\b(?:(?:my|his|her|their|our|mum'?s|dad'?s|ma'?s|the|big|own|husband'?s|wife'?s|son'?s|daughter'?s|\w+'s)[ ](?:big )?(?:[1-9]\d?(?:st|nd|rd|th)|[1-9]0th|eighteenth|twenty[ -]first|thirtieth|fortieth|fiftieth|sixtieth|seventieth|eightieth|ninetieth|hundredth)|the big (?:\d0|[3-9][ -]?o|(?:three|four|five|six|seven|eight|nine)[ -]?(?:o|oh|zero)))\b"
)
_IS_AGE = compile_(rf"\b(?:is|am|i'?m|s?he'?s|are|was|the baby'?s|\w+'s)[ ](?:now )?{_NUMBER}[ ](?:on|come|the)\b")
"""An age without a verb of its own, so close to a date that it is said of it."""
_SIGN = compile_(
    r"\b(?:aries|taurus|taurean|gemini|leo|virgo|libra|libran|scorpio|sagittarius|capricorn|aquarius|aquarian|pisces|piscean)\b"
)
_PARTY = compile_(r"\b(?:candles?|cake|party|presents?|karaoke|balloons?|baby|twins?|6lb|7lb|8lb|9lb|\dlb|\d ?lbs)\b")
_MINE = compile_(r"\b(?:mines?|mine'?s|me too|same as me|for me)\b")
_AGAINST = compile_(
    r"\b(?:scans?|appointment|appt|clinic|surgery|operation|op|pre-?op|theatre|chemo\w*|radiotherapy|diagnos\w*|results?|bloods|biopsy|cycle|infusion|transplant|stem cell|re-?birth\w*|day zero|port|picc|drain|cannula|dose|mri|ct|pet|letter|dated|expir\w*|runs out|visa|"
    r"died|dies|dead|passed|funeral|anniversary|buried|lost|wedding|married|engaged|divorced|met|moved|retired|started|starts|finish\w*|back at work|admitted|discharged|sports day|carnival|match|concert|holiday|flight|nil by mouth|"
    r"name ?day|remission|all clear|exam|session|group|treatment|infection|heart attack|stroke|fell|strike|election|months? on|weeks? on)\b"
)
_COMMON = compile_(r"^(?:\d{1,2}[ ]?[./-][ ]?\d{1,2})$")


def birthdays(reading: Reading, date: Pattern) -> Iterator[tuple[int, int]]:
    """The dates that the words around them make somebody's birthday, as offsets of the plain view."""
    if not _worth_a_look(reading):
        return
    text, low = reading.plain.text, reading.low
    for match in date.finditer(text):
        start, end = match.span("x")
        own = sentence(low, start, end)
        at = low.find(own, max(0, start - len(own)))
        before = sentence(low[: max(0, at - 1)], max(0, at - 2), max(0, at - 1)) if at > 1 else reading.before[-80:]
        rest = own.replace(match.group("x").lower(), " # ")
        feast = not any(char.isdigit() for char in match.group("x"))
        if feast and (not has(_BIRTH, rest) or has(_PARTY, rest)):
            continue
        if len(rest.strip(" #.,!the")) <= BARE:
            rest = f"{before} {rest}"  # "The big six oh. 19th October."
        if _weight(rest, before) >= ENOUGH and not has(_COMMON, match.group("x")):
            yield start, end


def _worth_a_look(reading: Reading) -> bool:
    """A cheap test: some word of birth or age."""
    around = f"{reading.before} {reading.low}"
    return any(has(cue, around) for cue in (_BIRTH, _AGE, _ORDINAL_AGE, _SIGN))


def _weight(own: str, before: str) -> int:
    """How much the sentence of a date, and the one before it, speak of birth."""
    weight = 2 * has(_BIRTH, own) + 2 * has(_ORDINAL_AGE, own) + has(_SIGN, own) * 2 + has(_PARTY, own)
    weight += 2 * (has(_AGE, own) and not has(_NOT_AGE, own))
    weight += 2 * (has(_IS_AGE, own) and not has(_NOT_AGE, own))
    weight += has(_BIRTH, before) + has(_ORDINAL_AGE, before) + has(_MINE, own) * has(_BIRTH, before)
    return weight - 3 * has(_AGAINST, own) - has(_AGAINST, before)
