"""The site closed for a while: every page says so, and the health check goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.web.conftest import text_of

ADDRESSES = ["/", "/learn/", "/admin/", "/api/v1/frameworks/", "/nowhere/"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_file_closes_the_site_at_once(
    db: None,
    client: Client,
    settings: Any,
    tmp_path: Path,
    address: str,
    django_assert_num_queries: Any,
) -> None:
    settings.DATA_DIR = tmp_path
    (tmp_path / "maintenance").touch()

    with django_assert_num_queries(0):
        answer = client.get(address)

    assert answer.status_code == 503
    assert answer["Retry-After"] == "600"
    assert answer["Cache-Control"] == "no-store"
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "We are working on this site" in text_of(answer)
    (tmp_path / "maintenance").unlink()
    assert client.get(address).status_code != 503


def test_the_setting_closes_it_and_health_goes_on(db: None, client: Client, settings: Any) -> None:
    settings.MAINTENANCE = True

    assert client.post("/contact/").status_code == 503
    assert client.get("/health/").content == b"ok"
