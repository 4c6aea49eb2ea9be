from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.detection.chosen_names import read_name
from fourwalls.group.finding import DetailKind

TODAY = date(2026, 11, 24)

CAUGHT = {
    DetailKind.FULL_NAME: (
        "Sarah McAllister",
        "sarah-mcallister",
        "sarah.brown",
        "sarahbrown",
        "sarahmcallister",
        "SarahMcAllister",
        "agnieszka_kowalska",
        "tariq chaudhry",
        "mohammed.rahmani",
        "priya-venkataraman",
        "Oluwaseun Adeyemi",
        "Okafor, Ngozi",
        "okafor-ngozi",
        "王小明 Sarah Chen",
        "Siobhan O'Rourke",
        "Philippa J. O'Brien",
        "Sarah Jane McAllister",
        "sarah van der berg",
        "Karl-Heinz Brandner",
        "Robin Woods",
        "Robin Marsh",
        "x.sarah.mcallister.x",
        "philippa.arkwright1962",
    ),
    DetailKind.DATE_OF_BIRTH: (
        "Pip 1974",
        "pip1974",
        "sarah1961",
        "quiet-teapot-1974",
        "sarah61",
        "phil-ark1962",
        "philippa.arkwright1962",
        "12031961",
        "19610312",
        "owl120361",
        "12-03-1961",
        "Sarah 12.3.61",
        "Pip (b. 12.3.68)",
    ),
    DetailKind.ADDRESS: ("eh42xu", "teapot-eh4-2xu", "Sarah SW1A 1AA"),
    DetailKind.CONTACT: (
        "sarah@example.org",
        "pip@mail.example",
        "teapot-gmail",
        "teapot.hotmail.co.uk",
        "07700900482",
        "Pip 07700 900123",
        "Pip +44 7700 900123",
        "(0131) 496 0123",
    ),
    DetailKind.ONLINE_ACCOUNT: ("Pip @pip_paints", "Pip www.example.org"),
    DetailKind.WORKPLACE: ("teapot-sainsburys", "Sarah NHS Lothian", "royal-mail-dave"),
}

LET_PASS = (
    "",
    "pip",
    "Pip",
    "PIP",
    "Pip 2",
    "pip-7",
    "Pip of the hills",
    "sarah",
    "Sarah",
    "Sarah M",
    "Sarah (she/her)",
    "mary-jane",
    "Anne-Marie",
    "Ellie-Mae",
    "jin-woo",
    "karl-heinz",
    "Annie from Halifax",
    "robin",
    "Robin",
    "robin-woods",
    "rose-garden",
    "quiet-teapot",
    "two-left-socks",
    "Quiet Teapot",
    "Blue Kettle",
    "Sea Glass",
    "sea.glass",
    "sea.9",
    "Tuesday Tea",
    "Old Bear",
    "the quiet one",
    "sarah-from-leeds",
    "Manchester Annie",
    "owl7",
    "u-2",
    "user42",
    "sarah2",
    "sarah-at-sea",
    "sarahlovestea",
    "annieandthedog",
    "cuppa24",
    "teapot-2026",
    "sunflower",
    "marigold",
    "christmas",
    "annabel",
    "annabelle",
    "Florence Nightingale",
    "☕ and a biscuit",
    "next-please",
    "boots-and-all",
    "🦉",
)


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, names in CAUGHT.items() for name in names])
def test_a_name_that_tells_who_somebody_is(kind: DetailKind, name: str) -> None:
    assert kind in read_name(name, TODAY)


@pytest.mark.parametrize("name", LET_PASS)
def test_a_name_that_gives_nobody_away(name: str) -> None:
    assert read_name(name, TODAY) == ()


@pytest.mark.parametrize(
    ("name", "old_enough"), [("teapot-2013", True), ("teapot-2014", False), ("teapot-1914", False)]
)
def test_a_year_is_one_of_birth_if_somebody_here_can_be_born_in_it(name: str, *, old_enough: bool) -> None:
    assert (DetailKind.DATE_OF_BIRTH in read_name(name, TODAY)) is old_enough


@given(st.text(max_size=400) | st.text("sarahbrown", max_size=400))
def test_whatever_somebody_is_called_it_is_read_and_each_kind_told_once(name: str) -> None:
    kinds = read_name(name, TODAY)
    assert len(kinds) == len(set(kinds))


def test_it_is_light_enough_for_the_process_of_the_bots() -> None:
    heavy = "{'presidio_analyzer', 'onnxruntime'} & set(sys.modules)"
    code = f"import sys, fourwalls.detection.chosen_names; print(bool({heavy}))"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "False"
