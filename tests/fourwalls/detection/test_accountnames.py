from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.detection.accountnames import NameFinding, NamePart, name_findings
from fourwalls.group.finding import DetailKind

TODAY = date(2026, 11, 24)

CAUGHT = {
    DetailKind.FULL_NAME: (
        "sarah-mcallister",
        "sarah.brown",
        "sarahbrown",
        "agnieszka_kowalska",
        "mohammed.rahmani",
        "priya-venkataraman",
        "Oluwaseun Adeyemi",
        "Siobhan O'Rourke",
        "SarahMcAllister",
        "Robin Woods",
        "x.sarah.mcallister.x",
    ),
    DetailKind.DATE_OF_BIRTH: (
        "sarah1961",
        "quiet-teapot-1974",
        "sarah61",
        "12031961",
        "19610312",
        "owl120361",
        "12-03-1961",
        "Sarah 12.3.61",
    ),
    DetailKind.ADDRESS: ("eh42xu", "teapot-eh4-2xu", "Sarah SW1A 1AA"),
    DetailKind.CONTACT: ("sarah@example.org", "teapot-gmail", "07700900482", "teapot.hotmail.co.uk"),
    DetailKind.WORKPLACE: ("teapot-sainsburys", "Sarah NHS Lothian", "royal-mail-dave"),
}

LET_PASS = (
    "",
    "sarah",
    "Sarah",
    "Sarah M",
    "mary-jane",
    "Anne-Marie",
    "robin",
    "robin-woods",
    "rose-garden",
    "quiet-teapot",
    "two-left-socks",
    "Quiet Teapot",
    "sarah-from-leeds",
    "Manchester Annie",
    "owl7",
    "sarah2",
    "sarah-at-sea",
    "cuppa24",
    "teapot-2026",
    "marigold",
    "christmas",
    "annabelle",
    "Florence Nightingale",
    "☕ and a biscuit",
    "next-please",
    "boots-and-all",
    "🦉",
)


def kinds(name: str, part: NamePart) -> set[DetailKind]:
    names = (name, "") if part is NamePart.ACCOUNT else ("", name)
    found = name_findings(*names, TODAY)
    assert all(finding.part is part for finding in found)
    assert len(found) == len(set(found))
    return {finding.kind for finding in found}


@pytest.mark.parametrize("part", NamePart)
@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in CAUGHT.items() for name in names])
def test_a_name_that_tells_who_somebody_is(kind: DetailKind, name: str, part: NamePart) -> None:
    assert kind in kinds(name, part)


@pytest.mark.parametrize("part", NamePart)
@pytest.mark.parametrize("name", LET_PASS)
def test_a_name_that_gives_nobody_away(name: str, part: NamePart) -> None:
    assert kinds(name, part) == set()


def test_both_names_are_looked_at_each_for_itself() -> None:
    assert name_findings("sarah-mcallister", "Sarah 61", TODAY) == (
        NameFinding(NamePart.ACCOUNT, DetailKind.FULL_NAME),
        NameFinding(NamePart.PROFILE, DetailKind.DATE_OF_BIRTH),
    )


@pytest.mark.parametrize(
    ("name", "old_enough"), [("teapot-2013", True), ("teapot-2014", False), ("teapot-1914", False)]
)
def test_a_year_is_one_of_birth_if_somebody_here_can_be_born_in_it(name: str, *, old_enough: bool) -> None:
    assert (DetailKind.DATE_OF_BIRTH in kinds(name, NamePart.ACCOUNT)) is old_enough


@given(st.text(max_size=400), st.text(max_size=400))
def test_whatever_somebody_is_called_nothing_fails_and_nothing_of_it_is_repeated(account: str, profile: str) -> None:
    found = name_findings(account, profile, TODAY)
    assert all(name_findings(account, profile, TODAY) == found for _ in range(2))


def test_a_finding_says_nothing_of_the_name() -> None:
    assert "mcallister" not in repr(name_findings("sarah-mcallister", ""))
