"""Groups that migrations make: with what they may, whatever is there already, and gone on the way back."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from kernel.groups import ENTER_ADMIN, allow, make_group, permissions

WARDS = list(permissions("hospital", {("ward", "ward"): ("add", "view"), ("nurse", "nurse"): ("view",)}))

pytestmark = pytest.mark.django_db


def state() -> Any:
    """The models as they are: an app's own migrations would give the same of these tables."""
    found = ProjectState()
    found.__dict__["apps"] = apps
    return found


def forwards(operation: Operation) -> None:
    with connection.schema_editor() as editor:
        operation.database_forwards("hospital", editor, state(), state())


def backwards(operation: Operation) -> None:
    with connection.schema_editor() as editor:
        operation.database_backwards("hospital", editor, state(), state())


def held_by(name: str) -> list[tuple[str, str]]:
    held = Permission.objects.filter(group__name=name).order_by("codename")
    return [(each.codename, each.name) for each in held]


def test_names_are_those_that_django_gives() -> None:
    assert WARDS == [
        ("hospital", "ward", "add_ward", "Can add ward"),
        ("hospital", "ward", "view_ward", "Can view ward"),
        ("hospital", "nurse", "view_nurse", "Can view nurse"),
    ]


def test_a_group_is_made_once_with_what_it_may() -> None:
    before = Permission.objects.count()
    forwards(make_group("Sisters", [ENTER_ADMIN, *WARDS]))
    forwards(make_group("Sisters", [ENTER_ADMIN, *WARDS]))

    assert held_by("Sisters") == [
        ("access_admin", "Can access Wagtail admin"),
        ("add_ward", "Can add ward"),
        ("view_nurse", "Can view nurse"),
        ("view_ward", "Can view ward"),
    ]
    assert Permission.objects.count() == before + 3

    backwards(make_group("Sisters", [ENTER_ADMIN, *WARDS]))
    assert not Group.objects.filter(name="Sisters").exists()


def test_a_group_that_is_there_is_allowed_more_and_forbidden_it_again() -> None:
    Group.objects.create(name="Sisters")
    forwards(make_group("Sisters", WARDS[:1]))
    forwards(allow("Sisters", WARDS[1:]))
    assert [codename for codename, _ in held_by("Sisters")] == ["add_ward", "view_nurse", "view_ward"]

    backwards(allow("Sisters", WARDS[1:]))
    assert [codename for codename, _ in held_by("Sisters")] == ["add_ward"]


def test_nobody_is_allowed_what_no_group_is_there_for() -> None:
    forwards(allow("Nobody here", WARDS))

    assert not Group.objects.filter(name="Nobody here").exists()
