"""What a person sets in the environment is used as it is, and nothing private is started in its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from cms.local.servers import servers


@pytest.fixture
def installation(open_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "CELERY_BROKER_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(open_folder))
    return open_folder


def test_by_default_both_servers_are_private(installation: Path) -> None:
    found = servers(lambda text: None)
    environment = found.environment()
    assert found.cluster is not None
    assert environment["DATABASE_URL"] == found.cluster.access.url("leadership_site", "leadership")
    assert environment["DATABASE_OWNER_URL"] == found.cluster.access.url("leadership_owner", "leadership")
    assert environment["CELERY_BROKER_URL"] == f"redis+socket://{installation}/local/valkey/run/valkey.sock"
    assert environment["DATA_DIR"] == str(installation)


def test_a_database_of_ones_own_is_not_replaced(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me@db.example/mine")
    found = servers(lambda text: None)
    assert found.cluster is None
    assert found.environment()["DATABASE_URL"] == "postgresql://me@db.example/mine"
    assert "DATABASE_OWNER_URL" not in found.environment()
    assert not (installation / "local" / "postgres").exists()


def test_a_broker_of_ones_own_is_not_replaced(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CELERY_BROKER_URL", "redis://broker.example/0")
    found = servers(lambda text: None)
    assert found.valkey is None
    assert found.environment()["CELERY_BROKER_URL"] == "redis://broker.example/0"
    assert not (installation / "local" / "valkey").exists()


def test_what_a_person_set_is_kept(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "cms.settings.production")
    monkeypatch.setenv("EMAIL_URL", "smtp://mail.example")
    environment = servers(lambda text: None).environment()
    assert environment["DJANGO_SETTINGS_MODULE"] == "cms.settings.production"
    assert environment["EMAIL_URL"] == "smtp://mail.example"
