"""More time in quizzes with a limit: set by doctors for themselves, or by a lead for one of the trust."""

from __future__ import annotations

import uuid

from django.utils.translation import gettext_lazy as _

from kernel.access import ViewerKind
from kernel.audit import Change
from lms.actions.base import Act, action
from lms.actions.errors import NotAllowed, Refused
from lms.enrolment.models import Enrolment
from lms.people.locks import lock_people, lock_self
from lms.records.models import ExtraPercent
from lms.records.services import extra_time

NONE = 0


@action("extra_time.set")
def set_extra_time(act: Act, *, percent: int, enrolment_uid: uuid.UUID | None = None) -> None:
    """From the next start on; 0 takes it back. The audit says that it changed, not how much it is."""
    if percent != NONE and percent not in ExtraPercent.values:
        raise Refused("percent", _("There is no such extra time."), _("Choose one of those offered."))
    person_id, organisation_id = _whose(act, enrolment_uid)
    changed = extra_time.change(person_id, organisation_id=organisation_id, percent=percent, now=act.now)
    if changed is None or act.now not in {changed.set_at, changed.ended_at}:
        act.changed_nothing()
        return
    act.audit(Change(changed, subject_key=person_id, organisation_key=organisation_id))


def _whose(act: Act, enrolment_uid: uuid.UUID | None) -> tuple[int, int | None]:
    if act.viewer.kind is ViewerKind.SELF:
        person = lock_self(act.viewer)
        if person is None:
            raise NotAllowed
        return person.pk, None
    rows = Enrolment.objects.visible_to(act.viewer).values_list("person_id", "organisation_id")
    found = rows.filter(uid=enrolment_uid).first() if enrolment_uid else None
    if found is None:
        raise NotAllowed
    person_id, organisation_id = found
    lock_people([person_id])
    return person_id, organisation_id
