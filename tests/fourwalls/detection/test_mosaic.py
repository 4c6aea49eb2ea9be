"""Small details: found by kind, never kept as words, and added up as they would be by somebody who knows the area."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from fourwalls.detection.mosaic.reader import MosaicReader
from fourwalls.detection.mosaic.rules import MosaicRulesError
from fourwalls.group.mosaic import SmallKind

SHIPPED = (Path(__file__).parents[3] / "config" / "mosaic.toml").read_text(encoding="utf-8")
CITY, TOWN, KNOWN_SMALL, SMALL = 2, 5, 8, 10


@pytest.fixture(scope="module")
def reader() -> MosaicReader:
    return MosaicReader.load(SHIPPED)


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("I've been in Manchester since I was nine", CITY),
        ("from Shropshire originally", TOWN),
        ("hello from Portree", KNOWN_SMALL),
        ("home is Unst so it's two ferries", SMALL),
        ("we live in Kelderwick, up the back road", SMALL),
        ("strathbogle. one shop", SMALL),
        ("Nether Yeldon is my whole world", SMALL),
        ("Quorbeck, two hundred of us and a phone box", SMALL),
        ("up the road from Great Wexcombe", SMALL),
    ],
)
def test_places(reader: MosaicReader, text: str, tells: float) -> None:
    assert reader.read(text)[SmallKind.PLACE] == tells


@pytest.mark.parametrize(
    "text",
    [
        "Raigmore for the scan, a long day in the car",
        "chemo in Brecon every Tuesday",
        "my mother is in Poltava, I cannot go",
        "Marg my dear, sleep well",
        "on docetaxel and Zoladex now",
        "my mother-in-law, bless her",
        "one eye on the clock, battle on",
        "left it on the sideboard",
    ],
)
def test_where_nobody_says_they_live(reader: MosaicReader, text: str) -> None:
    assert SmallKind.PLACE not in reader.read(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I'm the beadle here", SmallKind.OCCUPATION),
        ("we keep the pub", SmallKind.OCCUPATION),
        ("only Sikh family in the valley", SmallKind.SINGULAR),
        ("the first woman ever to win it", SmallKind.SINGULAR),
        ("they had me on the radio about it", SmallKind.EVENT),
        ("my brother drowned off the pier", SmallKind.EVENT),
        ("mum to triplets", SmallKind.FAMILY),
        ("one leg these days", SmallKind.BODY),
        ("forty houses and a chapel", SmallKind.SETTING),
        ("I'm 43", SmallKind.AGE),
    ],
)
def test_kinds(reader: MosaicReader, text: str, kind: SmallKind) -> None:
    assert kind in reader.read(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("the only thing that helps is ginger", SmallKind.SINGULAR),
        ("my first chemo is on Monday", SmallKind.SINGULAR),
        ("I read it in the paper", SmallKind.EVENT),
        ("my landlord is putting the rent up", SmallKind.OCCUPATION),
        ("day 17 of the cycle", SmallKind.AGE),
        ("did anyone see the vicar in Emmerdale, triplets now", SmallKind.FAMILY),
    ],
)
def test_what_only_sounds_like_it(reader: MosaicReader, text: str, kind: SmallKind) -> None:
    assert kind not in reader.read(text)


def test_the_message_that_completes_it_is_named(reader: MosaicReader) -> None:
    said = ["bladder, 61", "Quorbeck, two hundred souls", "soup again", "I ring the bells and wind the church clock"]
    assert reader.identifiable_at(said) == 3
    assert reader.identifiable_at(said[:2] + said[3:]) == 2
    assert reader.identifiable_at(["bladder, 61", "I drive a bus", "Leeds", "two grown lads", "soup again"]) is None
    assert reader.identifiable_at([]) is None


def test_no_word_is_kept(reader: MosaicReader) -> None:
    *_, known = reader.follow(["we live in Kelderwick", "I'm the beadle"])
    assert "elderwick" not in repr(known)
    assert "beadle" not in repr(known)


@pytest.mark.parametrize("text", ["", "\ud800", "Kil" * 30_000, "only " * 20_000, "a" * 65_536, "\u0301" * 5_000])
def test_hostile_texts_take_no_time(reader: MosaicReader, text: str) -> None:
    started = time.process_time()
    reader.identifiable_at([text])
    assert time.process_time() - started < 0.3


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("threshold = ", "not TOML"),
        (SHIPPED.replace("anchor = 5", ""), "lack 'anchor'"),
        (SHIPPED.replace('kind = "family"', 'kind = "famly"'), "famly"),
        (SHIPPED.replace('"triplets?"', '"triplets("'), "does not compile"),
        (SHIPPED.replace("threshold = 18", 'threshold = "many"'), "wrong kind"),
        (SHIPPED.replace('names = """', 'names = """leeds, lerwick, ', 1), "two sizes for"),
    ],
)
def test_bad_rules_say_what_is_wrong(wrong: str, says: str) -> None:
    with pytest.raises(MosaicRulesError, match=says):
        MosaicReader.load(wrong)
