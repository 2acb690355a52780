"""A programme that uses all there is goes out, comes in on an empty site, and goes out the same to a byte."""

from __future__ import annotations

import json
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection
from wagtail.models import Locale

from programmes import activity_types, items
from programmes.enums import QuestionKind, ReminderKind
from programmes.interchange.exporting import as_text, export_of, find, media_of
from programmes.interchange.importing import Refused, import_document
from programmes.interchange.media import write_files
from programmes.interchange.reading import written
from programmes.models import (
    Activity,
    Media,
    Module,
    ModuleText,
    Programme,
    ProgrammeText,
    ProgrammeVersion,
    Question,
    QuestionBank,
)
from programmes.rules.keys import stable_id
from programmes.services.authoring import (
    GroupData,
    ReminderData,
    credits_item,
    module_item,
    programme_item,
    publish_draft,
    recognition_item,
)
from tests.competencies.conftest import load, publish, small_file
from tests.factories.banks import a_bank_quiz, make_bank, make_question
from tests.factories.programmes import (
    a_checklist,
    a_link,
    a_project,
    a_quiz,
    a_reading,
    a_recording,
    a_reflection,
    a_self_assessment,
    an_assignment,
    an_evaluation,
    make_module,
    make_programme,
)
from tests.programmes.conftest import COMPETENCE, ELEMENT
from tests.ready import ready

pytestmark = pytest.mark.django_db


@dataclass
class Whole:
    programme: Programme
    small: Programme
    alone: Module
    people: Module
    bank: QuestionBank
    welsh: Locale


def _in_welsh(row: Any, welsh: Locale, **words: Any) -> Any:
    copied = row.copy_for_translation(welsh)
    for name, value in words.items():
        setattr(copied, name, value)
    copied.save()
    return copied


def _published(row: Any, welsh: Locale, title: str) -> Any:
    copied = _in_welsh(row, welsh, title=title)
    publish_draft(copied)
    return copied


def make_whole() -> Whole:
    welsh = Locale.objects.get_or_create(language_code="cy")[0]
    bank = make_bank("For the ward", description="Hand over with care.")
    questions = [
        make_question(bank, f"Of {kind}", kind=kind, tags=["ward"], difficulty=2, feedback="So it is.")
        for kind in QuestionKind
    ]
    for question in questions[:3]:
        _in_welsh(question, welsh, title=f"Cymraeg: {question}", body="<p>Beth?</p>", feedback="Felly y mae.")
    alone = make_module(
        "By yourself",
        activities=[
            "<p>Begin here.</p>",
            a_reading(claims={ELEMENT: "introduces"}),
            a_quiz(claims={COMPETENCE: "practises"}),
            a_reflection(),
            a_link(),
            a_checklist(),
            a_recording(),
            a_bank_quiz(bank, draws=[{"count": 6, "tags": "ward"}], attempts=3, time_allowance=20),
        ],
    )
    people = make_module(
        "With others",
        activities=[an_assignment(), a_project(), an_evaluation(), a_self_assessment(ELEMENT)],
    )
    Module.objects.filter(pk=people.pk).update(copied_from=alone.translation_key, copied_version=1)
    _published(alone, welsh, "Ar eich pen eich hun")
    small = make_programme("A small one", slug="small", modules=[make_module("First steps")])
    _published(small, welsh, "Un bach")
    programme = make_programme("All there is", slug="whole", **_structure(alone, people, small))
    copied = _in_welsh(programme, welsh, title="Popeth", summary="Arwain.", slug="popeth")
    copied.tree["root"]["children"][0]["title"] = "Y rhan gyntaf"
    publish_draft(copied)
    return Whole(programme, small, alone, people, bank, welsh)


def _structure(alone: Module, people: Module, small: Programme) -> dict[str, Any]:
    key = stable_id("the whole")
    first = stable_id(key, "First part")
    points = GroupData(
        title="More",
        key="more",
        points_needed=3,
        needs=(first,),
        delay_days=14,
        children=(
            programme_item(small, points=3, stages=("continuing", "postgraduate")),
            credits_item("Conferences", "2.5", points=2, opens={"on": "2027-03-01"}),
            recognition_item("Earlier learning", points=1, required=False, opens={"after_start": 30}),
        ),
    )
    within = GroupData(title="One of these", at_least=1, children=(module_item(people, due_days=90), points))
    return {
        "key": UUID(key),
        "parts": [
            GroupData(title="First part", children=(module_item(alone, due_days=30),)),
            GroupData(title="Second part", children=(GroupData(title="Within", children=(within,)),)),
        ],
        "reminders": [
            ReminderData(kind, None if kind == ReminderKind.ON_DUE else 7) for kind in ReminderKind
        ],
        "duration_days": 200,
        "stage": "postgraduate",
    }


def _with_framework() -> Whole:
    publish(load(small_file()))
    return make_whole()


ready_whole = ready("ready_whole", _with_framework)


@pytest.fixture
def whole(ready_whole: Whole) -> Whole:
    return ready_whole


def out(**how: Any) -> str:
    return as_text(export_of(find("whole"), **how).document)


def another_site() -> None:
    """Everything that was authored goes; only a test may."""
    tables = ", ".join(model._meta.db_table for model in (Module, Programme, QuestionBank, Question, Media))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {tables}, wagtailcore_revision CASCADE")


def changes(document: Any, **how: Any) -> set[str]:
    return {str(each.change) for each in import_document(document, **how)}


def problems(document: Any) -> list[str]:
    with pytest.raises(Refused) as refused:
        import_document(document)
    return [f"{written(each.path)}: {each.message}" for each in refused.value.problems]


def test_it_uses_all_there_is(whole: Whole) -> None:
    document = json.loads(out())
    bodies = [each for module in document["modules"] for each in module["body"]]
    tree = json.dumps(document["programme"]["tree"])

    assert {each["type"] for each in bodies} == {"text", *(kind.code for kind in activity_types.all_types())}
    assert [kind.code for kind in items.all_types() if f'"type": "{kind.code}"' not in tree] == []
    assert {each["type"] for each in document["banks"][0]["questions"]} == set(QuestionKind.values)
    assert {each["type"] for each in document["programme"]["reminders"]} == set(ReminderKind.values)
    assert [each["slug"] for each in document["programmes"]] == ["small"]


def test_it_comes_back_to_the_last_byte(whole: Whole, tmp_path: Path) -> None:
    text = out()
    document = json.loads(text)
    write_files(media_of(document), tmp_path)
    scoring = dict(Activity.objects.values_list("title", "scoring"))
    texts = sorted(ModuleText.objects.values_list("language", "title"))
    said = sorted(ProgrammeText.objects.values_list("language", "title"))
    checksums = sorted(ProgrammeVersion.objects.values_list("slug", "duration_days", "stage"))
    assert changes(document, files=tmp_path) == {"same"}

    another_site()
    assert changes(document, files=tmp_path) == {"new"}

    assert out() == text
    assert changes(document, files=tmp_path) == {"same"}
    assert dict(Activity.objects.values_list("title", "scoring")) == scoring
    assert sorted(ModuleText.objects.values_list("language", "title")) == texts
    assert sorted(ProgrammeText.objects.values_list("language", "title")) == said
    assert sorted(ProgrammeVersion.objects.values_list("slug", "duration_days", "stage")) == checksums
    copied = Module.objects.get(title="With others")
    assert (copied.copied_from, copied.copied_version) == (whole.alone.translation_key, None)


def test_drafts_come_back_too(whole: Whole, tmp_path: Path) -> None:
    """Here with a translation that nobody has published, of a template that never was."""
    _in_welsh(whole.people, whole.welsh, title="Gydag eraill").save_revision()
    Programme.objects.filter(pk=whole.programme.pk).update(is_template=True)
    text = out(draft=True)
    assert "Gydag eraill" in text
    assert "Gydag eraill" not in out()
    assert json.loads(text)["programme"]["template"] is True
    write_files(media_of(json.loads(text)), tmp_path)

    another_site()
    assert changes(json.loads(text), files=tmp_path, draft=True) == {"new"}

    assert out(draft=True) == text
    assert not ModuleText.objects.exists()
    assert find("whole").is_template


def test_a_translation_that_is_behind_is_left_out_and_said(whole: Whole) -> None:
    body = whole.alone.stored("body")
    whole.alone.body = body[:-1]
    publish_draft(whole.alone)

    written_out, said = StringIO(), StringIO()
    call_command("export_programme", "whole", stdout=written_out, stderr=said)

    document = json.loads(written_out.getvalue())
    assert "“Ar eich pen eich hun” in Welsh is behind its original, and was left out." in said.getvalue()
    assert not any("translations" in each for each in document["modules"])
    assert "translations" in document["programme"]


def test_a_new_version_takes_its_translation_with_it(whole: Whole) -> None:
    document = json.loads(out())
    module = next(each for each in document["modules"] if "translations" in each)
    for each in (module, module["translations"][0]):
        each["body"] = [item for item in each["body"] if item["type"] != "reflection"]

    assert [str(each.change) for each in import_document(document)] == [
        "same",
        "changed",
        "changed",
        "same",
        "same",
        "same",
        "changed",
        "changed",
    ]
    texts = ModuleText.objects.filter(version__number=2, version__module_key=whole.alone.translation_key)
    assert sorted(texts.values_list("language", flat=True)) == ["cy", "en-gb"]
    assert changes(json.loads(out())) == {"same"}


def test_other_welsh_is_other_words_only(whole: Whole) -> None:
    document = json.loads(out())
    document["programme"]["translations"][0]["title"] = "Y cyfan"
    question = next(each for each in document["banks"][0]["questions"] if "translations" in each)
    question["translations"][0]["body"] = "<p>Pam?</p>"

    import_document(document)

    assert ProgrammeVersion.objects.count() == 2
    newest = ProgrammeText.objects.filter(language="cy", version__slug="whole").latest("minor")
    assert (newest.minor, newest.title) == (2, "Y cyfan")
    assert Question.objects.get(translation_key=question["id"], locale=whole.welsh).body == "<p>Pam?</p>"
    assert "Pam?" in json.dumps(ModuleText.objects.filter(language="en-gb").latest("pk").body)


def test_what_is_wrong_with_a_translation_is_said_with_its_place(whole: Whole) -> None:
    document = json.loads(out())
    place = next(n for n, each in enumerate(document["modules"]) if each["title"] == "By yourself")
    module = document["modules"][place]
    translation = module["translations"][0]
    before = ModuleText.objects.count()

    module["translations"].append({**translation, "language": "tlh"})
    module["translations"].append({**translation, "language": "cy-gb"})
    assert problems(document) == [
        f"modules[{place}].translations[1].language: This site has no language “tlh”. Add it in the admin, "
        "under Settings, Locales, or leave this translation out.",
        f"modules[{place}].translations[2].language: This language stands here already: leave one of them "
        "out.",
    ]
    module["translations"] = [{**translation, "title": "Arall", "body": translation["body"][:2]}]
    assert problems(document)[0] == (
        f"modules[{place}].translations[0].body: The original's activity “Check yourself” is missing here. "
        "Bring it back from the history, or start the translation again."
    )
    del translation["title"]
    module["translations"] = [translation]
    assert problems(document) == [f"modules[{place}].translations[0]: “title” is missing."]
    assert ModuleText.objects.count() == before
