"""Studies on the public site: the one that ships, and one of this site with released tables."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from cms.site.models import HomePage, StudyIndexPage, StudyPage, StudySource
from cms.site.models.studies import StudyForm
from cms.site.study_pages import add_demonstration, build_study_pages
from engagement.actions import studies as actions
from tests.factories.studies import a_career, context_of, make_researcher, make_study, take_part
from tests.factories.trusts import NOW
from tests.web.conftest import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def index(site: Any) -> StudyIndexPage:
    return build_study_pages(HomePage.objects.get(), now=NOW)


def test_the_study_that_ships_says_where_each_figure_is_written(index: StudyIndexPage) -> None:
    page = text_of(Client().get("/research/medical-chief-executives/"))

    for said in ("36 to 64 years", "48 years", "13 of 22", "PMC3046192", "read by 23 November 2026"):
        assert said in page
    assert StudySource.objects.filter(link="").count() == 0


def test_the_pages_are_made_once(index: StudyIndexPage) -> None:
    build_study_pages(HomePage.objects.get(), now=NOW)

    assert StudyPage.objects.count() == 1
    assert "Doctors who become chief executives" in text_of(Client().get("/research/"))


def test_released_tables_stand_on_the_page_and_nothing_else_does(index: StudyIndexPage) -> None:
    lead = make_researcher()
    study = make_study(lead, title="Kept inside")
    people = take_part(study, lead, [a_career(first=2000 + n) for n in range(7)])
    add_demonstration(index, study.uid, now=NOW)
    before = text_of(Client().get("/research/demonstration/"))

    actions.release(context_of(lead), study_uid=study.uid)

    after = text_of(Client().get("/research/demonstration/"))
    assert "No figure is about fewer than 5 people" not in before
    assert "Released on 1 September 2026. No figure is about fewer than 5 people" in after
    assert "45–51" in after
    assert people[0].pseudonym not in after
    assert "Kept inside" not in after


def test_a_reference_needs_a_release(index: StudyIndexPage) -> None:
    page = StudyPage.objects.get()
    form_class = StudyPage.get_edit_handler().get_form_class()
    assert issubclass(form_class, StudyForm)
    form = form_class({"reference": str(uuid.uuid4())}, instance=page, for_user=None)

    assert form.errors["reference"] == ["No study with this reference has released its tables."]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("studysource_read_or_recalled", "checked_on = NULL"),
        ("studysource_read_or_recalled", "is_recalled = true"),
        ("studysource_link_is_of_the_web", "link = 'ftp://else.example'"),
        ("studysource_days", "checked_on = '1800-01-01'"),
    ],
)
def test_what_the_database_refuses(index: StudyIndexPage, name: str, change: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE leadership_site_studysource SET {change}")
