"""Authoring from plain data: the same names give the same ids, and nothing bypasses the door."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError

from programmes.models import Module, ModuleVersion
from programmes.services import authoring
from tests.factories.programmes import QUESTIONS, a_quiz, a_reading, make_module, make_programme

KEY = UUID("0d0a1f66-6f3b-4b59-9a9d-1c5a4b1f0c77")


def test_the_same_names_give_the_same_ids() -> None:
    first = authoring.module_body_data(KEY, [a_reading(), a_quiz()])

    assert first == authoring.module_body_data(KEY, [a_reading(), a_quiz()])
    assert first[1] == authoring.module_body_data(KEY, [a_quiz()])[0]
    assert authoring.module_body_data(uuid4(), [a_reading()])[0]["id"] != first[0]["id"]


def test_a_name_outlives_the_title() -> None:
    before, after = (
        authoring.module_body_data(KEY, [a_reading(title, key="why")])[0] for title in ("One", "Two")
    )

    assert before["id"] == after["id"]


def test_a_question_takes_several_answers_where_several_are_right() -> None:
    (quiz,) = authoring.module_body_data(KEY, [a_quiz()])

    assert [each["value"]["kind"] for each in quiz["value"]["questions"]] == ["single", "multiple"]
    asked = authoring.quiz("Odd", [{**QUESTIONS[0], "kind": "multiple"}], pass_mark=1)
    (odd,) = authoring.module_body_data(KEY, [asked])
    assert odd["value"]["questions"][0]["value"]["kind"] == "multiple"


@pytest.mark.django_db
def test_a_module_is_published_through_the_door_or_not_made() -> None:
    with pytest.raises(ValidationError):
        make_module(activities=[])

    assert not Module.objects.exists()


@pytest.mark.django_db
def test_a_draft_is_kept_as_a_revision() -> None:
    module, programme = make_module(publish=False), make_programme(modules=[], publish=False)

    for draft in (module, programme):
        assert (draft.live, draft.has_unpublished_changes, draft.revisions.count()) == (False, True, 1)
    assert not ModuleVersion.objects.exists()
