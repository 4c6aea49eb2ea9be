"""The full name of a private person, or a title with a surname."""

# ruff: noqa: E501  patterns and lists are data; other alphabets are what is looked for

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.detection.details.likeness import looks_strange
from fourwalls.detection.details.patterns import compile_, has
from fourwalls.detection.details.people import people
from fourwalls.detection.details.reading import Found, Reading
from fourwalls.detection.regex import Pattern as OriginalPattern
from fourwalls.group.finding import DetailKind

# the patterns of other scripts run on the original text, which the folded view would lose
KIND = DetailKind.FULL_NAME

CAUGHT = (
    "hiya, im «sarah mcallister» and new here",
    "my husband «Tariq Chaudhry» drives me",
    "«Mrs Okafor» next door takes the cat",
    "We stay with «Joan and Peter Lindqvist» at weekends",
    "my full name is «olu adeyemi»",
    "im «chinonso okwuosa», new here",
    "my friend «parviz rostami» died of the same",
    "my mum «Adwoa Sarpong» is on ward 4",
    "i'm «caoimhe mcgettigan» and nobody can spell it",
    "my wife «Rojin Karimi» translates",
    "our neighbour «tesfaye gebremariam» drove me",
    "im «Xiaoling Zheng» and my husband is ill",
    "i am «王小明»",
    "меня зовут «Ольга Петренко»",
    "my surname is «okonkwo»",
)
LET_PASS = (
    "Penrhos Castle is grand for a scone",
    "St Anne Lister's well was dry",
    "Gregory Isaacs songs the whole drive home",
    "I'm Sarah and this is my first time",
    "the Marie Curie nurse was lovely",
    "it's Hodgkin lymphoma they said",
    "watched David Attenborough with the sound off",
    "my cat is called Elizabeth Bennet",
    "Night all, see you Thursday",
    "Mrs Doubtfire on again, I cried",
    "a proper Captain Pugwash my dad was",
    "nurse Efe has cold hands",
    "Gretna Green was shut",
    "Bore da pawb, paned gyntaf",
    "Florence was warm and so was the wine",
    "my wig is called Sheila Hancock",
    "shalom and chag sameach",
    "Dolly Parton on the radio",
)

_SURNAME = compile_(
    r"\b(?:sur ?name|last name|second name|family name|maiden name|married name|full name|nom)(?:(?:'s| is| was|:| -)+|[^.!\n]{0,24}?[ ](?:mine|it|ours)(?:'?s| is| was)(?: spelt)?)[ ]+(?P<x>[a-z][a-z'-]{2,24})\b"
)
_NOT_ONE = compile_(
    r"^(?:on|in|not|the|too|so|very|a|an|at|that|this|long|short|spelt|spelled|double|common|unusual|rare|hard|changed|different|same|irish|scottish|welsh|polish|only|just|also|hers|his|mine|now|one|going|what|from|more|never|always|really|no)$"
)
_OTHER_SCRIPTS = OriginalPattern(
    r"(?:我叫|我是|我的名字是|(?i:my name is|i am|i'm|im|called|name:?)[ ])(?P<x>\p{Han}{2,4})(?:[^\p{Han}]|$)|(?:меня зовут|мене звати|моё имя|мое имя|моя фамилия)[ ](?P<y>\p{Cyrillic}+[ ]\p{Cyrillic}+)"
)
_SPELLED_OUT = compile_(r"^,[ ](?:[a-z][ -]){2,14}[a-z]\b")


def find(reading: Reading) -> Iterator[Found]:
    """Private people who are not named as clinicians."""
    for match in _SURNAME.finditer(reading.plain.text):
        start, end = match.span("x")
        at = reading.word_at(start)
        if not has(_NOT_ONE, match.group("x")) and looks_strange(reading.words[at]) and at not in reading.known:
            yield reading.found(reading.plain, start, end, 0.7, "surname-said")
    if not reading.original.isascii():
        for match in _OTHER_SCRIPTS.finditer(reading.original.encode("utf-8", "replace").decode()):
            group = "x" if match.start("x") >= 0 else "y"
            yield Found(*match.span(group), 0.75, "name-in-another-script")
    for person in people(reading):
        if not person.clinician:
            tail = _SPELLED_OUT.search(reading.plain.text[person.end : person.end + 40])
            yield reading.found(
                reading.plain, person.start, person.end + (tail.end() if tail else 0), person.score, person.why
            )
