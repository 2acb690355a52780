"""Joining an open programme, and saying whether that was new."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from lms.actions.base import Context
from lms.actions.enrolment import join_programme
from lms.actions.errors import Refused
from lms.enrolment.models import Enrolment
from lms.enrolment.selectors import enrolments_for
from lms.people.locks import lock_self


@transaction.atomic
def join(context: Context, *, programme_key: uuid.UUID) -> tuple[Enrolment, bool]:
    if lock_self(context.viewer) is None:
        raise Refused(
            "not_registered",
            _("We do not know yet who you are as a doctor or student."),
            _("Register on the learning page of the site first."),
        )
    before = set(enrolments_for(context.viewer).values_list("pk", flat=True))
    row = join_programme(context, programme_uid=programme_key)
    return row, row.pk not in before
