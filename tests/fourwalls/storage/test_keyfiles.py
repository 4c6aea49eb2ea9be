from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from fourwalls.storage.errors import KeyFileError
from fourwalls.storage.keyfiles import generate_key_files, load_key, load_operational_keys

NAMES = {"operational.key", "lookup.key", "portal.key", "portal.pub"}


def test_four_files_that_only_their_owner_can_read(tmp_path: Path) -> None:
    generate_key_files(tmp_path / "keys")
    files = list((tmp_path / "keys").iterdir())
    assert {file.name for file in files} == NAMES
    assert {file.stat().st_mode & 0o777 for file in files} == {0o400}
    assert len({file.read_bytes() for file in files}) == 4
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700


def test_the_public_file_belongs_to_the_private_one(tmp_path: Path) -> None:
    generate_key_files(tmp_path)
    private = X25519PrivateKey.from_private_bytes(load_key(tmp_path / "portal.key"))
    assert private.public_key().public_bytes_raw() == load_key(tmp_path / "portal.pub")


def test_the_bots_keys_load(tmp_path: Path) -> None:
    generate_key_files(tmp_path)
    first, again = load_operational_keys(tmp_path), load_operational_keys(tmp_path)
    assert again.unseal(first.seal(b"words", "place"), "place") == b"words"
    assert again.lookup("person", "@ann:x") == first.lookup("person", "@ann:x")


@pytest.mark.parametrize("name", sorted(NAMES))
def test_keys_are_never_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"kept")
    with pytest.raises(KeyFileError, match="never overwritten"):
        generate_key_files(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes() == b"kept"


@pytest.mark.parametrize("mode", [0o440, 0o404, 0o620, 0o602, 0o644])
def test_a_key_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "operational.key"
    file.write_bytes(b"k" * 32)
    file.chmod(mode)
    with pytest.raises(KeyFileError, match=r"operational\.key.*chmod 400"):
        load_key(file)


def test_a_service_managers_credentials_may_show_a_group_and_nobody_else(tmp_path: Path) -> None:
    shown, other = tmp_path / "credentials", tmp_path / "credentials-of-another"
    for folder in (shown, other):
        generate_key_files(folder)
        for file in folder.iterdir():
            file.chmod(0o440)
    assert load_operational_keys(shown, shown).lookup("person", "@ann:x")
    with pytest.raises(KeyFileError, match="chmod 400"):
        load_operational_keys(other, shown)
    (shown / "lookup.key").chmod(0o444)
    with pytest.raises(KeyFileError, match="chmod 400"):
        load_key(shown / "lookup.key", shown)


@pytest.mark.parametrize("size", [0, 31, 33, 4096])
def test_a_key_of_another_size_is_refused(tmp_path: Path, size: int) -> None:
    file = tmp_path / "lookup.key"
    file.write_bytes(b"k" * size)
    file.chmod(0o400)
    with pytest.raises(KeyFileError, match="does not hold a key"):
        load_key(file)


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match=r"portal\.key cannot be opened"):
        load_key(tmp_path / "portal.key")


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(KeyFileError, match="cannot be made"):
        generate_key_files(tmp_path / "file" / "keys")
