from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.detection.profile import (
    CAUGHT,
    CAUGHT_ACCOUNTS,
    LET_PASS,
    LET_PASS_ACCOUNTS,
    read_account,
    read_profile,
)
from fourwalls.group.finding import DetailKind


@pytest.mark.parametrize(("name", "kind"), CAUGHT)
def test_a_profile_name_that_tells_who_somebody_is(name: str, kind: DetailKind) -> None:
    assert kind in read_profile(name)


@pytest.mark.parametrize("name", LET_PASS)
def test_a_profile_name_that_is_a_persons_own_business(name: str) -> None:
    assert read_profile(name) == ()


@pytest.mark.parametrize(("name", "kind"), CAUGHT_ACCOUNTS)
def test_an_account_name_that_tells_who_somebody_is(name: str, kind: DetailKind) -> None:
    assert kind in read_account(name)


@pytest.mark.parametrize("name", LET_PASS_ACCOUNTS)
def test_an_account_name_that_tells_nothing(name: str) -> None:
    assert read_account(name) == ()


@given(st.text(max_size=2000))
def test_no_name_is_too_strange_to_be_read(name: str) -> None:
    for read in (read_profile, read_account):
        kinds = read(name)
        assert len(kinds) == len(set(kinds))


def test_it_is_light_enough_for_the_process_of_the_bots() -> None:
    heavy = "{'presidio_analyzer', 'onnxruntime'} & set(sys.modules)"
    code = f"import sys, fourwalls.detection.profile; print(bool({heavy}))"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "False"
