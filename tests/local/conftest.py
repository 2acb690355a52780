"""Folders for servers: short enough for sockets, and open for the account that PostgreSQL runs as."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cms.local.postgres import Cluster


@pytest.fixture
def open_folder(short_folder: Path) -> Path:
    short_folder.chmod(0o755)
    return short_folder


class MadeBefore:
    """A cluster as it is when it was made: that takes a second of the processor, a copy a tenth."""

    def __init__(self, folder: Path) -> None:
        self._made = Cluster(folder / "postgres", lasting=False)
        self._made.start()
        self._made.stop()

    def copied(self, base: Path, *, lasting: bool = False) -> Cluster:
        """One that has not been started yet."""
        base.mkdir(parents=True)
        shutil.copy2(self._made.base / "passwords", base)
        found = Cluster(base, lasting=lasting)
        subprocess.run(["cp", "-a", str(self._made.data), str(found.data)], check=True)
        return found

    def remove(self) -> None:
        self._made.remove()


@pytest.fixture(scope="module")
def made_before() -> Iterator[MadeBefore]:
    folder = Path(tempfile.mkdtemp(prefix="leadership-"))
    folder.chmod(0o755)
    found = MadeBefore(folder)
    yield found
    found.remove()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def cluster(open_folder: Path, made_before: MadeBefore) -> Iterator[Cluster]:
    found = made_before.copied(open_folder / "postgres")
    found.start()
    yield found
    found.remove()


@pytest.fixture(scope="module")
def running_cluster(made_before: MadeBefore) -> Iterator[Cluster]:
    """For tests that leave it as they find it."""
    folder = Path(tempfile.mkdtemp(prefix="leadership-"))
    folder.chmod(0o755)
    found = made_before.copied(folder / "postgres")
    found.start()
    yield found
    found.remove()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def lasting_cluster(open_folder: Path, made_before: MadeBefore) -> Iterator[Cluster]:
    """One that keeps what was committed, as an installation's does and the tests' own does not."""
    found = made_before.copied(open_folder / "postgres", lasting=True)
    found.start()
    yield found
    found.remove()
