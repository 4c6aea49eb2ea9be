from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from config.files import ConfigError
from config.house import House, HouseGroup, OpenRoom, load_house
from fourwalls.group.people import Layout, PersonId
from fourwalls.group.warning import Quiet

GOOD = """
organisation = "Harbour House"

[[group]]
name = "Tuesday evening group"
facilitators = ["@robin:chat.example.org", "@sam:chat.example.org", "@robin:chat.example.org"]

[[group]]
name = "Thursday group"
facilitators = ["@sam:chat.example.org"]
"""


def house(folder: Path, text: str) -> House:
    (folder / "house.toml").write_text(text, encoding="utf-8")
    return load_house(folder)


def test_the_shipped_house_is_empty_but_whole() -> None:
    assert load_house() == House("Our support groups")


def test_when_people_look_in_and_how_long_the_time_of_grace_is(tmp_path: Path) -> None:
    found = house(tmp_path, 'staffed_hours = "weekdays, 9 to 5"\ngrace_days = 21\n' + GOOD)
    assert (found.staffed_hours, found.grace) == ("weekdays, 9 to 5", timedelta(days=21))
    assert load_house().grace == timedelta(days=14)


def test_how_long_words_of_a_group_are_recognised_outside(tmp_path: Path) -> None:
    assert house(tmp_path, "leak_days = 30\n" + GOOD).leak == timedelta(days=30)
    assert house(tmp_path, GOOD).leak == load_house().leak == timedelta(days=180)


def test_how_long_warnings_wait_for_one_another(tmp_path: Path) -> None:
    assert house(tmp_path, f"warnings_together_seconds = 0\n{GOOD}").quiet == Quiet(timedelta(0))
    assert load_house().quiet == Quiet(timedelta(minutes=1))


def test_a_house_with_groups(tmp_path: Path) -> None:
    robin, sam = PersonId("@robin:chat.example.org"), PersonId("@sam:chat.example.org")
    assert house(tmp_path, GOOD) == House(
        "Harbour House", (HouseGroup("Tuesday evening group", (robin, sam)), HouseGroup("Thursday group", (sam,)))
    )


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ('organisation = "Harbour House"', 'organisation = "Harbour House"\ngrace_days = 1', "key grace_days"),
        ('organisation = "Harbour House"', 'organisation = "Harbour House"\ngrace_days = 91', "key grace_days"),
        ('organisation = "Harbour House"', 'organisation = "Harbour House"\ngrace_days = true', "key grace_days"),
        ('organisation = "Harbour House"', 'organisation = "Harbour House"\nleak_days = 0', "key leak_days"),
        ('organisation = "Harbour House"', 'organisation = "Harbour House"\nleak_days = 366', "key leak_days"),
        ('organisation = "Harbour House"', 'organisation = "Harbour House"\nstaffed_hours = ""', "key staffed_hours"),
        *(
            ("[[group]]", f"warnings_together_seconds = {wrong}\n[[group]]", "key warnings_together_seconds")
            for wrong in ("-1", "601", "true", '"60"')
        ),
        ('organisation = "Harbour House"', "", "key organisation"),
        ('"Harbour House"', '" "', "key organisation"),
        ('"Harbour House"', f'"{"x" * 61}"', "key organisation"),
        ('"Harbour House"', '"Harbour\\nHouse"', "key organisation"),
        ("organisation", "organization", "key organization"),
        ('"Thursday group"', "4", "key group 2.name"),
        ('"Thursday group"', '"tuesday evening GROUP"', "key group 2.name"),
        ('["@sam:chat.example.org"]', "[]", "key group 2.facilitators"),
        ('["@sam:chat.example.org"]', '["Sam"]', "key group 2.facilitators"),
        ('["@sam:chat.example.org"]', "[7]", "key group 2.facilitators"),
        ("facilitators = [", "facilitator = [", "key group 1.facilitator"),
    ],
)
def test_a_slip_is_told_by_file_and_key_with_an_example(tmp_path: Path, old: str, new: str, where: str) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError) as caught:
        house(tmp_path, GOOD.replace(old, new, 1))
    assert (caught.value.file.name, caught.value.where) == ("house.toml", where)
    assert caught.value.example


def test_a_group_that_is_no_block_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="block"):
        house(tmp_path, 'organisation = "x"\ngroup = "Tuesday"')


def test_the_time_zone_is_london_unless_the_file_says_otherwise(tmp_path: Path) -> None:
    assert house(tmp_path, 'organisation = "x"\n').zone.key == "Europe/London"
    assert house(tmp_path, 'organisation = "x"\ntimezone = "Europe/Paris"\n').zone.key == "Europe/Paris"


@pytest.mark.parametrize("zone", ['"Europe/Atlantis"', "7", '"../../etc/passwd"', '""'])
def test_a_time_zone_that_is_none_is_told_with_an_example(tmp_path: Path, zone: str) -> None:
    with pytest.raises(ConfigError, match="Europe/London"):
        house(tmp_path, f'organisation = "x"\ntimezone = {zone}\n')


ONE_GROUP = '[[group]]\nname = "Tuesday"\nfacilitators = ["@sam:chat.example.org"]\n'
HEAD = 'organisation = "x"\n'


def test_a_group_has_two_rooms_unless_the_file_says_otherwise(tmp_path: Path) -> None:
    assert house(tmp_path, HEAD + ONE_GROUP).groups[0].layout is Layout.TWO
    for layout in Layout:
        told = house(tmp_path, f'{HEAD}rooms = "{layout}"\n{ONE_GROUP}')
        assert (told.layout, told.groups[0].layout) == (layout, layout)
    told = house(tmp_path, f'{HEAD}rooms = "space"\n{ONE_GROUP}rooms = "one"\n')
    assert (told.layout, told.groups[0].layout) == (Layout.SPACE, Layout.ONE)


@pytest.mark.parametrize("rooms", ['"three"', "2", "[]", "true"])
def test_other_rooms_are_told_with_the_choices(tmp_path: Path, rooms: str) -> None:
    with pytest.raises(ConfigError, match="one, two, space"):
        house(tmp_path, f"{HEAD}rooms = {rooms}\n")
    with pytest.raises(ConfigError, match="one, two, space"):
        house(tmp_path, f"{HEAD}{ONE_GROUP}rooms = {rooms}\n")


def test_a_name_can_be_meant(tmp_path: Path) -> None:
    assert house(tmp_path, f"{HEAD}{ONE_GROUP}").groups[0].sure_of_name is False
    assert house(tmp_path, f"{HEAD}{ONE_GROUP}sure_of_name = true\n").groups[0].sure_of_name is True
    with pytest.raises(ConfigError, match="sure_of_name"):
        house(tmp_path, f'{HEAD}{ONE_GROUP}sure_of_name = "yes"\n')


def test_open_rooms_are_named_by_id_or_address(tmp_path: Path) -> None:
    text = HEAD + "".join(
        f'[[open_room]]\nname = "Tea"\nroom = "{room}"\n' for room in ("#tea:x.org", "!abc", "!d:x.org")
    )
    assert house(tmp_path, text).open_rooms == tuple(
        OpenRoom("Tea", room) for room in ("#tea:x.org", "!abc", "!d:x.org")
    )


@pytest.mark.parametrize("room", ['"tea"', '"#tea"', '"@tea:x.org"', '""', "7", '"#te a:x.org"'])
def test_an_open_room_that_is_none_is_told_with_an_example(tmp_path: Path, room: str) -> None:
    with pytest.raises(ConfigError, match=r"#tea:chat\.example\.org"):
        house(tmp_path, f'{HEAD}[[open_room]]\nname = "Tea"\nroom = {room}\n')
