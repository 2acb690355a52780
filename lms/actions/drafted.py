"""Finishing a module drafts a short reflection against the elements that it claims, to keep or throw away."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from competencies.enums import NodeKind
from competencies.models import Node
from lms.actions.base import Act
from lms.enrolment.models import Enrolment
from lms.portfolio.enums import Kind
from lms.portfolio.models import EvidenceItem
from lms.portfolio.rules.words import LONGEST_TITLE, MOST_TAGS, one_line
from lms.portfolio.services import evidence
from lms.portfolio.services.evidence import OWN, Content, Origin
from lms.progress.rules import Standing
from programmes.models import ActivityClaim, ModuleVersion, Requirement


def draft_reflections(act: Act, row: Enrolment, before: Standing, stands: Standing) -> list[EvidenceItem]:
    """For each module that was finished just now and claims anything; once for each, however often."""
    done = _finished(before)
    new = {key: pk for key, pk in _finished(stands).items() if key not in done}
    if not new:
        return []
    rows = EvidenceItem.objects.unscoped(reason=OWN).filter(person_id=row.person_id)
    new = {key: new[key] for key in new.keys() - set(rows.values_list("module_key", flat=True))}
    pinned = Requirement.objects.filter(pk__in=new.values()).select_related("module_version")
    versions = [each.module_version for each in pinned if each.module_version is not None]
    return [made for version in versions if (made := _draft(act, row, version)) is not None]


def _finished(stands: Standing) -> dict[uuid.UUID, int]:
    """Modules done by their activities, with their requirements; what was recognised is not reflected on."""
    return {
        each.node.module_key: each.node.requirement_id
        for each in stands.walk()
        if each.node.module_key and each.satisfied and each.recognised is None
    }


def _draft(act: Act, row: Enrolment, version: ModuleVersion) -> EvidenceItem | None:
    nodes = elements_claimed(ActivityClaim.objects.filter(activity__version=version))[:MOST_TAGS]
    if not nodes:
        return None
    with translation.override(row.person.language):
        title = _("Reflection on “%(title)s”") % {"title": version.title}
    made = evidence.begin(
        row.person_id,
        Kind.REFLECTION,
        content=Content(title=one_line(title, longest=LONGEST_TITLE)),
        now=act.now,
        on=act.today,
        origin=Origin(module_version=version),
    )
    evidence.tag(made, nodes)
    return made


def elements_claimed(claims: QuerySet[ActivityClaim]) -> list[Node]:
    """In the order of the framework; a competence counts for the element that it is part of."""
    rows = claims.select_related("node__parent").order_by("node__framework_id", "node__order")
    nodes = [claim.node for claim in rows.defer("node__source_text", "node__parent__source_text")]
    found = [node.parent if node.kind == NodeKind.COMPETENCE else node for node in nodes]
    return list({node.pk: node for node in found if node is not None}.values())
