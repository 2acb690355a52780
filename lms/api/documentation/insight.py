"""What designers ask about how a programme goes. The example is invented."""

from __future__ import annotations

from functools import partial
from typing import Any

from lms.api.documentation import parts as build
from lms.api.serializers import insight as shapes

MODULE, ACTIVITY = "5b0c9d54-4a0f-4be0-9a3a-0f2b64a3c101", "2d8a1f0e-7c1b-4a39-8d0f-54b7e61ac202"
OUTCOMES = {"completed": 96, "going_on": 150, "quiet": 34, "paused": 12, "withdrawn": 20}
INSIGHT: dict[str, Any] = {
    "programme": "b8d3f7a2-10a5-4f39-8c55-6d3b1c9e2202",
    "title": "Leading a team",
    "as_of": "2026-11-23T09:35:00Z",
    "fewest": 10,
    "told": True,
    "people": 312,
    "begun": 280,
    "invited": 25,
    "never_taken": None,
    "outcomes": OUTCOMES,
    "percent": 54,
    "modules": [
        {
            "key": MODULE,
            "title": "Meetings that end",
            "minutes": 30,
            "due_days": 30,
            "asked": 312,
            "begun": 280,
            "done": 240,
            "time": {
                "days": "24.5",
                "lower_quartile": "18.0",
                "upper_quartile": "31.3",
                "people": 240,
                "in_time_percent": 80,
            },
        }
    ],
    "activities": [
        {
            "key": ACTIVITY,
            "module": MODULE,
            "title": "Why meetings fail",
            "kind": "reading",
            "minutes": 10,
            "needed": True,
            "asked": 312,
            "begun": 280,
            "done": 270,
            "time": {
                "days": "4.0",
                "lower_quartile": "2.0",
                "upper_quartile": "7.0",
                "people": 270,
                "in_time_percent": None,
            },
        }
    ],
    "stops": [{"how": "withdrawn", "after": ACTIVITY, "next": None, "people": 14}],
    "stops_held_back": 3,
    "by": "version",
    "compared": [
        {"value": "1", "people": 312, "begun": 280, "outcomes": OUTCOMES, "percent": 54},
    ],
    "compared_held_back": 0,
}

get_insight = partial(build.operation, tag="Studio")(
    "get_insight",
    "How a programme goes",
    description=(
        "For those who work in the Studio. The address names the programme by its key, the same in every "
        "version. Who took up a place, began and finished, module by module and activity by activity; how "
        "long it took against the plan; where people stop; versions, cohorts, trusts or quarters beside each "
        "other. Give one of `version`, `cohort`, `trust` and `started` at most: several at once could tell "
        "of few. Nobody is named. A figure of few people is held back, and so is one from which it could be "
        "worked out."
    ),
    query=shapes.InsightQuery,
    answers={200: (shapes.InsightSerializer, "The figures.", INSIGHT)},
    problems=[400, 401, 404],
)
