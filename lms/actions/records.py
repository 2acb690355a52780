"""Putting the learning record right: a fact is never changed, a later one revokes it."""

from __future__ import annotations

import uuid

from kernel.audit import Change
from lms.actions.base import Act, action
from lms.actions.errors import NotAllowed
from lms.actions.following import due_again, lock_places_of
from lms.progress.selectors import standings
from lms.records.models import LearningFact, Verb
from lms.records.services import facts


@action("fact.revoke")
def revoke_fact(act: Act, *, fact_uid: uuid.UUID, reason_code: str) -> LearningFact:
    """Revoke a fact, by a new one that supersedes it. Revoking twice gives the first revocation.

    What it had met is due again, wherever it counted; what is completed stays so.
    """
    rows = LearningFact.objects.visible_to(act.viewer).select_related("enrolment", "superseded_by")
    fact = rows.filter(uid=fact_uid).first()
    if fact is None or fact.enrolment is None:
        raise NotAllowed
    places = lock_places_of(fact.enrolment)
    there = rows.filter(supersedes_id=fact.pk).first()
    if there is not None:
        act.changed_nothing()
        return there
    concerned = [places.row, *places.sharing(fact.module_key)]
    before = standings(concerned)
    new = facts.append(
        facts.NewFact(
            enrolment=fact.enrolment,
            verb=Verb.REVOKED,
            module_key=fact.module_key,
            activity_key=fact.activity_key,
            requirement_key=fact.requirement_key,
            module_version_id=fact.module_version_id,
            module_text_id=fact.module_text_id,
            source="revocation",
            source_key=str(fact.uid),
            result={"reason": reason_code},
            supersedes_id=fact.pk,
        ),
        recorded_by_id=act.user_id,
        now=act.now,
    )
    due_again(act, concerned, before=before)
    act.audit(Change(new, codes={"revokes": fact.pk, "reason": reason_code}, subject_key=fact.person_id))
    return new
