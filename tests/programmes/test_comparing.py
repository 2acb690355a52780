"""Drafts and versions side by side."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from competencies.models import Framework
from programmes.comparing.entries import module_entries
from programmes.comparing.presenters import TreeComparison, compared
from programmes.enums import DifferenceArea
from programmes.models import Module, Programme
from programmes.services.authoring import publish_draft
from tests.factories.programmes import a_quiz, a_reading, make_module, make_programme
from tests.programmes.conftest import ELEMENT

pytestmark = pytest.mark.django_db


def changed(rows: Any) -> list[tuple[str, str, list[tuple[str, str, str]]]]:
    return [
        (row.change.value, row.title, [(line.label, line.before, line.after) for line in row.lines])
        for row in rows
    ]


def of_activity(module: Module, place: int) -> Any:
    return module.body[place].value


def test_a_module_says_which_words_rules_and_claims_changed(framework: Framework) -> None:
    activities = [a_reading(claims={ELEMENT: "introduces"}), a_quiz(pass_mark=1)]
    module = make_module("Meetings", activities=activities)
    before = module_entries(module)
    stored = module.stored("body")
    stored[0]["value"]["text"] = "<p>Most meetings fail before they begin.</p>"
    stored[0]["value"]["claims"][0]["value"]["strength"] = "practises"
    stored[1]["value"]["pass_mark"] = 2
    module.body = stored
    found = compared(before, module_entries(module))
    assert [(area.value, count) for area, count in found.counts] == [
        ("content", 1),
        ("rules", 1),
        ("claims", 1),
    ]
    reading, quiz = changed(found.rows)
    assert reading[:2] == ("changed", "Why meetings fail")
    assert reading[2][0] == (
        "Text",
        "Most fail before they begin.",
        'Most<ins class="addition"> meetings</ins> fail before they begin.',
    )
    assert reading[2][1][1:] == (
        '<del class="deletion">Introduces</del>',
        '<ins class="addition">Practises</ins>',
    )
    assert quiz == (
        "changed",
        "Check yourself",
        [("Pass mark", '<del class="deletion">1</del>', '<ins class="addition">2</ins>')],
    )


def test_one_area_alone(framework: Framework) -> None:
    module = make_module("Meetings", activities=[a_reading(), a_quiz(pass_mark=1)])
    before = module_entries(module)
    stored = module.stored("body")
    stored[0]["value"]["title"] = "Why"
    stored[1]["value"]["pass_mark"] = 2
    module.body = stored
    found = compared(before, module_entries(module), area=DifferenceArea.RULES)
    assert [row.title for row in found.rows] == ["Check yourself"]
    assert sum(count for _area, count in found.counts) == 2


def test_the_screen_compares_the_newest_version_with_the_draft(studio: Client) -> None:
    module = make_module("Meetings")
    address = f"/admin/studio/compare/module/{module.pk}/"
    assert "are the same." in studio.get(address).content.decode()
    module.title = "Better meetings"
    module.save_revision()
    page = studio.get(address).content.decode()
    assert '<ins class="addition">Better meetings</ins>' in page
    assert "From “Version 1, " in page
    publish_draft(module)
    assert "are the same." in studio.get(f"{address}?before=1&after=1").content.decode()


def test_a_programme_that_changed(studio: Client) -> None:
    programme = make_programme("Leading", duration_days=100)
    held = Programme.objects.get(pk=programme.pk)
    held.duration_days = 120
    held.save_revision()
    page = studio.get(f"/admin/studio/compare/programme/{held.pk}/?area=dates").content.decode()
    assert '<del class="deletion">100 days</del>' in page
    assert '<ins class="addition">120 days</ins>' in page


def test_who_may_not_see_the_studio_compares_nothing(client: Client, studio: Client) -> None:
    module = make_module("Meetings")
    studio.logout()
    answer = client.get(f"/admin/studio/compare/module/{module.pk}/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


def test_nothing_else_can_be_compared(studio: Client) -> None:
    assert studio.get("/admin/studio/compare/user/1/").status_code == 404
    assert studio.get("/admin/studio/compare/module/999999/").status_code == 404


def test_wagtail_compares_trees_in_words() -> None:
    programme = make_programme("Leading")
    before, after = Programme.objects.get(pk=programme.pk), Programme.objects.get(pk=programme.pk)
    field: Any = Programme._meta.get_field("tree")
    assert not TreeComparison(field, before, after).has_changed()
    after.tree["root"]["children"][0]["title"] = "Before you start"
    comparison = TreeComparison(field, before, after)
    assert comparison.has_changed()
    assert "Before you start" in comparison.htmldiff()
