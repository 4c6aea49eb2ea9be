"""Dates, with day and month, that are said to be somebody's date of birth or birthday."""

# ruff: noqa: E501  patterns and lists are data: broken up they could not be read; lengths are what is tested

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fourwalls.detection.details.birthdays import birthdays
from fourwalls.detection.details.patterns import MONTH as ENGLISH_MONTH
from fourwalls.detection.details.patterns import compile_, has
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
    "the bairn turned four on the «twenty second of august»",
    "On «23 October» I complete fifty-six years",
    "our grandson arrived «3rd of june», all well",
    "cake and sixty candles on the «2nd of September»",
    "«1st of April», aries to the bone",
    "my mother's 85th on «6 Jan», she wants a disco",
    "urodziny «17 maja», cicho sza",
    "it's there on your screen, «23/01/64», I am sixty two",
)
LET_PASS = (
    "it's my birthday tomorrow",
    "born in 61, same year as my wife",
    "my scan is on 4 July and the birthday cake is in the fridge",
    "diagnosed 14/02/24, valentines day",
    "mum died on 3rd of march",
    "birthdays in june so I aim for that",
    "why do they always want my date of birth",
    "diagnosed at 52 on 14 Feb",
    "our silver wedding is on the 3rd of June",
    "hb was 98 on 3rd june",
    "he is 6 cycles in on 4th april",
    "CEA 3.1 (was 11.8)",
    "rebirthday!! my transplant was on the 9th of may",
    "it was her anniversary on 6 Jan, two years without her",
)

MONTH = (
    rf"(?:{ENGLISH_MONTH}|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|wrzesnia|pazdziernika|listopada|grudnia|"
    r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|ionawr|chwefror|mawrth|ebrill|mehefin|gorffennaf|awst|medi|hydref|tachwedd|rhagfyr|"
    r"janvier|fevrier|mars|avril|juin|juillet|aout|septembre|octobre|novembre|decembre|ocak|subat|nisan|mayis|haziran|temmuz|agustos|eylul|ekim|kasim|aralik)"
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
    r"st\.? (?:nicholas|stephen|brigid|bride|piran|lucy|john|valentine)'?s?|stephen'?s|up helly aa|mothering|pancake|shrove|ash wednesday|diwali|eid|vaisakhi|baisakhi|holi|pongal|chinese new year|lunar new year|"
    r"nowruz|hogmanay|twelfth|mayday|labour|women'?s|armistice|bastille|independence|anzac|leap|may|remembrance|armistice)[ ](?:day|eve|night)|(?:saint|st)\.? [a-z]+'?s day|(?:easter|whit) (?:monday|saturday|sunday|tuesday)|good friday|palm sunday|mothering sunday|v\.?[ej]\.? day|(?:trafalgar|coronation|jubilee|lammas|michaelmas|martinmas|canada|australia|waitangi|republic|anzac|d)[ -]day|glorious twelfth|the twelfth|gwyl san steffan|gwyl ddewi|hogmanay|hallowe'?en|christmas eve|new year'?s eve|up helly aa|vaisakhi|easter sunday|candlemas|lammas)"
)
DATE = (
    rf"(?:{_ISO}|{_DAY}[ ./-](?:i{{1,3}}|i?v|vi{{1,3}}|ix|xi{{0,2}})[ ./-](?:19|20)?\d\d|{_DAY}{_OF}{MONTH}(?:[ ,./-]{{1,2}}{_YEAR})?|{MONTH}[ ,./-]{{0,2}}(?:the[ ])?{_DAY}(?:[ ,./-]{{1,2}}{_YEAR})?|{_NUMERIC}|"
    rf"{_FEAST}(?:[ ,]{{1,2}}{_YEAR})?)"
)
_AGE_WORD = r"(?:sixteen|eighteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a hundred)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?"
_CUE = compile_(
    r"\b(?:d\.?[ ]?o\.?[ ]?b\b\.?|date[ -]of[ -]birth|birth ?dates?|dates? ae birth|birthdays?|birfday|birthdy|bi?r?thday|b[ -]?days?|(?:born|boarn|boarn|bawn|borned)\b|birthed|first breath|brought into (?:the|this) world|star ?sign|birth ?date|came into (?:the|this) world|"
    r"first saw the light|arrived in this world|birth certificate|own birth|was birthed|day of birth|turn(?:s|ed|ing)? \d\d|big day baby)"
)
_DATE = compile_(rf"(?:^|[\s,(:=\"'-])(?P<x>{DATE})(?:[^\w/]|$)")
_BABY = compile_(rf"(?:\b(?:baby|bairn|child|wean)[, :(]{{1,3}}(?:on |born )?(?:the )?(?P<x>{DATE})(?:\W|$))")
_BABY_AFTER = compile_(rf"(?:^|[\s,(])(?:a |an |the )?(?P<x>{DATE})[, ]{{1,2}}(?:\w+ )?(?:baby|bairn|wean)\b")
_AGE_AFTER = compile_(
    rf"\b(?:on[ ])?(?:the[ ])?(?P<x>{DATE})[ ,]{{1,2}}(?:(?:i|he|she|mum|dad|mam|da|ma|husband|wife|hubby)(?:'?ll| will|'?m| am| is|'?s)?[ ])?(?:will[ ]|be[ ]|turns?[ ]|turning[ ]|turned[ ]|hits?[ ]|hit[ ]|gonna be[ ]|going to be[ ]){{1,2}}(?:the big[ ])?(?:1[6-9]|[2-9]\d|10\d|{_AGE_WORD})\b"
)
_I_AM = compile_(
    rf"\b(?:i am|i'm|im|he is|she is|hes|shes|me)[: ]+(?:the )?(?P<x>(?:{_DAY}{_OF}{MONTH}|{_NUMERIC})[ ,./-]{{1,2}}{_YEAR})(?:\W|$)"
)
_NTH = r"(?:\d{1,2}[05](?:th)|\d{1,2}(?:st|nd|rd|th)|(?:eighteen|twentie|twenty[ -]fir|thirtie|fortie|fiftie|sixtie|seventie|eightie|ninetie)(?:th|st)|big (?:\d0|three|four|five|six|seven|eight)[ -]?0?)"
_YEARS = r"(?:1[0-1]\d|[1-9]\d?|(?:twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety)(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|a hundred|[3-9][ -]?oh)"
_COMES_OF_AGE = compile_(
    rf"\b(?:(?:turn(?:s|ed|ing|in)?|complet(?:e|es|ed|ing)|reach(?:es|ed|ing)?|hit(?:s|ting)?|be(?:come|comes)?|becoming|mak(?:e|es|ing)|finish(?:es|ed)?|clock(?:s|ed)? up|celebrat\w+|see(?:s)?|'?ll be|will be|wid be|gonna be)"
    rf"[ ](?:my |his |her |the )?(?:the )?(?:own )?(?:big )?{_YEARS}(?:[ -](?:years?|yrs?)(?:[ -]old|[ ]of age)?)?|(?:my|his|her|their|wir|our|\w+'s)[ ](?:own |big )?(?:\d{{1,2}}(?:st|nd|rd|th)|{_NTH})[ ]?(?:birthday|bday|party|do|bash)?|"
    rf"(?:was|wis|am|i'?m|is|she'?s|he'?s)[ ](?:1[6-9]|[2-9]\d|10\d|{_AGE_WORD})|{_YEARS}[ ](?:years?|yrs?)?[ -]?(?:old|young)|{_YEARS}[ ](?:come|next|this coming))\b"
)
_ARRIVED = compile_(
    rf"\b(?:grandson|granddaughter|grandchild|baby|bairn|wean|wee (?:man|one|yin)|twins?|(?:twin|brother|sister) and (?:i|me)|nephew|niece|little (?:one|man|lady)|daughter|son|lass|laddie|(?-i:[A-Z])[a-z]+)[ ][^.!?\n]{{0,14}}?"
    rf"(?:arrived|came along|made (?:his|her|their|an) (?:entrance|appearance)|was delivered|popped out|joined us)\b[^.!?\n\d]{{0,16}}?[ ](?:the )?(?P<x>{DATE})(?:\W|$)"
)
_NEWBORN = compile_(
    r"\b(?:grand\w+|baby|bairn|wean|twins?|nephew|niece|newborn|lbs?|7lb|8lb|6lb|ounces?|\d+ ?lb|pregnan\w*|labour|midwife|born)\b"
)
_MEASURE = compile_(
    r"\b(?:hb|psa|ca ?125|platelets|neutrophils|weight|temp|wbc|stone|bp|count|number|no|bus|page|score)\b"
)
_BARE = compile_(r"^[' \d]+$|^\d{1,2}[ ]?[. ][ ]?\d{1,2}$")
_AGE_REACH = 34
_AGE_OTHER = compile_(
    r"\b(?:since|because|when|until|till|before|after|last saw|weeks?|months?|days?|cycles?|chemo|scan|operat\w*|op|appointment|clinic|results?|letter|bloods?|diagnos\w*|died|funeral|wedding|married|started|starts|finish\w*|admitted|discharged|"
    r"ring|session|surgery|o'?clock|pm|am|mg|mls?|stone|lbs?|kg|miles|pounds?|percent|degrees)\b|[£$%]"
)
_FULL = compile_(
    rf"(?:^|[\s,(:=\"'-])(?P<x>(?:{_DAY}{_OF}{MONTH}[ ,./-]{{1,2}}|(?:0?[1-9]|[12]\d|3[01])[ ]?[-./][ ]?(?:0?[1-9]|1[0-2])[ ]?[-./][ ]?)(?:19[1-9]\d|200\d|'?[2-9]\d))(?:[^\w/]|$)"
)
_STOPS = compile_(r"[.!?\n;]")
_DESK = compile_(
    r"\b(?:screen|desk|form|forms|reception\w*|wristband|band|date|old|age|years|yrs|details|confirm\w*|security|passport|licence|sixty|seventy|fifty|eighty|forty|thirty|ninety|vintage|star sign|capricorn|aquarius|pisces|aries|taurus|gemini|cancerian|leo|virgo|"
    r"libra|scorpio|sagittarius|pensioner|pension|baby of|count it|nhs|chi|surname|name)\b"
)
_EVENT = compile_(
    r"\b(?:diagnos\w*|died|dies|passed|death|lost (?:him|her|my|mum|dad)|funeral|married|wed\w*|anniversary|op\b|operation|surgery|scan|chemo|radiotherapy|mastectomy|treatment|started|finished|appointment|letter dated|dated|joined|retired|moved|"
    r"divorced|emigrated|arrived|came over|landed|transplant|biopsy|results?|issued|expires?|expir\w*|admitted|discharged|cycle|remission|all clear|enlisted|demob\w*|photo|taken)\b"
)
_REACH = 75
_BIG = r"(?:big )?(?:\d\d|[3-9][ -]?(?:0|oh)|three|four|five|six|seven|eight)[ -]?(?:oh?|0)"
_AGE = compile_(
    rf"(?:\b(?:will be|'?ll be|be|turn(?:s|ed|ing)?|hits?|hitting|is|was|im|i'm|i am|i'll be|ill be|lads?|has|becoming|reach(?:es|ed|ing)?|makes?|the big|celebrat\w+)[ ](?:the big[ ]|my[ ]|his[ ]|her[ ])?(?:1[6-9]|[2-9]\d|10\d|{_AGE_WORD}|{_BIG}|[1-9])(?:[ ](?:years(?: old)?|yrs))?|"
    rf"(?:^|[\n.!?,][ ]?)(?:[a-z']+[ ]){{0,2}}(?:1[6-9]|[2-9]\d|{_AGE_WORD})|\b(?:is|its|it's|my|his|her|our|me|ma|[a-z]+'?s)[ ](?:own[ ]|big[ ])?{_NTH}(?:[ ](?:birthday|bday))?)"
    rf"(?:[ ](?:is|it's|its|was|be|falls|comes|this|next|coming|there|year|is on)){{0,2}},?(?:[ ]on)?(?:[ ](?:mon|tues|wednes|thurs|fri|satur|sun)day)?,?(?:[ ]the)?[ ](?P<x>{DATE})(?:\W|$)"
)
_OTHER_DAY = compile_(
    r"\b(?:scan|scans|appointment|appt|surgery|operation|op|chemo|diagnos\w*|died|passed away|funeral|results?|clinic|cycle|treatment|mri|ct|wedding|anniversary|bloods|"
    r"admitted|discharged|exam|meeting|session|name day|mother died|radiotherapy|infusion|married)\b"
)
_OTHER_AFTER = compile_(
    r"^[ ,]*(?:is|was|for|will be)?[ ]?(?:my|the|a|his|her)?[ ]?(?:scan|appointment|appt|surgery|operation|op|chemo|diagnosis|funeral|results|clinic)\b"
)
_VAGUE = compile_(
    r"^[ ](?:is |was |it'?s )?(?:tomorrow|today|yesterday|next week|last week|party|cake|present|card from)"
)
_COMPACT = compile_(
    r"(?:\bd\.?o\.?b\.?|date of birth|born)[^\d\n]{0,25}?\b(?P<x>(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d(?:\d\d)?)\b"
)
_NEXT_COMPACT = compile_(
    r"(?:\bd\.?o\.?b\.?|date of birth)[^\n]{0,45}?\b(?:wife|husband|mum|dad|his|her|mine)(?:'s)?[ ](?P<x>(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d\d(?:\d\d)?)\b"
)
_ORDINAL_MONTH = r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|1st|2nd|3rd|[4-9]th|1[0-2]th)"
_ORDINALS = compile_(
    rf"(?:\bd\.?o\.?b\.?\b|date of birth|\bborn\b|birthday|bday)[^\n.]{{0,45}}?[ ,](?P<x>(?:{_DAY_WORD}|\d{{1,2}}(?:st|nd|rd|th))[ ,]{{1,2}}(?:of[ ])?(?:the[ ])?{_ORDINAL_MONTH}(?:[ ,]{{1,2}}(?:of[ ])?{_YEAR})?)(?:\W|$)"
)
_SAID = compile_(
    rf"(?:\bd\.?o\.?b\.?\b|date of birth|\bborn\b|birthday|bday)[^\n.\d]{{0,60}}?[ ,](?P<x>(?:{_DAY_WORD}|{_ONE}|{_TENS}(?:[ -]{_ONE})?)[ ,]{{1,2}}(?:of[ ])?{_ONE}[ ,]{{1,2}}(?:{_YEAR_WORD}))\b"
)


_REBIRTH = compile_(
    r"\b(?:stem cell|re-?birth|second birthday|transplant|new)[ -]?(?:birthday|birth ?day|day zero)s?\b|\brebirthday"
)
"""The day of a transplant, which haematology wards call a birthday."""


def find(reading: Reading) -> Iterator[Found]:
    """Dates within reach of a word of birth, nearer to it than to any other occasion, or beside a coming age."""
    view = reading.plain
    cues = [match.span() for match in _CUE.finditer(view.text)]
    if (cues or has(_CUE, reading.before)) and not has(_REBIRTH, view.text):
        for match in _DATE.finditer(view.text):
            start, end = match.span("x")
            if not _is_bare_decade(match.group("x")) and _is_birth(view.text, cues, start, end):
                yield reading.found(view, start, end, 0.85, "birth-and-date")
    yield from _beside_ages(reading)
    yield from _by_age(reading)
    if has(_NEWBORN, view.text):
        yield from reading.matches(view, _ARRIVED, 0.7, "arrived-on-date")
    for start, end in birthdays(reading, _DATE):
        if not _is_bare_decade(view.text[start:end]):
            yield reading.found(view, start, end, 0.65, "date-among-words-of-birth")
    for pattern in (_COMPACT, _NEXT_COMPACT):
        yield from reading.matches(view, pattern, 0.85, "birth-six-digits")
    for pattern in (_SAID, _ORDINALS):
        yield from reading.matches(view, pattern, 0.85, "birth-said")


def _beside_ages(reading: Reading) -> Iterator[Found]:
    """A date in one breath with an age, a baby, or ``I am``."""
    view = reading.plain
    for pattern, why in (
        (_AGE, "age-on-date"),
        (_AGE_AFTER, "age-on-date"),
        (_BABY, "baby-of-a-date"),
        (_BABY_AFTER, "baby-of-a-date"),
        (_I_AM, "person-is-date"),
    ):
        for match in pattern.finditer(view.text):
            start, end = match.span("x")
            lead = view.text[max(0, match.start() - 24) : start]
            if not _is_bare_decade(match.group("x")) and not has(_OTHER_DAY, view.text[max(0, start - 14) : start]):
                if why == "age-on-date" and (has(_EVENT, lead) or has(_MEASURE, lead)):
                    continue
                yield reading.found(view, start, end, 0.75, why)


def _by_age(reading: Reading) -> Iterator[Found]:
    """A date beside the age that somebody comes to, and a whole date of long ago beside a word of desks and ages."""
    text = reading.plain.text
    ages = [match.span() for match in _COMES_OF_AGE.finditer(text)]
    for match in _DATE.finditer(text) if ages else ():
        start, end = match.span("x")
        if has(_BARE, match.group("x")) or has(_OTHER_AFTER, text[end : end + 26]):
            continue
        for first, last in ages:
            between = text[last:start] if last <= start else text[end:first] if end <= first else "."
            lead = text[max(0, first - 24) : first]
            if has(_AGE_OTHER, lead) or has(_MEASURE, lead):
                continue
            if len(between) <= _AGE_REACH and not has(_STOPS, between) and not has(_AGE_OTHER, between):
                yield reading.found(reading.plain, start, end, 0.75, "age-on-date")
                break
    if has(_DESK, text):
        for match in _FULL.finditer(text):
            start, end = match.span("x")
            if not has(_EVENT, text[max(0, start - 60) : end + 30]):
                yield reading.found(reading.plain, start, end, 0.6, "date-of-long-ago")


def _is_birth(text: str, cues: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a date belongs to a word of birth: near it, with no other occasion nearer or between."""
    if has(_OTHER_DAY, text[max(0, start - 22) : start]) or text[max(0, start - 5) : start].lower().endswith("not "):
        return False
    if has(_OTHER_AFTER, text[end : end + 26]):
        return False
    if not cues:
        return len(text.strip()) - (end - start) < _REACH // 3
    for first, last in cues:
        between = text[last:start] if last <= start else text[end:first]
        if len(between) <= _REACH and not has(_OTHER_DAY, between) and not has(_VAGUE, text[last : last + 14]):
            return True
    return False


def _is_bare_decade(text: str) -> bool:
    """``born in 61`` has no day; a lone number of two or four digits is a year or an age."""
    return text.strip("' ").isdigit()
