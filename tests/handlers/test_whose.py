from __future__ import annotations

import pytest

from fourwalls.group.finding import DetailKind
from handlers.whose import is_others
from tests.handlers.happened import detail


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("my sister Sarah Okonkwo is coming", "Sarah Okonkwo"),
        ("my sister\u2019s full name is Sarah Okonkwo", "Sarah Okonkwo"),
        ("her address is 4 Elm Row", "4 Elm Row"),
        ("I met Sarah Okonkwo there", "Sarah Okonkwo"),
        ("he was born 3 May 1961", "3 May 1961"),
        ("I am fine. She works at Brightwell Primary", "Brightwell Primary"),
    ],
)
def test_what_is_said_of_somebody_else(text: str, part: str) -> None:
    assert is_others(text, [detail(text, part)])


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("I'm Sarah Okonkwo", "Sarah Okonkwo"),
        ("my name is Sarah Okonkwo", "Sarah Okonkwo"),
        ("she asked, so: I live at 4 Elm Row", "4 Elm Row"),
        ("Sarah Okonkwo", "Sarah Okonkwo"),
        ("my sister is lovely. I work at Brightwell Primary", "Brightwell Primary"),
    ],
)
def test_what_is_said_of_oneself_or_of_nobody(text: str, part: str) -> None:
    assert not is_others(text, [detail(text, part)])


def test_of_several_details_all_have_to_be_somebody_elses() -> None:
    text = "I am Sarah Okonkwo and her address is 4 Elm Row"
    both = [detail(text, "Sarah Okonkwo"), detail(text, "4 Elm Row", DetailKind.ADDRESS)]
    assert not is_others(text, both)
    assert is_others(text, both[1:])


def test_whoever_treats_somebody_tells_who_that_is() -> None:
    text = "my sister sees Dr Adeyemi"
    assert not is_others(text, [detail(text, "Dr Adeyemi", DetailKind.CLINICIAN)])
