"""Keys of open waves: on the disk, for nobody else, and gone when they are destroyed."""

from __future__ import annotations

import stat
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from engagement.waves import keys

WAVE, OTHER = uuid.UUID(int=7), uuid.UUID(int=8)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.LEADERSHIP_SEAL_FOLDER = str(tmp_path / "seals")
    return tmp_path / "seals"


def test_only_the_site_reads_it(folder: Path) -> None:
    keys.make(WAVE)

    (path,) = folder.iterdir()
    assert (stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(folder.stat().st_mode)) == (0o600, 0o700)
    assert path.stat().st_size == 32


def test_a_key_is_never_written_over() -> None:
    public = keys.make(WAVE)

    with pytest.raises(FileExistsError):
        keys.make(WAVE)
    assert keys.is_there(WAVE, public)


def test_it_is_there_if_it_is_the_right_one() -> None:
    public, other = keys.make(WAVE), keys.make(OTHER)

    assert keys.is_there(WAVE, public)
    assert not keys.is_there(WAVE, other)
    assert not keys.is_there(uuid.UUID(int=9), public)
    assert list(keys.kept()) == [WAVE, OTHER]


def test_destroyed_is_gone(folder: Path) -> None:
    keys.make(WAVE)

    keys.destroy(WAVE)
    keys.destroy(WAVE)

    assert list(folder.iterdir()) == []
    with pytest.raises(keys.KeyMissing):
        keys.private_key(WAVE)


def test_what_else_lies_in_the_folder_is_left_alone(folder: Path) -> None:
    folder.mkdir()
    (folder / "readme.key").write_text("not a wave")

    assert list(keys.kept()) == []


def test_a_damaged_key_is_a_missing_one(folder: Path) -> None:
    keys.make(WAVE)
    (folder / f"{WAVE}.key").write_bytes(b"short")

    with pytest.raises(keys.KeyMissing):
        keys.private_key(WAVE)


def test_without_a_folder_it_says_which_setting_is_missing(settings: Any) -> None:
    settings.LEADERSHIP_SEAL_FOLDER = ""

    with pytest.raises(ImproperlyConfigured, match="LEADERSHIP_SEAL_FOLDER"):
        keys.make(WAVE)
