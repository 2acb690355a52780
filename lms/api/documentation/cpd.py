"""CPD: the doctor's own entries, how they stand, and what colleges ask for."""

from __future__ import annotations

from lms.api.documentation import parts as build
from lms.api.documentation.examples import FACT_UID, Example
from lms.api.documentation.learning import READ_ONE, operation
from lms.api.serializers import cpd as shapes

ENTRY: Example = {
    "uid": "6a7b8c9d-0e1f-4a2b-8c3d-4e5f60718293",
    "title": "Chairing a meeting that decides",
    "ended_on": "2026-09-20",
    "credits": "1.50",
    "setting": "external",
    "kind": "event",
    "is_clinical": False,
    "note": "",
    "fact": FACT_UID,
    "counts": True,
    "saved_at": "2026-09-21T12:40:00Z",
}
RECORD: Example = {
    "title": ENTRY["title"],
    "ended_on": "2026-09-20",
    "credits": "1.50",
    "setting": "external",
}
SCHEMES: Example = {
    "schemes": [
        {
            "code": "physicians",
            "title": "Federation of the Royal Colleges of Physicians",
            "college": "Royal Colleges of Physicians of the United Kingdom",
            "editions": [
                {
                    "name": "as read in 2026",
                    "valid_from": None,
                    "year_begins": "04-01",
                    "minimum": "50.00",
                    "five_year": None,
                    "limits": [{"direction": "at_least", "about": "external", "credits": "25.00"}],
                    "source_url": "https://www.rcpe.ac.uk/events-cpd/continuing-professional-development",
                    "read_on": "2026-11-14",
                }
            ],
        }
    ]
}
STANDING: Example = {
    "on": "2026-09-21",
    "schemes": [
        {
            "scheme": "physicians",
            "edition": "as read in 2026",
            "year": {
                "first": "2026-04-01",
                "last": "2027-03-31",
                "recorded": "38.00",
                "counted": "38.00",
                "minimum": "50.00",
                "missing": "12.00",
                "clinical": "30.00",
                "non_clinical": "8.00",
                "exempt_days": 0,
                "parts": [
                    {
                        "direction": "at_least",
                        "about": "external",
                        "recorded": "20.00",
                        "counted": "20.00",
                        "wanted": "25.00",
                        "missing": "5.00",
                    }
                ],
            },
            "cycle": {
                "first": "2024-06-02",
                "last": "2029-06-01",
                "counted": "131.00",
                "wanted": None,
                "missing": "0.00",
            },
        }
    ],
}

list_schemes = operation(
    "list_cpd_schemes",
    "CPD schemes",
    description="What colleges ask for, in editions, each with the page on which it was read.",
    answers={200: (shapes.CpdSchemesSerializer, "All of them.", SCHEMES)},
)
get_standing = operation(
    "get_cpd_standing",
    "How your CPD stands",
    description="By each scheme that you follow: what counts in the CPD year, and what is missing.",
    query=shapes.StandingQuery,
    answers={200: (shapes.CpdStandingSerializer, "How it stands.", STANDING)},
    problems=(401,),
)
list_entries = operation(
    "list_cpd_entries",
    "CPD entries",
    description="Your own alone: no trust is ever told.",
    query=shapes.CpdEntryQuery,
    answers={
        200: (build.page_of(shapes.CpdEntrySerializer, "CpdEntry"), "Newest first.", build.page(ENTRY)),
    },
    problems=(401,),
)
record_entry = operation(
    "record_cpd_entry",
    "Record CPD credits",
    description="200 with the same entry when the same request comes again.",
    body=(shapes.RecordSerializer, RECORD),
    answers={
        201: (shapes.CpdEntrySerializer, "Recorded.", {**ENTRY, "fact": None}),
        200: (shapes.CpdEntrySerializer, "Recorded before.", {**ENTRY, "fact": None}),
    },
    problems=(*build.WRITE, 404, 409),
    headers=[build.IDEMPOTENCY_KEY, build.LOCATION],
)
get_entry = operation(
    "get_cpd_entry",
    "One CPD entry",
    answers={200: (shapes.CpdEntrySerializer, "The entry.", ENTRY)},
    problems=READ_ONE,
)
