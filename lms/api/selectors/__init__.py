"""What the interface reads beyond the selectors of the apps below: for stated viewers, in fixed queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from wagtail.blocks import StructValue

from competencies.models import Framework, StageText
from competencies.selectors import nodes_with_texts
from kernel.access import Viewer
from lms.assignments.models import Submission
from lms.enrolment.models import Contract, Enrolment
from lms.enrolment.selectors import enrolments_for
from lms.organisations.models import Organisation
from lms.organisations.selectors import organisations_open
from lms.progress.models import Progress
from lms.progress.rules import Standing
from lms.progress.selectors import tree_for
from lms.records.models import Attempt, LearningFact, SelfRating
from lms.records.selectors import facts_for
from programmes.models import Activity, ActivityClaim, ProgrammeVersion
from programmes.retiring import told_by
from programmes.selectors import (
    TreeNode,
    body_block,
    programme_versions_open_to_all,
    programmes_on_offer,
    text_of,
)

ActivityPlace = tuple[int, UUID]
"""A module version's id and an activity's key."""


def nodes(framework: Framework, *, kind: str | None, stage: str | None) -> Any:
    """Nodes with their texts; with a stage, those that say something about it."""
    found = nodes_with_texts(framework)
    if kind:
        found = found.filter(kind=kind)
    if stage:
        said = StageText.objects.filter(node__framework=framework, stage=stage)
        found = found.filter(pk__in=said.values("node_id"))
    return found


def organisations(
    *,
    ods_code: str | None = None,
    kind: str | None = None,
    open_on: date | None = None,
    name: str | None = None,
) -> Any:
    found = organisations_open(on=open_on) if open_on else Organisation.objects.all()
    wanted = Q()
    if ods_code:
        wanted &= Q(ods_code=ods_code.upper())
    if kind:
        wanted &= Q(kind=kind)
    if name:
        wanted &= Q(name__icontains=name)
    return found.filter(wanted).select_related("successor")


def programmes(viewers: Iterable[Viewer], *, stage: str | None = None) -> Any:
    """Versions that are open to all, that the viewers are on, or in which their trusts hold seats."""
    wanted = Q(pk__in=programme_versions_open_to_all().order_by().values("pk"))
    for viewer in viewers:
        held = Contract.objects.visible_to(viewer).values("programme_id")
        offered = programmes_on_offer().filter(programme_id__in=held).order_by()
        wanted |= Q(pk__in=offered.values("pk"))
        wanted |= Q(pk__in=Enrolment.objects.visible_to(viewer).values("version_id"))
    found = ProgrammeVersion.objects.filter(wanted).annotate(retiring=told_by("programme_key"))
    return found.filter(stage=stage) if stage else found


def claims_by_activity(tree: TreeNode) -> dict[int, list[dict[str, str]]]:
    """What each activity of a programme claims, by the activity's id, in the framework's order. One query."""
    ids = [activity.id for leaf in tree.leaves() if leaf.module for activity in leaf.module.activities]
    found: dict[int, list[dict[str, str]]] = defaultdict(list)
    claims = ActivityClaim.objects.filter(activity_id__in=ids).select_related("node__framework")
    for claim in claims.defer("node__source_text").order_by("node__framework_id", "node__order"):
        found[claim.activity_id].append({"node": claim.node.key, "strength": claim.strength})
    return found


def enrolments(viewer: Viewer, *, state: str | None = None) -> Any:
    found = enrolments_for(viewer)
    return found.filter(state=state) if state else found


def facts(viewer: Viewer, *, enrolment_uid: UUID | None = None) -> Any:
    found = facts_for(viewer).select_related(
        "module_version", "enrolment__version", "enrolment__person", "supersedes", "superseded_by"
    )
    return found.filter(enrolment__uid=enrolment_uid) if enrolment_uid else found


def activities_of(rows: Iterable[LearningFact]) -> dict[ActivityPlace, Activity]:
    """The activities that these facts are about. One query."""
    wanted = list(rows)
    found = Activity.objects.filter(
        version_id__in={row.module_version_id for row in wanted if row.module_version_id},
        key__in={row.activity_key for row in wanted if row.activity_key},
    )
    return {(activity.version_id, activity.key): activity for activity in found.defer("scoring")}


def activity_behind(fact: LearningFact) -> dict[ActivityPlace, Activity]:
    """The same for one fact; no query where its enrolment's version, which this process keeps, has it."""
    kept = None
    if fact.enrolment and fact.activity_key:
        kept = tree_for(fact.enrolment).activities.get(fact.activity_key)
    if kept is None or kept.version_id != fact.module_version_id:
        return activities_of([fact])
    return {(kept.version_id, kept.key): kept}


def progress(viewer: Viewer) -> Any:
    return Progress.objects.visible_to(viewer).select_related("enrolment__version", "enrolment__person")


def facts_behind(viewer: Viewer, stands: Standing) -> dict[int, LearningFact]:
    """The facts that met requirements, as far as the viewer may see them. One query."""
    done = [each for part in stands.walk() for each in (*part.met_by.values(), part.recognised) if each]
    ids = {each.fact_id for each in done if each.fact_id is not None}
    return {fact.pk: fact for fact in LearningFact.objects.visible_to(viewer).filter(pk__in=ids)}


def attempts(viewer: Viewer, *, enrolment_uid: UUID | None = None, activity: UUID | None = None) -> Any:
    """Of what begins with a press. Drafts of other activities are nobody's business but the page's."""
    found = Attempt.objects.visible_to(viewer).exclude(setup={}).select_related("enrolment", "person")
    wanted = {"enrolment__uid": enrolment_uid, "activity_key": activity}
    return found.filter(**{name: value for name, value in wanted.items() if value}).order_by("-id")


def activity_of(row: Attempt | Submission) -> tuple[Activity, StructValue]:
    """The activity as it was published, and its words in the person's language. Two queries."""
    version_id = row.module_version_id if isinstance(row, Attempt) else row.activity.version_id
    found = Activity.objects.select_related("version").get(version_id=version_id, key=row.activity_key)
    text = text_of(found.version, row.person.language)
    value = body_block(text, found.key)
    assert value is not None, "publishing gives every activity its words"  # noqa: S101
    return found, value


def submissions(viewer: Viewer, *, state: str | None = None, enrolment_uid: UUID | None = None) -> Any:
    found = Submission.objects.visible_to(viewer).select_related("enrolment", "activity", "person")
    wanted = {name: value for name, value in (("state", state), ("enrolment__uid", enrolment_uid)) if value}
    return found.filter(**wanted).order_by("-id")


def submission(viewer: Viewer, uid: UUID) -> Submission | None:
    """With what was written, which only the doctor is shown."""
    found: Submission | None = submissions(viewer).filter(uid=uid).select_related("attempt").first()
    return found


def self_ratings(viewer: Viewer) -> Any:
    rows = SelfRating.objects.visible_to(viewer).select_related("node__framework", "fact")
    return rows.defer("node__source_text").order_by("-id")
