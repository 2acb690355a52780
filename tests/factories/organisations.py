"""Organisations for tests: invented, and open since 1 April 2020."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from lms.organisations.models import Organisation, OrganisationKind

_numbers = itertools.count(1)


def a_trust(name: str = "", **values: Any) -> Organisation:
    number = next(_numbers)
    values = {
        "kind": OrganisationKind.TRUST,
        "name": name or f"Northmoor {number} NHS Trust",
        "opened_on": date(2020, 4, 1),
        "invented": True,
        **values,
    }
    return Organisation.objects.create(**values)


def a_school(name: str = "Northmoor Medical School", **values: Any) -> Organisation:
    return a_trust(name, **{"kind": OrganisationKind.SCHOOL, **values})
