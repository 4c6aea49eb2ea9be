from __future__ import annotations

import pytest

from fourwalls.group.finding import DetailKind
from fourwalls.group.names import given_away
from fourwalls.group.people import PersonId


@pytest.mark.parametrize(
    ("account", "name", "kinds"),
    [
        ("philippa.arkwright", "Pip", {DetailKind.FULL_NAME}),
        ("pip", "Philippa Arkwright", {DetailKind.FULL_NAME}),
        ("pip", "Philippa J. O'Brien", {DetailKind.FULL_NAME}),
        ("pip1962", "Pip", {DetailKind.DATE_OF_BIRTH}),
        ("pip", "Pip 3.4.62", {DetailKind.DATE_OF_BIRTH}),
        ("pip", "Pip 07700 900123", {DetailKind.CONTACT}),
        ("pip", "pip@mail.example", {DetailKind.CONTACT}),
        ("phil-ark1962", "", {DetailKind.FULL_NAME, DetailKind.DATE_OF_BIRTH}),
    ],
)
def test_names_that_could_tell_who_somebody_is(account: str, name: str, kinds: set[DetailKind]) -> None:
    assert set(given_away(PersonId(f"@{account}:example.org"), name)) == kinds


@pytest.mark.parametrize(
    ("account", "name"), [("pip", "Pip"), ("pip7", "Pip of the hills"), ("sea.9", "🌊"), ("pip", ""), ("u-2", "PIP")]
)
def test_names_that_tell_nothing(account: str, name: str) -> None:
    assert given_away(PersonId(f"@{account}:example.org"), name) == ()
