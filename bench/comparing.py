"""Comparing the trusts that ``bench.surveys`` has filled: pages of leads and analysts, and making norms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client

from engagement.actions import comparing
from engagement.comparing.enums import AgreementKind
from engagement.comparing.models import Agreement
from engagement.comparing.rules.outcome_file import OutcomeLine
from engagement.comparing.services.norming import NormPlan
from engagement.instruments.models import InstrumentVersion
from kernel import clock
from lms.actions.context import for_operator
from lms.organisations.models import Organisation

FIRST = date(2000, 1, 1)


def agree_and_load(version: InstrumentVersion) -> Any:
    """Every trust agrees and has one outcome; norms are made of all. Returns an analyst."""
    now = clock.now()
    trusts = list(Organisation.objects.filter(name__startswith="Bench trust").order_by("pk"))
    Agreement.objects.bulk_create(
        Agreement(organisation=trust, kind=kind, is_given=True, at=now)
        for trust in trusts
        for kind in AgreementKind
    )
    users: Any = get_user_model()._default_manager
    operator = users.create(email="operator@bench.example", is_superuser=True, is_staff=True)
    context = for_operator(operator, reason="the benchmark's own", now=now)
    lines = [
        OutcomeLine(n, trust.ods_code, "2025", "Mortality", Decimal(900 + n % 97))
        for n, trust in enumerate(trusts, 2)
    ]
    comparing.take_outcomes(context, lines=lines, name="bench.csv")
    comparing.make_norms(context, version=version, plan=NormPlan("Bench", now.date(), FIRST, now.date()))
    analyst = users.create(email="analyst@bench.example")
    comparing.grant_analyst(context, user=analyst, purpose="To measure.", ends_on=now.date() + timedelta(9))
    return analyst


def pages_of(analyst: Any, lead: Client) -> dict[str, Callable[[], None]]:
    """Each row, and what is done for it."""
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(analyst)
    browser.post("/analysis/")
    return {
        "a lead: engagement beside an outcome": lambda: _got(lead, "/trust/surveys/performance/"),
        "an analyst: the list of waves": lambda: _got(browser, "/analysis/"),
        "an analyst: engagement beside an outcome": lambda: _got(browser, "/analysis/performance/"),
        "an analyst: all figures as CSV": lambda: _got(browser, "/analysis/figures.csv", post=True),
    }


def _got(client: Client, address: str, *, post: bool = False) -> None:
    answer: Any = client.post(address) if post else client.get(address)
    if answer.status_code != 200:
        raise AssertionError(f"{address}: {answer.status_code}")
