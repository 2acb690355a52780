"""A small programme file with every shipped kind of activity that needs no file of its own."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from competencies.management.files import read_text
from competencies.models import Framework
from competencies.validators.framework_file import read_framework
from tests.competencies.conftest import load, publish
from tests.programmes.conftest import COMPETENCE, ELEMENT

DOCUMENT: dict[str, Any] = {
    "format": "leadership-programme",
    "version": 2,
    "language": "en-gb",
    "programme": {
        "id": "small",
        "title": "A small programme",
        "slug": "small",
        "summary": "For trying things out.",
        "stage": "continuing",
        "open_to_all": True,
        "duration_days": 90,
        "tree": {
            "root": {
                "children": [
                    {
                        "id": "first",
                        "kind": "all",
                        "title": "First part",
                        "children": [
                            {"kind": "item", "item": {"type": "module", "module": "meetings"}, "due_days": 30}
                        ],
                    },
                    {
                        "id": "second",
                        "kind": "at_least",
                        "title": "Second part",
                        "at_least": 1,
                        "children": [{"kind": "item", "item": {"type": "module", "module": "handover"}}],
                    },
                ]
            }
        },
        "reminders": [{"type": "before_due", "days": 7}],
    },
    "modules": [
        {
            "id": "meetings",
            "title": "Meetings",
            "summary": "Run one that ends on time.",
            "body": [
                {"type": "text", "text": "<p>Begin here.</p>"},
                {
                    "type": "reading",
                    "id": "why",
                    "title": "Why they fail",
                    "minutes": 7,
                    "required": True,
                    "claims": [{"competence": COMPETENCE, "strength": "introduces"}],
                    "text": '<p>Most <b>fail</b> early. <a href="https://site.example/">More</a></p><hr/>',
                },
                {
                    "type": "quiz",
                    "id": "check",
                    "title": "Check yourself",
                    "minutes": 5,
                    "claims": [{"competence": ELEMENT, "strength": "practises"}],
                    "pass_mark": 1,
                    "questions": [
                        {
                            "text": "Who decides what it is for?",
                            "kind": "single",
                            "options": [
                                {"text": "Whoever called it", "correct": True, "feedback": "Yes."},
                                {"text": "Whoever speaks longest", "feedback": "That happens."},
                            ],
                        }
                    ],
                },
            ],
        },
        {
            "id": "handover",
            "title": "Handover",
            "summary": "Hand over so that nothing is lost.",
            "body": [
                {"type": "reflection", "id": "last", "title": "Your last one", "prompt": "What was lost?"},
                {
                    "type": "link",
                    "id": "elsewhere",
                    "title": "Seen elsewhere",
                    "url": "https://site.example/handover",
                    "text": "Look at the second page.",
                },
                {
                    "type": "checklist",
                    "id": "tonight",
                    "title": "Tonight",
                    "items": [
                        {"id": "quiet", "text": "Find a quiet room"},
                        {"text": "Ask for questions", "help": "By name."},
                    ],
                },
            ],
        },
    ],
}


@pytest.fixture
def mlcf(db: None) -> Framework:
    return publish(load(read_framework(read_text("mlcf"))))


@pytest.fixture
def document(framework: Framework) -> dict[str, Any]:
    """A copy, in a site whose framework is published."""
    return copy.deepcopy(DOCUMENT)
