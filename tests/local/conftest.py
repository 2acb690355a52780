"""Folders for servers: short enough for sockets, and open for the account that PostgreSQL runs as."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cms.local.postgres import Cluster


@pytest.fixture
def open_folder(short_folder: Path) -> Path:
    short_folder.chmod(0o755)
    return short_folder


@pytest.fixture
def cluster(open_folder: Path) -> Iterator[Cluster]:
    found = Cluster(open_folder / "postgres", lasting=False)
    found.start()
    yield found
    found.remove()


@pytest.fixture(scope="module")
def running_cluster() -> Iterator[Cluster]:
    """For tests that leave it as they find it."""
    folder = Path(tempfile.mkdtemp(prefix="leadership-"))
    folder.chmod(0o755)
    found = Cluster(folder / "postgres", lasting=False)
    found.start()
    yield found
    found.remove()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def lasting_cluster(open_folder: Path) -> Iterator[Cluster]:
    """One that keeps what was committed, as an installation's does and the tests' own does not."""
    found = Cluster(open_folder / "postgres")
    found.start()
    yield found
    found.remove()
