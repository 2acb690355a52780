"""Modules and programmes for tests, published through the one door."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.core.files.base import ContentFile

from competencies.enums import Stage
from programmes.enums import ReminderKind
from programmes.models import Media, Module, ModuleVersion, Programme, ProgrammeVersion
from programmes.services import authoring
from programmes.services.authoring import (
    ActivityData,
    GroupData,
    ItemData,
    PartData,
    PartModule,
    ReminderData,
    checklist,
    link,
    quiz,
    reading,
    reflection,
)
from programmes.services.media import create_media

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
_numbers = itertools.count(1)

QUESTIONS = (
    {
        "text": "Who decides what the meeting is for?",
        "options": [
            {
                "text": "The person who called it",
                "correct": True,
                "feedback": "Yes: say it in the invitation.",
            },
            {"text": "The person who speaks longest", "feedback": "That happens when nobody has said it."},
        ],
        "feedback": "A meeting without a purpose is a talk.",
    },
    {
        "text": "Which of these help a quiet colleague to speak?",
        "options": [
            {"text": "Asking them by name, in turn", "correct": True},
            {"text": "Sending the question beforehand", "correct": True},
            {"text": "Waiting for the loudest to finish", "feedback": "They rarely do."},
        ],
    },
)


def a_reading(title: str = "Why meetings fail", **common: Any) -> ActivityData:
    return reading(title, "<p>Most fail before they begin.</p>", **common)


def a_quiz(title: str = "Check yourself", *, pass_mark: int = 2, **common: Any) -> ActivityData:
    return quiz(title, QUESTIONS, pass_mark=pass_mark, **common)


def a_reflection(title: str = "Your last meeting", **common: Any) -> ActivityData:
    return reflection(title, "What would you do differently?", **common)


def a_link(title: str = "What others do", **common: Any) -> ActivityData:
    return link(title, "https://www.example.org/meetings", "Look for how they begin.", **common)


def a_checklist(title: str = "Before your next meeting", **common: Any) -> ActivityData:
    items = [
        {"text": "Write down what it is for", "help": "In one sentence."},
        {"text": "Send that to everybody", "help": ""},
    ]
    return checklist(title, items, introduction="Two things make the difference.", **common)


def webm(content: bytes = b"frames") -> bytes:
    """What begins like a WebM film."""
    return b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01\x42\x82\x84webmB\x87\x81\x02" + content


CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.500\nOne change, tried small.\n"


def make_media(title: str = "Plan, do, study, act", **given: Any) -> Media:
    """A film with captions, unless told otherwise."""
    if "embed" not in given:
        given = {
            "file": ContentFile(webm(), name="film.webm"),
            "captions_file": ContentFile(CAPTIONS.encode(), name="film.vtt"),
            **given,
        }
    given = {"transcript": "<p>One change, tried small.</p>", "seconds": 54, "now": NOW, **given}
    return create_media(title=title, **given)


def a_recording(title: str = "See it done", media: Media | None = None, **common: Any) -> ActivityData:
    return authoring.media(title, media or make_media(), **common)


LEVELS = [
    {"title": "Not yet", "points": 0, "text": "Says what happened."},
    {"title": "Clear", "points": 5, "text": "Says why it happened."},
    {"title": "Strong", "points": 10, "text": "Says what follows from it."},
]


def an_assignment(title: str = "Change one meeting", *, claims: Any = None, **content: Any) -> ActivityData:
    """Text and up to three documents; two criteria of at most ten points, passed with ten."""
    content = {
        "instructions": "<p>Change one thing in one meeting.</p>",
        "text": "needed",
        "min_words": None,
        "max_words": None,
        "files": {"least": 0, "most": 3, "documents": True},
        "criteria": [{"title": "Aim", "levels": LEVELS}, {"title": "Effect", "levels": LEVELS, "least": 5}],
        "pass_points": 10,
        "second_marker": False,
        "margin": 5,
        "resubmissions": 1,
        **content,
    }
    return ActivityData("assignment", title, content=content, claims=claims or {})


def a_project(title: str = "Your improvement", **content: Any) -> ActivityData:
    content = {"introduction": "Begin small.", "cycles": 1, "points": 0, "sponsor": False, **content}
    return ActivityData("project", title, content=content)


def an_evaluation(title: str = "Was it worth it?", **content: Any) -> ActivityData:
    """One rating, one rating with before, one choice and one text that may stay empty."""
    asked = [
        {"text": "I know how to begin a meeting.", "kind": "rating", "before": True, "required": True},
        {
            "text": "How long was it?",
            "kind": "choice",
            "options": [{"text": "Too short"}, {"text": "Right"}],
            "required": True,
        },
        {"text": "What will you do?", "kind": "text", "required": False},
    ]
    levels = [
        {
            "code": "1",
            "title": "Reaction",
            "questions": [{"text": "It was worth my time.", "kind": "rating", "required": True}],
        },
        {"code": "2b", "title": "Knowledge", "questions": asked},
    ]
    content = {"points": 5, "low": "Not at all", "high": "Completely", "levels": levels, **content}
    return ActivityData("evaluation", title, content=content)


SCALE = [{"title": "Beginning", "text": "I have tried."}, {"title": "Steady", "text": "I do it."}]


def a_self_assessment(
    *nodes: str, title: str = "Where do you stand?", scale: Sequence[Any] = SCALE
) -> ActivityData:
    """Of these competences, which have to be in a published framework."""
    elements = [{"competence": node} for node in nodes]
    return ActivityData("self_assessment", title, content={"elements": elements, "scale": list(scale)})


def make_module(
    title: str = "",
    *,
    activities: Sequence[ActivityData | str] | None = None,
    publish: bool = True,
    **given: Any,
) -> Module:
    """A published module with one reading, unless told otherwise."""
    return authoring.create_module(
        title=title or f"Module {next(_numbers)}",
        summary=given.pop("summary", "Run a meeting that ends on time."),
        activities=[a_reading()] if activities is None else activities,
        publish=publish,
        **given,
    )


def module_version(module: Module) -> ModuleVersion:
    """The latest published version of a module."""
    return ModuleVersion.objects.filter(module_key=module.translation_key).latest("number")


def make_programme(
    title: str = "",
    *,
    modules: Sequence[Module | PartModule] | None = None,
    parts: Sequence[PartData | GroupData | ItemData] | None = None,
    publish: bool = True,
    reminder_days: Sequence[int] = (),
    **given: Any,
) -> Programme:
    """A published programme of one part with all of ``modules`` (one new module where none are given).

    It reminds so many days before a due date; ``reminders`` gives rules of any kind.
    """
    number = next(_numbers)
    if parts is None:
        chosen = [make_module()] if modules is None else modules
        entries = tuple(each if isinstance(each, PartModule) else PartModule(each) for each in chosen)
        parts = [PartData("First part", entries)]
    return authoring.create_programme(
        title=title or f"Programme {number}",
        summary=given.pop("summary", "Leading a small team."),
        stage=given.pop("stage", Stage.POSTGRADUATE),
        slug=given.pop("slug", f"programme-{number}"),
        parts=parts,
        publish=publish,
        reminders=given.pop("reminders", [])
        or [ReminderData(ReminderKind.BEFORE_DUE, days) for days in reminder_days],
        **given,
    )


def programme_version(programme: Programme) -> ProgrammeVersion:
    """The latest published version of a programme."""
    return ProgrammeVersion.objects.filter(programme_key=programme.translation_key).latest("number")
