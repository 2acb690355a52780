"""Competences in words: the strip of the domains on the home page, and the page of the elements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from competencies.enums import Stage
from kernel.clock import local_date
from lms.calendar.presenters import in_words
from lms.web.selectors.competences import Domain, Element, Offer, Profile, Shown
from lms.web.selectors.learning import Course

LATELY = timedelta(days=28)
LOOKS = {"introduces": "", "practises": "here", "demonstrates": "done"}


def stage_of(stage: Stage | None, courses: Sequence[Course]) -> Stage | None:
    """The doctor's own career stage; where they have not said it, that of their latest programme."""
    if stage is not None or not courses:
        return stage
    return Stage(courses[0].enrolment.version.stage)


@dataclass(frozen=True)
class StripLine:
    """One domain: how many of its elements something was completed for."""

    code: str
    title: str
    words: str
    covered: int
    total: int


@dataclass(frozen=True)
class Strip:
    sentence: str
    lines: list[StripLine]
    lately: str
    address: str


def strip(profile: Profile | None, *, now: datetime) -> Strip | None:
    if profile is None:
        return None
    return Strip(
        sentence=covered_sentence(profile),
        lines=[_line(domain) for domain in profile.domains],
        lately=", ".join(element.node.code for element in profile.lately(now - LATELY)),
        address=reverse("leadership_learn:competences"),
    )


def _line(domain: Domain) -> StripLine:
    return StripLine(domain.code, domain.title, domain_words(domain), domain.covered, domain.total)


def domain_words(domain: Domain) -> str:
    text = ngettext("%(covered)d of %(total)d element", "%(covered)d of %(total)d elements", domain.total)
    return text % {"covered": domain.covered, "total": domain.total}


def covered_sentence(profile: Profile) -> str:
    """``7 of 20 elements at the stage Postgraduate.``"""
    text = ngettext(
        "%(covered)d of %(total)d element covered, as %(stage)s",
        "%(covered)d of %(total)d elements covered, as %(stage)s",
        profile.total,
    )
    return text % {
        "covered": profile.covered,
        "total": profile.total,
        "stage": str(profile.stage.label).lower(),
    }


@dataclass(frozen=True)
class ShownLine:
    """Why an element counts as covered: one completed activity, and when."""

    what: str
    strength: str
    day: str


@dataclass(frozen=True)
class OfferLine:
    words: str
    programme: str
    address: str


@dataclass(frozen=True)
class ElementLine:
    code: str
    title: str
    label: str
    look: str
    why: list[ShownLine]
    offers: list[OfferLine]
    evidence: int
    """How many entries of the portfolio are about it."""
    evidence_address: str


@dataclass(frozen=True)
class DomainLines:
    code: str
    title: str
    words: str
    covered: int
    total: int
    elements: list[ElementLine]


def domain_lines(profile: Profile, evidence: Mapping[int, int]) -> list[DomainLines]:
    return [
        DomainLines(
            domain.code,
            domain.title,
            domain_words(domain),
            domain.covered,
            domain.total,
            [
                _element(element, profile.framework.reference, evidence.get(element.node.id, 0))
                for element in domain.elements
            ],
        )
        for domain in profile.domains
    ]


def _element(element: Element, framework: str, evidence: int) -> ElementLine:
    strength = element.strength
    label = STRENGTHS[strength]() if strength else _("Nothing recorded yet")
    return ElementLine(
        element.node.code,
        element.node.title,
        label,
        LOOKS[strength] if strength else "",
        [_shown(shown) for shown in sorted(element.shown, key=lambda each: each.at, reverse=True)],
        [_offer(offer) for offer in element.offers],
        evidence,
        _evidence_address(framework, element.node.code) if evidence else "",
    )


def _evidence_address(framework: str, code: str) -> str:
    query = urlencode({"about": f"{framework}:{code}", "state": "kept"})
    return f"{reverse('leadership_learn:portfolio')}?{query}"


STRENGTHS = {
    "introduces": lambda: _("Introduced"),
    "practises": lambda: _("Practised"),
    "demonstrates": lambda: _("Demonstrated"),
}


def _shown(shown: Shown) -> ShownLine:
    what = _("%(activity)s, in %(module)s") % {"activity": shown.activity, "module": shown.module}
    return ShownLine(what, STRENGTHS[shown.strength](), in_words(local_date(shown.at)))


def _offer(offer: Offer) -> OfferLine:
    minutes = ngettext("%(minutes)s minute", "%(minutes)s minutes", offer.minutes)
    words = _("%(title)s · %(minutes)s · %(strength)s") % {
        "title": offer.title,
        "minutes": minutes % {"minutes": offer.minutes},
        "strength": str(offer.strength.label).lower(),
    }
    if offer.enrolment_uid is not None:
        address = reverse("leadership_learn:activity", args=[offer.enrolment_uid, offer.activity_key])
    else:
        address = reverse("leadership_learn:join", args=[offer.programme_key])
    return OfferLine(words, offer.programme, address)


def gap_sentence(profile: Profile) -> str:
    """What the page answers first."""
    missing = profile.total - profile.covered
    if not missing:
        return _("You have covered every element at this stage.")
    if not profile.covered:
        return _("Nothing is covered at this stage yet. What you complete from now on appears here.")
    text = ngettext(
        "You have covered %(covered)d of %(total)d elements; %(missing)d is left.",
        "You have covered %(covered)d of %(total)d elements; %(missing)d are left.",
        missing,
    )
    return text % {"covered": profile.covered, "total": profile.total, "missing": missing}
