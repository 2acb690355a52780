"""Reminders as a designer sets them: kinds, days, how many, and none twice."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from wagtail.blocks import StreamBlockValidationError

from programmes import library
from programmes.blocks import programme_reminders
from programmes.enums import ReminderKind
from programmes.interchange.reading import read
from programmes.rules.structure import reminders
from programmes.rules.validation import reminder_problems
from programmes.services.authoring import ReminderData
from tests.factories.programmes import make_programme, programme_version


def item(kind: str, days: int | None = None) -> dict[str, Any]:
    return {"type": kind, "id": str(uuid.uuid4()), "value": None if days is None else {"days": days}}


def codes(*items: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(problem.code, problem.path) for problem in reminder_problems(items)]


def test_each_kind_has_its_days_and_the_due_date_none() -> None:
    given = [item("before_due", 7), item("on_due"), item("overdue", 3), item("inactive", 21)]
    assert [(each.kind, each.days) for each in reminders(given)] == [
        ("before_due", 7),
        ("on_due", 0),
        ("overdue", 3),
        ("inactive", 21),
    ]


def test_the_same_reminder_twice_and_too_many_are_refused() -> None:
    assert codes(item("overdue", 7), item("before_due", 7), item("on_due")) == []
    assert codes(item("overdue", 7), item("overdue", 7)) == [("reminder_twice", (1, "days"))]
    assert codes(item("on_due"), item("on_due")) == [("reminder_twice", (1, "days"))]
    many = [item("overdue", days) for days in (1, 2, 3, 4, 5)]
    assert codes(*many) == [("reminders_too_many", (3,))]


def test_the_editor_allows_as_many_of_each_kind() -> None:
    block = programme_reminders()
    value = block.to_python([item("overdue", days) for days in (1, 2, 3, 4)])
    with pytest.raises(StreamBlockValidationError):
        block.clean(value)
    assert list(block.clean(block.to_python([item("on_due"), item("unanswered", 7)])))


@pytest.mark.django_db
def test_a_programme_is_made_with_rules_of_every_kind() -> None:
    rules = [
        ReminderData(ReminderKind.BEFORE_DUE, 7),
        ReminderData(ReminderKind.ON_DUE),
        ReminderData(ReminderKind.OVERDUE, 3),
        ReminderData(ReminderKind.INACTIVE, 21),
        ReminderData(ReminderKind.UNANSWERED, 5),
    ]

    version = programme_version(make_programme(reminders=rules))

    kept = version.reminder_rules.values_list("kind", "days")
    assert set(kept) == {
        ("before_due", 7),
        ("on_due", 0),
        ("overdue", 3),
        ("inactive", 21),
        ("unanswered", 5),
    }
    assert len(kept) == 5


SHIPPED = {
    "first-steps": [("before_due", 7), ("on_due", 0), ("overdue", 7), ("inactive", 21)],
    "leading-on-the-ward": [
        ("before_due", 10),
        ("before_due", 2),
        ("on_due", 0),
        ("overdue", 7),
        ("inactive", 28),
        ("unanswered", 7),
    ],
    "new-consultant-leadership": [
        ("before_due", 14),
        ("before_due", 3),
        ("on_due", 0),
        ("overdue", 7),
        ("overdue", 21),
        ("inactive", 28),
        ("unanswered", 7),
        ("unanswered", 14),
    ],
}


def test_the_shipped_programmes_use_the_kinds_that_fit_them() -> None:
    found = {}
    for name in library.names():
        _text, document = read(library.path_of(name))
        rules = document["programme"]["reminders"]
        found[name] = [(rule["type"], rule.get("days", 0)) for rule in rules]
        assert codes(*(item(rule["type"], rule.get("days")) for rule in rules)) == []

    assert found == SHIPPED
