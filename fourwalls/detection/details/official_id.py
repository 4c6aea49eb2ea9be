"""Numbers by which the state, a bank or an employer knows somebody."""

# ruff: noqa: E501, PLR2004  patterns and lists are data: broken up they could not be read; lengths are what is tested

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.detection.details.numbers import named_numbers
from fourwalls.detection.details.patterns import compile_, has
from fourwalls.detection.details.reading import Found, Reading
from fourwalls.group.finding import DetailKind

KIND = DetailKind.OFFICIAL_ID

CAUGHT = (
    "my NI is «QQ 12 34 56 C» they said",
    "ni number «qq123456c»",
    "passport «123456789» runs out in May",
    "dvla took my licence, «MORGA657054SM9IJ»",
    "sort code «20-00-00» account «55779911»",
    "long number is «4929 1234 5678 9012»",
    "my car is «AB12 CDE», the red one",
    "payroll no «P0012345»",
    "reg was away, «TXZ 91764», and I laughed",
    "my NI number's «QQ twelve thirty four fifty six C»",
    "uc journal ref «AB123456»",
    "my visa share code is «K7R 22M 9XB»",
    "the van is «141 KY 2207», white",
)
LET_PASS = (
    "took b12 jab on monday",
    "tablets batch no 4471923 recalled",
    "order 44718820 from the shop",
    "covid jab in 21 and 22",
    "CA125 down from 1420 to 96",
    "flight LM437 cancelled again",
    "raffle ticket 451, I won a mop",
    "my parcel ref 88712345 never came",
)

_NINO = compile_(r"\b(?P<x>[a-z][ ]?[a-z][ .\-]?\d\d[ .\-]?\d\d[ .\-]?\d\d[ .\-]?[a-d])\b")
_NINO_CUE = compile_(
    r"\bn\.?i\.?\b|nino\b|insurance|\bdwp\b|\besa\b|\bpip\b|\badp\b|universal credit|benefit|form|hmrc|job ?centre"
)
_NINO_SHORT = compile_(
    r"(?:\bn\.?i\.?\b|nino|national insurance)[^.\n\d]{0,40}?\b(?P<x>[a-z]{2}[ ]?\d\d[ ]?\d\d[ ]?\d\d)\b"
)
_NINO_EXAMPLE = compile_(r"\b(?P<x>q[ ]?q[ .\-]?\d\d[ .\-]?\d\d[ .\-]?\d\d(?:[ .\-]?[a-d])?)\b")
_NINO_SPOKEN = compile_(r"\b(?P<x>[a-z][ ,]{1,2}[a-z][ ,]{1,2}\d{6}[, ]{1,2}[a-d])\b")
_DRIVER = compile_(
    r"\b(?P<x>[a-z]{1,5}9{0,4}[ ]?\d[ ]?[0156]\d[ ]?[0-3]\d[ ]?\d[ ]?[a-z9]{2}[ ]?[a-z0-9][ ]?[a-z]{2}(?:[ ]?\d\d)?)\b"
)
_PLATE = compile_(r"\b(?P<x>[a-hj-pr-y][a-hj-pr-y]\d\d[ ]?[a-hj-pr-z]{3})\b")
_OLD_PLATE = compile_(r"\b(?P<x>[a-z]\d{1,3}[ ]?[a-z]{3}|[a-z]{3}[ ]?\d{1,3}[a-z]|[a-z]{1,3}[ ]\d{1,4})\b")
_CAR = compile_(
    r"\b(?:car|van|reg(?:istration)?|number ?plate|plate|motor|jeep|transit|skoda|ford|fiesta|focus|corsa|astra|vauxhall|golf|polo|bmw|audi|merc|mini|fiat|nissan|"
    r"micra|qashqai|juke|toyota|yaris|honda|jazz|civic|kia|hyundai|peugeot|renault|clio|citroen|berlingo|volvo|tesla|panda|lorry|cab|taxi|motorbike|scooter|"
    r"blue badge|parked|park|parking|ticketed|dvla|mot|insured|drives?|estate|hatchback|land ?rover|suzuki|mazda|seat|dacia|duster)\b"
)
_BANK = compile_(
    r"\b(?:bank|sort|account|acct|a/c|acc|bacs|transfer|donat|chipp?ing in|whip[ -]?round|collecti|standing order|paid? (?:in|into)|monzo|starling|barclays|lloyds|"
    r"natwest|halifax|santander|nationwide|ps\d|quid|send (?:it|money)|payee)\w*"
)
_SORT = compile_(r"\b(?P<x>\d\d[ -]\d\d[ -]\d\d)(?:\b|$)")
_SORT_PLAIN = compile_(r"\bsort(?:[ -]?code)?\b[^\d\n]{0,14}(?P<x>\d{6}|\d\d[. ]\d\d[. ]\d\d)\b")
_LOWER_PLATE = compile_(
    r"\b(?:reg(?:istration)?|plate|number ?plate)\b[^\d\n]{0,30}?\b(?P<x>[a-z]{1,3}[ ]?\d{1,4}[ ]?[a-z]{0,3})\b"
)
_SMALL_WORD = compile_(r"^(?:in|on|at|to|of|is|by|for|and|all)\b|\b(?:day|days|am|pm|mg|ml)$")
_SORT_ACCOUNT = compile_(r"\b(?P<x>\d\d[ -]?\d\d[ -]?\d\d[ ,/]{1,2}\d{8})\b")
_ACCOUNT = compile_(
    r"\b(?:account|acct|acc|a/c)\b(?:[ ](?:number|no\.?|num))?[^\d\n]{0,15}(?P<x>\d{8}|\d{4}[ ]\d{4})\b"
)
_AFTER_SORT = compile_(r"\b\d\d[ -]\d\d[ -]\d\d[^\d\n]{1,25}(?P<x>\d{8})\b")
_CARD = compile_(r"\b(?P<x>\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}|\d{16})\b")
_IBAN = compile_(r"\b(?P<x>[a-z]{2}\d\d[ ]?[a-z]{4}[ ]?(?:\d{4}[ ]?){3}\d{2})\b")
_DOCUMENT = compile_(
    r"\b(?:passport|passaport|brp|residence permit|residents? permit|visa|immigration|home office|biometric|share code|id card|identity card|right to work|settled status|"
    r"ukvi|arc card|national id|pesel)\b"
)
_DOCUMENT_NUMBER = compile_(r"\b(?P<x>[a-z]{0,3}[ ]?\d{6,9}[a-z]?)\b")
_STAFF = compile_(
    r"\b(?:pay ?roll|staff|employee|employment|works|clock|badge|service|army|force|warrant|pin|nmc|gmc|hcpc|pension|utr|tax(?:payer)?|"
    r"prison|collar|shoulder|unique taxpayer|membership|union|claim|policy|council tax|benefit|blue badge)(?:'s)?[ ](?:reference|ref|number|numb?er|no'?\.?|num|id|i\.d\.|#)"
    r"[^\d\n]{0,40}?\b(?P<x>[a-z]{0,4}[ /-]?\d(?:[ /-]?\d){3,11}[a-z]?)\b"
)
_KIND = compile_(
    r"\b(?:n\.?i|nino|national insurance|passport|licen[cs]e|dvla|reg|registration|plate|pay ?roll|staff|employee|works|army|navy|raf|service|warrant|collar|pension|union|pip|adp|esa|dwp|uc|universal credit|journal|claim|benefits?|blue badge|nmc|gmc|hcpc|pin|utr|tax|"
    r"hmrc|council|bank|account|acct|acc|a/c|sort|card|student|matric\w*|ucas|home office|visa|immigration|brp|permit|settled|crn|probation|prison|insurance|policy|credit union|building society|mortgage|tenancy|rent)\b"
)
_SHARE_CODE = compile_(
    r"\bshare code\b[^\n]{0,20}?(?P<x>(?-i:[A-Z0-9]{3})[ -]?(?-i:[A-Z0-9]{3})[ -]?(?-i:[A-Z0-9]{3}))\b"
)
_CARD_NUMBER = compile_(
    r"\b(?:arc|brp|visa|permit|immigration|home office|asylum|residence|refugee)\b[^\n\d]{0,30}?\b(?P<x>(?:[a-z]{2,4}[ /-]?)?\d{3,6}[/-]\d{2,6}[a-z]?)\b"
)
_IRISH_PLATE = compile_(r"\b(?P<x>\d{2,3}[ -](?-i:[A-Z]{1,2})[ -]\d{1,6})\b")
_NINO_LOOSE = compile_(r"\b(?P<x>[a-z][ .\-]{0,2}[a-z](?:[ .\-]{0,2}\d){6}[ .\-]{0,2}[a-d])\b")
_REG_CUE = compile_(r"\b(?:reg(?:istration)?|number ?plate|plate)\b[^\n]{0,30}?[ ,:](?P<x>[a-z]{3}[ ]?\d{2,5})\b")
_NOT = compile_(
    r"(?:order|batch|tracking|parcel|booking|flight|lot|serial|box|pack|bus|no[ ]?\.?)[ ](?:number |no\.? )?$"
)
_ORDER = compile_(r"\b(?:order|batch|tracking|parcel|delivery|flight|lot no)\b")


def find(reading: Reading) -> Iterator[Found]:
    """Insurance numbers, licences, plates, bank details, documents, numbers of an employee."""
    view = reading.digits
    low = view.text.lower()
    yield from _insurance(reading)
    for match in _DRIVER.finditer(view.text):
        if len(match.group("x").replace(" ", "")) >= 16:
            yield reading.found(view, *match.span("x"), 0.95, "driving-licence")
    yield from _plates(reading)
    yield from _bank(reading)
    for pattern in (_SHARE_CODE, _CARD_NUMBER):
        yield from reading.matches(view, pattern, 0.85, "travel-document")
    yield from reading.matches(view, _STAFF, 0.85, "staff-number")
    yield from named_numbers(reading, _KIND, "number-of-an-office", 0.72)
    for cue in _DOCUMENT.finditer(low):
        for match in _DOCUMENT_NUMBER.finditer(view.text[max(0, cue.start() - 25) : cue.end() + 110]):
            base = max(0, cue.start() - 25)
            start, end = base + match.start("x"), base + match.end("x")
            text = match.group("x").strip()
            lead = len(match.group("x")) - len(match.group("x").lstrip())
            if sum(char.isdigit() for char in text) >= 7 or (
                text[0].isalpha() and sum(char.isdigit() for char in text) >= 6
            ):
                yield reading.found(view, start + lead, end, 0.8, "travel-document")


def _insurance(reading: Reading) -> Iterator[Found]:
    """National Insurance numbers; QQ, which stands for examples, counts as real."""
    view = reading.digits
    for match in _NINO.finditer(view.text):
        yield reading.found(view, *match.span("x"), 0.95, "national-insurance")
    yield from reading.matches(view, _NINO_EXAMPLE, 0.95, "national-insurance")
    yield from reading.matches(view, _NINO_SPOKEN, 0.95, "national-insurance")
    if has(_NINO_CUE, view.text):
        yield from reading.matches(view, _NINO_LOOSE, 0.85, "national-insurance")
        yield from reading.matches(view, _NINO_SHORT, 0.8, "national-insurance")


def _plates(reading: Reading) -> Iterator[Found]:
    """Car registrations: the present shape by itself when in capitals, every other shape beside a word of cars."""
    view = reading.digits
    about_cars = has(_CAR, view.text) or has(_CAR, reading.before)
    for match in _PLATE.finditer(view.text):
        text = match.group("x")
        if text.isupper() or about_cars:
            yield reading.found(view, *match.span("x"), 0.9 if text.isupper() else 0.75, "car-registration")
    if about_cars:
        yield from reading.matches(view, _IRISH_PLATE, 0.85, "car-registration")
    for match in _LOWER_PLATE.finditer(view.text):
        text = match.group("x")
        if len(text.replace(" ", "")) >= 5 and text.count(" ") < 2 and not has(_SMALL_WORD, text):
            yield reading.found(view, *match.span("x"), 0.7, "car-registration")
    yield from reading.matches(view, _REG_CUE, 0.75, "car-registration")
    if about_cars:
        for match in _OLD_PLATE.finditer(view.text):
            text = match.group("x")
            near = has(_CAR, view.text[max(0, match.start("x") - 45) : match.end("x") + 30])
            if text.isupper() and near and len(text) >= 5 and any(char.isdigit() for char in text):
                yield reading.found(view, *match.span("x"), 0.7, "car-registration")


def _bank(reading: Reading) -> Iterator[Found]:
    """Sort codes, accounts and cards, beside a word of money."""
    view = reading.digits
    for match in _CARD.finditer(view.text):
        if not has(_ORDER, view.text[max(0, match.start("x") - 40) : match.start("x")]):
            yield reading.found(view, *match.span("x"), 0.9, "bank-card")
    yield from reading.matches(view, _IBAN, 0.95, "iban")
    yield from reading.matches(view, _SORT_ACCOUNT, 0.92, "bank-account")
    yield from reading.matches(view, _SORT_PLAIN, 0.9, "sort-code")
    yield from reading.matches(view, _ACCOUNT, 0.85, "bank-account")
    yield from reading.matches(view, _AFTER_SORT, 0.85, "bank-account")
    if has(_BANK, view.text) or has(_BANK, reading.before):
        yield from reading.matches(view, _SORT, 0.8, "sort-code")
