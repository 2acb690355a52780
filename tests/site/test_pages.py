"""The public pages and what every page has around it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.test import Client
from wagtail.models import Page, Site

from cms.site.models import ProgrammePage
from cms.site.services import build_demo_site
from cms.site.templatetags.site_pages import about_time
from lms.actions.enrolment import join_programme
from lms.enrolment.models import Enrolment
from programmes.models import Programme
from tests.factories import trusts
from tests.factories.trusts import NOW
from tests.web.conftest import text_of

ADDRESSES = [
    "/",
    "/programmes/",
    "/programmes/first-steps/",
    "/news/",
    "/deliverables/",
    "/research/",
    "/contact/",
    "/about/",
    "/accessibility/",
    "/privacy/",
    "/cookies/",
]


PUBLIC = ["Programmes", "Framework", "Deliverables", "Good practice", "News", "About"]


def navigation(response: Any) -> list[str]:
    """What the main navigation offers."""
    (nav,) = re.findall(r'<nav class="lp-nav".*?</nav>', text_of(response))
    return re.findall(r">([^<>]+)</a>", nav)


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_answer_without_inline_code(site: Any, client: Client, address: str) -> None:
    response = client.get(address)
    page = text_of(response)

    assert response.status_code == 200
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|javascript:", page) == []
    assert re.findall(r'(?:src|href)="(?!/|#|\?)[^"]*"', page) == []
    assert page.count("<h1") == 1
    assert '<a class="nhsuk-skip-link lp-skip" href="#main">' in page
    assert "not endorsed by the framework&#x27;s owners" in page or "not endorsed by the framework's" in page


def test_building_again_changes_nothing(site: Any) -> None:
    before = list(Page.objects.order_by("pk").values_list("pk", "title", "path"))

    build_demo_site(NOW + timedelta(days=1))

    assert list(Page.objects.order_by("pk").values_list("pk", "title", "path")) == before
    assert Site.objects.get().root_page_id == site["home"].pk


def test_building_keeps_what_an_editor_changed(site: Any) -> None:
    about = Page.objects.get(slug="about").specific
    about.body = "<p>Ours</p>"
    about.save_revision().publish()

    build_demo_site(NOW)

    assert Page.objects.get(slug="about").specific.body == "<p>Ours</p>"


def test_home_has_three_doors_and_the_programmes_by_stage(site: Any, client: Client) -> None:
    page = text_of(client.get("/"))

    for door in ("I am a doctor or a student", "I run programmes for a trust", "I build programmes"):
        assert door in page
    stage = site["open"].get_stage_display()
    assert page.index(f"{stage}</h3>") < page.index("First steps") < page.index("Leading a team")
    assert "There is no news yet." in page


def test_programme_says_what_is_in_it(site: Any, client: Client) -> None:
    page = text_of(client.get(f"/programmes/{site['closed'].slug}/"))

    assert "Foundations" in page
    assert "Meetings that end on time" in page
    assert "Choose at least 1 of these." in page
    assert "about 50 minutes" in page
    assert "How to get a place" in page
    assert "Join this programme" not in page


def test_open_programme_leads_to_joining(site: Any, client: Client) -> None:
    page = text_of(client.get("/programmes/first-steps/"))

    assert f'href="/learn/join/{site["open"].translation_key}/">Join this programme' in page


def test_a_programme_says_that_its_reader_is_on_it(site: Any, client: Client) -> None:
    user = trusts.make_user()
    trusts.make_person(user)
    row = join_programme(trusts.learner_context(user), programme_uid=site["open"].translation_key)
    client.force_login(user)
    address = f"/programmes/{site['open'].slug}/"
    rows = Enrolment.objects.unscoped(reason="a test").filter(pk=row.pk)

    for state, words, button, link in (
        ("active", "You are on this programme.", "Go on with it", f"/learn/{row.uid}/"),
        ("deferred", "You are on this programme.", "See your place", f"/learn/{row.uid}/"),
        ("completed", "You have completed this programme.", "See your place", f"/learn/{row.uid}/"),
        ("invited", "You are invited to this programme.", "See the invitation", "/learn/"),
    ):
        rows.update(state=state, expires_at=trusts.NOW if state == "invited" else None)
        page = text_of(client.get(address))
        assert words in page, state
        assert f'href="{link}">{button}' in page, state
        assert "Join this programme" not in page, state
    rows.update(state="withdrawn", expires_at=None)
    assert "Join this programme" in text_of(client.get(address))


def test_programmes_of_a_career_stage(site: Any, client: Client) -> None:
    Programme.objects.filter(pk=site["open"].pk).update(stage="undergraduate")
    Programme.objects.filter(pk=site["closed"].pk).update(stage="continuing")

    found = client.get("/programmes/?stage=undergraduate")
    page = text_of(found)
    assert "First steps" in page
    assert "Leading a team" not in page
    assert 'href="?stage=undergraduate" aria-current="true">Undergraduate (1)' in page
    assert "There is no programme for this stage yet." in text_of(
        client.get("/programmes/?stage=postgraduate")
    )
    assert "Leading a team" in text_of(client.get("/programmes/?stage=nonsense"))


@pytest.mark.parametrize("count", [1, 3, 30])
def test_programme_list_costs_the_same(
    site: Any, client: Client, django_assert_num_queries: Any, count: int
) -> None:
    ProgrammePage.objects.filter(programme=site["closed"]).delete()
    index = Page.objects.get(slug="programmes")
    for number in range(count - 1):
        index.add_child(
            instance=ProgrammePage(title=f"More {number}", slug=f"more-{number}", programme=site["open"])
        )
    client.get("/programmes/")

    with django_assert_num_queries(12):
        found = client.get("/programmes/")
    assert len(found.context["listing"].page.object_list) == min(count, 12)


def test_navigation_of_a_visitor(site: Any, client: Client) -> None:
    assert navigation(client.get("/")) == PUBLIC


def test_navigation_follows_the_roles(site: Any, client: Client) -> None:
    doctor = trusts.make_user()
    lead = trusts.make_lead(trusts.make_trust())
    designer = trusts.make_user()
    group = Group.objects.create(name="Writers")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    designer.groups.add(group)
    public = PUBLIC

    for user, own in (
        (doctor, ["My learning"]),
        (lead, ["My learning", "Trust desk"]),
        (designer, ["My learning", "Studio"]),
    ):
        client.force_login(user)
        assert navigation(client.get("/about/")) == [*own, *public]


def test_signing_out_is_a_button(site: Any, client: Client) -> None:
    client.force_login(trusts.make_user())

    page = text_of(client.get("/"))

    assert '<form action="/accounts/logout/" method="post" data-sign-out="/learn/drafts/key/">' in page


def test_demonstration_says_so(site: Any, client: Client, settings: Any) -> None:
    words = "This is a demonstration. Its people, trusts and figures are invented."

    assert words in text_of(client.get("/"))
    settings.LEADERSHIP_DEMO = False
    assert words not in text_of(client.get("/"))


def test_language_of_the_page(site: Any, client: Client) -> None:
    assert '<html lang="en-gb">' in text_of(client.get("/"))
    assert '<html lang="cy">' in text_of(client.get("/", headers={"Accept-Language": "cy"}))


def test_what_is_not_there_says_what_to_do(site: Any, client: Client) -> None:
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert "We could not find that page" in text_of(response)


def test_fault_page_needs_nothing() -> None:
    assert "What you had saved is safe." in render_to_string("500.html")


def test_robots_and_sitemap(site: Any, client: Client) -> None:
    robots = client.get("/robots.txt").content.decode()
    sitemap = client.get("/sitemap.xml")

    assert "Disallow: /learn/" in robots
    assert "Sitemap: http://testserver/sitemap.xml" in robots
    assert sitemap["Content-Type"] == "application/xml"
    found = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", sitemap.content.decode())
    assert sorted(found) == sorted([*ADDRESSES, f"/programmes/{site['closed'].slug}/"])


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(1, "about 1 minute"), (59, "about 59 minutes"), (60, "about 1 hour"), (95, "about 1.5 hours")],
)
def test_time_as_people_say_it(minutes: int, words: str) -> None:
    assert about_time(minutes) == words


def test_an_icon_for_what_names_none(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer["Location"]) == (302, static("cms/favicon.svg"))


def test_health(db: None, client: Client) -> None:
    assert client.get("/health/").content == b"ok"


@pytest.mark.parametrize("slug", ["first-steps", "news"])
def test_a_preview_may_stand_in_a_frame_of_the_admin_and_nothing_else(
    site: Any, client: Client, slug: str
) -> None:
    page = Page.objects.get(slug=slug).specific

    read = client.get(page.url)
    preview = page.make_preview_request(original_request=read.wsgi_request)

    assert preview.status_code == 200
    assert "frame-ancestors 'self'" in preview["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in read["Content-Security-Policy"]
    assert "script-src 'self';" in f"{preview['Content-Security-Policy']};"
