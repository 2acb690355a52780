"""The main navigation: public parts for all, and the parts that a person's roles open."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cms.accounts.models import User
from cms.site.selectors import Doors, doors_of
from kernel.clock import today


@dataclass(frozen=True)
class Item:
    label: Promise
    url: str
    current: bool


def items_for(request: HttpRequest) -> list[Item]:
    """Asked for by the header only, so that a page without one costs no query."""
    user = getattr(request, "user", None)
    links: list[tuple[Promise, str]] = []
    if isinstance(user, User) or (user is not None and user.is_authenticated):
        links += _personal(doors_of(user, on=today()))
    links += [
        (_("Programmes"), "/programmes/"),
        (_("Framework"), reverse("competencies:index")),
        (_("Deliverables"), "/deliverables/"),
        (_("Good practice"), "/good-practice/"),
        (_("News"), "/news/"),
        (_("About"), "/about/"),
    ]
    return [Item(label, url, request.path.startswith(url)) for label, url in links]


def _personal(doors: Doors) -> list[tuple[Promise, str]]:
    links: list[tuple[Promise, str]] = [(_("My learning"), reverse("leadership_learn:home"))]
    if doors.desk:
        links.append((_("Trust desk"), reverse("leadership_trust:home")))
    if doors.studies:
        links.append((_("Studies"), reverse("leadership_studies:list")))
    if doors.analysis:
        links.append((_("Results database"), reverse("leadership_analysis:home")))
    if doors.studio:
        links.append((_("Studio"), reverse("wagtailadmin_home")))
    return links
