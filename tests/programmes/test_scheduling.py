"""A publication in the future makes its version when its time comes, not before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.management import call_command
from wagtail.models import ModelLogEntry

from programmes.models import Module, ModuleVersion, ProgrammeVersion
from programmes.models.drafts import REFUSED
from programmes.services.authoring import publish_draft
from tests.factories.programmes import a_quiz, make_module, make_programme, module_version

NOW = datetime(2026, 8, 5, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=1)

pytestmark = pytest.mark.django_db


def scheduler_at(moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        call_command("publish_scheduled")


@time_machine.travel(NOW, tick=False)
def test_a_new_module_waits_for_its_time() -> None:
    module = make_module(publish=False)
    module.go_live_at = LATER
    publish_draft(module)
    scheduler_at(LATER - timedelta(minutes=1))

    assert not ModuleVersion.objects.exists()
    assert (Module.objects.get().live, Module.objects.get().status_string) == (False, "scheduled")

    scheduler_at(LATER + timedelta(minutes=1))

    version = ModuleVersion.objects.get()
    assert (version.number, version.published_at, version.published_by) == (
        1,
        LATER + timedelta(minutes=1),
        None,
    )
    assert Module.objects.get().live


@time_machine.travel(NOW, tick=False)
def test_a_change_to_a_live_module_waits_for_its_time() -> None:
    module = make_module()
    module.go_live_at = LATER
    module.body = [*module.stored("body"), *make_module(activities=[a_quiz()], publish=False).stored("body")]
    publish_draft(module)

    assert module_version(module).number == 1

    scheduler_at(LATER + timedelta(minutes=1))

    assert (module_version(module).number, module_version(module).activities.count()) == (2, 2)


@time_machine.travel(NOW, tick=False)
def test_what_cannot_be_published_cannot_be_scheduled() -> None:
    module = make_module(activities=[], publish=False)
    module.go_live_at = LATER

    with pytest.raises(ValidationError, match="add at least one activity"):
        publish_draft(module)
    assert not Module.objects.get().approved_schedule


@time_machine.travel(NOW, tick=False)
def test_one_that_has_become_impossible_does_not_hold_up_the_others() -> None:
    needed, other = make_module("Needed"), make_module("Other", publish=False)
    programme = make_programme(modules=[needed], publish=False)
    programme.go_live_at, other.go_live_at = LATER, LATER + timedelta(minutes=1)
    publish_draft(programme)
    publish_draft(other)
    needed.unpublish()

    scheduler_at(LATER + timedelta(hours=1))

    assert not ProgrammeVersion.objects.exists()
    programme.refresh_from_db()
    assert (programme.live, programme.revisions.filter(approved_go_live_at__isnull=False).count()) == (
        False,
        0,
    )
    entry = ModelLogEntry.objects.get(action=REFUSED)
    assert entry.data["problems"] == [
        "Item 1.1: “Needed” is not published. Publish it first, or choose another module."
    ]
    assert entry.message == (
        "The scheduled publication was refused: Item 1.1: “Needed” is not "
        "published. Publish it "
        "first, or choose another module."
    )
    assert module_version(other).number == 1
