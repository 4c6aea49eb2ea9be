"""A named consultant, doctor, nurse or other professional who treats somebody."""

# ruff: noqa: E501, PLR2004  patterns and lists are data: broken up they could not be read; lengths are what is tested

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.detection.details.patterns import compile_
from fourwalls.detection.details.people import people
from fourwalls.detection.details.people_words import NEVER
from fourwalls.detection.details.reading import Found, Reading
from fourwalls.detection.lexicon import lexicon
from fourwalls.group.finding import DetailKind

KIND = DetailKind.CLINICIAN

CAUGHT = (
    "I'm under «Dr Patel» at the Western",
    "my surgeon is «Mr Henderson», very calm",
    "saw «prof. Jane Kerr» for a second opinion",
    "«dr oyelaran» rang me himself",
    "aye im under «macintosh» too",
    "our stoma nurse, «Carol Whitworth», came out",
    "saw the colorectal nurse, «Tamsin Oyebode», lovely woman",
    "«Mr Szczepaniak» took my left one off",
    "our GP «Dr Llewelyn-Shah» rang on a Sunday",
    "physio «Marnie Applegarth» made me cry",
    "Old «Whitmarsh» took the kidney out, robot and all",
    "the registrar, «O'Halloran», from Kerry by the sound of her",
    "our stoma nurse is «Bronagh Devenney» and she sings",
)
LET_PASS = (
    "Dr Xand did a thing on bowel screening",
    "my oncologist is off on holiday",
    "asked Dr Google again",
    "Dr Who is on at seven",
    "nurse Sue held my hand",
    "Mr H said it went well",
    "the doctor said rest",
    "Dr Pepper is the only thing I can taste",
    "Should I ask for Dr Reddy's capsules",
    "under observation till teatime",
    "Mr Tumour can go to hell",
)

_UNDER = compile_(
    r"\b(?:(?:i'?m|am|was|im|ah'?m|he'?s|she'?s|mum'?s|dad'?s|been|both|all|you|patients?|^been|^still|^now)[ ](?:still[ ]|also[ ]|now[ ])?(?:under|wi|with)|^under|consultant(?:'?s)?(?:(?: is| was| wis| name is|'?s name is)?(?: called| named)?|,)|surgeon(?:'?s)?(?:(?: is| was| wis| name is|'?s name is)?(?: called| named)?|,)|"
    r"oncologist(?:'?s)?(?:(?: is| was| wis| name is|'?s name is)?(?: called| named)?|,)|onc is|registrar(?: is| was|,)?|referred to|operated on by|seen by|saw|seeing|see)[ ](?P<x>[a-z][a-z'-]{3,20}(?:-[a-z]{3,})?)\b"
)
_ROLE_THEN = compile_(
    r"\b(?:doctor|surgeon|consultant|oncologist|onc|registrar|haematologist|urologist|radiographer|physio|gp|cns|nurse|anaesthetist|dr),?(?:[ ]?[:-])?[ ](?:called[ ]|named[ ]|is[ ])?(?P<x>(?-i:[A-Z])[a-z]*'?(?-i:[A-Z])?[a-z]{2,20}(?:-(?-i:[A-Z])[a-z]{2,20})?)(?:[,.!?;]|$|[ ](?:says?|said|has|is|was|who|and|wants|thinks|at|from)\b)"
)
_ACTED = compile_(
    r"(?:^|[.!?\n,][ ]?|\b(?:old|young|wee|big|and|but|so|then|that)[ ])(?P<x>(?-i:[A-Z])[a-z]*'?(?-i:[A-Z])?[a-z]{3,20}(?:-(?-i:[A-Z])[a-z]{2,20})?)[ ](?:himself[ ]|herself[ ])?"
    r"(?:took|removed|operated|signed|prescribed|referred|discharged|did|does|drew|scanned|diagnosed|put me (?:on|down|under|forward)|says|said|wants|thinks|reckons|retires|rang|upped|stopped|ordered)[ ]"
)
_POSSESSED = compile_(
    r"\b(?P<x>(?-i:[A-Z])[a-z'-]{3,20}?)'s[ ](?:ladies|clinic|list|team|patients|registrar|secretary|lot)\b"
)
_MEDICAL = compile_(
    r"\b(?:registrar|oncologist|haematologist|urologist|radiographer|anaesthetist|physio|nurse|prostate|bowel|breast|kidney|ovary|ovaries|lung|robot\w*|fit note|sick note|margins|stage|dose|tablets|biopsy|mri|ct|doctor|year|years|clinic|scan|hospital|op\b|surgery|surgeon|consultant|onc|results|ward|x[ -]?ray|bloods|treatment|chemo|tumou?r|ra clinic|beatson|shrunk|team|appointment|stitches|leg|recon|nodes|lump|reg\b|queen|too\b)"
)


def find(reading: Reading) -> Iterator[Found]:
    """Named people with a clinical title or role, and surnames in the place where a consultant's stands."""
    taken: list[tuple[int, int]] = []
    for person in people(reading):
        taken.append((person.start, person.end))
        if person.clinician:
            yield reading.found(reading.plain, person.start, person.end, person.score, person.why)
    for pattern in (_UNDER, _POSSESSED, _ROLE_THEN, _ACTED):
        for match in pattern.finditer(reading.plain.text):
            start, end = match.span("x")
            if any(start < last and first < end for first, last in taken) or not _bare_surname(reading, start, end):
                continue
            yield reading.found(reading.plain, start, end, 0.65, "surname-of-a-consultant")


def _bare_surname(reading: Reading, start: int, end: int) -> bool:
    """Whether one word alone must be a surname: strange, no given name, not inside a known name."""
    at = reading.word_at(start)
    word = reading.words[at]
    low = word.low
    lists = lexicon()
    if low in lists.first_names or low in lists.ordinary or low in NEVER or at in reading.known or low in reading.names:
        return False
    if low in lists.health or low in lists.employers:
        return False
    if at + 1 < len(reading.words) and reading.words[at + 1].low in {
        "hospital",
        "ward",
        "nurse",
        "unit",
        "clinic",
        "centre",
        "team",
        "trial",
    }:
        return False
    whole = reading.plain.text
    if whole[end : end + 1].isdigit() or any(char.isdigit() for char in word.text):
        return False
    shape = (
        (word.cap and not reading.shouting)
        or low.startswith(("mc", "mac", "o'"))
        or "-" in low
        or word.tag.surname > 0.4
    )
    around = reading.low[max(0, start - 60) : start] + " " + reading.low[end : end + 50]
    return shape and (word.tag.street < 0.5) and _MEDICAL.search(around) is not None
