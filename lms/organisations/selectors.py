"""Looking organisations up."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.db.models import Q

from kernel.access import GuardedQuerySet, KernelQuerySet, Viewer
from lms.organisations.models import Brand, Organisation, OrganisationKind
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


def brands_for(viewer: Viewer) -> GuardedQuerySet[Brand]:
    return Brand.objects.visible_to(viewer).select_related("organisation", "logo")


def brand_at(brand_uid: uuid.UUID, version: int) -> Brand | None:
    """The brand behind the address of a style sheet or logo, in that version only."""
    return (
        Brand.objects.unscoped(reason="colours and a logo are what an organisation shows the world")
        .select_related("logo")
        .filter(uid=brand_uid, version=version)
        .first()
    )


def brand_worn(organisation: Organisation | None) -> Brand | None:
    """What the organisation shows its people, where that came with its row: nobody asks for it by itself."""
    relation: Any = Organisation._meta.get_field("brand")
    if organisation is None or not relation.is_cached(organisation):
        return None
    brand: Brand | None = getattr(organisation, "brand", None)
    return brand if brand is not None and brand.shown else None
