"""Dates, with day and month, that are said to be somebody's date of birth or birthday."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.detection.details.patterns import MONTH, compile_, has
from fourwalls.detection.details.reading import Found, Reading
from fourwalls.group.finding import DetailKind

KIND = DetailKind.DATE_OF_BIRTH

CAUGHT = (
    "dob «4/7/61» for the form",
    "I was born on «4 July 1961»",
    "my birthday is the «4th of july»",
    "bday «12/9» and nobody remembered",
    "dad will be 90 on «2nd Feb»",
    "its her 30th on «oct 31st»",
    "born «Christmas Day 1953» in the snow",
    "my date of birth is «thirtieth of April nineteen forty two»",
    "«24 june» is my birthday",
)
LET_PASS = (
    "it's my birthday tomorrow",
    "born in 61, same year as my wife",
    "my scan is on 4 July and the birthday cake is in the fridge",
    "diagnosed 14/02/24, valentines day",
    "mum died on 3rd of march",
    "birthdays in june so I aim for that",
    "why do they always want my date of birth",
)

_DAY_WORD = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|"
    r"eighteenth|nineteenth|twentieth|twenty[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|thirtieth|thirty[ -]first)"
)
_DAY = rf"(?:(?:0?[1-9]|[12]\d|3[01])(?:[ ]?(?:st|nd|rd|th|t|d))?|{_DAY_WORD})"
_TENS = r"(?:twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety)"
_ONE = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
_YEAR_WORD = rf"(?:(?:nineteen|two thousand(?: and)?|twenty)(?:[ -](?:hundred(?: and)?[ ])?(?:oh[ -])?(?:{_TENS}(?:[ -]{_ONE})?|{_ONE}))?|{_TENS}(?:[ -]{_ONE})?)"
_YEAR = rf"(?:(?:19|20)\d\d|'?\d\d\b|{_YEAR_WORD})"
_OF = r"(?:[ ](?:of|o'?|ae|in|i|day of)?[ ]?(?:the[ ])?|[ ]?[-./][ ]?|)"
_NUMERIC = r"(?:(?:0?[1-9]|[12]\d|3[01])[ ]?[-./ ][ ]?(?:0?[1-9]|1[0-2])(?:[ ]?[-./ ][ ]?(?:(?:19|20)\d\d|\d\d))?)"
_ISO = r"(?:(?:19|20)\d\d[-./](?:0[1-9]|1[0-2])[-./](?:0[1-9]|[12]\d|3[01]))"
_FEAST = (
    r"(?:(?:christmas|xmas|boxing|new year'?s|valentine'?s|st\.? (?:patrick|andrew|george|david)'?s|paddy'?s|april fool'?s|guy fawkes|bonfire|burns|midsummer'?s?|"
    r"st\.? nicholas|bastille|independence|anzac|leap|may|remembrance|armistice)[ ](?:day|eve|night)|hogmanay|hallowe'?en|christmas eve|new year'?s eve)"
)
DATE = (
    rf"(?:{_ISO}|{_DAY}{_OF}{MONTH}(?:[ ,./-]{{1,2}}{_YEAR})?|{MONTH}[ ,./-]{{0,2}}(?:the[ ])?{_DAY}(?:[ ,./-]{{1,2}}{_YEAR})?|{_NUMERIC}|"
    rf"{_FEAST}(?:[ ,]{{1,2}}{_YEAR})?)"
)
_SAYS = (
    r"(?:\bd\.?[ ]?o\.?[ ]?b\b\.?|date of birth|birth ?date|birth date|birthday|birfday|birthdy|bir?thday|b[ -]?day|bornday|\bborn(?:ed)?\b|day i was born|birthdate)"
)
_LINK = r"(?:[^\d.!?\n]{0,45}?)"
_BEFORE = compile_(rf"{_SAYS}(?:'s|s)?\.?(?P<link>{_LINK}[\s:,=(-])(?:the[ ])?(?P<x>{DATE})(?:\b|$)")
_AFTER = compile_(rf"(?:^|[\s,(])(?P<x>{DATE})(?P<link>[^\d.!?\n]{{0,28}}?)(?:\b(?:my|his|her|their|our|me|ma|mum'?s|dad'?s|\w+'s|\w+s|is my|own)[ ](?:\w+[ ])?(?:birthday|b[ -]?day|dob)\b|\b(?:is|was) (?:when|the day) (?:i|he|she) was born)")
_BORN_AFTER = compile_(rf"\bon (?:the )?(?P<x>{DATE})[, ]{{1,2}}(?:i|he|she|we) was born")
_AGE_WORD = r"(?:sixteen|eighteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a hundred)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?"
_NTH = r"(?:\d{1,2}[05](?:th)|\d{1,2}(?:st|nd|rd|th)|(?:eighteen|twentie|twenty[ -]fir|thirtie|fortie|fiftie|sixtie|seventie|eightie|ninetie)(?:th|st)|big (?:\d0|three|four|five|six|seven|eight)[ -]?0?)"
_AGE = compile_(
    rf"(?:(?:\b(?:will be|'?ll be|be|turn(?:s|ed|ing)?|hits?|is|was|im|i'm|i am|lads?|has|becoming|reach(?:es)?)[ ])(?:the big )?(?:\d{{1,3}}|{_AGE_WORD})(?:[ ](?:years(?: old)?|yrs))?|"
    rf"(?:^|[\n.!?][ ]?)(?:[a-z']+[ ]){{0,2}}(?:[1-9]\d)|\b(?:is|its|it's|my|his|her|our|\w+'s|\w+s)[ ](?:own[ ])?{_NTH}(?:[ ](?:birthday|bday))?)"
    rf"(?:[ ](?:is|it's|its|was|be|falls|comes))?(?:[ ]on)?(?:[ ]the)?[ ](?P<x>{DATE})(?:\b|$)"
)
_OTHER_DAY = compile_(
    r"\b(?:scan|scans|appointment|appt|surgery|operation|op|chemo|diagnos\w*|died|passed|funeral|results?|clinic|cycle|treatment|mri|ct|wedding|anniversary|bloods|"
    r"start(?:s|ed|ing)?|finish(?:es|ed)?|until|since|admitted|discharged|exam|meeting|session|booked|due|party|celebrat\w*|until|till|but|and then|mother died)\b"
)
_COMPACT = compile_(r"(?:\bd\.?o\.?b\.?|date of birth|born)[^\d\n]{0,25}?\b(?P<x>(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d(?:\d\d)?)\b")
_NEXT_COMPACT = compile_(r"(?:\bd\.?o\.?b\.?|date of birth)[^\n]{0,45}?\b(?:wife|husband|mum|dad|his|her|mine)(?:'s)?[ ](?P<x>(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d(?:\d\d)?)\b")
_SAID = compile_(rf"(?:\bd\.?o\.?b\.?\b|date of birth)[^\n.\d]{{0,60}}?[ ,](?P<x>(?:{_DAY_WORD}|{_ONE}|{_TENS}(?:[ -]{_ONE})?)[ ,]{{1,2}}(?:of[ ])?{_ONE}[ ,]{{1,2}}(?:{_YEAR_WORD}))\b")
_BORN_TIME = compile_(r"^(?:[^\d]{0,12}\bat\b|[^\d]{0,10}\bweigh)")
_CONFIRMED = compile_(r"(?:\bbirth|\bborn|\bb[ -]?day|\bdob\b|d\.o\.b|turn|cake|party|years? old)")


def find(reading: Reading) -> Iterator[Found]:
    """Dates beside a word of birth, before or after it, or beside a coming age."""
    view = reading.plain
    for match in _BEFORE.finditer(view.text):
        link = match.group("link")
        if not has(_OTHER_DAY, link) and not _is_bare_decade(match.group("x")):
            yield reading.found(view, *match.span("x"), 0.9, "birth-then-date")
    for match in _AFTER.finditer(view.text):
        if not has(_OTHER_DAY, match.group("link")) and not _is_bare_decade(match.group("x")):
            yield reading.found(view, *match.span("x"), 0.85, "date-then-birth")
    yield from reading.matches(view, _BORN_AFTER, 0.9, "date-then-birth")
    for match in _AGE.finditer(view.text):
        if not _is_bare_decade(match.group("x")):
            yield reading.found(view, *match.span("x"), 0.75, "age-on-date")
    for pattern in (_COMPACT, _NEXT_COMPACT):
        yield from reading.matches(view, pattern, 0.85, "birth-six-digits")
    yield from reading.matches(view, _SAID, 0.85, "birth-said")


def _is_bare_decade(text: str) -> bool:
    """``born in 61`` has no day; a lone number of two or four digits is a year or an age."""
    return text.strip("' ").isdigit()
