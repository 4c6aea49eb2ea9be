"""Numbers by which a health service knows somebody: NHS, CHI, H&C, hospital, patient, trial participant."""

# ruff: noqa: E501, PLR2004  patterns and lists are data: broken up they could not be read; lengths are what is tested

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.detection.details.numbers import named_numbers
from fourwalls.detection.details.patterns import compile_, has
from fourwalls.detection.details.reading import Found, Reading
from fourwalls.group.finding import DetailKind

KIND = DetailKind.HEALTH_ID

CAUGHT = (
    "they asked for my NHS number again, «999 123 4560», twice",
    "CHI is «0101554321» if you need it",
    "my hospital number is «RJ7 441 0023»",
    "hosp no «D1234567» on the band",
    "nhs num is «nine nine nine one two three four five six zero»",
    "trial id «ABC-0173»",
    "number on my band was «RCH 0551927»",
    "the clinic rang about my reference «CRM-22719»",
    "my study card, participant «MYE14/0386»",
    "my hosp number's «4471 2093» on the band",
)
LET_PASS = (
    "oramorph 5ml every 4 hours",
    "psa 4.2 and T2N1M0 on the letter",
    "I was in ward 204 bed 12 for three weeks",
    "does anyone know what an NHS number looks like",
    "I'm on the KEYNOTE 522 trial",
    "ring 0808 808 00 00 for the nurse",
    "reference 77310265 is for the fridge, not the hospital",
    "my number from the 2019 half marathon",
    "CA125 was 1420 then 96",
)

_TEN = compile_(r"(?:^|[^\w+./-])(?P<x>\d{3}[ \-.]?\d{3}[ \-.]?\d{4}|\d{6}[ \-/]?\d{4})(?:[^\w/-]|[/-]\D|\.?$)")
_CUE = compile_(
    r"\bn\.?h\.?s\.?\b|\bchi\b|\bchi'?s\b|\bh ?(?:&|and|n) ?c\b|health and (?:social )?care|\bh ?and ?c\b|hospital (?:n|i)|hosp\b|patient|\bmrn\b|unit n|crn\b|"
    r"number|numba|\bnum\b|\bno\.?\b|\bnr\b|wristband|\bband\b|\bid\b|letter|label|sticker|card|record|ref"
)
_ORDERED = compile_(r"order|parcel|tracking|booking|invoice|flight|account|policy|ref\b")
_SURE_CUE = compile_(r"\bnhs\b|\bchi\b|health and care|health n(?:umber|o)|\bh ?(?:&|and|n) ?c\b")
_NAMED = (
    r"(?:n\.?h\.?s|chi|h ?(?:&|and|n) ?c|health (?:and|&|n) (?:social )?care|hospital|hosp|patient|pt|mrn|unit|clinic|ward|case ?notes?|medical records?|casualty|"
    r"a ?(?:&|and) ?e|radiotherapy|oncology|chemo|trial|study|participant|subject|screening|randomi[sz]ation|research|bri|infirmary|"
    r"[a-z]{2,5} hospital)"
)
_NUMBER_WORD = r"(?:numbers?|numb[ea]r?|nums?|no'?s?\.?|nr\.?|i\.?d\.?|ids|ref(?:erence)?|code|#)"
_NEAR = compile_(
    rf"\b(?:{_NAMED}(?:'s)?[ ]{_NUMBER_WORD}|mrn|chi(?:'s)?|participant|me number|ma number|my number|{_NAMED}[ ](?:trial|study)[ ]{_NUMBER_WORD})\b"
    r"(?:[^\d\n]{0,70}?[\s:,.(#'\"-])??(?P<x>(?:[a-z]{1,6}[ \-/]?)?\d(?:[ \-]?\d){2,11}(?:[/\-]\d{1,4})?[a-z]?)(?:\b|$)"
)
_LATER = compile_(
    rf"\b{_NAMED}[ ]{_NUMBER_WORD}\b[^\n]{{0,90}}?[\s:,(](?P<x>[a-z]{{0,5}}[ \-]?\d[\d ]{{4,12}}\d(?:[/\-]\d{{1,4}})?)(?:\W|$)"
)
_SHAPE = compile_(
    r"(?:^|[\s,:(])(?P<x>(?:[a-z]{1,4}\d{0,1} ?\d{3} ?\d{4}|[a-z]{1,4}\d?[ -]?\d{6,8}|[a-z]{1,5} ?\d{6,8}|[a-z]{2,4}-\d{3,5}))(?:[\s,.;:)!?]|$)"
)
_LABEL = compile_(
    r"\b(?:trial|study|participant|patient|hospital|hosp|unit|casenote|mrn)[ ](?:no|number|num|id|nr)\.?[ :#]*(?:is[ ]|only,?[ ]|was[ ])?(?P<x>[a-z]{1,5}[ -]?\d{3,8}|\d{3,8}(?:[-/]\d{2,6})?)\b"
)
_ENROLLED = compile_(
    r"\b(?:participant|subject|recruit|enrolled as|randomi[sz]ed as|volunteer|known as|patient)[ ](?:number|no\.?|num|id|#)?[ ]?(?P<x>(?:[a-z]{1,4}[ /-]?)?\d{2,6}(?:[/-][a-z0-9]{1,6})*)(?:[\s,.;!?]|$)"
)
_AFTER_COUNT = compile_(r"^[ ]?(?:of|out|people|patients|women|men|others|hospitals|centres|years|weeks|days|%)\b")
_TRIAL = compile_(r"\b(?:trial|study|arm|placebo|randomi\w*|research|biobank|cohort|guinea pig|lab rat|phase)\b")
_TWO_NUMBERS = compile_(
    r"\b(?:hospital|bri|infirmary|patient)[ ]number\b[^\n]{0,90}?\b(?:new one|other one|old one|other|second)[^\d\n]{0,12}(?P<x>[a-z]{0,3}\d{3,8}(?:[-/]\d{2,6})?)\b"
)
_LETTER = compile_(
    r"\b(?:number|num|no)\b[^.\n]{0,12}\b(?:off|on|from|at)[ ](?:the[ ])?(?:top|front|back|letter|wristband|band|label|card|sticker)[^.\n\d]{0,28}?[ ,:](?P<x>[a-z]{0,4}\d{5,9})\b"
)
_PLACE = compile_(
    r"\b(?:bracelet|name ?band|knows? me as|i go by|filed (?:me )?under|hospital|hosp|wristband|casenotes?|patient|barcode|sticker|specimen|biopsy pot|trial|participant|clinic letter|unit number|results?|wrong (?:man|woman|patient|person)|"
    r"my number|number is|me number|mine (?:is|are))\b"
)
_NOT = compile_(
    r"\b(?:ward|bed|room|bay|level|floor|trial|keynote|bus|order|helpline|line|call|ring|phone|freephone|text)[ ]?(?:no\.?[ ]|number[ ])?$"
)
_YEAR = compile_(r"^(?:[a-z]+[ ])?(?:19|20)\d\d$")
_KIND = compile_(
    r"\b(?:n\.?h\.?s|chi|h ?& ?c|hosp\w*|infirmary|patient|participant|trial|study|clinics?|clinic's|ward|mrn|case ?notes?|medical records?|wristband|bracelet|band|blood bank|donor|screening|randomi\w*|radiotherapy|oncology|haematology|transplant|"
    r"biobank|tumou?r bank|pathology|specimen|lab|x-?ray|scan|biopsy|surgery|gp|fertility|nurse|registrar|doctor|a ?& ?e|casualty|physio|chemo|marsden|christie|beatson)\b"
)
_SURE_KIND = compile_(
    r"\b(?:n\.?h\.?s|chi|hosp\w*|infirmary|patient|participant|trial|study|mrn|wristband|donor|case ?notes?|clinics?)\b"
)
_WEIGHTS = range(10, 1, -1)
_MONTHS = 12
_DAYS = 31


def check_digit_holds(number: str) -> bool:
    """Whether ten digits pass the check that NHS, CHI and H&C numbers share."""
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:9], strict=True))
    return (11 - total % 11) % 11 == int(number[9])


def begins_with_a_date(number: str) -> bool:
    """Whether the first six digits could be a birth date, as in a CHI number."""
    return 1 <= int(number[:2]) <= _DAYS and 1 <= int(number[2:4]) <= _MONTHS


def find(reading: Reading) -> Iterator[Found]:
    """Ten-digit numbers weighed by check digit, grouping and cue; other numbers by their cue."""
    yield from _ten_digits(reading)
    view = reading.digits
    for pattern, why in ((_NEAR, "number-of-a-hospital"), (_LATER, "number-of-a-hospital")):
        for match in pattern.finditer(view.text):
            number = match.group("x")
            start, end = match.span("x")
            if (
                sum(char.isdigit() for char in number) >= 3
                and not _looks_like_phone(number)
                and not has(_YEAR, number)
                and not has(_NOT, view.text[max(0, start - 20) : start])
            ):
                lead = 2 if number.lower().startswith("s ") else len(number) - len(number.lstrip())
                yield reading.found(view, start + lead, end, 0.85, why)
    yield from named_numbers(reading, _KIND, "number-of-a-hospital")
    yield from named_numbers(reading, _SURE_KIND, "number-of-a-hospital", 0.76)
    for pattern in (_LABEL, _TWO_NUMBERS, _LETTER):
        yield from reading.matches(view, pattern, 0.8, "number-of-a-hospital")
    yield from _by_place(reading)


def _by_place(reading: Reading) -> Iterator[Found]:
    """Numbers that talk of a trial or a hospital explains, by their shape."""
    view = reading.digits
    if has(_TRIAL, view.text):
        for match in _ENROLLED.finditer(view.text):
            if not has(_AFTER_COUNT, view.text[match.end("x") : match.end("x") + 12]):
                yield reading.found(view, *match.span("x"), 0.7, "number-of-a-trial")
    if has(_PLACE, view.text):
        for match in _SHAPE.finditer(view.text):
            if sum(char.isdigit() for char in match.group("x")) >= 4 and not has(
                _NOT, view.text[max(0, match.start("x") - 20) : match.start("x")]
            ):
                yield reading.found(view, match.start("x"), match.end("x"), 0.6, "shape-of-a-hospital-number")


def _looks_like_phone(number: str) -> bool:
    """Eleven digits from zero are a telephone number."""
    bare = "".join(char for char in number if char.isdigit())
    return bare.startswith("0") and len(bare) >= 11


def _ten_digits(reading: Reading) -> Iterator[Found]:
    """Ten digits: the more of check digit, usual grouping and cue agree, the surer."""
    view = reading.digits
    low = view.text.lower()
    for match in _TEN.finditer(view.text):
        text = match.group("x")
        number = "".join(char for char in text if char.isdigit())
        start, end = match.span("x")
        cue = has(_CUE, low[max(0, start - 60) : end + 40]) or has(_CUE, reading.before)
        grouped = len(text) > len(number)
        checked = check_digit_holds(number)
        dated = begins_with_a_date(number)
        if number.startswith("0") and not dated:
            continue
        if number.startswith(("0800", "0808", "0300", "0345")):
            continue
        named = has(_SURE_CUE, low[max(0, start - 40) : start])
        votes = cue + named + grouped + checked + (dated and grouped)
        if (
            votes >= 2
            or (votes and number.startswith("999"))
            or (checked and not has(_ORDERED, low[max(0, start - 40) : start]))
        ):
            score = 0.97 if named else 0.7 + 0.06 * votes
            yield reading.found(view, start, end, score, "ten-digits")
