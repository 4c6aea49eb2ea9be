"""The full name of a private person, or a title with a surname."""

from __future__ import annotations

from collections.abc import Iterator

from fourwalls.detection.details.patterns import compile_
from fourwalls.detection.details.people import people
from fourwalls.detection.details.reading import Found, Reading
from fourwalls.group.finding import DetailKind

KIND = DetailKind.FULL_NAME

CAUGHT = (
    "hiya, im «sarah mcallister» and new here",
    "my husband «Tariq Chaudhry» drives me",
    "«Mrs Okafor» next door takes the cat",
    "We stay with «Joan and Peter Lindqvist» at weekends",
    "my full name is «olu adeyemi»",
)
LET_PASS = (
    "I'm Sarah and this is my first time",
    "the Marie Curie nurse was lovely",
    "it's Hodgkin lymphoma they said",
    "watched David Attenborough with the sound off",
    "my cat is called Elizabeth Bennet",
    "Night all, see you Thursday",
)

_SPELLED_OUT = compile_(r"^,[ ](?:[a-z][ -]){2,14}[a-z]\b")


def find(reading: Reading) -> Iterator[Found]:
    """Private people who are not named as clinicians."""
    for person in people(reading):
        if not person.clinician:
            tail = _SPELLED_OUT.search(reading.plain.text[person.end : person.end + 40])
            yield reading.found(
                reading.plain, person.start, person.end + (tail.end() if tail else 0), person.score, person.why
            )
