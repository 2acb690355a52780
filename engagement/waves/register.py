"""The doctors on an organisation's books as a population: whom no list has to be made for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from engagement.waves.services.drafting import Asked
from lms.organisations.models import Organisation
from lms.people.enums import Grade, MemberRole
from lms.people.models import GradePeriod, Membership

REASON = "the doctors on the books of an organisation that asks them"


def from_register(organisation: Organisation, *, dimensions: Sequence[str], on: date) -> list[Asked]:
    """Everybody who belongs there on that day and has an address: two queries.

    A dimension with *grade* or *specialty* in its name is filled from the doctor's present post.
    """
    rows = Membership.objects.unscoped(reason=REASON).select_related("person")
    there = rows.filter(organisation=organisation, role=MemberRole.DOCTOR, starts_on__lte=on).filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on)
    )
    members = {each.email.lower(): each for each in there.exclude(email="").order_by("pk")}
    posts = _posts([each.person_id for each in members.values()], on=on)
    return [
        Asked(
            name=each.person.full_name,
            email=each.email,
            categories=tuple(_category(title, posts.get(each.person_id)) for title in dimensions),
            language="cy" if each.person.language == "cy" else "en",
        )
        for each in members.values()
    ]


def _posts(people: Sequence[int], *, on: date) -> dict[int, GradePeriod]:
    rows = GradePeriod.objects.unscoped(reason=REASON).filter(person__in=people, starts_on__lte=on)
    return {each.person_id: each for each in rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))}


def _category(title: str, post: GradePeriod | None) -> str:
    asked = title.lower()
    if post is not None and "grade" in asked:
        return str(Grade(post.grade).label)
    if post is not None and "special" in asked and post.specialty:
        return post.specialty
    return _("not given")
