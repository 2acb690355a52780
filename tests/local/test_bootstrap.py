"""Installing: only when a lock has changed, and with plain words where the machine does not suit."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

import pytest

from cms.local import bootstrap


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a virtual environment in which nothing is recorded as installed."""
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", Path(sys.executable))
    (tmp_path / ".venv").mkdir()
    (tmp_path / "requirements.txt").write_text("django==5.2.19\n")
    (tmp_path / "requirements-dev.txt").write_text("django==5.2.19\npytest==9.2.0\n")
    return tmp_path


def test_nothing_is_installed_at_first(project: Path) -> None:
    assert not bootstrap.installed("runtime")


def test_a_changed_lock_is_installed_again(project: Path) -> None:
    bootstrap.stamp("runtime").write_text(bootstrap.digest("runtime"))
    assert bootstrap.installed("runtime")
    assert not bootstrap.installed("dev")
    (project / "requirements.txt").write_text("django==5.2.20\n")
    assert not bootstrap.installed("runtime")


def test_the_wider_lock_will_do_for_the_narrower(project: Path) -> None:
    bootstrap.stamp("dev").write_text(bootstrap.digest("dev"))
    assert bootstrap.installed("runtime")


def test_an_old_python_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 13))
    monkeypatch.setattr(platform, "python_version", lambda: "3.10.13")
    with pytest.raises(bootstrap.CannotInstall, match=r"Python 3\.11 or newer is needed; .* is 3\.10\.13\."):
        bootstrap.check_machine()


def test_a_platform_without_binaries_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "system", lambda: "Windows")
    with pytest.raises(bootstrap.CannotInstall, match="are not built for Windows"):
        bootstrap.check_machine()


def test_a_full_disk_is_named_before_anything_is_done(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "MEGABYTES_NEEDED", 10**9)
    with pytest.raises(
        bootstrap.CannotInstall, match=r"Installing needs about 1000000000 MB of disk; \d+ MB are free"
    ):
        bootstrap.install("runtime")
    assert list((project / ".venv").iterdir()) == []
