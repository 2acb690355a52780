"""What the clock does for the site: every task of the timetable is there, and two are the frameworks' own."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from wagtail.models import Page

from cms.celery import app
from cms.site.models import HomePage
from cms.site.services import build_site
from cms.site.tasks import clear_sessions, publish_scheduled
from tests.factories.trusts import NOW


def test_every_task_of_the_timetable_is_known() -> None:
    app.loader.import_default_modules()
    wanted = {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}

    assert wanted - app.tasks.keys() == set()


@pytest.mark.django_db
def test_a_page_appears_when_its_time_has_come() -> None:
    with time_machine.travel(NOW, tick=False):
        build_site(NOW)
        home = HomePage.objects.get()
        page = home.get_children().first().specific
        Page.objects.filter(pk=page.pk).update(live=False)
        page.refresh_from_db()
        page.go_live_at = NOW + timedelta(days=1)
        page.save_revision(approved_go_live_at=page.go_live_at)

    for days, live in ((0, False), (2, True)):
        with time_machine.travel(NOW + timedelta(days=days), tick=False):
            publish_scheduled()
        assert Page.objects.get(pk=page.pk).live is live


@pytest.mark.django_db
def test_sessions_that_have_ended_are_forgotten() -> None:
    for name, days in (("ended", -1), ("under-way", 1)):
        Session.objects.create(session_key=name, session_data="", expire_date=NOW + timedelta(days=days))

    with time_machine.travel(NOW, tick=False):
        clear_sessions()

    assert [each.session_key for each in Session.objects.all()] == ["under-way"]
