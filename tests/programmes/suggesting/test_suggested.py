"""Suggested claims: found in the words of a draft, accepted into it, dismissed for good or for a while."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import Locale

from programmes.models import DismissedClaim, Module
from programmes.services.authoring import reading
from programmes.suggesting.suggestions import Suggested, suggested
from programmes.suggesting.words import words_of
from tests.competencies.conftest import load, publish, small_file
from tests.factories.people import a_user
from tests.factories.programmes import an_evaluation, make_module
from tests.programmes.conftest import make_designer
from tests.ready import ready

FIRST, SECOND = "small-1:1.1", "small-1:1.2"
WORDS = {
    "What the first element is about.": "Knows their strengths under pressure.",
    "What the second element is about.": "Plans budgets and staffing.",
}


@dataclass
class Scene:
    module: Module
    designer: Any

    @property
    def address(self) -> str:
        return f"/admin/studio/suggested-claims/{self.module.pk}/"

    @property
    def draft(self) -> Module:
        found: Module = Module.objects.get(pk=self.module.pk).get_latest_revision_as_object()
        return found

    @property
    def found(self) -> Suggested:
        return suggested(self.draft)

    def activity(self, title: str) -> dict[str, Any]:
        stored = self.draft.stored("body")
        return next(item for item in stored if item["type"] != "text" and item["value"]["title"] == title)


def make_scene() -> Scene:
    publish(load(small_file(WORDS)))
    activities = [
        "<p>Every ward has a budget. Sleep well.</p>",
        reading("Why", "<p>Pressure shows strengths. Lunch is at noon.</p>"),
        reading("How", "<p>A plan for staffing comes before the budget.</p><p>Strength grows.</p>"),
    ]
    return Scene(make_module("Ward rounds", activities=activities, publish=False), make_designer())


ready_suggesting = ready("ready_suggesting", make_scene)


@pytest.fixture
def scene(ready_suggesting: Any) -> Any:
    return ready_suggesting


@pytest.fixture
def studio(scene: Scene, client: Client) -> Client:
    client.force_login(scene.designer)
    return client


def test_words_are_stemmed_and_the_commonest_left_out(db: None) -> None:
    assert words_of(["The teams are leading, and the team leads.", "", "Of the"]) == [
        {"team": 2, "lead": 2},
        {},
        {},
    ]
    assert words_of([]) == []


def test_elements_come_with_the_sentences_that_speak_for_them(scene: Scene) -> None:
    second, first = scene.found.suggestions

    assert (second.element.key, str(first.element)) == (SECOND, "1.1 First element")
    assert [each.text for each in second.sentences] == [
        "Every ward has a budget.",
        "A plan for staffing comes before the budget.",
    ]
    assert [each.text for each in first.sentences] == ["Pressure shows strengths.", "Strength grows."]
    # What leads into an activity goes with it.
    why = scene.activity("Why")["id"]
    assert (second.activity, first.activity) == (why, why)


def test_a_sentence_speaks_once_and_a_questionnaire_not_at_all(scene: Scene) -> None:
    draft = scene.draft
    before = suggested(draft).suggestions
    body = draft.stored("body")
    again = {**body[-1], "id": "5e0c4f16-9d1b-4f0e-8c55-0c2d7f6a1b23"}
    asking = an_evaluation("Was it worth it?")
    other = make_module("Asking", activities=[asking], publish=False).stored("body")
    other[0]["value"]["levels"][0]["value"]["questions"][0]["value"]["text"] = (
        "I plan my budget and staffing."
    )
    draft.body = [*body, again, *other]

    found = suggested(draft).suggestions

    assert [(each.element.key, [one.text for one in each.sentences]) for each in found] == [
        (each.element.key, [one.text for one in each.sentences]) for each in before
    ]


def test_the_same_queries_whatever_the_length(scene: Scene, django_assert_num_queries: Any) -> None:
    draft = scene.draft
    assert suggested(draft).suggestions
    for times in (1, 3):
        draft.body = draft.stored("body") * times
        with django_assert_num_queries(3):
            suggested(draft)


def test_what_is_claimed_is_not_suggested(scene: Scene, studio: Client) -> None:
    how = scene.activity("How")["id"]
    post = {"act": "accept", "element": SECOND, "activity": how, "strength": "practises"}

    page = studio.post(scene.address, post, follow=True).content.decode()

    assert "The draft claims 1.2 Second element now. Publish it when you are ready." in page
    (claim,) = scene.activity("How")["value"]["claims"]
    assert claim["value"] == {"competence": SECOND, "strength": "practises"}
    assert scene.activity("Why")["value"]["claims"] == []
    assert [each.element.key for each in scene.found.suggestions] == [FIRST]
    # Pressing twice claims once.
    studio.post(scene.address, post)
    assert len(scene.activity("How")["value"]["claims"]) == 1


def test_a_claimed_competence_claims_its_element(scene: Scene) -> None:
    draft = scene.draft
    body = draft.stored("body")
    body[1]["value"]["claims"].append(
        {"type": "item", "id": "c", "value": {"competence": "small-1:1.1.1", "strength": "introduces"}}
    )
    draft.body = body

    assert [each.element.key for each in suggested(draft).suggestions] == [SECOND]


def test_what_is_dismissed_is_remembered_until_it_is_wanted_again(scene: Scene, studio: Client) -> None:
    before = scene.module.revisions.count()
    page = studio.post(scene.address, {"act": "dismiss", "element": SECOND}, follow=True).content.decode()

    assert "1.2 Second element is not suggested here any more." in page
    assert [each.element.key for each in scene.found.suggestions] == [FIRST]
    assert [each.key for each in scene.found.dismissed] == [SECOND]
    studio.post(scene.address, {"act": "dismiss", "element": SECOND})
    (row,) = DismissedClaim.objects.all()
    assert (row.module_key, row.dismissed_by) == (scene.module.translation_key, scene.designer)

    studio.post(scene.address, {"act": "restore", "element": SECOND})

    assert DismissedClaim.objects.count() == 0
    assert [each.element.key for each in scene.found.suggestions] == [SECOND, FIRST]
    assert scene.module.revisions.count() == before


def test_the_page_and_the_way_to_it(scene: Scene, studio: Client) -> None:
    page = BeautifulSoup(studio.get(scene.address).content, "html.parser")

    assert [heading.text for heading in page.select(".lp-suggested h2")] == [
        "1.2 Second element",
        "1.1 First element",
    ]
    assert [item.text for item in page.select(".lp-suggested")[1].select("li")] == [
        "“Pressure shows strengths.”",
        "“Strength grows.”",
    ]
    assert page.select("#activity-1 option[selected]")[0].text == "Why"
    editor = studio.get(f"/admin/snippets/leadership_programmes/module/edit/{scene.module.pk}/")
    assert scene.address in editor.content.decode()


@pytest.mark.parametrize(
    "post",
    [
        {"act": "accept", "element": SECOND, "activity": "x", "strength": "practises"},
        {"act": "accept", "element": SECOND, "activity": "{why}", "strength": "x"},
        {"act": "accept", "element": "small-1:9.9", "activity": "{why}", "strength": "practises"},
        {"act": "x", "element": SECOND},
        {},
    ],
)
def test_what_is_not_there_cannot_be_claimed(scene: Scene, studio: Client, post: dict[str, str]) -> None:
    before = scene.draft.stored("body")
    given = {name: value.format(why=scene.activity("Why")["id"]) for name, value in post.items()}

    assert studio.post(scene.address, given).status_code == 404
    assert (scene.draft.stored("body"), DismissedClaim.objects.count()) == (before, 0)


def test_a_locked_draft_stays_as_it_is(scene: Scene, studio: Client) -> None:
    Module.objects.filter(pk=scene.module.pk).update(locked=True, locked_by=a_user())
    why = scene.activity("Why")["id"]
    post = {"act": "accept", "element": FIRST, "activity": why, "strength": "introduces"}

    page = studio.post(scene.address, post, follow=True).content.decode()

    assert "locked" in page
    assert scene.activity("Why")["value"]["claims"] == []


def test_only_english_is_read_and_only_with_a_framework(scene: Scene) -> None:
    draft = scene.draft
    draft.locale = Locale.objects.get_or_create(language_code="cy")[0]
    assert suggested(draft) == Suggested(False, True, (), ())


@pytest.mark.django_db
def test_without_a_framework(client: Client) -> None:
    module = make_module("Ward rounds")
    client.force_login(make_designer())  # type: ignore[arg-type]

    page = client.get(f"/admin/studio/suggested-claims/{module.pk}/").content.decode()

    assert "No framework is published yet, so nothing can be claimed." in page


def test_for_others_it_is_not_there(scene: Scene, client: Client) -> None:
    client.force_login(a_user())

    assert client.get(scene.address).status_code == 302
    client.force_login(scene.designer)
    assert client.get("/admin/studio/suggested-claims/999999/").status_code == 404
