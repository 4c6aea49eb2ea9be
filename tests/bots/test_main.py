"""The command line, in an empty home: what needs no settings works, what needs them says which."""

from __future__ import annotations

import json
import socket
from importlib.metadata import version
from pathlib import Path

import pytest

from bots.ownership import owned
from config.sources import NAMES
from fourwalls.group.people import Bot
from fourwalls.storage.database import Database
from fourwalls.storage.keyfiles import generate_key_files
from tests.support.command import fourwalls


def test_help_names_every_command(tmp_path: Path) -> None:
    ran = fourwalls("--help", home=tmp_path)
    assert ran.status == 0
    for command in ("init", "run", "portal", "renew", "recovery", "recover", "doctor", "demo", "detect", "version"):
        assert command in ran.out


def test_version_for_people_and_for_scripts(tmp_path: Path) -> None:
    assert fourwalls("version", home=tmp_path).out.strip() == f"fourwalls {version('fourwalls')}"
    assert json.loads(fourwalls("version", "--json", home=tmp_path).out) == {"version": version("fourwalls")}


def test_detect_reads_json_lines_without_any_settings(tmp_path: Path) -> None:
    asked = [{"id": 1, "text": "my name is sarah mcallister"}, {"id": 2, "text": "the kettle is on"}]
    lines = "".join(f"{json.dumps(one)}\n" for one in asked)
    ran = fourwalls("detect", "details", "--jsonl", home=tmp_path, stdin=lines)
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert [(answer["id"], answer["identifying"]) for answer in answers] == [(1, True), (2, False)]
    (finding,) = answers[0]["findings"]
    assert (finding["start"], finding["end"], finding["category"]) == (11, 27, "full_name")
    assert "sarah" not in json.dumps(answers[0])


def test_detect_reads_risk_lines_with_context(tmp_path: Path) -> None:
    line = json.dumps({"id": "a", "text": "i am going to kill myself tonight", "context": ["Pip: are you ok?"]})
    ran = fourwalls("detect", "risk", "--jsonl", home=tmp_path, stdin=line + "\n")
    answer = json.loads(ran.out)
    assert answer["flag"]
    assert (answer["category"], answer["severity"]) == ("self_harm", "immediate")


def test_detect_shows_a_text_to_people(tmp_path: Path) -> None:
    assert "«sarah mcallister»" in fourwalls("detect", "details", "i am sarah mcallister", home=tmp_path).out


@pytest.mark.parametrize("line", ["no json", '{"id": 1}', "[]"])
def test_a_line_that_is_not_a_case_is_named_and_ends_the_run(tmp_path: Path, line: str) -> None:
    ran = fourwalls("detect", "details", "--jsonl", home=tmp_path, stdin='{"id": 1, "text": "hello"}\n' + line + "\n")
    assert ran.status == 2
    assert "line 2" in ran.err
    assert "Traceback" not in ran.err


def test_detect_mosaic_starts_without_presidio(tmp_path: Path) -> None:
    line = json.dumps({"id": 1, "messages": ["the kettle is on"]}) + "\n"
    ran = fourwalls("detect", "mosaic", "--jsonl", home=tmp_path, stdin=line, env={"PYTHONPROFILEIMPORTTIME": "1"})
    assert json.loads(ran.out) == {"id": 1, "identifiable_at": None}
    assert "fourwalls.detection.mosaic.reader" in ran.err
    assert "presidio_analyzer" not in ran.err


def test_detect_wants_either_a_text_or_json_lines(tmp_path: Path) -> None:
    assert fourwalls("detect", "risk", home=tmp_path).status == 2


def test_run_without_settings_names_every_one_with_an_example(tmp_path: Path) -> None:
    ran = fourwalls("run", home=tmp_path)
    assert ran.status == 2
    for name in ("FOURWALLS_HOMESERVER", "FOURWALLS_ONLINE_MANAGER", "FOURWALLS_WARDEN_PASSWORD"):
        assert name in ran.err
        assert name in NAMES
    assert "For example:" in ran.err
    assert "fourwalls init" in ran.err
    assert "Traceback" not in ran.err


def test_an_unknown_bot_is_refused_with_the_names_of_the_four(tmp_path: Path) -> None:
    ran = fourwalls("run", "warder", home=tmp_path)
    assert ran.status == 2
    for bot in Bot:
        assert bot.value in ran.err


def full_env(folder: Path) -> dict[str, str]:
    env = {
        "FOURWALLS_HOMESERVER": "http://127.0.0.1:9",
        "FOURWALLS_DATA": str(folder),
        "FOURWALLS_ONLINE_MANAGER": "@odette:here.example",
        "FOURWALLS_PORTAL_URL": "http://127.0.0.1:8880",
    }
    for bot in Bot:
        env |= {f"FOURWALLS_{bot.name}_USER": f"@{bot.value}:here.example", f"FOURWALLS_{bot.name}_PASSWORD": "s3cret"}
    return env


def test_run_without_keys_says_where_they_are_missing(tmp_path: Path) -> None:
    ran = fourwalls("run", home=tmp_path, env=full_env(tmp_path))
    assert ran.status == 2
    assert "operational.key" in ran.err
    assert "s3cret" not in ran.err + ran.out
    assert "Traceback" not in ran.err


def test_two_processes_never_run_one_bot(tmp_path: Path) -> None:
    with owned(tmp_path, Bot.GUIDE):
        ran = fourwalls("run", home=tmp_path, env=full_env(tmp_path))
    assert ran.status == 2
    assert "runs already" in ran.err


def test_the_portal_asks_for_what_it_needs_and_for_no_bot(tmp_path: Path) -> None:
    ran = fourwalls("portal", home=tmp_path)
    assert ran.status == 2
    assert "FOURWALLS_PORTAL_URL" in ran.err
    assert "GUIDE" not in ran.err


def test_a_portal_that_starts_first_makes_no_database(tmp_path: Path) -> None:
    ran = fourwalls("portal", home=tmp_path, env=full_env(tmp_path))
    assert ran.status == 2
    database = tmp_path / "fourwalls.sqlite"
    told = f"there is no database at {database} yet. Start the bots first (fourwalls run): they make it"
    assert ran.err.strip() == told
    assert list(tmp_path.iterdir()) == []


def test_a_portal_on_a_busy_port_says_so_in_one_sentence(tmp_path: Path) -> None:
    generate_key_files(tmp_path / "keys")
    database = Database.open(f"sqlite:///{tmp_path / 'fourwalls.sqlite'}")
    database.migrate()
    database.close()
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        place = f"127.0.0.1:{holder.getsockname()[1]}"
        ran = fourwalls("portal", home=tmp_path, env=full_env(tmp_path) | {"FOURWALLS_PORTAL_LISTEN": place})
    assert ran.status == 2
    assert ran.err.strip() == (
        f"The portal cannot listen on {place} (Address already in use). "
        "End the program that holds this port, or name another in FOURWALLS_PORTAL_LISTEN"
    )


def test_a_database_without_its_driver_is_refused_in_one_sentence(tmp_path: Path) -> None:
    generate_key_files(tmp_path / "keys")
    env = full_env(tmp_path) | {"FOURWALLS_DATABASE_URL": "postgresql+nosuchdriver://fw:s3cret@localhost/fw"}
    ran = fourwalls("run", home=tmp_path, env=env)
    assert ran.status == 2
    assert "s3cret" not in ran.err
    assert "Traceback" not in ran.err


def test_what_never_ran_is_not_renewed_and_nothing_is_made(tmp_path: Path) -> None:
    generate_key_files(tmp_path / "keys")
    ran = fourwalls("renew", "guide", home=tmp_path, env=full_env(tmp_path))
    assert ran.status == 2
    assert "there is no database" in ran.err
    database = Database.open(f"sqlite:///{tmp_path / 'fourwalls.sqlite'}")
    database.migrate()
    database.close()
    ran = fourwalls("renew", "guide", home=tmp_path, env=full_env(tmp_path))
    assert ran.status == 2
    assert "the guide has never been started on these data" in ran.err


def test_a_running_bot_is_not_renewed(tmp_path: Path) -> None:
    with owned(tmp_path, Bot.GUIDE):
        ran = fourwalls("renew", "guide", home=tmp_path, env=full_env(tmp_path))
    assert ran.status == 2
    assert "the guide runs already" in ran.err


def test_doctor_says_what_to_do_in_words_and_in_json(tmp_path: Path) -> None:
    ran = fourwalls("doctor", home=tmp_path)
    assert ran.status == 2
    assert "FOURWALLS_HOMESERVER" in ran.out
    ran = fourwalls("doctor", "--json", home=tmp_path, env=full_env(tmp_path))
    told = json.loads(ran.out)
    assert ran.status == 2
    assert (told["ok"], told["level"]) == (False, "broken")
    broken = {finding["id"]: finding["remedy"] for finding in told["findings"] if finding["level"] == "broken"}
    assert "operational.key" in broken["keys.operational.key"]
    assert "cannot be reached" in broken["homeserver"]


def test_doctor_makes_and_changes_nothing_before_the_first_run(tmp_path: Path) -> None:
    generate_key_files(tmp_path / "keys")
    before = sorted(tmp_path.rglob("*"))
    told = json.loads(fourwalls("doctor", "--json", home=tmp_path, env=full_env(tmp_path)).out)
    assert sorted(tmp_path.rglob("*")) == before
    levels = {finding["id"]: (finding["level"], finding["remedy"]) for finding in told["findings"]}
    assert levels["database"] == ("attention", "not started yet: fourwalls run makes it")
    assert levels["keys.operational.key"] == ("ok", "")
    assert levels["running"] == ("attention", "Start them: fourwalls run")
    (tmp_path / "fourwalls.sqlite").touch(0o600)  # as a portal of an older version left it
    told = json.loads(fourwalls("doctor", "--json", home=tmp_path, env=full_env(tmp_path)).out)
    assert {finding["level"] for finding in told["findings"] if finding["id"] == "database"} == {"attention"}
    assert (tmp_path / "fourwalls.sqlite").read_bytes() == b""


def test_the_help_of_the_demo_describes_a_script_and_names_no_file_of_ours(tmp_path: Path) -> None:
    told = fourwalls("demo", "--help", home=tmp_path).out
    assert "sessions_a" not in told
    for word in ("group", "members", "facilitator", "turns", "reply_to"):
        assert word in told


def test_a_script_that_is_none_is_refused_before_anything_starts(tmp_path: Path) -> None:
    script = tmp_path / "script.jsonl"
    script.write_text('{"group": "x"}\n')
    ran = fourwalls("demo", "--exit", "--script", str(script), "--data", str(tmp_path / "d"), home=tmp_path)
    assert ran.status == 2
    assert "is not a session" in ran.err
    assert not (tmp_path / "d").exists()
