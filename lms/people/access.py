"""What a trust may see: its own seats, while the membership lasts (invariant 5)."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from kernel.access import Viewer
from lms.people.models import Membership


def _open_memberships(viewer: Viewer) -> Any:
    return Membership.objects.unscoped(reason="the rule of what a trust may see").filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=viewer.on), organisation_id__in=viewer.ids
    )


def members_now(viewer: Viewer) -> Any:
    """The ids of the persons who belong to one of the viewer's organisations on its date."""
    return _open_memberships(viewer).values("person_id")


def member_now(viewer: Viewer, *, person: str = "person", organisation: str = "organisation") -> Q:
    """Rows of the viewer's organisations about persons who still belong to that very organisation.

    ``person`` and ``organisation`` are the paths from the guarded model to each.
    """
    mine = _open_memberships(viewer).filter(
        person_id=OuterRef(f"{person}_id"), organisation_id=OuterRef(f"{organisation}_id")
    )
    return Q(**{f"{organisation}_id__in": viewer.ids}) & Q(Exists(mine))
