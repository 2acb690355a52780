"""Migrations that make all tables of an app at once: what Django then knows, and what they are not for."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from kernel.migrating import TablesAtOnce

ID = ("id", models.BigAutoField(primary_key=True))
WARD = migrations.CreateModel("Ward", [ID, ("name", models.CharField(max_length=20))])
NURSE = migrations.CreateModel(
    "Nurse", [ID, ("ward", models.ForeignKey("hospital.Ward", models.PROTECT, related_name="nurses"))]
)


def migration(*operations: Any) -> TablesAtOnce:
    return type("Migration", (TablesAtOnce,), {"operations": list(operations)})("0001_tables", "hospital")


def tables() -> set[str]:
    return {name for name in connection.introspection.table_names() if name.startswith("hospital_")}


@pytest.mark.django_db
def test_tables_come_and_go_together() -> None:
    empty = ProjectState()
    assert empty.apps.get_models() == []
    with connection.schema_editor() as editor:
        after = migration(WARD, NURSE).apply(empty.clone(), editor)

    assert tables() == {"hospital_ward", "hospital_nurse"}
    ward, nurse = after.apps.get_model("hospital", "Ward"), after.apps.get_model("hospital", "Nurse")
    there = nurse.objects.create(ward=ward.objects.create(name="Seven"))
    assert list(ward.objects.get().nurses.all()) == [there]
    nurse.objects.all().delete()
    connection.check_constraints()

    with connection.schema_editor() as editor:
        migration(WARD, NURSE).unapply(empty, editor)

    assert tables() == set()


@pytest.mark.django_db
def test_a_table_may_refer_to_one_that_was_there() -> None:
    with connection.schema_editor() as editor:
        state = migration(WARD).apply(ProjectState(), editor)
        state = migration(NURSE).apply(state, editor)

    assert [field.name for field in state.apps.get_model("hospital", "Ward")._meta.get_fields()] == [
        "nurses",
        "id",
        "name",
    ]
    assert tables() == {"hospital_ward", "hospital_nurse"}


def test_it_is_for_nothing_but_tables() -> None:
    more = migration(WARD, migrations.RunSQL("SELECT 1", ""))
    with pytest.raises(TypeError, match="does more than to make tables"):
        more.apply(ProjectState(), connection.schema_editor())


def test_what_django_would_say_of_them_is_the_same() -> None:
    state = migration(WARD, NURSE).mutate_state(ProjectState())

    assert sorted(state.models) == [("hospital", "nurse"), ("hospital", "ward")]
    assert "apps" not in vars(state)
