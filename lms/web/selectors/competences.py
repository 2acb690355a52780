"""Which elements of the framework a doctor has covered at a career stage, by which facts, and what is left.

A completed activity covers what the version that was completed claims. It counts at the stage of the
programme in which it was recorded, and at that of each other programme of the doctor's in which it counts.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from competencies.enums import ClaimStrength, Stage
from competencies.models import Framework
from competencies.selectors import published_frameworks
from lms.enrolment.enums import State
from lms.records.selectors import CompletionRow
from lms.web.selectors.claims import (
    RANK,
    ActivityClaims,
    ElementNode,
    FrameworkNodes,
    VersionId,
    claims_in,
    framework_nodes,
    newest,
    version_of,
)
from lms.web.selectors.learning import Course, Everything
from lms.web.selectors.outline import outline_of
from programmes.models import ProgrammeVersion
from programmes.retiring import taking_people
from programmes.selectors import programme_versions_open_to_all

MOST_OFFERS = 2
"""What to take next for a gap: more would be a catalogue."""


@dataclass(frozen=True)
class Shown:
    """One completed activity and how far it took the doctor with one element."""

    fact_id: int
    at: datetime
    activity: str
    module: str
    strength: ClaimStrength


@dataclass(frozen=True)
class Offer:
    """Something that would cover an element: an activity of one's own programme, or an open programme."""

    title: str
    programme: str
    strength: ClaimStrength
    minutes: int
    enrolment_uid: uuid.UUID | None = None
    activity_key: uuid.UUID | None = None
    programme_key: uuid.UUID | None = None


@dataclass
class Element:
    node: ElementNode
    shown: list[Shown] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)

    @cached_property
    def strength(self) -> ClaimStrength | None:
        return max((each.strength for each in self.shown), key=RANK.__getitem__, default=None)

    @property
    def since(self) -> datetime | None:
        """When it was covered first."""
        return min((each.at for each in self.shown), default=None)


@dataclass(frozen=True)
class Domain:
    code: str
    title: str
    elements: tuple[Element, ...]

    @cached_property
    def covered(self) -> int:
        return sum(bool(element.shown) for element in self.elements)

    @property
    def total(self) -> int:
        return len(self.elements)


@dataclass(frozen=True)
class Profile:
    framework: FrameworkNodes
    stage: Stage
    domains: tuple[Domain, ...]

    @property
    def elements(self) -> list[Element]:
        return [element for domain in self.domains for element in domain.elements]

    @property
    def covered(self) -> int:
        return sum(domain.covered for domain in self.domains)

    @property
    def total(self) -> int:
        return sum(domain.total for domain in self.domains)

    def lately(self, since: datetime) -> list[Element]:
        """The elements that something was done for since then."""
        return [each for each in self.elements if any(shown.at >= since for shown in each.shown)]


def profile(found: Everything, *, stage: Stage, framework: uuid.UUID | None = None) -> Profile | None:
    """Where the doctor stands at a stage; None where no programme of theirs claims anything.

    No query once this process has seen the versions in question.
    """
    counted = _counting_at(stage, found)
    claims = claims_in(_versions_of(found.courses) | {row.version for row in counted})
    uid = framework or newest({uid for each in claims.values() for uid in each.frameworks})
    if uid is None:
        return None
    nodes = framework_nodes(uid)
    domains = tuple(
        Domain(domain.code, domain.title, tuple(Element(node) for node in domain.elements))
        for domain in nodes.domains
    )
    elements = {element.node.id: element for domain in domains for element in domain.elements}
    for row in counted:
        activity = claims[row.version].of(row.activity_key)
        for element_id, strength in activity.elements if activity else ():
            if element_id in elements and activity:
                shown = Shown(row.fact_id, row.effective_at, activity.title, activity.module, strength)
                elements[element_id].shown.append(shown)
    return Profile(nodes, stage, domains)


def profile_with_offers(found: Everything, *, stage: Stage, on: date) -> Profile | None:
    """The same with what to take next for each gap: two queries more, whatever there is to show."""
    frameworks = list(published_frameworks())
    offered = list(taking_people(programme_versions_open_to_all(), on=on).filter(stage=stage))
    made = profile(found, stage=stage, framework=_framework_for(found, frameworks))
    if made is None:
        return None
    gaps = {element.node.id: element for element in made.elements if not element.shown}
    for element_id, offer in [*_own(found.courses), *_open(offered, known=found.courses)]:
        element = gaps.get(element_id)
        if element is not None and len(element.offers) < MOST_OFFERS:
            element.offers.append(offer)
    return made


def _framework_for(found: Everything, published: Sequence[Framework]) -> uuid.UUID | None:
    """The edition that the doctor's programmes speak of; where they speak of none, the newest."""
    versions = _versions_of(found.courses) | {row.version for row in found.completions}
    named = {uid for each in claims_in(versions).values() for uid in each.frameworks}
    return newest(named or {framework.uid for framework in published})


def _counting_at(stage: Stage, found: Everything) -> list[CompletionRow]:
    stages: dict[uuid.UUID, set[str]] = defaultdict(set)
    for course in found.courses:
        for module in course.outline.modules:
            stages[module.module_key].add(course.enrolment.version.stage)
    return [row for row in found.completions if row.stage == stage or stage in stages[row.module_key]]


def _versions_of(courses: Iterable[Course]) -> set[VersionId]:
    return {version_of(module) for course in courses for module in course.outline.modules}


def _own(courses: Sequence[Course]) -> list[tuple[int, Offer]]:
    """What is still to be done in programmes under way."""
    active = [course for course in courses if course.enrolment.state == State.ACTIVE]
    claims = claims_in(_versions_of(active))
    return [
        (element_id, _own_offer(course, each, strength))
        for course in active
        for module in course.outline.modules
        for each in claims[version_of(module)].activities
        if (module.module_key, each.key) not in course.completed
        for element_id, strength in each.elements
    ]


def _own_offer(course: Course, each: ActivityClaims, strength: ClaimStrength) -> Offer:
    return Offer(
        title=each.title,
        programme=course.enrolment.version.title,
        strength=strength,
        minutes=each.minutes,
        enrolment_uid=course.enrolment.uid,
        activity_key=each.key,
    )


def _open(versions: Sequence[ProgrammeVersion], *, known: Sequence[Course]) -> list[tuple[int, Offer]]:
    """What programmes that anybody may join would cover; those that the doctor has are left out."""
    had = {course.enrolment.version.programme_key for course in known}
    places = [
        (version, module)
        for version in versions
        if version.programme_key not in had
        for module in outline_of(version).modules
    ]
    claims = claims_in({version_of(module) for _version, module in places})
    found = []
    for version, module in places:
        for element_id, strength in _of_module(claims[version_of(module)].activities).items():
            offer = Offer(
                module.title, version.title, strength, module.minutes, programme_key=version.programme_key
            )
            found.append((element_id, offer))
    return found


def _of_module(activities: Iterable[ActivityClaims]) -> Mapping[int, ClaimStrength]:
    strongest: dict[int, ClaimStrength] = {}
    for each in activities:
        for element_id, strength in each.elements:
            strongest[element_id] = max(strongest.get(element_id, strength), strength, key=RANK.__getitem__)
    return strongest
