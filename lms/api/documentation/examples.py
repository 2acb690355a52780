"""Examples, all invented. A test holds each against its shape."""

from __future__ import annotations

from typing import Any

Example = dict[str, Any]

FRAMEWORK: Example = {
    "uid": "0d5a6c0e-54b7-4a58-9d0c-0f0b7a0f7a01",
    "code": "mlcf",
    "edition": "3",
    "reference": "mlcf-3",
    "purpose": "competence",
    "title": "Medical Leadership Competency Framework",
    "owner": "The framework's owners",
    "notice": "Not endorsed by the framework's owners.",
    "numbering_note": "The third digit is ours.",
    "licence_note": "Descriptors are in our own words.",
    "licence_decided": True,
    "source_url": "",
    "valid_from": "2010-07-01",
    "valid_to": None,
}
NODE: Example = {
    "key": "mlcf-3:1.1",
    "code": "1.1",
    "kind": "element",
    "parent": "1",
    "title": "Developing self awareness",
    "descriptor": "Knows own strengths and limits, and what they do to others.",
    "stages": [
        {"stage": "postgraduate", "kind": "descriptor", "text": "Asks for feedback and acts on what it says."}
    ],
}
NAMED_PROGRAMME: Example = {
    "uid": "6a2f9c34-3f7e-4a63-8a8e-62b1a7a0c101",
    "programme": "b8d3f7a2-10a5-4f39-8c55-6d3b1c9e2202",
    "number": 1,
    "title": "Leading a team",
}
PROGRAMME: Example = {
    **NAMED_PROGRAMME,
    "slug": "leading-a-team",
    "stage": "postgraduate",
    "open_to_all": True,
    "duration_days": 180,
    "published_at": "2026-08-05T08:00:00Z",
    "retirement": None,
}
ACTIVITY_KEY = "d1c6e5f0-7b0c-4d70-a5a4-1b7a8c3f3303"
MODULE_KEY = "3a7f1d52-2f0a-4c0e-b1c4-9a2a5e4d4404"
GROUP: Example = {
    "required": True,
    "at_least": None,
    "points_needed": None,
    "points": None,
    "stages": [],
    "needs": [],
    "delay_days": None,
    "opens_after_days": None,
    "opens_on": None,
    "due_days": None,
    "item": "",
    "module": None,
    "programme": None,
    "credits": None,
}
PROGRAMME_DETAIL: Example = {
    **PROGRAMME,
    "texts": [{"language": "en-gb", "title": "Leading a team", "summary": "Leading a small team."}],
    "requirement": {
        "key": "77b1f8b4-4f0e-4b36-9c4e-2a1c0a6a5505",
        "kind": "all",
        "title": "Leading a team",
        **GROUP,
        "parts": [
            {
                "key": "e9b0b3c8-6a5d-4e7a-8d7a-0c8f2e1b6606",
                "kind": "item",
                "title": "Meetings that end on time",
                **GROUP,
                "due_days": 30,
                "item": "module",
                "module": {
                    "uid": "c4f1a5d6-1e2b-4b7c-8f90-7d6e5f4c7707",
                    "module": MODULE_KEY,
                    "number": 2,
                    "title": "Meetings that end on time",
                    "minutes": 20,
                    "activities": [
                        {
                            "key": ACTIVITY_KEY,
                            "kind": "reading",
                            "title": "Why meetings fail",
                            "minutes": 10,
                            "required": True,
                            "claims": [{"node": "mlcf-3:1.1", "strength": "introduces"}],
                        }
                    ],
                },
                "parts": [],
            }
        ],
    },
}
NAMED_ORGANISATION: Example = {
    "uid": "f2b7c9d1-5a4e-4c3b-9e8d-1a2b3c4d8808",
    "name": "Riverside NHS Trust (invented)",
    "ods_code": "RZ9",
}
ORGANISATION: Example = {
    **NAMED_ORGANISATION,
    "kind": "trust",
    "national_grouping": "Y54",
    "town": "Riverside",
    "postcode": "RV1 1AA",
    "opened_on": "2014-04-01",
    "closed_on": None,
    "successor": None,
    "invented": True,
}
ENROLMENT_UID = "9c5d1e2f-3a4b-4c5d-8e6f-7a8b9c0d9909"
ENROLMENT: Example = {
    "uid": ENROLMENT_UID,
    "state": "active",
    "source": "import",
    "programme": NAMED_PROGRAMME,
    "organisation": NAMED_ORGANISATION,
    "cohort": None,
    "starts_on": "2026-09-01",
    "ends_on": None,
    "resumes_on": None,
    "created_at": "2026-08-20T09:30:00Z",
    "expires_at": None,
    "person": None,
    "invited_as": None,
}
JOINED: Example = {**ENROLMENT, "source": "open", "organisation": None}
FACT_UID = "1b2c3d4e-5f60-4718-8293-a4b5c6d7aa0a"
FACT: Example = {
    "uid": FACT_UID,
    "verb": "completed",
    "activity": ACTIVITY_KEY,
    "requirement": None,
    "kind": "reading",
    "title": "Why meetings fail",
    "module": MODULE_KEY,
    "module_version": 2,
    "enrolment": ENROLMENT_UID,
    "result": {},
    "effective_at": "2026-09-02T18:15:00Z",
    "recorded_at": "2026-09-02T18:15:00Z",
    "source": "api",
    "supersedes": None,
    "superseded_by": None,
    "person": None,
}
COMPLETION: Example = {"enrolment": ENROLMENT_UID, "activity": ACTIVITY_KEY, "answers": {}}
PROGRESS: Example = {
    "enrolment": ENROLMENT_UID,
    "programme": NAMED_PROGRAMME,
    "percent": 50,
    "done": 0,
    "total": 1,
    "satisfied": False,
    "person": None,
}
OPEN: Example = {
    "points_needed": None,
    "points": None,
    "item": "",
    "credits": None,
    "credits_needed": None,
    "recognised_by": None,
    "state": "open",
    "opens_on": None,
    "locked_by": [],
}
PROGRESS_DETAIL: Example = {
    **PROGRESS,
    "why": {
        "key": "77b1f8b4-4f0e-4b36-9c4e-2a1c0a6a5505",
        "kind": "all",
        "title": "Leading a team",
        "required": True,
        "at_least": None,
        **OPEN,
        "percent": 50,
        "satisfied": False,
        "activities": [],
        "parts": [
            {
                "key": "e9b0b3c8-6a5d-4e7a-8d7a-0c8f2e1b6606",
                "kind": "item",
                "title": "Meetings that end on time",
                "required": True,
                "at_least": None,
                **OPEN,
                "item": "module",
                "percent": 50,
                "satisfied": False,
                "activities": [
                    {"activity": ACTIVITY_KEY, "title": "Why meetings fail", "met": True, "fact": FACT_UID},
                    {
                        "activity": "0e1f2a3b-4c5d-4e6f-8a7b-8c9d0e1fbb0b",
                        "title": "Check yourself",
                        "met": False,
                        "fact": None,
                    },
                ],
                "parts": [],
            }
        ],
    },
}
PLANNED_SEND: Example = {
    "uid": "2c3d4e5f-6071-4829-93a4-b5c6d7e8cc0c",
    "rule": "before_due",
    "channel": "email",
    "state": "planned",
    "reason": None,
    "planned_for": "2026-09-24T07:00:00Z",
    "settled_at": None,
    "enrolment": ENROLMENT_UID,
    "programme": NAMED_PROGRAMME,
    "due": {
        "requirement": "e9b0b3c8-6a5d-4e7a-8d7a-0c8f2e1b6606",
        "title": "Meetings that end on time",
        "due_on": "2026-10-01",
        "explained": "30 days after you started on 1 September 2026",
    },
    "person": None,
}
