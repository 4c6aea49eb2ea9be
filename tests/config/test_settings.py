from __future__ import annotations

from pathlib import Path

import pytest

from config.settings import SettingsError, load_portal_settings, load_settings
from config.sources import NAMES
from fourwalls.group.people import Bot

SECRET = "correct horse battery staple"

GOOD = {
    "HOME": "/home/volunteer",
    "FOURWALLS_HOMESERVER": "https://chat.example.org/",
    "FOURWALLS_ONLINE_MANAGER": "@robin:chat.example.org",
    "FOURWALLS_PORTAL_URL": "https://groups.example.org",
    **{f"FOURWALLS_{bot.name}_USER": f"@{bot}:chat.example.org" for bot in Bot},
    **{f"FOURWALLS_{bot.name}_PASSWORD": SECRET for bot in Bot},
}


def problems(env: dict[str, str], dotenv: Path | None = None) -> dict[str, str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(env, dotenv)
    assert SECRET not in str(caught.value)
    return {problem.name: problem.wrong for problem in caught.value.problems}


def without(*names: str) -> dict[str, str]:
    return {name: value for name, value in GOOD.items() if name not in names}


def written(path: Path, text: str, mode: int = 0o600) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_good_settings_are_read_and_the_rest_has_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.system", lambda: "Linux")
    settings = load_settings(GOOD)
    assert settings.homeserver == "https://chat.example.org"
    assert settings.users[Bot.GUIDE] == "@guide:chat.example.org"
    assert settings.passwords == dict.fromkeys(Bot, SECRET)
    assert settings.data == Path("/home/volunteer/.local/share/fourwalls")
    assert settings.database_url == "sqlite:////home/volunteer/.local/share/fourwalls/fourwalls.sqlite"
    assert (settings.keys, settings.config, settings.models) == (settings.data / "keys", settings.data / "config", None)


def test_the_data_folder_follows_the_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platform.system", lambda: "Darwin")
    assert load_settings(GOOD).data == Path("/home/volunteer/Library/Application Support/fourwalls")
    assert load_settings(GOOD | {"XDG_DATA_HOME": "/srv"}).data == Path("/srv/fourwalls")
    assert load_settings(without("HOME")).data == Path.cwd() / "data"


def test_no_secret_shows_when_settings_are_printed() -> None:
    settings = load_settings(GOOD | {"FOURWALLS_DATABASE_URL": f"postgresql://fw:{SECRET}@localhost/fw"})
    assert SECRET not in repr(settings)
    assert SECRET in settings.database_url


def test_all_problems_are_told_at_once_each_with_an_example() -> None:
    env = without("FOURWALLS_GUIDE_PASSWORD", "FOURWALLS_SCRIBE_USER") | {
        "FOURWALLS_HOMESERVER": "chat.example.org",
        "FOURWALLS_ONLINE_MANAGER": "Robin",
    }
    assert problems(env).keys() == {
        "FOURWALLS_GUIDE_PASSWORD",
        "FOURWALLS_SCRIBE_USER",
        "FOURWALLS_HOMESERVER",
        "FOURWALLS_ONLINE_MANAGER",
    }
    with pytest.raises(SettingsError) as caught:
        load_settings(env)
    assert all(problem.example for problem in caught.value.problems)
    assert str(caught.value).count("For example:") == 4


def test_an_empty_environment_names_every_needed_setting_and_no_other() -> None:
    assert problems({}).keys() == without("HOME").keys()


@pytest.mark.parametrize(
    "url",
    [
        "http://chat.example.org",
        "https://u:p@chat.example.org",
        "https://chat.example.org/x",
        "https://",
        "https://a b",
    ],
)
def test_a_homeserver_address_that_gives_words_away_or_means_nothing_is_refused(url: str) -> None:
    assert "FOURWALLS_HOMESERVER" in problems(GOOD | {"FOURWALLS_HOMESERVER": url})


@pytest.mark.parametrize(
    "url", ["http://localhost:8008", "http://127.0.0.1:8008", "http://[::1]:8008", "http://synapse:8008"]
)
def test_http_is_fine_where_nobody_else_listens(url: str) -> None:
    assert load_settings(GOOD | {"FOURWALLS_HOMESERVER": url}).homeserver == url


def test_a_secret_may_stand_in_a_file_of_its_own(tmp_path: Path) -> None:
    file = written(tmp_path / "guide", f"{SECRET}\n")
    env = without("FOURWALLS_GUIDE_PASSWORD") | {"FOURWALLS_GUIDE_PASSWORD_FILE": str(file)}
    assert load_settings(env).passwords[Bot.GUIDE] == SECRET


def test_a_secret_given_twice_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path / "guide", SECRET)
    found = problems(GOOD | {"FOURWALLS_GUIDE_PASSWORD_FILE": str(file)})
    assert "both" in found["FOURWALLS_GUIDE_PASSWORD"]


@pytest.mark.parametrize(("text", "mode"), [(SECRET, 0o640), (SECRET, 0o604), ("", 0o600), (f"{SECRET}\nmore", 0o600)])
def test_a_secret_file_that_others_can_read_or_that_is_no_secret_is_refused(
    tmp_path: Path, text: str, mode: int
) -> None:
    file = written(tmp_path / "guide", text, mode)
    env = without("FOURWALLS_GUIDE_PASSWORD") | {"FOURWALLS_GUIDE_PASSWORD_FILE": str(file)}
    assert problems(env).keys() == {"FOURWALLS_GUIDE_PASSWORD_FILE"}


def test_a_secret_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "guide"
    env = without("FOURWALLS_GUIDE_PASSWORD") | {"FOURWALLS_GUIDE_PASSWORD_FILE": str(file)}
    assert problems(env).keys() == {"FOURWALLS_GUIDE_PASSWORD_FILE"}
    file.write_bytes(b"\xff\xfe")
    file.chmod(0o600)
    assert "not text" in problems(env)["FOURWALLS_GUIDE_PASSWORD_FILE"]


def test_credentials_of_a_service_manager_may_show_a_group(tmp_path: Path) -> None:
    file = written(tmp_path / "guide", SECRET, 0o440)
    env = without("FOURWALLS_GUIDE_PASSWORD") | {
        "FOURWALLS_GUIDE_PASSWORD_FILE": str(file),
        "CREDENTIALS_DIRECTORY": str(tmp_path),
    }
    settings = load_settings(env)
    assert settings.passwords[Bot.GUIDE] == SECRET
    assert settings.credentials == tmp_path
    assert load_settings(GOOD).credentials is None


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = written(tmp_path / ".env", "FOURWALLS_HOMESERVER=https://old.example.org\nFOURWALLS_DATA=/srv/fw # here\n")
    settings = load_settings(GOOD, file)
    assert settings.homeserver == "https://chat.example.org"
    assert settings.data == Path("/srv/fw")


def test_the_environment_settles_a_secret_whatever_form_the_file_gives(tmp_path: Path) -> None:
    file = written(tmp_path / ".env", "FOURWALLS_GUIDE_PASSWORD_FILE=/nowhere\n")
    assert load_settings(GOOD, file).passwords[Bot.GUIDE] == SECRET


def test_an_env_file_with_secrets_must_be_closed_to_others(tmp_path: Path) -> None:
    file = written(tmp_path / ".env", f"FOURWALLS_GUIDE_PASSWORD={SECRET}\n", 0o644)
    with pytest.raises(SettingsError, match=r"chmod 600 .*\.env") as caught:
        load_settings(GOOD, file)
    assert SECRET not in str(caught.value)
    assert load_settings(GOOD, written(file, "FOURWALLS_DATA=/srv\n", 0o644)).data == Path("/srv")


def test_an_env_file_that_is_missing_or_broken_is_told(tmp_path: Path) -> None:
    assert str(tmp_path / ".env") in problems(GOOD, tmp_path / ".env")
    broken = written(tmp_path / ".env", f"FOURWALLS_DATA=/srv\nFOURWALLS_GUIDE_PASSWORD='{SECRET}\n")
    assert "line 2" in problems(GOOD, broken)[str(broken)]


def test_a_slip_of_the_pen_in_the_env_file_is_noticed(tmp_path: Path) -> None:
    file = written(tmp_path / ".env", "FOURWALLS_PORTAL_LISTNE=127.0.0.1:1\nCOMPOSE_PROJECT_NAME=x\n")
    assert problems(GOOD, file) == {
        "FOURWALLS_PORTAL_LISTNE": "there is no such setting; FOURWALLS_PORTAL_LISTEN may be meant"
    }


def test_the_env_file_of_the_working_folder_is_read_with_the_real_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    written(tmp_path / ".env", "".join(f"{name}={value}\n" for name, value in GOOD.items()))
    assert load_settings().online_manager == "@robin:chat.example.org"


def test_nobody_watches_unless_asked_to() -> None:
    settings = load_settings(GOOD)
    assert (settings.health_listen, settings.ping_url) == (None, "")


def test_where_health_is_told_and_what_is_pinged() -> None:
    url = f"https://watch.example.org/ping/{SECRET.replace(' ', '-')}?x=1"
    settings = load_settings(GOOD | {"FOURWALLS_HEALTH_LISTEN": "[::1]:8881", "FOURWALLS_PING_URL": url})
    assert (settings.health_listen, settings.ping_url) == (("::1", 8881), url)
    assert url not in repr(settings)
    near = "http://watch:8000/ping"
    assert load_settings(GOOD | {"FOURWALLS_PING_URL": near}).ping_url == near


@pytest.mark.parametrize(
    "url", ["http://watch.example.org/x", "https://", "https://u:p@h/x", "https://h/x#y", "https://h/a b", "ping"]
)
def test_a_ping_goes_nowhere_odd(url: str) -> None:
    found = problems(GOOD | {"FOURWALLS_PING_URL": url, "FOURWALLS_HEALTH_LISTEN": "8881"})
    assert found.keys() == {"FOURWALLS_PING_URL", "FOURWALLS_HEALTH_LISTEN"}


def test_no_two_bots_share_an_account() -> None:
    found = problems(GOOD | {"FOURWALLS_LOOKOUT_USER": "@scribe:chat.example.org"})
    assert found == {
        "FOURWALLS_LOOKOUT_USER": "this is the account of the scribe already; each bot needs an account of its own"
    }


def test_the_online_manager_is_a_person() -> None:
    assert "FOURWALLS_ONLINE_MANAGER" in problems(GOOD | {"FOURWALLS_ONLINE_MANAGER": "@guide:chat.example.org"})


def test_one_bot_alone_needs_no_other_bots_password() -> None:
    env = without(*(f"FOURWALLS_{bot.name}_PASSWORD" for bot in Bot if bot is not Bot.SCRIBE))
    assert load_settings(env, bots=[Bot.SCRIBE]).passwords == {Bot.SCRIBE: SECRET}


def test_folders_that_are_silly_are_refused(tmp_path: Path) -> None:
    file = written(tmp_path / "file", "")
    env = GOOD | {
        "FOURWALLS_DATA": str(file),
        "FOURWALLS_CONFIG": str(tmp_path / "nowhere"),
        "FOURWALLS_MODELS": str(tmp_path / "nowhere"),
        "FOURWALLS_DATABASE_URL": "mysql://x",
    }
    assert problems(env).keys() == {
        "FOURWALLS_DATA",
        "FOURWALLS_CONFIG",
        "FOURWALLS_MODELS",
        "FOURWALLS_DATABASE_URL",
    }


def test_the_portal_needs_its_address_and_no_bots_password() -> None:
    settings = load_portal_settings({"FOURWALLS_PORTAL_URL": "https://groups.example.org", "HOME": "/home/portal"})
    assert (settings.url, settings.listen_host, settings.listen_port) == (
        "https://groups.example.org",
        "127.0.0.1",
        8880,
    )


@pytest.mark.parametrize("listen", ["8880", "localhost:", "localhost:99999", "a b:1"])
def test_a_silly_listening_address_is_refused(listen: str) -> None:
    with pytest.raises(SettingsError, match="FOURWALLS_PORTAL_LISTEN"):
        load_portal_settings({"FOURWALLS_PORTAL_URL": "http://localhost", "FOURWALLS_PORTAL_LISTEN": listen})


def test_the_example_file_names_every_setting_and_works_once_the_passwords_are_in(tmp_path: Path) -> None:
    example = (Path(__file__).parents[2] / "config" / "example.env").read_text(encoding="utf-8")
    plain = {name for name in NAMES if not name.endswith("_FILE")}
    assert {name for name in plain if f"\n{name}=" in example or f"\n# {name}=" in example} == plain
    blank = problems({"HOME": "/home/x"}, written(tmp_path / ".env", example))
    assert blank.keys() == {f"FOURWALLS_{bot.name}_PASSWORD" for bot in Bot}
    filled = written(tmp_path / ".env", example.replace("_PASSWORD=\n", f'_PASSWORD="{SECRET}"\n'))
    assert load_settings({"HOME": "/home/x"}, filled).passwords[Bot.WARDEN] == SECRET


def test_where_members_find_the_homeserver_is_where_the_bots_do_unless_it_is_said() -> None:
    elsewhere = {"FOURWALLS_PUBLIC_HOMESERVER": "https://matrix.example.org/"}
    assert load_settings(GOOD).public_homeserver == "https://chat.example.org"
    assert load_settings(GOOD | elsewhere).public_homeserver == "https://matrix.example.org"
    alone = {"HOME": "/home/volunteer", "FOURWALLS_PORTAL_URL": "https://groups.example.org"}
    assert load_portal_settings(alone).public_homeserver == ""
    assert load_portal_settings(alone | elsewhere).public_homeserver == "https://matrix.example.org"
    wrong = {"FOURWALLS_PUBLIC_HOMESERVER": "http://matrix.example.org"}
    assert set(problems(GOOD | wrong)) == {"FOURWALLS_PUBLIC_HOMESERVER"}
    with pytest.raises(SettingsError):
        load_portal_settings(alone | wrong)


def test_an_administrators_token_is_a_secret_that_need_not_be_there(tmp_path: Path) -> None:
    assert load_settings(GOOD).admin_token == ""
    file = written(tmp_path / "admin", f"{SECRET.replace(' ', '_')}\n")
    settings = load_settings(GOOD | {"FOURWALLS_ADMIN_TOKEN_FILE": str(file)})
    assert settings.admin_token == SECRET.replace(" ", "_")
    assert settings.admin_token not in repr(settings)
    assert set(problems(GOOD | {"FOURWALLS_ADMIN_TOKEN": f"Bearer {SECRET}"})) == {"FOURWALLS_ADMIN_TOKEN"}
    file.chmod(0o644)
    assert set(problems(GOOD | {"FOURWALLS_ADMIN_TOKEN_FILE": str(file)})) == {"FOURWALLS_ADMIN_TOKEN_FILE"}
