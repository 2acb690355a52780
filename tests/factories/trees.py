"""Programmes with every kind of group, item and gate, and one of as many items as wanted."""

from __future__ import annotations

import uuid
from typing import Any

from programmes.models import Activity, Module, ModuleVersion, Programme, ProgrammeVersion, Requirement
from programmes.rules.keys import stable_id
from programmes.services.authoring import GroupData, credits_item, module_item, recognition_item
from tests.factories import programmes
from tests.factories.programmes import NOW

IDENTITY = uuid.UUID("5f0d1f5e-3f43-4f1c-9d2c-6a3f6f0b7e11")
FIRST, PRACTICE = stable_id(IDENTITY, "first"), stable_id(IDENTITY, "practice")


def one_reading(title: str) -> Module:
    return programmes.make_module(title, activities=[programmes.a_reading(f"Read {title.lower()}")])


def make_gated(title: str = "Leading by steps", **given: Any) -> Programme:
    """What needs what, what opens when, points and credits, and a part for one career stage only."""
    practice = GroupData(
        title="Practice",
        key="practice",
        at_least=2,
        children=tuple(module_item(one_reading(f"Ward {name}")) for name in ("one", "two", "three")),
    )
    depth = GroupData(
        title="Depth",
        points_needed=6,
        needs=(PRACTICE,),
        delay_days=7,
        children=(
            module_item(one_reading("Change"), points=3),
            credits_item("CPD of your own", "2.5", points=3),
            recognition_item("A course elsewhere", points=2),
        ),
    )
    reflection = programmes.a_reflection("What went well")
    return programmes.make_programme(
        title,
        parts=[
            module_item(one_reading("First"), key="first", due_days=20),
            practice,
            depth,
            module_item(one_reading("Spring"), key="spring", opens={"on": "2027-03-01"}, due_days=200),
            module_item(
                programmes.make_module("After", activities=[reflection]),
                key="after",
                required=False,
                needs=(FIRST,),
                due_days=40,
            ),
            module_item(one_reading("Consultants"), stages=("continuing",), due_days=60),
        ],
        key=IDENTITY,
        open_to_all=True,
        duration_days=250,
        reminder_days=[7],
        **given,
    )


def activity_of(version: ProgrammeVersion, title: str) -> Activity:
    return Activity.objects.get(version__in=version.requirements.values("module_version"), title=title)


def make_large(size: int) -> ProgrammeVersion:
    """A version of so many modules, each with an activity, in groups of forty: rows only, no words."""
    programme = programmes.make_programme(
        "Large", modules=[one_reading("Small")], publish=True, open_to_all=True
    )
    small = programmes.programme_version(programme)
    pinned = ModuleVersion.objects.get(title="Small")
    version = ProgrammeVersion.objects.create(
        programme=programme,
        programme_key=programme.translation_key,
        number=2,
        title="Large",
        slug="large",
        stage=small.stage,
        open_to_all=True,
        duration_days=180,
        checksum="1" * 64,
        published_at=NOW,
    )
    root = Requirement.objects.create(
        version=version, key=uuid.uuid4(), kind="all", title="Large", position=0
    )
    versions = ModuleVersion.objects.bulk_create(
        ModuleVersion(
            module_id=pinned.module_id,
            module_key=uuid.uuid4(),
            number=1,
            title=f"Module {number}",
            minutes=10,
            checksum=f"{number:064d}",
            published_at=NOW,
        )
        for number in range(size)
    )
    Activity.objects.bulk_create(
        Activity(
            version=each,
            key=uuid.uuid4(),
            kind="reading",
            position=0,
            title=f"Read {each.title}",
            minutes=10,
            required=True,
        )
        for each in versions
    )
    position = 1
    for first in range(0, size, 40):
        group = Requirement.objects.create(
            version=version,
            parent=root,
            key=uuid.uuid4(),
            kind="all",
            title=f"Part {first}",
            position=position,
            opens_after_days=first or None,
        )
        here = versions[first : first + 40]
        Requirement.objects.bulk_create(
            Requirement(
                version=version,
                parent=group,
                key=uuid.uuid4(),
                kind="item",
                item_type="module",
                title=each.title,
                position=position + place,
                module_version=each,
                due_days=30 + first,
            )
            for place, each in enumerate(here, start=1)
        )
        position += len(here) + 1
    return version
