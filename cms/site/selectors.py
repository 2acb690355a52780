"""What the site's own furniture needs to know, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import Permission
from django.db.models import Exists, OuterRef, Q

from cms.accounts.models import User
from lms.people.enums import MemberRole
from lms.people.models import Membership


@dataclass(frozen=True)
class Doors:
    """The parts of the site that somebody may enter beside the learner's own."""

    desk: bool = False
    studio: bool = False


def doors_of(user: User, *, on: date) -> Doors:
    """For links only: every page checks for itself."""
    leads = (
        Membership.objects.unscoped(reason="a user's own roles, for the links that they are shown")
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
        .filter(person__user=OuterRef("pk"), role=MemberRole.LEAD, starts_on__lte=on)
    )
    studio = Permission.objects.filter(
        codename="access_admin", content_type__app_label="wagtailadmin", group__user=OuterRef("pk")
    )
    row = (
        User.objects.filter(pk=user.pk)
        .values_list(Exists(leads), Exists(studio))
        .first()
    )
    desk, enters = row or (False, False)
    return Doors(desk=desk, studio=enters or user.is_superuser)
