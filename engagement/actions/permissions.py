"""Who may do what: one line an action, beside the table of ``lms.actions``."""

from __future__ import annotations

from collections.abc import Mapping

from kernel.access import ViewerKind

LINK, TRUST, SYSTEM = ViewerKind.LINK, ViewerKind.TRUST, ViewerKind.SYSTEM

ALLOWED: Mapping[str, frozenset[ViewerKind]] = {
    # What a trust lead does for the organisation
    "survey.make": frozenset({TRUST}),
    "survey.change": frozenset({TRUST}),
    "survey.ask": frozenset({TRUST}),
    "survey.open": frozenset({TRUST}),
    "survey.cancel": frozenset({TRUST}),
    "survey.remind": frozenset({TRUST, SYSTEM}),
    "survey.close": frozenset({TRUST, SYSTEM}),
    "survey.publish": frozenset({TRUST}),
    "survey.publish_more": frozenset({TRUST}),
    # What a trust says it does about its results
    "improvement.make": frozenset({TRUST}),
    "improvement.change": frozenset({TRUST}),
    # What whoever holds a code does
    "survey.answer": frozenset({LINK}),
}
