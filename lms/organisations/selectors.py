"""Looking organisations up."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from kernel.access import KernelQuerySet
from lms.organisations.models import Organisation, OrganisationKind
from lms.organisations.validators import normalise_ods_code


def organisation_with_code(code: str) -> Organisation | None:
    """The organisation with this ODS code; a code of the wrong form is a ValidationError."""
    return Organisation.objects.filter(ods_code=normalise_ods_code(code)).first()


def organisations_open(*, on: date) -> KernelQuerySet[Organisation]:
    return Organisation.objects.filter(Q(opened_on__isnull=True) | Q(opened_on__lte=on)).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gte=on)
    )


def is_from_register(organisation: Organisation) -> bool:
    """Its details come with the register and are changed there, not here."""
    return bool(
        organisation.kind == OrganisationKind.TRUST and organisation.ods_code and not organisation.invented
    )


def would_come_after_itself(organisation: Organisation, successor: Organisation | None) -> bool:
    """Whether this successor leads back to the organisation: one query for each merger on the way."""
    while successor is not None:
        if successor.pk == organisation.pk:
            return True
        successor = successor.successor
    return False
