"""Publishing a programme: the manifest, what it pins, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import IntegrityError

from kernel.models import AuditEntry
from programmes.models import (
    Module,
    Programme,
    ProgrammeText,
    ProgrammeVersion,
    ReminderRule,
    Requirement,
)
from programmes.services.authoring import (
    PartData,
    PartModule,
    module_body_data,
    publish_draft,
    tree_data,
    with_new_ids,
)
from tests.factories.programmes import (
    a_quiz,
    a_reading,
    make_module,
    make_programme,
    module_version,
    programme_version,
)

WHEN = datetime(2026, 8, 5, 9, 30, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def counts() -> dict[str, int]:
    tables = (ProgrammeVersion, ProgrammeText, Requirement, ReminderRule, AuditEntry)
    return {model.__name__: model.objects.count() for model in tables}


@time_machine.travel(WHEN, tick=False)
def test_the_manifest(designer: Any) -> None:
    first, second, third = (make_module(title) for title in ("Self", "Team", "Service"))
    programme = make_programme(
        "Leading a team",
        slug="leading-a-team",
        parts=[
            PartData("Start", (PartModule(first, due_days=30), PartModule(second, required=False))),
            PartData("Choose", (PartModule(third, required=False, due_days=90),), at_least=1),
        ],
        reminder_days=[14, 3],
        open_to_all=True,
        duration_days=90,
        user=designer,
    )

    version = ProgrammeVersion.objects.get()
    assert (version.number, version.title, version.slug, version.stage) == (
        1,
        "Leading a team",
        "leading-a-team",
        "postgraduate",
    )
    assert (version.programme, version.programme_key) == (programme, programme.translation_key)
    assert (version.open_to_all, version.duration_days) == (True, 90)
    assert (version.published_at, version.published_by) == (WHEN, designer)
    fields = (
        "position",
        "kind",
        "title",
        "parent__title",
        "at_least",
        "required",
        "module_version",
        "due_days",
    )
    assert list(version.requirements.order_by("position").values_list(*fields)) == [
        (0, "all", "Leading a team", None, None, True, None, None),
        (1, "all", "Start", "Leading a team", None, True, None, None),
        (2, "item", "Self", "Start", None, True, module_version(first).pk, 30),
        (3, "item", "Team", "Start", None, False, module_version(second).pk, None),
        (4, "at_least", "Choose", "Leading a team", 1, True, None, None),
        (5, "item", "Service", "Choose", None, True, module_version(third).pk, 90),
    ]
    parts = programme.tree["root"]["children"]
    assert list(version.requirements.order_by("position").values_list("key", flat=True)) == [
        programme.translation_key,
        UUID(parts[0]["id"]),
        *(UUID(item["id"]) for item in parts[0]["children"]),
        UUID(parts[1]["id"]),
        *(UUID(item["id"]) for item in parts[1]["children"]),
    ]
    rules = version.reminder_rules.order_by("-days").values_list("kind", "days", "key")
    assert list(rules) == [
        ("before_due", days, UUID(block["id"]))
        for days, block in zip([14, 3], programme.stored("reminders"), strict=True)
    ]
    text = version.texts.get()
    assert (text.language, text.minor, text.title, text.summary) == (
        "en-gb",
        1,
        "Leading a team",
        "Leading a small team.",
    )
    assert text.titles == {parts[0]["id"]: "Start", parts[1]["id"]: "Choose"}
    entries = AuditEntry.objects.filter(action__startswith="programme.").order_by("pk")
    assert [(entry.action, entry.actor, entry.object_id) for entry in entries] == [
        ("programme.published", designer, version.pk),
        ("programme.text_published", designer, text.pk),
    ]


def test_publishing_again_unchanged_writes_nothing() -> None:
    programme = make_programme(reminder_days=[7])
    before = counts()

    publish_draft(programme)

    assert counts() == before


def test_other_words_are_a_new_text() -> None:
    programme = make_programme("Leading a team")
    version = programme_version(programme)
    programme.title, programme.summary = "Leading the team", "In other words."
    (part,) = programme.tree["root"]["children"]
    part["title"] = "The first part"

    publish_draft(programme)

    assert ProgrammeVersion.objects.get() == version
    assert list(version.texts.order_by("minor").values_list("minor", "title", "summary", "titles")) == [
        (1, "Leading a team", "Leading a small team.", {part["id"]: "First part"}),
        (2, "Leading the team", "In other words.", {part["id"]: "The first part"}),
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"duration_days": 200},
        {"open_to_all": True},
        {"stage": "continuing"},
        {"slug": "elsewhere"},
        {"reminders": []},
    ],
)
def test_other_rules_are_a_new_version(change: dict[str, Any]) -> None:
    programme = make_programme(reminder_days=[7])
    first = programme_version(programme)
    kept = list(Requirement.objects.filter(version=first).values())
    for name, value in change.items():
        setattr(programme, name, value)

    publish_draft(programme)

    assert programme_version(programme).number == 2
    assert list(Requirement.objects.filter(version=first).values()) == kept


def test_a_newer_version_of_a_module_is_taken_up_only_by_publishing_the_programme() -> None:
    module = make_module(activities=[a_reading(key="one")])
    old = module_version(module)
    programme = make_programme(modules=[module])
    module.body = module_body_data(module.translation_key, [a_reading(key="one"), a_quiz()])
    publish_draft(module)

    pinned = Requirement.objects.filter(kind="item").order_by("version__number")
    assert [row.module_version for row in pinned] == [old]
    publish_draft(programme)
    assert [row.module_version for row in pinned.all()] == [old, module_version(module)]


def test_a_new_text_of_a_module_changes_no_programme() -> None:
    module = make_module("Meetings")
    programme = make_programme(modules=[module])
    module.title = "Better meetings"
    publish_draft(module)
    before = counts()

    publish_draft(programme)

    assert counts() == before


def refused(**given: Any) -> list[str]:
    """What publishing such a programme says; nothing of it is published."""
    before = counts()
    with pytest.raises(ValidationError) as refusal:
        make_programme("Leading", **given)
    assert counts() == before
    assert not Programme.objects.filter(title="Leading").exists()
    return list(refusal.value.messages)


def test_an_empty_programme_is_refused() -> None:
    assert refused(parts=[]) == ["The programme is empty: add a part with at least one module."]


def test_an_empty_part_is_refused() -> None:
    assert refused(parts=[PartData("Start", ())]) == [
        "The programme is empty: add a part with at least one module."
    ]


def test_a_programme_that_requires_nothing_is_refused() -> None:
    parts = [PartData("Start", (PartModule(make_module(), required=False),))]

    assert refused(parts=parts) == [
        "Part 1, “Start”: Nothing in it is required, so it is never complete. Require something, or make "
        "all of "
        "it optional."
    ]


def test_modules_that_are_not_live_are_refused() -> None:
    draft, archived = make_module("Draft", publish=False), make_module("Archived")
    archived.unpublish()

    assert refused(modules=[make_module(), draft, archived]) == [
        f"Item 1.{number}: “{title}” is not published. Publish it first, or choose another module."
        for number, title in ((2, "Draft"), (3, "Archived"))
    ]


def test_a_deleted_module_is_refused() -> None:
    module = make_module(publish=False)
    entry = PartModule(module)
    programme = make_programme(publish=False)
    programme.tree = tree_data(uuid4(), [PartData("Start", (entry,))])
    module.delete()

    with pytest.raises(ValidationError) as refusal:
        publish_draft(programme)
    assert refusal.value.messages == ["Item 1.1: This module is not there any more. Choose another."]
    assert not ProgrammeVersion.objects.exists()


def test_a_module_chosen_twice_is_refused() -> None:
    module = make_module("Meetings")
    parts = [PartData("Start", (PartModule(module),)), PartData("More", (PartModule(module),))]

    assert refused(parts=parts) == [
        "Item 2.1: “Meetings” is already in the programme (Item 1.1). Remove it from one of the two."
    ]


def test_two_modules_with_the_same_activity_are_refused_and_real_copies_are_not() -> None:
    module = make_module("Meetings")
    twin = make_module("Twin", publish=False)
    twin.body = module.stored("body")
    publish_draft(twin)

    assert refused(modules=[module, twin]) == [
        "Item 1.2: “Twin” and “Meetings” hold the same activity, as copies "
        "do. Remove one of "
        "the modules, or delete the activity in one of them and add it anew."
    ]
    publish_draft(with_new_ids(twin))
    make_programme(modules=[module, twin])


@pytest.mark.parametrize(
    ("at_least", "message"),
    [
        (3, "3 are asked for, and only 2 are in it. Lower the number or add some."),
        (-1, "At least 1."),
    ],
)
def test_more_modules_wanted_than_there_are_is_refused(at_least: int, message: str) -> None:
    parts = [PartData("Choose", (PartModule(make_module()), PartModule(make_module())), at_least=at_least)]

    place = "Part 1, “Choose”: " if at_least > 0 else ""
    assert refused(parts=parts) == [f"{place}{message}"]


def test_at_least_without_a_number_is_refused() -> None:
    programme = make_programme(publish=False)
    programme.tree["root"]["children"][0]["kind"] = "at_least"

    with pytest.raises(ValidationError) as refusal:
        publish_draft(programme)
    assert refusal.value.messages == ["Part 1, “First part”: Say how many are needed."]


def test_a_due_date_after_the_end_is_refused() -> None:
    module = PartModule(make_module(), due_days=91)

    assert refused(modules=[module], duration_days=90) == [
        "Item 1.1: Due after 91 days, but the programme lasts 90. Make it earlier or the programme longer."
    ]
    make_programme(modules=[module], duration_days=91)


def test_the_same_reminder_twice_is_refused() -> None:
    programme = make_programme(publish=False)
    programme.reminders = [
        {"type": "before_due", "id": str(uuid4()), "value": {"days": 7}},
        {"type": "before_due", "id": str(uuid4()), "value": {"days": 7}},
    ]

    with pytest.raises(ValidationError) as refusal:
        publish_draft(programme)
    assert refusal.value.messages == [
        "Reminder 2: There is a reminder 7 days before already. Remove one of the two."
    ]


def test_every_problem_is_said_at_once() -> None:
    entry = PartModule(make_module("Draft", publish=False), due_days=400)

    assert len(refused(modules=[entry, PartModule(make_module(), due_days=500)])) == 3


def test_an_address_is_used_once_in_a_language() -> None:
    make_programme(slug="leading")

    assert refused(slug="leading", modules=[make_module()]) == [
        "Programme with this Address and Locale already exists."
    ]


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"kind": "item"}, "requirement_item_has_type"),
        ({"kind": "at_least"}, "requirement_at_least_has_number"),
    ],
)
def test_the_database_keeps_the_tree_in_shape(change: dict[str, str], constraint: str) -> None:
    root = Requirement.objects.get(version=programme_version(make_programme()), parent=None)
    row = {"kind": root.kind, "key": str(root.key), "position": 0} | change
    with (
        pytest.raises(IntegrityError, match=constraint),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO leadership_programmes_requirement (version_id, key, kind, title, "
            "position, required, item_type, details) "
            "VALUES (%s, %s, %s, 'x', %s, true, '', '{}')",
            [root.version_id, row["key"], row["kind"], row["position"]],
        )


def test_archiving_a_module_leaves_published_programmes_as_they_are() -> None:
    module = make_module()
    version = programme_version(make_programme(modules=[module]))
    module.unpublish()

    assert not Module.objects.get().live
    assert version.requirements.get(kind="item").module_version == module_version(module)
