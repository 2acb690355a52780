"""The demonstration's surveys: the same figures everywhere, told as any others are."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from cms.demo import engagement, users
from engagement.comparing.models import NormSet
from engagement.results.models import Publication
from engagement.waves.models import Response
from tests.factories.trusts import NOW
from tests.factories.waves import shipped_version
from tests.ready import ready

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
REASON = "asserting in a test"


def make_world() -> None:
    shipped_version()
    engagement.tell_all(now=NOW, count=10)


ready_demo_engagement = ready("ready_demo_engagement", make_world, is_large=True)


@pytest.mark.usefixtures("ready_demo_engagement")
def test_the_same_answers_everywhere() -> None:
    norms = NormSet.objects.get()
    index = norms.measures.get(measure="index")

    assert Response.objects.unscoped(reason=REASON).count() == 1300
    assert Publication.objects.unscoped(reason=REASON).count() == 13
    assert (norms.trusts, index.trusts) == (10, 10)
    assert [round(float(each), 1) for each in index.cuts] == [49.7, 55.9, 57.5, 59.3]


def test_the_whole_has_four_thousand_answers() -> None:
    assert len(engagement.TRUSTS) == len(set(engagement.TRUSTS)) == 30
    assert (30 + 30 // engagement.ONE_IN) * engagement.ANSWERS == 4000


@pytest.mark.usefixtures("ready_demo_engagement")
def test_the_operator_finds_them_beside_outcomes(client: Client) -> None:
    client.force_login(users.ensure(users.OPERATOR))
    client.post(reverse("leadership_analysis:home"))

    page = client.get(reverse("leadership_analysis:performance")).content.decode()

    assert page.count("<circle") == 10
    assert "Mortality ratio (invented), 2025/26" in page


def test_only_in_a_demonstration(settings: Any) -> None:
    settings.LEADERSHIP_DEMO = False
    with pytest.raises(CommandError, match="not a demonstration"):
        call_command("demo_engagement")
