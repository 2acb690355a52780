"""Examples of work, attempts and ratings, all invented. A test holds each against its shape."""

from __future__ import annotations

from lms.api.documentation.examples import ACTIVITY_KEY, ENROLMENT_UID, FACT_UID, Example

SUBMISSION: Example = {
    "uid": "3d4e5f60-7182-4a3b-84c5-d6e7f8091a0d",
    "enrolment": ENROLMENT_UID,
    "activity": ACTIVITY_KEY,
    "title": "Change one meeting",
    "number": 1,
    "state": "passed",
    "submitted_at": "2026-09-20T12:40:00Z",
    "marked_at": "2026-09-27T16:05:00Z",
    "points": 15,
    "of": 20,
    "person": None,
}
HANDING_IN: Example = {
    "enrolment": ENROLMENT_UID,
    "activity": ACTIVITY_KEY,
    "text": "We began on time, and said at the end who does what.",
}
SUBMISSION_DETAIL: Example = {
    **SUBMISSION,
    "words": 11,
    "text": HANDING_IN["text"],
    "files": [
        {
            "uid": "5f607182-93a4-4c5d-86e7-f8091a2b3c0f",
            "name": "agenda.pdf",
            "content_type": "application/pdf",
            "size": 48210,
            "added_at": "2026-09-20T12:31:00Z",
        }
    ],
    "marks": [
        {
            "who": "Blodwen Example",
            "points": 15,
            "criteria": [
                {
                    "criterion": "6071a2b3-04c5-4d6e-97f8-091a2b3c4d10",
                    "title": "Aim",
                    "level": "Strong",
                    "points": 10,
                },
                {
                    "criterion": "71a2b304-c5d6-4e7f-8809-1a2b3c4d5e11",
                    "title": "Effect",
                    "level": "Clear",
                    "points": 5,
                },
            ],
            "feedback": "Say next time what it cost.",
        }
    ],
    "can_be_handed_in_again": False,
}
QUESTION_KEY = "82b304c5-d6e7-4f80-991a-2b3c4d5e6f12"
OPTION = "93c405d6-e7f8-4091-8a2b-3c4d5e6f7013"
ATTEMPT: Example = {
    "uid": "a4d506e7-f809-41a2-9b3c-4d5e6f708114",
    "enrolment": ENROLMENT_UID,
    "activity": ACTIVITY_KEY,
    "number": 1,
    "state": "open",
    "started_at": "2026-09-02T18:15:00Z",
    "ends_at": "2026-09-02T18:40:00Z",
    "extra_percent": 25,
    "saved_at": "2026-09-02T18:21:00Z",
    "closed_at": None,
}
ATTEMPT_DETAIL: Example = {
    **ATTEMPT,
    "pass_mark": 1,
    "attempts_left": 2,
    "questions": [
        {
            "key": QUESTION_KEY,
            "number": 1,
            "kind": "single",
            "language": "en-gb",
            "body": "<p>Who says what the meeting is for?</p>",
            "choices": [
                {"id": OPTION, "text": "Whoever called it"},
                {"id": "b5e607f8-091a-42b3-8c4d-5e6f70819215", "text": "Whoever speaks longest"},
            ],
            "rows": [],
            "answer": [OPTION],
            "correct": None,
            "explanation": None,
            "feedback": [],
        }
    ],
    "outcome": None,
}
SELF_RATING: Example = {
    "uid": "4e5f6071-8293-4b4c-95d6-e7f8091a2b0e",
    "node": "mlcf-3:1.1",
    "step": 3,
    "steps": 4,
    "rated_at": "2026-09-02T18:20:00Z",
    "fact": FACT_UID,
}
