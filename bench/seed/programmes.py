"""The framework and two programmes: one of 40 modules, and a small one that is open to all."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.management import call_command

from bench.seed.shape import (
    DUE_EVERY,
    INACTIVE_DAYS,
    MODULES,
    OPEN_MODULES,
    OVERDUE_DAYS,
    REMINDER_DAYS,
    UNANSWERED_DAYS,
)
from competencies.enums import Stage
from competencies.rules import format_key
from programmes.enums import ReminderKind
from programmes.models import Module
from programmes.services import authoring
from programmes.services.authoring import ActivityData, PartData, PartModule, ReminderData

PARTS = 4
TEXT = "<p>" + " ".join(["A meeting needs a purpose, a chair and an end."] * 12) + "</p>"


def build() -> None:
    call_command("load_framework", "mlcf", publish=True, verbosity=0)
    many = [_module(f"Module {number + 1}") for number in range(MODULES)]
    few = [_module(f"First step {number + 1}") for number in range(OPEN_MODULES)]
    each = MODULES // PARTS
    authoring.create_programme(
        key=_key("programme"),
        title="Leading a service",
        slug="leading-a-service",
        summary="Forty modules in four parts.",
        stage=Stage.CONTINUING,
        duration_days=DUE_EVERY * (MODULES + 1),
        reminders=_reminders(),
        parts=[
            _part(part, many[part * each : (part + 1) * each], first=part * each) for part in range(PARTS)
        ],
    )
    authoring.create_programme(
        key=_key("open programme"),
        title="First steps",
        slug="first-steps",
        summary="Open to all.",
        stage=Stage.POSTGRADUATE,
        open_to_all=True,
        parts=[PartData("All of it", tuple(PartModule(module) for module in few))],
    )


def _reminders() -> list[ReminderData]:
    """All five kinds."""
    return [
        *(ReminderData(ReminderKind.BEFORE_DUE, days) for days in REMINDER_DAYS),
        ReminderData(ReminderKind.ON_DUE),
        ReminderData(ReminderKind.OVERDUE, OVERDUE_DAYS),
        ReminderData(ReminderKind.INACTIVE, INACTIVE_DAYS),
        ReminderData(ReminderKind.UNANSWERED, UNANSWERED_DAYS),
    ]


def _key(*names: object) -> UUID:
    return UUID(authoring.stable_id("bench", *names))


def _part(number: int, modules: list[Module], *, first: int) -> PartData:
    entries = [
        PartModule(module, due_days=DUE_EVERY * (first + place + 1)) for place, module in enumerate(modules)
    ]
    return PartData(f"Part {number + 1}", tuple(entries))


def _module(title: str) -> Module:
    claims = {format_key("mlcf", "3", "1.1.1"): "introduces", format_key("mlcf", "3", "2.1.1"): "practises"}
    return authoring.create_module(
        key=_key(title), title=title, summary="What a chair does.", activities=_activities(title, claims)
    )


def _activities(title: str, claims: dict[str, str]) -> list[ActivityData | str]:
    return [
        "<p>Take half an hour.</p>",
        authoring.reading(f"{title}: reading", TEXT, claims=claims),
        authoring.quiz(f"{title}: quiz", _questions(), pass_mark=1, claims=claims),
        authoring.reflection(f"{title}: reflection", "What would you do differently?", claims=claims),
    ]


def _questions() -> list[dict[str, Any]]:
    return [
        {
            "text": f"Question {number + 1}: what does a chair do first?",
            "options": [
                {"text": "Says what the meeting is for", "correct": True},
                {"text": "Reads the minutes"},
                {"text": "Waits for the loudest", "feedback": "That is what the others do."},
            ],
        }
        for number in range(3)
    ]
