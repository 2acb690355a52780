"""What publishing makes of a tree: rows, needs and stages, and what the database refuses in them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from programmes import selectors
from programmes.models import (
    Module,
    Programme,
    ProgrammeVersion,
    Requirement,
    RequirementNeed,
    RequirementStage,
)
from programmes.rules.keys import stable_id
from programmes.services.authoring import (
    GroupData,
    credits_item,
    module_item,
    programme_item,
    publish_draft,
    recognition_item,
)
from tests.factories.programmes import make_module, make_programme, module_version, programme_version
from tests.programmes.trees import group, item, tree
from tests.ready import ready

pytestmark = pytest.mark.django_db

KEY = UUID("6f1e2d3c-4b5a-4c6d-8e7f-9a0b1c2d3e4f")


TABLES = (ProgrammeVersion, Requirement, RequirementNeed, RequirementStage)


def make_deep(module: Module, other: Programme) -> Programme:
    start = stable_id(KEY, "Start")
    return make_programme(
        "Leading a service",
        key=KEY,
        parts=[
            GroupData(title="Start", children=(module_item(module, due_days=30),)),
            GroupData(
                title="Choose",
                needs=(start,),
                delay_days=14,
                at_least=1,
                children=(
                    recognition_item("A course before", required=False),
                    GroupData(
                        title="Points",
                        points_needed=2,
                        children=(
                            programme_item(other, points=2),
                            credits_item(
                                "Conferences", "2.25", points=1, stages=("continuing", "postgraduate")
                            ),
                        ),
                    ),
                ),
            ),
            recognition_item("Last", opens={"on": "2027-03-01"}, needs=(start, stable_id(KEY, "Choose"))),
            recognition_item("Extra", required=False, opens={"after_start": 60}, due_days=90),
        ],
    )


def test_a_deep_tree_becomes_rows() -> None:
    module, other = make_module("Meetings"), make_programme("Before")
    programme = make_deep(module, other)
    version = programme_version(programme)

    rows = list(selectors.requirement_rows(version.pk))

    shown = [
        (
            row.position,
            row.kind,
            row.title,
            row.required,
            row.at_least or row.points_needed,
            row.points,
            row.item_type,
            row.due_days,
        )
        for row in rows
    ]
    assert shown == [
        (0, "all", "Leading a service", True, None, None, "", None),
        (1, "all", "Start", True, None, None, "", None),
        (2, "item", "Meetings", True, None, None, "module", 30),
        (3, "at_least", "Choose", True, 1, None, "", None),
        (4, "item", "A course before", True, None, None, "recognition", None),
        (5, "points", "Points", True, 2, None, "", None),
        (6, "item", "Before", True, None, 2, "programme", None),
        (7, "item", "Conferences", True, None, 1, "credits", None),
        (8, "item", "Last", True, None, None, "recognition", None),
        (9, "item", "Extra", False, None, None, "recognition", 90),
    ]
    places = {row.pk: row.position for row in rows}
    assert [places.get(row.parent_id) for row in rows] == [None, 0, 1, 0, 3, 3, 5, 5, 0, 0]
    keys = {row.key: row.position for row in rows}
    assert {row.position: [keys[key] for key in row.need_keys] for row in rows if row.need_keys} == {
        3: [1],
        8: [1, 3],
    }
    assert {row.position: row.stage_list for row in rows if row.stage_list} == {
        7: ["continuing", "postgraduate"]
    }
    assert (rows[3].delay_days, rows[8].opens_on, rows[9].opens_after_days) == (14, date(2027, 3, 1), 60)
    assert (rows[2].module_version, rows[6].programme_key, rows[7].credits) == (
        module_version(module),
        other.translation_key,
        225,
    )
    assert [row.details for row in rows] == [{}] * 10
    assert rows[0].key == KEY
    titles = {"Start", "Choose", "A course before", "Points", "Conferences", "Last", "Extra"}
    assert version.texts.get().titles == {str(row.key): row.title for row in rows if row.title in titles}


def test_the_tree_of_the_version_says_the_same(django_assert_num_queries: Any) -> None:
    programme = make_deep(make_module("Meetings"), make_programme("Before"))
    version = programme_version(programme)

    with django_assert_num_queries(2):
        root = selectors.requirement_tree(version)

    (start, choose, last, extra) = root.children
    (before, points) = choose.children
    (other, credits) = points.children
    assert [node.title for node in root.walk()] == list(
        version.requirements.order_by("position").values_list("title", flat=True)
    )
    assert (choose.needs, choose.delay_days, choose.at_least) == ((start.key,), 14, 1)
    assert (last.needs, last.opens_on) == ((start.key, choose.key), date(2027, 3, 1))
    assert (points.points_needed, other.points, credits.points) == (2, 2, 1)
    assert (credits.credits, credits.stages, credits.item_type) == (
        225,
        ("continuing", "postgraduate"),
        "credits",
    )
    assert (extra.opens_after_days, extra.due_days, extra.required) == (60, 90, False)
    assert [node.title for node in root.items()] == [
        "Meetings",
        "A course before",
        "Before",
        "Conferences",
        "Last",
        "Extra",
    ]
    assert [node.title for node in root.leaves()] == ["Meetings"]
    assert (other.programme_key, before.module, before.details) == (
        root.children[1].children[1].children[0].programme_key,
        None,
        {},
    )


def test_publishing_again_makes_rows_only_where_a_rule_differs() -> None:
    programme = make_deep(make_module(), make_programme())
    before = [model.objects.count() for model in TABLES]

    publish_draft(programme)
    assert [model.objects.count() for model in TABLES] == before

    programme.tree["root"]["children"][1]["delay_days"] = 15
    publish_draft(programme)
    assert programme_version(programme).number == 2
    assert RequirementNeed.objects.count() == 2 * before[2]


def wide(size: int) -> dict[str, Any]:
    parts = []
    for number in range(size):
        needs = [f"Part {number - 1}"] if number else []
        entries = [
            item(f"{number}.{place}", stages=["continuing"] if place == 1 else []) for place in range(3)
        ]
        parts.append(group(f"Part {number}", *entries, needs=needs))
    return tree(*parts)


def queries_of_publishing(size: int) -> int:
    programme = make_programme(publish=False)
    programme.tree = wide(size)
    with CaptureQueriesContext(connection) as captured:
        publish_draft(programme)
    assert programme_version(programme).requirements.count() == 4 * size + 1
    return len(captured)


@pytest.mark.parametrize("size", [10, pytest.param(100, marks=pytest.mark.slow)])
def test_a_large_tree_is_published_in_as_many_queries_as_a_small_one(size: int) -> None:
    assert queries_of_publishing(2) == queries_of_publishing(size)


# What the database refuses


def insert(root: Requirement, **given: Any) -> None:
    """A row below the root, by SQL."""
    row = {
        "version_id": root.version_id,
        "parent_id": root.pk,
        "key": str(uuid4()),
        "kind": "item",
        "title": "x",
        "position": 99,
        "required": True,
        "item_type": "recognition",
        "details": "{}",
        **given,
    }
    names, holes = ", ".join(row), ", ".join(["%s"] * len(row))
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO leadership_programmes_requirement ({names}) VALUES ({holes})",
            list(row.values()),
        )


GROUP = {"kind": "all", "item_type": ""}
BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"kind": "some", "item_type": ""}, "requirement_kind"),
    ({"item_type": ""}, "requirement_item_has_type"),
    ({**GROUP, "item_type": "recognition"}, "requirement_item_has_type"),
    ({"item_type": "module"}, "requirement_module_is_pinned"),
    ({"item_type": "programme"}, "requirement_programme_is_named"),
    ({"programme_key": str(KEY)}, "requirement_programme_is_named"),
    ({"item_type": "credits"}, "requirement_credits_are_counted"),
    ({"item_type": "credits", "credits": 0}, "requirement_credits_are_counted"),
    ({"credits": 100}, "requirement_credits_are_counted"),
    ({**GROUP, "kind": "at_least"}, "requirement_at_least_has_number"),
    ({**GROUP, "kind": "at_least", "at_least": 0}, "requirement_at_least_has_number"),
    ({**GROUP, "at_least": 1}, "requirement_at_least_has_number"),
    ({**GROUP, "kind": "points"}, "requirement_points_has_number"),
    ({"points_needed": 3}, "requirement_points_has_number"),
    ({"points": 0}, "requirement_numbers_from_one"),
    ({"delay_days": 0}, "requirement_numbers_from_one"),
    ({"opens_after_days": 0}, "requirement_numbers_from_one"),
    ({"due_days": 0}, "requirement_numbers_from_one"),
    ({"opens_after_days": 1, "opens_on": "2027-03-01"}, "requirement_opens_in_one_way"),
    ({**GROUP, "due_days": 5}, "requirement_only_items_are_due"),
    ({"parent_id": None}, "requirement_root_is_plain"),
    ({**GROUP, "parent_id": None, "opens_after_days": 5}, "requirement_root_is_plain"),
    ({**GROUP, "parent_id": None}, "requirement_one_root"),
    ({"position": 0}, "requirement_position"),
]


ready_version = ready("ready_version", lambda: programme_version(make_programme()))


@pytest.mark.parametrize(("given", "constraint"), BROKEN)
def test_the_database_keeps_the_tree_in_shape(
    given: dict[str, Any], constraint: str, ready_version: ProgrammeVersion
) -> None:
    root = ready_version.requirements.get(position=0)

    with pytest.raises(IntegrityError, match=constraint):
        insert(root, **given)

    assert ready_version.requirements.count() == 3


def test_each_key_stands_once_in_a_version_and_nothing_in_itself(ready_version: ProgrammeVersion) -> None:
    root = ready_version.requirements.get(position=0)

    with pytest.raises(IntegrityError, match="requirement_key"):
        insert(root, key=str(root.key))
    with pytest.raises(IntegrityError, match=r"requirement_(parent|not_its_own_parent)"):
        insert(root, id=987654, parent_id=987654)


def test_a_requirement_stands_in_a_group_of_its_own_version(ready_version: ProgrammeVersion) -> None:
    other = programme_version(make_programme()).requirements.get(position=0)
    root, leaf = ready_version.requirements.get(position=0), ready_version.requirements.get(position=2)

    for parent in (other, leaf):
        with pytest.raises(IntegrityError, match="requirement_parent"):
            insert(root, parent_id=parent.pk)


def test_needs_are_kept_in_shape(ready_version: ProgrammeVersion) -> None:
    part, leaf = ready_version.requirements.get(position=1), ready_version.requirements.get(position=2)
    elsewhere = programme_version(make_programme()).requirements.get(position=2)
    RequirementNeed.objects.create(requirement=leaf, needs=part)

    for needs, constraint in (
        (part, "requirement_need_once"),
        (leaf, "requirement_needs_another"),
        (elsewhere, "requirement_need"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            RequirementNeed.objects.bulk_create([RequirementNeed(requirement=leaf, needs=needs)])
    assert RequirementNeed.objects.count() == 1


def test_stages_are_kept_in_shape(ready_version: ProgrammeVersion) -> None:
    leaf = ready_version.requirements.get(position=2)
    RequirementStage.objects.create(requirement=leaf, stage="continuing")

    for stage, constraint in (
        ("continuing", "requirement_stage_once"),
        ("retired", "requirement_stage_known"),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            RequirementStage.objects.bulk_create([RequirementStage(requirement=leaf, stage=stage)])
    assert RequirementStage.objects.count() == 1
