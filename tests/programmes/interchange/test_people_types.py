"""Assignments, projects, evaluation forms and self-assessments travel in a programme's file."""

from __future__ import annotations

import json

import pytest

from competencies.models import Framework
from programmes.interchange.exporting import as_text, document_of, find
from programmes.interchange.importing import import_document
from programmes.models import Activity
from tests.competencies.conftest import load, publish, small_file
from tests.factories.programmes import (
    a_project,
    a_self_assessment,
    an_assignment,
    an_evaluation,
    make_module,
    make_programme,
)
from tests.programmes.interchange.test_round_trip import empty_the_site

pytestmark = pytest.mark.django_db


def test_they_come_in_as_they_went_out() -> None:
    publish(load(small_file()))
    node = Framework.objects.get().node_key("1.1")
    activities = [an_assignment(), a_project(), an_evaluation(), a_self_assessment(node)]
    make_programme("Work", slug="work", modules=[make_module("Work", activities=activities)])
    scoring = dict(Activity.objects.values_list("kind", "scoring"))
    text = as_text(document_of(find("work")))

    assert {str(each.change) for each in import_document(json.loads(text))} == {"same"}
    empty_the_site()
    import_document(json.loads(text))

    assert as_text(document_of(find("work"))) == text
    assert dict(Activity.objects.values_list("kind", "scoring")) == scoring
    assert set(scoring) == {"assignment", "project", "evaluation", "self_assessment"}
