"""Examples of what the Studio knows, all invented. A test holds each against its shape."""

from __future__ import annotations

from lms.api.documentation.examples import (
    ACTIVITY_KEY,
    MODULE_KEY,
    NAMED_ORGANISATION,
    NAMED_PROGRAMME,
    Example,
)

COVERAGE: Example = {
    "framework": "mlcf-3",
    "minutes": 30,
    "percent": 5,
    "not_claimed": ["1.2", "1.3", "1.4"],
    "not_demonstrated": ["1.1"],
    "not_assessed": [],
    "modules": [
        {
            "uid": "7d0f3f0e-6f9c-4f58-9d34-4f0c0b2f5505",
            "key": MODULE_KEY,
            "title": "Meetings that end",
            "minutes": 30,
            "stages": ["postgraduate"],
            "elements": [{"element": "1.1", "strength": "practises", "minutes": 20, "assessed": True}],
        }
    ],
    "stages": [
        {"stage": "postgraduate", "element": "1.1", "strength": "practises", "minutes": 20, "assessed": True}
    ],
}
DRAFT: Example = {
    "key": MODULE_KEY,
    "title": "Meetings that end on time",
    "language": "en-gb",
    "live": True,
    "has_unpublished_changes": True,
    "version": 2,
    "template": False,
    "copied_from": None,
    "welsh": "stale",
}
PREFLIGHT: Example = {
    "looked_at": 1,
    "blocks": 1,
    "warns": 0,
    "findings": [
        {
            "kind": "module",
            "key": MODULE_KEY,
            "title": "Meetings that end on time",
            "language": "en-gb",
            "severity": "block",
            "rule": "quiz_cannot_be_passed",
            "where": "Activity “Check yourself”",
            "what": "The pass mark is 3, but there are 2 questions.",
            "why": "Nobody could complete the module.",
            "mend": "Lower it or add questions.",
            "path": f"body.{ACTIVITY_KEY}.pass_mark",
        }
    ],
}
USES: Example = {
    "uses": [
        {
            "key": NAMED_PROGRAMME["programme"],
            "title": "Leading a team",
            "published": 1,
            "version": 2,
            "in_draft": True,
        }
    ]
}
DIFFERENCES: Example = {
    "sides": [{"code": "draft", "label": "Draft"}, {"code": "2", "label": "Version 2, 5 August 2026"}],
    "before": "2",
    "after": "draft",
    "differences": [
        {
            "change": "changed",
            "area": "structure",
            "key": ACTIVITY_KEY,
            "title": "Why meetings fail",
            "what": "Minutes",
            "before": "10",
            "after": "12",
        }
    ],
}
BANK: Example = {
    "uid": "c6f70809-1a2b-43c4-9d5e-6f708192a316",
    "title": "Meetings",
    "description": "For all that is about meetings.",
    "archived": False,
    "questions": 24,
}
QUESTION: Example = {
    "key": "82b304c5-d6e7-4f80-991a-2b3c4d5e6f12",
    "kind": "numeric",
    "title": "Size",
    "body": "<p>How many decide well?</p>",
    "feedback": "More than seven talk, and fewer decide.",
    "tags": ["size"],
    "difficulty": 3,
    "archived": False,
    "language": "en-gb",
    "languages": ["cy", "en-gb"],
    "uses": 1,
    "content": {
        "accepted": [
            {
                "id": "d708091a-2b3c-44d5-8e6f-708192a3b417",
                "value": "6",
                "tolerance": "1",
                "feedback": "",
            }
        ]
    },
}
EARLIER: Example = {
    "module": MODULE_KEY,
    "activity": ACTIVITY_KEY,
    "title": "Meetings that end on time: Why meetings fail",
}
LATER: Example = {
    "module": "f91a2b3c-4d5e-46f7-8192-a3b4c5d6e719",
    "activity": "0a2b3c4d-5e6f-47f8-92a3-b4c5d6e7f81a",
    "title": "Meetings, second edition: What makes them fail",
}
GROUP: Example = {
    "organisation": NAMED_ORGANISATION,
    "cohort": None,
    "people": 24,
    "percent": 46,
    "gain": 0,
    "end": 0,
    "asked_more": 19,
    "kept_by_recognition": None,
    "doubtful": 0,
    "due_this_week": 6,
}
PEOPLE: Example = {
    "version": {**NAMED_PROGRAMME, "number": 2},
    "of_draft": False,
    "draft_differs": False,
    "draft_is_sound": True,
    "worked_out": True,
    "groups": [GROUP],
    "may_count": {"earlier": [EARLIER], "later": [LATER]},
}
ORDER: Example = {
    "version": NAMED_PROGRAMME["uid"],
    "organisation": NAMED_ORGANISATION["uid"],
    "cohort": None,
}
MOVE: Example = {
    "uid": "e8091a2b-3c4d-45e6-9f70-8192a3b4c518",
    "version": {**NAMED_PROGRAMME, "number": 2},
    "organisation": NAMED_ORGANISATION,
    "cohort": None,
    "state": "moving",
    "total": 24,
    "moved": 20,
    "taken_back": 0,
    "open_cases": 0,
    "started_at": "2026-09-10T08:00:00Z",
    "finished_at": None,
    "may_be_taken_back": False,
}
CASE: Example = {
    "uid": "1b3c4d5e-6f70-48f9-a3b4-c5d6e7f8091b",
    "move": MOVE["uid"],
    "version": {**NAMED_PROGRAMME, "number": 2},
    "present": NAMED_PROGRAMME,
    "organisation": NAMED_ORGANISATION,
    "doubt": "begun",
    "begun": [{"key": "2c4d5e6f-7081-49fa-b4c5-d6e7f8091a2c", "title": "Meetings that end on time"}],
    "suggestion": "recognise",
    "state": "open",
    "decided_at": None,
}
DECIDED: Example = {"state": "moved", "decided_at": "2026-09-12T09:30:00Z"}
EQUIVALENCE: Example = {
    "uid": "3d5e6f70-8192-4afb-85d6-e7f8091a2b3d",
    "version": {**NAMED_PROGRAMME, "number": 2},
    "earlier": EARLIER,
    "later": LATER,
    "made_at": "2026-09-09T16:00:00Z",
}
EQUATE: Example = {
    "version": NAMED_PROGRAMME["uid"],
    "earlier": {"module": EARLIER["module"], "activity": EARLIER["activity"]},
    "later": {"module": LATER["module"], "activity": LATER["activity"]},
}
