"""Who may do what: one line an action, beside the table of ``lms.actions``."""

from __future__ import annotations

from collections.abc import Mapping

from kernel.access import ViewerKind

LINK, SELF, TRUST = ViewerKind.LINK, ViewerKind.SELF, ViewerKind.TRUST
STUDY, SYSTEM = ViewerKind.STUDY, ViewerKind.SYSTEM

ALLOWED: Mapping[str, frozenset[ViewerKind]] = {
    # What a trust lead does for the organisation
    "survey.make": frozenset({TRUST}),
    "survey.change": frozenset({TRUST}),
    "survey.ask": frozenset({TRUST}),
    "survey.make_campaign": frozenset({TRUST}),
    "survey.add_person": frozenset({TRUST}),
    "survey.mend_person": frozenset({TRUST}),
    "survey.leave_out_person": frozenset({TRUST}),
    "survey.open": frozenset({TRUST}),
    "survey.cancel": frozenset({TRUST}),
    "survey.remind": frozenset({TRUST, SYSTEM}),
    "survey.close": frozenset({TRUST, SYSTEM}),
    "survey.publish": frozenset({TRUST}),
    "survey.publish_more": frozenset({TRUST}),
    # What a trust says it does about its results
    "improvement.make": frozenset({TRUST}),
    "improvement.change": frozenset({TRUST}),
    "agreement.say": frozenset({TRUST}),
    # What operators do about comparisons
    "norms.make": frozenset({SYSTEM}),
    "norms.take": frozenset({SYSTEM}),
    "norms.end": frozenset({SYSTEM}),
    "outcomes.take": frozenset({SYSTEM}),
    "analyst.grant": frozenset({SYSTEM}),
    "analyst.revoke": frozenset({SYSTEM}),
    # What whoever was granted it does with the results of all trusts
    "analyst.use": frozenset({SELF}),
    # What whoever holds a code does
    "survey.answer": frozenset({LINK}),
    # What the team of a study does, each in their role
    "study.make": frozenset({STUDY}),
    "study.change": frozenset({STUDY}),
    "study.add_member": frozenset({STUDY}),
    "study.end_member": frozenset({STUDY}),
    "study.look": frozenset({STUDY}),
    "study.list_people": frozenset({STUDY}),
    "study.record_contact": frozenset({STUDY}),
    "study.take_part": frozenset({STUDY}),
    "study.save_career": frozenset({STUDY}),
    "study.import_careers": frozenset({STUDY}),
    "study.withdraw_consent": frozenset({STUDY}),
    "study.forget_names": frozenset({STUDY}),
    "study.save_guide": frozenset({STUDY}),
    "study.add_theme": frozenset({STUDY}),
    "study.code_excerpt": frozenset({STUDY}),
    "study.remove_excerpt": frozenset({STUDY}),
    "study.save_finding": frozenset({STUDY}),
    "study.save_recommendation": frozenset({STUDY}),
    "study.release": frozenset({STUDY}),
}
