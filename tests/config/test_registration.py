from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from config.files import ConfigError
from config.registration import LONGEST_QUESTION, MOST_QUESTIONS, load_registration
from fourwalls.group.phrase import phrase
from fourwalls.group.registration import LONGEST_ANSWER, Application, Question, Step
from handlers.registering import answers
from tests.handlers.happened import WORDING
from tests.support.records import EVE, NOON

ONE = '[[question]]\nask = "Why?"\n'


def load(folder: Path, text: str) -> object:
    (folder / "registration.toml").write_text(text, encoding="utf-8")
    return load_registration(folder)


def test_the_shipped_file_asks_a_few_things_and_is_closed() -> None:
    ours = load_registration()
    assert not ours.open
    assert ours.own_server_only
    assert (ours.unfinished, ours.approved) == (timedelta(days=7), timedelta(days=30))
    assert 0 < len(ours.questions) <= 5


def test_the_operators_own_counts(tmp_path: Path) -> None:
    text = "open = true\nstrangers_a_day = 0\nown_server_only = false\nunfinished_days = 1\napproved_days = 0\n"
    (tmp_path / "registration.toml").write_text(f"{text}{ONE}optional = true\n", encoding="utf-8")
    mine = load_registration(tmp_path)
    assert (mine.open, mine.strangers_a_day, mine.own_server_only) == (True, 0, False)
    assert (mine.unfinished, mine.approved) == (timedelta(days=1), timedelta())
    assert mine.questions == (Question("Why?", optional=True),)


def test_the_longest_answers_to_the_most_questions_fit_into_one_event() -> None:
    asked = (Question("\N{SUN WITH FACE}" * LONGEST_QUESTION),) * MOST_QUESTIONS
    given = ("\N{SUN WITH FACE}" * LONGEST_ANSWER,) * MOST_QUESTIONS
    application = Application(EVE, Step.WAITING, NOON, asked, given, MOST_QUESTIONS, 1)
    words = phrase("applicant-names", number=1, who=EVE, day="1", answers=answers(application), kinds="full_name")
    said = WORDING.say(words).encode()
    assert len(said) * 4 / 3 < 65_536 - 2_048, "base64, and what stands around the ciphertext"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "key question"),
        ("question = 3", "key question"),
        ("question = [3]", "key question"),
        (ONE * 9, "key question"),
        (f"opened = true\n{ONE}", "key opened"),
        (f'open = "yes"\n{ONE}', "key open"),
        (f"open = 1\n{ONE}", "key open"),
        (f"strangers_a_day = true\n{ONE}", "key strangers_a_day"),
        (f"strangers_a_day = 101\n{ONE}", "key strangers_a_day"),
        (f"unfinished_days = 0\n{ONE}", "key unfinished_days"),
        (f"approved_days = -1\n{ONE}", "key approved_days"),
        (f"{ONE}[[question]]\n", "key question 2.ask"),
        ('[[question]]\nask = " "', "key question 1.ask"),
        ('[[question]]\nask = "a\\nb"', "key question 1.ask"),
        (f'[[question]]\nask = "{"a" * 401}"', "key question 1.ask"),
        (f"{ONE}must = true", "key question 1.must"),
        (f'{ONE}optional = "no"', "key question 1.optional"),
    ],
)
def test_a_slip_is_told_with_its_place_and_an_example(tmp_path: Path, text: str, where: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    assert (caught.value.file.name, caught.value.where) == ("registration.toml", where)
    assert caught.value.example
