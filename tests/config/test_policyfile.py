from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from config.files import ConfigError
from config.policyfile import FILE, LONGEST_PAGE, load_policy

GOOD = """---
version: 3
review: 2027-05-24
---

# A heading

**What is said
here** stays here, and `remove` removes.

***

That is the case when

- somebody is in *danger*;
- a court
  orders us to.

We look in: {staffed_hours}.
"""


def policy_of(folder: Path, text: str) -> Path:
    (folder / "policy").mkdir(exist_ok=True)
    (folder / FILE).write_text(text, encoding="utf-8")
    return folder


def test_people_get_plain_text_in_pieces(tmp_path: Path) -> None:
    policy = load_policy(policy_of(tmp_path, GOOD), "on Mondays")
    assert (policy.version, policy.review) == (3, date(2027, 5, 24))
    assert policy.pages == (
        "What is said here stays here, and remove removes.",
        "That is the case when\n\n• somebody is in danger;\n• a court orders us to.\n\nWe look in: on Mondays.",
    )


def test_other_hours_change_what_people_are_told_and_no_words(tmp_path: Path) -> None:
    folder = policy_of(tmp_path, GOOD)
    mondays, fridays = load_policy(folder, "on Mondays"), load_policy(folder, "on Fridays")
    assert mondays.written == fridays.written
    assert mondays.pages != fridays.pages


def test_the_shipped_policy_can_be_read_in_one_go_on_a_phone() -> None:
    policy = load_policy(None, "weekdays, 9 to 5")
    assert 2 <= len(policy.pages) <= 4
    assert all(len(page) <= LONGEST_PAGE for page in policy.pages)
    assert not any(mark in page for page in policy.pages for mark in "*`#{}")


@pytest.mark.parametrize(
    "said",
    [
        "Sessions are written down",
        "Only the members and facilitators of your group can read it",
        "weekdays, 9 to 5",
        "ring 999",
        "116 123",
        "private chat",
        "keep strangers out",
        "serious harm",
        "Online Manager",
    ],
)
def test_the_shipped_policy_tells_what_everybody_must_know_before_they_come(said: str) -> None:
    assert said in " ".join(load_policy(None, "weekdays, 9 to 5").pages)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("---\nversion", "version", "line 1"),
        ("2027-05-24\n---", "2027-05-24\n", "line 1"),
        ("version: 3\n", "", "version"),
        ("version: 3", "version: three", "version"),
        ("version: 3", "version: 0", "version"),
        ("version: 3", "version: 1.5", "version"),
        ("review: 2027-05-24\n", "", "review"),
        ("2027-05-24", "24 May 2027", "review"),
        ("***", "", "text"),
        ("***", "***\n***", "text"),
        ("***", "***\na\n***\nb\n***\nc\n***", "text"),
        ("stays here", "stays here " * 200, "piece 1"),
    ],
)
def test_what_is_wrong_is_told_with_the_place_and_an_example(tmp_path: Path, old: str, new: str, where: str) -> None:
    assert GOOD.count(old) >= 1
    with pytest.raises(ConfigError) as refused:
        load_policy(policy_of(tmp_path, GOOD.replace(old, new, 1)))
    assert refused.value.where == where
    assert refused.value.example


def test_windows_line_ends_and_a_byte_order_mark_do_no_harm(tmp_path: Path) -> None:
    policy_of(tmp_path, "")
    (tmp_path / FILE).write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load_policy(tmp_path, "on Mondays") == load_policy(policy_of(tmp_path, GOOD), "on Mondays")
