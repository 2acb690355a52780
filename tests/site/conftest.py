"""The site as an installation of the demonstration has it."""

from __future__ import annotations

from typing import Any

import pytest

from cms.site.services import build_demo_site
from tests.factories import programmes
from tests.factories.courses import make_programme
from tests.factories.trusts import NOW
from tests.ready import ready


def make_site() -> dict[str, Any]:
    """Two programmes, one of them open to all, and the public pages around them."""
    made = {
        "closed": make_programme("Leading a team"),
        "open": programmes.make_programme("First steps", open_to_all=True, slug="first-steps"),
    }
    return {**made, "home": build_demo_site(NOW)}


ready_site = ready("ready_site", make_site)


@pytest.fixture
def site(ready_site: dict[str, Any]) -> dict[str, Any]:
    return ready_site
