"""Examples of figures about quizzes and evaluation, all invented. A test holds each against its shape."""

from __future__ import annotations

from lms.api.documentation.examples import ACTIVITY_KEY, MODULE_KEY, Example

_OF = {
    "key": ACTIVITY_KEY,
    "title": "Check yourself",
    "module": MODULE_KEY,
    "module_title": "Meetings that end on time",
}
QUIZZES: Example = {"quizzes": [{**_OF, "attempts": 42, "passed": 76}]}
ITEMS: Example = {
    "key": ACTIVITY_KEY,
    "title": "Check yourself",
    "questions": [
        {
            "key": "82b304c5-d6e7-4f80-991a-2b3c4d5e6f12",
            "title": "Size",
            "kind": "numeric",
            "asked": 40,
            "facility": 65,
            "discrimination": "0.38",
        }
    ],
}
FORMS: Example = {"forms": [{**_OF, "title": "Was it worth it?", "respondents": 31}]}
EVALUATION: Example = {
    "key": ACTIVITY_KEY,
    "title": "Was it worth it?",
    "points": 5,
    "levels": [
        {
            "code": "2b",
            "title": "Knowledge",
            "questions": [
                {
                    "id": "f91a2b3c-4d5e-46f7-8081-92a3b4c5d619",
                    "text": "I know how to begin a meeting.",
                    "kind": "rating",
                    "figures": {"count": 31, "now": "4.2", "before": "2.9", "higher": 74},
                    "shares": [],
                    "comments": [],
                }
            ],
        }
    ],
}
