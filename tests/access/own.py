"""What is a doctor's alone: rows of it in the scene, what stands for them in addresses, what is posted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from lms.actions import cpd
from lms.actions.base import Context
from lms.cpd.models import CpdEntry, CpdExemption, CpdMembership, CpdScheme
from lms.cpd.services.entries import EntryWords
from tests.factories.cpd import a_scheme, said
from tests.factories.trusts import TODAY

REASON = "the scene of the access tests"


def add_own(context: Context, word: str) -> None:
    """CPD: a scheme, an entry, one that is removed, an exemption, a revalidation cycle."""
    if not CpdScheme.objects.exists():
        a_scheme()
    cpd.follow_scheme(context, scheme="physicians", starts_on=TODAY)
    kept = EntryWords(
        title=f"{word}private: a course",
        ended_on=TODAY,
        hundredths=150,
        setting="external",
        kind="event",
        is_clinical=False,
        note=f"{word}private: a note",
    )
    cpd.add_entry(context, said=kept, key="kept")
    gone = cpd.add_entry(context, said=kept, key="removed")
    cpd.remove_entry(context, entry_uid=gone.uid)
    days = {"starts_on": TODAY + timedelta(days=40), "ends_on": TODAY + timedelta(days=50)}
    cpd.exempt(context, **days, reason="other")
    cpd.set_cycle(context, previous_on=TODAY - timedelta(days=900), submission_on=TODAY + timedelta(days=900))


def row_of(model: Any, scene: Any, **wanted: Any) -> Any:
    """The doctor's own of that kind."""
    return model.objects.unscoped(reason=REASON).get(person__user=scene.ours.learner, **wanted)


def entry(scene: Any) -> CpdEntry:
    found: CpdEntry = row_of(CpdEntry, scene, key="kept")
    return found


def removed(scene: Any) -> CpdEntry:
    found: CpdEntry = row_of(CpdEntry, scene, key="removed")
    return found


FILLING: tuple[tuple[str, Callable[[Any], Mapping[str, Any]]], ...] = (
    ("leadership_learn:cpd_put_back", lambda s: {"entry_uid": removed(s).uid}),
    ("leadership_learn:cpd_entry", lambda s: {"entry_uid": entry(s).uid}),
    ("leadership_learn:cpd_remove", lambda s: {"entry_uid": entry(s).uid}),
    ("leadership_learn:cpd_stop_scheme", lambda s: {"membership_uid": row_of(CpdMembership, s).uid}),
    ("leadership_learn:cpd_end_exemption", lambda s: {"exemption_uid": row_of(CpdExemption, s).uid}),
    ("leadership_api:cpd_entry", lambda s: {"uid": entry(s).uid}),
)


def _credits(**more: str) -> dict[str, str]:
    return {
        "title": "A conference",
        "ended_on": TODAY.isoformat(),
        "credits": "2.5",
        "setting": "external",
        "kind": "event",
        **more,
    }


def _recorded(scene: Any) -> dict[str, Any]:
    return {"data": _credits(), "as_json": True, "headers": {"Idempotency-Key": "credits"}}


POSTS: Mapping[str, Callable[[Any], dict[str, Any]]] = {
    "leadership_learn:cpd_new": lambda s: {"data": _credits(is_clinical="no")},
    "leadership_learn:cpd_entry": lambda s: {"data": _credits(is_clinical="yes")},
    "leadership_learn:cpd_remove": lambda s: {},
    "leadership_learn:cpd_put_back": lambda s: {},
    "leadership_learn:cpd_take_in": lambda s: {"data": {"fact": [str(s.ours.fact_of("credited").uid)]}},
    "leadership_learn:cpd_schemes": lambda s: {
        "data": {"scheme": "radiologists", "starts_on": TODAY.isoformat(), "year_month": "4"}
    },
    "leadership_learn:cpd_stop_scheme": lambda s: {},
    "leadership_learn:cpd_exemptions": lambda s: {
        "data": {
            "starts_on": (TODAY + timedelta(days=60)).isoformat(),
            "ends_on": (TODAY + timedelta(days=61)).isoformat(),
            "reason": "parental",
        }
    },
    "leadership_learn:cpd_end_exemption": lambda s: {},
    "leadership_learn:cpd_revalidation": lambda s: {
        "data": {"previous_on": "2024-09-01", "submission_on": "2029-09-01"}
    },
    "leadership_api:cpd_entries": _recorded,
}

CALLS: Mapping[str, Mapping[str, Callable[[Any], Any]]] = {
    "cpd.add_entry": {"said": lambda s: said("Another"), "key": lambda s: "another"},
    "cpd.change_entry": {"entry_uid": lambda s: entry(s).uid, "said": lambda s: said("Another")},
    "cpd.remove_entry": {"entry_uid": lambda s: entry(s).uid},
    "cpd.put_back_entry": {"entry_uid": lambda s: removed(s).uid},
    "cpd.take_in": {"fact_uids": lambda s: [s.ours.fact_of("credited").uid]},
    "cpd.follow_scheme": {"scheme": lambda s: "radiologists", "starts_on": lambda s: TODAY},
    "cpd.stop_scheme": {
        "membership_uid": lambda s: row_of(CpdMembership, s).uid,
        "ends_on": lambda s: TODAY,
    },
    "cpd.exempt": {
        "starts_on": lambda s: TODAY,
        "ends_on": lambda s: TODAY,
        "reason": lambda s: "parental",
    },
    "cpd.end_exemption": {"exemption_uid": lambda s: row_of(CpdExemption, s).uid},
    "cpd.set_cycle": {
        "previous_on": lambda s: TODAY - timedelta(days=900),
        "submission_on": lambda s: TODAY + timedelta(days=1200),
    },
}
