"""Settings of the description. Our own, so that the host site's do not change it."""

from __future__ import annotations

from typing import Any

DESCRIPTION = """\
Programmes, enrolments, learning facts and progress, in JSON.

* **Who**: `Authorization: Token ...`, or the site's session (then writes carry `X-CSRFToken`).
* **As whom**: `?as=learner` (the default) is your own record, `?as=trust` the seats of the trusts you lead.
* **Pages**: lists answer `next` and `previous`; follow those addresses, do not build them.
* **Errors** are problem details (RFC 9457): `code` never changes, words follow `Accept-Language`.
* Unknown parameters and fields are refused. What you may not see is answered like what does not exist.
* Times are in UTC, days are days in London.
"""

SETTINGS: dict[str, Any] = {
    "TITLE": "Leadership programmes",
    "DESCRIPTION": DESCRIPTION,
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "",
    "POSTPROCESSING_HOOKS": [],
    "PREPROCESSING_HOOKS": [],
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "SORT_OPERATIONS": False,
    "TAGS": [
        {"name": "Catalogue", "description": "What there is to learn, and where."},
        {"name": "Studio", "description": "For those who build programmes."},
        {"name": "Learning", "description": "Who is on what, and how it goes."},
        {"name": "Surveys", "description": "Waves of the trusts that you lead."},
        {"name": "Access", "description": "Your own token."},
    ],
}
