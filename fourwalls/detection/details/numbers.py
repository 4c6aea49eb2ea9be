"""Numbers that words near them call somebody's: a label, a kind of number, and a token that is built like one."""

# ruff: noqa: E501  patterns and lists are data: broken up they could not be read; lengths are what is tested

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.detection.details.patterns import compile_, has
from fourwalls.detection.details.reading import Found, Reading
from fourwalls.detection.regex import Pattern

BEFORE = 62
AFTER = 34
"""How far before and behind a number the words that name it are looked for."""
ENOUGH_DIGITS = 4
FADES = 600
"""Score that a character of distance takes away, as its inverse."""

_TOKEN = compile_(
    r"(?:^|[\s,:(#'\"])(?P<x>(?:[a-z0-9]{1,8}[/-]){1,4}\d[a-z0-9]{0,7}|[a-z]{1,6}(?:[/-][a-z0-9]{1,8}){1,4}|(?:(?-i:[A-Z]{1,4})[ ]|[a-z]{1,4}[/-]?|[b-hj-z][ ])?\d+(?:[ /-]?\d+){0,5}(?:[/-]?[a-z]\d*)?[a-z]?|\d[a-z]\d[a-z]\d[a-z])(?:[\s,.;:)!?'\"]|$)"
)
_LABEL = compile_(
    r"\b(?:numbers?|numb[ae]r?|nums?|nr|no'?s?|ids?|i\.d|ref(?:erence)?s?|cards?|code|barcode|label|sticker|wristband|band|pin|reg(?:istration)?|plate|badge|letter|passport|licen[cs]e|nino|mrn|utr|brp|payroll|account|acct|acc|a/c|nhs|chi|ni|participant)(?:'s)?\b"
)
_NEVER = compile_(
    r"(?:[$£€]|\b(?:order|batch|lot|parcel|tracking|delivery|booking|flight|bus|train|tram|route|page|chapter|ward|bed|room|bay|level|floor|helpline|line|raffle|ticket|lottery|session|cycle|step|item|size|channel|keynote|cost|paid|quid|"
    r"ring|call|phone|tel|mobile|mob|text|temp|psa|hb|bp|ca ?\d*|platelets|neutrophils|count|weight|dose|recall\w*|model|isbn|iso|version|recipe|score|over|about|nearly|around)[ ]?(?:no\.?|number|num|ref|id|is|:|#)?[ ]*)$"
)
_UNIT_AFTER = compile_(
    r"^[ ]?(?:mgs?|mls?|g|kg|mcg|units?|people|patients|women|men|miles|km|steps|am|pm|years?|yrs?|weeks?|days?|hours?|hrs|mins?|minutes|times|percent|pounds|quid|points?|cycles?|sessions?|of\b|bpm|mmol|calories|kcal|st\b|nd\b|rd\b|th\b|o'?clock|recalled|%)"
)
_WARES = compile_(
    r"\b(?:fridge|freezer|boiler|oven|washing machine|parcel|deliver\w*|orders?|currys|argos|amazon|ebay|broadband|booking|hotel|flights?|tickets?|refund|recall\w*|crossword|lottery|raffle|knitting|pattern|isbn|crochet|wool|tyres?|complaint)\b"
)
_DATE_OR_YEAR = compile_(
    r"^(?:(?:19|20)\d\d|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{1,2}[ ]\d{1,2}[ ]\d{2,4}|\d{1,3}/\d{1,3})$"
)
_PHONE = compile_(r"^(?:0[1237]\d{8,9}|0800\d+|0808\d+|0300\d+|116123|44\d{10})$")
_SMALL_LEAD = compile_(
    r"^(?:in|on|at|to|of|is|by|for|and|all|was|no|the|a|an|or|as|my|me|it|we|had|got|with|from|over|t|n|m|stage|ward|bed|iso|ca|psa|hb|bp|b|d|l|c|brca|her)[ -]?\d"
)


def named_numbers(reading: Reading, kind: Pattern, why: str, score: float = 0.7) -> Iterator[Found]:
    """Numbers beside both a label (``number``, ``ref``) and a word of their kind, in the same stretch of text."""
    view = reading.digits
    if not has(kind, view.text) and not has(kind, reading.before):
        return
    for match in _TOKEN.finditer(view.text):
        start, end = match.span("x")
        token = match.group("x")
        bare = "".join(char for char in token if char.isalnum())
        if sum(char.isdigit() for char in bare) < (ENOUGH_DIGITS - (not bare.isdigit())):
            continue
        if has(_DATE_OR_YEAR, token) or has(_PHONE, bare) or has(_UNIT_AFTER, view.text[end : end + 12]):
            continue
        before, after = view.text[max(0, start - BEFORE) : start], view.text[end : end + AFTER]
        if has(_NEVER, before[-24:]) or has(_SMALL_LEAD, token):
            continue
        around = f"{_same(before, last=True)} | {_same(after, last=False)}"
        if not around.strip(" |"):
            around = reading.before[-BEFORE:]
        if has(_LABEL, around) and has(kind, around) and not has(_WARES, around):
            yield reading.found(view, start, end, score - _away(kind, before) / FADES, why)


def _away(kind: Pattern, before: str) -> int:
    """How far before a number the last word of its kind stands: of two kinds the nearer one names it."""
    ends = [match.end() for match in kind.finditer(before)]
    return len(before) - ends[-1] if ends else BEFORE


def _same(text: str, *, last: bool) -> str:
    """The part of a text that belongs to the same paragraph."""
    return text.rsplit("\n", 1)[-1] if last else text.split("\n", 1)[0]
