"""Publishing a module: what makes a version, what makes new words, what makes nothing, what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError, InternalError

from competencies.models import Framework, Node
from kernel.models import AuditEntry
from programmes.models import Activity, ActivityClaim, Module, ModuleText, ModuleVersion
from programmes.services.authoring import ActivityData, module_body_data, publish_draft
from tests.factories.programmes import (
    a_quiz,
    a_reading,
    a_reflection,
    make_module,
    make_programme,
    module_version,
    programme_version,
)
from tests.programmes.conftest import COMPETENCE, ELEMENT, OTHER

WHEN = datetime(2026, 8, 5, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def rewrite(module: Module, activities: Sequence[ActivityData | str]) -> None:
    module.body = module_body_data(module.translation_key, activities)


def counts() -> dict[str, int]:
    tables = (ModuleVersion, ModuleText, Activity, ActivityClaim, AuditEntry)
    return {model.__name__: model.objects.count() for model in tables}


@time_machine.travel(WHEN, tick=False)
def test_the_first_version(framework: Framework, designer: Any) -> None:
    claims = {COMPETENCE: "practises", ELEMENT: "introduces"}
    module = make_module(
        "Meetings",
        activities=["<p>Welcome.</p>", a_reading(claims=claims), a_quiz(minutes=5, required=False)],
        user=designer,
    )

    version = ModuleVersion.objects.get()
    assert (version.number, version.title, version.minutes) == (1, "Meetings", 15)
    assert (version.module, version.module_key) == (module, module.translation_key)
    assert (version.published_at, version.published_by) == (WHEN, designer)
    reading, quiz = version.activities.order_by("position")
    assert (reading.kind, reading.position, reading.title, reading.minutes) == (
        "reading",
        0,
        "Why meetings fail",
        10,
    )
    assert (reading.required, reading.scoring) == (True, {})
    assert (quiz.kind, quiz.position, quiz.required, quiz.scoring["pass_mark"]) == ("quiz", 1, False, 2)
    assert [str(reading.key), str(quiz.key)] == [block["id"] for block in module.stored("body")[1:]]
    assert list(
        ActivityClaim.objects.order_by("node__code").values_list("activity", "node__code", "strength")
    ) == [
        (reading.pk, "1.1", "introduces"),
        (reading.pk, "1.1.1", "practises"),
    ]
    text = version.texts.get()
    assert (text.language, text.minor, text.title, text.published_at) == ("en-gb", 1, "Meetings", WHEN)
    assert text.body == module.stored("body")
    assert [
        (entry.action, entry.at, entry.actor, entry.object_id, entry.codes)
        for entry in AuditEntry.objects.filter(action__startswith="module.").order_by("pk")
    ] == [
        ("module.published", WHEN, designer, version.pk, {"number": 1}),
        ("module.text_published", WHEN, designer, text.pk, {"number": 1, "language": "en-gb", "minor": 1}),
    ]


def test_a_quiz_keeps_the_ids_of_its_questions_and_answers(db: None) -> None:
    version = module_version(make_module(activities=[a_quiz()]))

    (activity,) = version.activities.all()
    questions = version.texts.get().body[0]["value"]["questions"]
    assert activity.scoring == {
        "pass_mark": 2,
        "feedback": True,
        "questions": [
            {
                "id": question["id"],
                "kind": kind,
                "options": [option["id"] for option in question["value"]["options"]],
                "correct": [
                    option["id"] for option in question["value"]["options"] if option["value"].get("correct")
                ],
            }
            for question, kind in zip(questions, ["single", "multiple"], strict=True)
        ],
    }
    assert [len(question["correct"]) for question in activity.scoring["questions"]] == [1, 2]


def test_publishing_again_unchanged_writes_nothing() -> None:
    module = make_module(activities=[a_reading(), a_quiz()])
    before = counts()

    publish_draft(module)

    assert counts() == before


def test_a_typing_error_is_a_new_text_of_the_same_version() -> None:
    module = make_module(activities=[a_reading(key="one")])
    version = module_version(module)
    module.title = "Better meetings"
    rewrite(module, [a_reading("Why meetings often fail", key="one")])

    publish_draft(module)

    assert ModuleVersion.objects.get() == version
    assert Activity.objects.get().title == "Why meetings fail"
    assert list(version.texts.order_by("minor").values_list("minor", "title")) == [
        (1, version.title),
        (2, "Better meetings"),
    ]
    assert version.texts.get(minor=2).body[0]["value"]["title"] == "Why meetings often fail"


@pytest.mark.parametrize(
    "changed",
    [
        [a_reading(key="one"), a_reflection(key="two")],
        [a_reading(key="two")],
        [a_reading(key="one", minutes=11)],
        [a_reading(key="one", claims={OTHER: "introduces"})],
        [a_reading(key="one", claims={ELEMENT: "practises"})],
        [a_reading(key="one", claims={ELEMENT: "introduces"}), a_reading("More", key="more", required=False)],
    ],
)
def test_another_structure_is_another_version(framework: Framework, changed: list[ActivityData]) -> None:
    module = make_module(activities=[a_reading(key="one", claims={ELEMENT: "introduces"})])
    first = module_version(module)
    kept = (list(first.activities.values()), list(first.texts.values()), first.checksum)
    rewrite(module, changed)

    publish_draft(module)

    second = module_version(module)
    assert (second.number, second.texts.get().minor, second.activities.count()) == (2, 1, len(changed))
    first.refresh_from_db()
    assert (list(first.activities.values()), list(first.texts.values()), first.checksum) == kept


def test_the_order_of_activities_and_the_pass_mark_are_structure() -> None:
    module = make_module(activities=[a_reading(key="one"), a_quiz(key="two")])
    rewrite(module, [a_quiz(key="two"), a_reading(key="one")])
    publish_draft(module)
    rewrite(module, [a_quiz(key="two", pass_mark=1), a_reading(key="one")])
    publish_draft(module)

    assert module_version(module).number == 3


def test_going_back_to_an_older_structure_is_a_new_version() -> None:
    module = make_module(activities=[a_reading(key="one")])
    for activities in ([a_reading(key="two")], [a_reading(key="one")]):
        rewrite(module, activities)
        publish_draft(module)

    assert module_version(module).number == 3


def test_the_order_in_which_claims_were_made_does_not_matter(framework: Framework) -> None:
    module = make_module(
        activities=[a_reading(key="one", claims={ELEMENT: "introduces", OTHER: "practises"})]
    )
    rewrite(module, [a_reading(key="one", claims={OTHER: "practises", ELEMENT: "introduces"})])

    publish_draft(module)

    assert ModuleVersion.objects.count() == 1


def refused(activities: list[Any]) -> list[str]:
    """What publishing such a module says; nothing of it is published."""
    before = counts()
    with pytest.raises(ValidationError) as refusal:
        make_module("Meetings", activities=activities)
    assert counts() == before
    assert not Module.objects.exists()
    return list(refusal.value.messages)


def test_a_module_without_activities_is_refused() -> None:
    assert refused(["<p>Only text.</p>"]) == ["There is nothing to do yet: add at least one activity."]


def test_a_module_that_requires_nothing_is_refused() -> None:
    assert refused([a_reading(required=False)]) == [
        "No activity is required, so the module would be complete before it starts: require one."
    ]


@pytest.mark.parametrize("key", ["small-1:9.9", "nothing-1:1.1", "gibberish", "small-1:1.1"])
def test_a_claim_of_what_is_in_no_published_framework_is_refused(unpublished: Framework, key: str) -> None:
    assert refused([a_quiz(), a_reading(claims={key: "introduces"})]) == [
        f"Reading 2 “Why meetings fail”, Competences, Claim 1, Competence: “{key}” is in no "
        "published framework. "
        "Choose another competence, or remove this claim."
    ]


def test_a_competence_claimed_twice_is_refused(framework: Framework) -> None:
    body = module_body_data(module_key := make_module(publish=False).translation_key, [a_reading()])
    claim = {"competence": ELEMENT, "strength": "introduces"}
    body[0]["value"]["claims"] = [
        {"type": "item", "id": str(Node.objects.get(code="1.1").framework.uid), "value": claim},
        {"type": "item", "id": str(module_key), "value": claim},
    ]
    module = Module.objects.get()
    module.body = body

    with pytest.raises(ValidationError) as refusal:
        publish_draft(module)
    assert refusal.value.messages == [
        f"Activity 1, “Why meetings fail”, Competences: This activity claims {ELEMENT} twice. Keep "
        "the stronger claim."
    ]


def test_each_quiz_problem_names_its_place() -> None:
    questions = [
        {"text": "Nothing right?", "options": [{"text": "No"}, {"text": "None"}]},
        {
            "text": "One?",
            "kind": "single",
            "options": [{"text": "A", "correct": True}, {"text": "B", "correct": True}],
        },
    ]
    activity = ActivityData(
        "quiz", "Odd", content={"questions": questions, "pass_mark": 3, "show_feedback": True}
    )

    assert refused([activity]) == [
        "Quiz 1 “Odd”, Questions, Question 1, Answers: Mark at least one answer as right.",
        "Quiz 1 “Odd”, Questions, Question 2, The doctor chooses: Several answers are marked as "
        "right: choose "
        "“Several answers”, or mark only one.",
        "Quiz 1 “Odd”, Pass mark: The pass mark is 3, but there are 2 questions. Lower it or add questions.",
    ]


def test_empty_fields_are_refused_with_their_place() -> None:
    assert refused([ActivityData("reflection", "", content={"prompt": ""})]) == [
        "Reflection 1, Title: This field is required.",
        "Reflection 1, Prompt: This field is required.",
    ]


def test_two_blocks_with_one_id_are_refused() -> None:
    module = make_module(publish=False)
    module.body = [*module.stored("body"), *module.stored("body")]
    key = module.stored("body")[0]["id"]

    with pytest.raises(ValidationError) as refusal:
        publish_draft(module)
    assert refusal.value.messages == [f"Its id “{key}” is used twice. Remove one of the two and add it anew."]


def test_a_draft_can_be_kept_unfinished() -> None:
    module = make_module(activities=[], publish=False)

    assert not module.live
    assert module.latest_revision is not None
    assert not ModuleVersion.objects.exists()


def test_a_refusal_leaves_what_is_live_as_it_was() -> None:
    module = make_module("Meetings", activities=[a_reading()])
    module.title, module.body = "Changed", []
    with pytest.raises(ValidationError):
        publish_draft(module)

    held = Module.objects.get()
    assert (held.title, held.live, len(held.body)) == ("Meetings", True, 1)


def test_versions_stand_when_revisions_are_purged() -> None:
    module = make_module()
    version = module_version(module)
    module.revisions.all().delete()

    version.refresh_from_db()
    assert version.texts.get().body == Module.objects.get().stored("body")


@pytest.mark.parametrize("act", ["UPDATE {} SET id = id", "DELETE FROM {}"])
@pytest.mark.parametrize(
    "table",
    [
        "moduleversion",
        "moduletext",
        "activity",
        "activityclaim",
        "programmeversion",
        "programmetext",
        "requirement",
        "reminderrule",
    ],
)
def test_the_database_refuses_to_change_what_was_published(
    framework: Framework, table: str, act: str
) -> None:
    module = make_module(activities=[a_reading(claims={ELEMENT: "introduces"})])
    programme_version(make_programme(modules=[module], reminder_days=[7]))

    with (
        pytest.raises((IntegrityError, InternalError), match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(act.format(f"leadership_programmes_{table}"))


def test_two_versions_never_share_a_number() -> None:
    version = module_version(make_module())
    version.pk, version.uid = None, version.module_key

    with pytest.raises(IntegrityError, match="module_version_number"), transaction.atomic():
        version.save(force_insert=True)
