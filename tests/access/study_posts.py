"""What the lead of a study posts to each of its addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.factories.studies import TEMPLATE
from tests.factories.trusts import TODAY

DAY = TODAY.isoformat()

STUDY_POSTS: Mapping[str, Callable[[Any], Mapping[str, Any]]] = {
    "leadership_studies:new": lambda rows: {"template": TEMPLATE, "starts_on": DAY},
    "leadership_studies:change": lambda rows: {
        "title": "Renamed",
        "question": "Who?",
        "starts_on": DAY,
        "fewest": "6",
        "state": "running",
    },
    "leadership_studies:open": lambda rows: {},
    "leadership_studies:team": lambda rows: {"email": "second@site.example", "role": "reader"},
    "leadership_studies:end_member": lambda rows: {},
    "leadership_studies:add_to_frame": lambda rows: {"pasted": "name,source\nDr New,a directory"},
    "leadership_studies:forget": lambda rows: {},
    "leadership_studies:entry": lambda rows: {"kind": "reminded", "on": DAY},
    "leadership_studies:consent": lambda rows: {"pseudonym": "P90", "consented_on": DAY},
    "leadership_studies:add_careers": lambda rows: {
        "pasted": "pseudonym,consented on,birth year\nP91,2026-09-01,1960"
    },
    "leadership_studies:career": lambda rows: {"specialty": "Psychiatry", "post1-starts_on": DAY},
    "leadership_studies:withdraw": lambda rows: {"on": DAY},
    "leadership_studies:guide": lambda rows: {"headings": "Only one question"},
    "leadership_studies:themes": lambda rows: {"title": "Luck"},
    "leadership_studies:excerpts": lambda rows: {
        "participant": str(rows.participant.uid),
        "theme": str(rows.theme.uid),
        "polarity": "risk",
        "point": "being",
    },
    "leadership_studies:remove_excerpt": lambda rows: {},
    "leadership_studies:release": lambda rows: {},
    "leadership_studies:new_finding": lambda rows: {"title": "Few had help."},
    "leadership_studies:finding": lambda rows: {"title": "Few had help."},
    "leadership_studies:new_recommendation": lambda rows: {"title": "Give help.", "progress": "proposed"},
    "leadership_studies:recommendation": lambda rows: {"title": "Give help.", "progress": "proposed"},
}
