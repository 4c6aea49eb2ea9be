"""Belonging to a named place: what is learnt, and that it is learnt from components and not by heart."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from fourwalls.detection.details import membership, membership_training
from fourwalls.detection.details.membership import belongings, features, likelihood
from fourwalls.detection.details.mentions import _KINDS, Mention, mentions
from fourwalls.detection.details.reading import Reading
from fourwalls.detection.lexicon import lexicon

CORPUS = Path(__file__).parents[2] / "corpora" / "identifying_c.jsonl"

BELONGS = [
    ("my wife stitches kilts at Garrioch Weavers", "Garrioch Weavers"),
    ("Our eldest is in his second year at Halbeath Academy", "Halbeath Academy"),
    ("thirty years a fitter with Clyne Engineering", "Clyne Engineering"),
    ("i sing with the Tarbolton Singers", "Tarbolton Singers"),
]
PASSES = [
    "we parked outside Garrioch Weavers",
    "my scan was beside Halbeath Academy",
    "watched Tarbolton Rovers lose again",
    "the raffle raised forty pounds for Clyne Hospice",
]


def named(text: str) -> list[str]:
    return [text[one.start : one.end] for one in belongings(Reading(text))]


@pytest.mark.parametrize(("text", "name"), BELONGS)
def test_a_deed_a_preposition_and_a_name_belong_together(text: str, name: str) -> None:
    assert named(text) == [name]


@pytest.mark.parametrize("text", PASSES)
def test_passing_by_is_no_belonging(text: str) -> None:
    assert named(text) == []


def test_the_far_part_of_a_very_long_text_is_left_to_the_rules() -> None:
    assert list(belongings(Reading(BELONGS[0][0], far=True))) == []


def test_a_mention_has_no_article_and_no_little_word_at_its_ends() -> None:
    reading = Reading("she nurses at the Clyne Infirmary of")
    assert "Clyne Infirmary" in {" ".join(word.text for word in one.words(reading)) for one in mentions(reading)}


def test_no_weight_is_of_a_word() -> None:
    """Features are shapes, prepositions and classes: no name of the corpora can be learnt by heart."""
    classes = {cls for found in lexicon().belonging.values() for cls in found} | set(membership.SIDES) | set(_KINDS)
    texts = [json.loads(line)["text"] for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    names = {word.lower() for text in texts for word in text.split() if word[:1].isupper() and len(word) > 3}
    assert not {part for weight in membership.shipped() for part in re.split(r"[<:|=]", weight)} & (names - classes)


def test_training_tells_its_examples_apart_and_comes_out_the_same_twice() -> None:
    found = list(membership_training.examples(CORPUS, None))
    weights = membership_training.fit(found)
    assert weights == membership_training.fit(found)
    right = sum((likelihood(weights, iter(one.features)) >= membership.THRESHOLD) == one.belongs for one in found)
    assert right / len(found) > 0.95


def test_features_know_what_stands_around_a_name() -> None:
    reading = Reading("my son works at Clyne Academy")
    found = set(features(reading, Mention(4, 5)))
    assert {"lead=at", "near:work", "kind=school", "org-last", "at|org-last"} <= found
