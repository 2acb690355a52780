"""The site as an installation of the demonstration has it, with everything in the index."""

from __future__ import annotations

from typing import Any

import pytest

from cms.finding import keeping
from tests.competencies.conftest import load, publish, small_file
from tests.ready import ready
from tests.site.conftest import make_site


def make_found_site() -> dict[str, Any]:
    made = make_site()
    publish(load(small_file()))
    keeping.rebuild()
    return made


ready_found_site = ready("ready_found_site", make_found_site)


@pytest.fixture
def site(ready_found_site: dict[str, Any]) -> dict[str, Any]:
    return ready_found_site
