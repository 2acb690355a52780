"""Reading studies: by their team, and what was released by everybody."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from engagement.studies.enums import CLOSE, PostKind, TeamRole
from engagement.studies.models import (
    Attended,
    Excerpt,
    Finding,
    FrameEntry,
    FrameEvent,
    GuideVersion,
    Participant,
    Post,
    Recommendation,
    ReleasedFigure,
    Study,
    StudyMember,
    StudyRelease,
    Theme,
)
from engagement.studies.rules.careers import Career
from engagement.studies.rules.tables import Figure, Spoken, tables_of
from kernel.access import Viewer, ViewerKind
from kernel.clock import local_date

MAY_BEGIN = "leadership_studies.add_study"
"""The permission to begin a study; whoever begins one leads it."""


def viewer_for(user_id: int | None) -> Viewer:
    """What somebody sees of studies: those in whose team they are now, as what they are in it."""
    rows = StudyMember.objects.unscoped(reason="in whose teams somebody is")
    ids = rows.filter(user_id=user_id or 0, ended_at__isnull=True).values_list("pk", flat=True)
    return Viewer(ViewerKind.STUDY, frozenset(ids))


def may_begin(user: Any) -> bool:
    return bool(user is not None and user.is_active and user.has_perm(MAY_BEGIN))


def user_at(email: str) -> Any:
    """Somebody with an account here, for a place in a team."""
    return get_user_model()._default_manager.filter(is_active=True, email__iexact=email.strip()).first()


def studies_for(viewer: Viewer) -> QuerySet[Study]:
    role = StudyMember.objects.visible_to(viewer).filter(study=OuterRef("pk"), pk__in=viewer.ids)
    return (
        Study.objects.visible_to(viewer)
        .annotate(my_role=Subquery(role.values("role")[:1]))
        .order_by("-starts_on", "-pk")
    )


def study_for(viewer: Viewer, uid: uuid.UUID) -> Study | None:
    """With ``my_role``."""
    return studies_for(viewer).filter(uid=uid).first()


def role_in(viewer: Viewer, study: Study) -> str:
    rows = StudyMember.objects.visible_to(viewer).filter(study=study, pk__in=viewer.ids)
    return rows.values_list("role", flat=True).first() or ""


def is_close(role: str) -> bool:
    return role in CLOSE


def lock_study(viewer: Viewer, uid: uuid.UUID, *, roles: Iterable[TeamRole]) -> Study | None:
    """The study where the viewer has one of these roles; whoever else would change it waits."""
    rows = Study.objects.visible_to(viewer).select_for_update(of=("self",), no_key=True).filter(uid=uid)
    found = rows.first()
    return found if found and role_in(viewer, found) in set(roles) else None


def team_of(viewer: Viewer, study: Study) -> QuerySet[StudyMember]:
    """Those who are in it first, then those who were."""
    rows = StudyMember.objects.visible_to(viewer).filter(study=study).select_related("user")
    return rows.order_by("-ended_at", "added_at", "pk")


def frame_of(viewer: Viewer, study: Study) -> QuerySet[FrameEntry]:
    """Each with the last line of its log as ``last_kind`` and ``last_on``."""
    last = FrameEvent.objects.visible_to(viewer).filter(entry=OuterRef("pk")).order_by("-pk")
    return (
        FrameEntry.objects.visible_to(viewer)
        .filter(study=study)
        .annotate(last_kind=Subquery(last.values("kind")[:1]), last_on=Subquery(last.values("on")[:1]))
        .order_by("name", "pk")
    )


def entry_for(viewer: Viewer, study: Study, uid: uuid.UUID) -> FrameEntry | None:
    return frame_of(viewer, study).select_related("participant").filter(uid=uid).first()


def log_of(viewer: Viewer, entry: FrameEntry) -> QuerySet[FrameEvent]:
    return FrameEvent.objects.visible_to(viewer).filter(entry=entry).order_by("-pk")


def participants_of(viewer: Viewer, study: Study) -> QuerySet[Participant]:
    """With posts and programmes at hand."""
    posts: Any = Post.objects.visible_to(viewer).order_by("starts_on", "pk")
    attended: Any = Attended.objects.visible_to(viewer).order_by("title")
    rows = Participant.objects.visible_to(viewer).filter(study=study).order_by("pseudonym")
    return rows.prefetch_related(Prefetch("posts", posts), Prefetch("attended", attended))


def participant_for(viewer: Viewer, study: Study, uid: uuid.UUID) -> Participant | None:
    return participants_of(viewer, study).filter(uid=uid).first()


def guides_of(viewer: Viewer, study: Study) -> QuerySet[GuideVersion]:
    return GuideVersion.objects.visible_to(viewer).filter(study=study).order_by("-number")


def themes_of(viewer: Viewer, study: Study) -> QuerySet[Theme]:
    return Theme.objects.visible_to(viewer).filter(study=study).order_by("title")


def excerpts_of(viewer: Viewer, study: Study) -> QuerySet[Excerpt]:
    rows = Excerpt.objects.visible_to(viewer).filter(participant__study=study)
    return rows.select_related("participant", "theme").order_by("participant__pseudonym", "pk")


def findings_of(viewer: Viewer, study: Study) -> QuerySet[Finding]:
    return Finding.objects.visible_to(viewer).filter(study=study).order_by("pk")


def recommendations_of(viewer: Viewer, study: Study) -> QuerySet[Recommendation]:
    rows = Recommendation.objects.visible_to(viewer).filter(study=study)
    return rows.select_related("finding").order_by("pk")


def releases_of(viewer: Viewer, study: Study) -> QuerySet[StudyRelease]:
    return StudyRelease.objects.visible_to(viewer).filter(study=study).order_by("-number")


SUMMING_UP = "only tables leave, with small groups held back"


def taking_part(study: Study) -> QuerySet[Participant]:
    """Those who consented and have not withdrawn."""
    rows = Participant.objects.unscoped(reason=SUMMING_UP).filter(study=study, withdrawn_on__isnull=True)
    posts: Any = Post.objects.unscoped(reason=SUMMING_UP).filter(kind=PostKind.CHIEF_EXECUTIVE)
    attended: Any = Attended.objects.unscoped(reason=SUMMING_UP)
    return rows.order_by("pk").prefetch_related(Prefetch("posts", posts), Prefetch("attended", attended))


def career_of(participant: Participant) -> Career:
    """What the tables count; posts and programmes are at hand."""
    sessions = participant.sessions
    starts = [post.starts_on for post in participant.posts.all() if post.kind == PostKind.CHIEF_EXECUTIVE]
    has_attended = bool(participant.attended.all())
    return Career(
        group=participant.specialty_group,
        birth_year=participant.birth_year,
        first_posts=tuple(starts),
        in_post=participant.in_post,
        attended=has_attended if has_attended or participant.programmes_known else None,
        clinical=None if sessions is None else sessions > 0,
    )


def spoken_in(study: Study) -> dict[Spoken, int]:
    """How many participants spoke of each theme, as what and of which stage."""
    rows = Excerpt.objects.unscoped(reason=SUMMING_UP).filter(
        participant__study=study, participant__withdrawn_on__isnull=True
    )
    said = rows.values_list("theme__title", "polarity", "point", "participant").distinct().order_by()
    return dict(Counter((title, polarity, point) for title, polarity, point, _who in said))


def tables_for(viewer: Viewer, study: Study) -> list[Figure]:
    """What anybody in the team may read of all participants together."""
    if not role_in(viewer, study):
        return []
    return summed_up(study, taking_part(study))


def summed_up(study: Study, people: Iterable[Participant]) -> list[Figure]:
    return tables_of([career_of(each) for each in people], spoken_in(study), fewest=study.fewest)


@dataclass(frozen=True)
class Standing:
    """How far a study is, in numbers that everybody in the team may read."""

    listed: int
    invited: int
    declined: int
    consented: int
    withdrawn: int


def standing_of(viewer: Viewer, study: Study) -> Standing:
    if not role_in(viewer, study):
        raise LookupError("not in the team")
    entries = FrameEntry.objects.unscoped(reason="only numbers leave").filter(study=study)
    events = FrameEvent.objects.unscoped(reason="only numbers leave").filter(entry__study=study)
    last = dict(events.order_by("pk").values_list("entry", "kind"))
    kinds = Counter(last.values())
    people = Participant.objects.unscoped(reason="only numbers leave").filter(study=study)
    withdrawn = people.filter(withdrawn_on__isnull=False).count()
    return Standing(entries.count(), len(last), kinds["declined"], people.count() - withdrawn, withdrawn)


@dataclass(frozen=True)
class PublicFace:
    """What the public page shows of a study after its tables were released."""

    title: str
    released_on: date
    fewest: int
    is_demonstration: bool
    figures: Sequence[ReleasedFigure]
    findings: Sequence[Finding]
    recommendations: Sequence[Recommendation]


def public_face(uid: uuid.UUID) -> PublicFace | None:
    """The last release; nothing of a study without one."""
    why = "released to everybody by a recorded act"
    release = (
        StudyRelease.objects.unscoped(reason=why)
        .select_related("study")
        .filter(study__uid=uid)
        .order_by("-number")
        .first()
    )
    if release is None:
        return None
    study, told = release.study, Q(study=release.study, is_public=True)
    return PublicFace(
        study.title,
        local_date(release.made_at),
        release.fewest,
        study.is_demonstration,
        list(ReleasedFigure.objects.unscoped(reason=why).filter(release=release).order_by("place")),
        list(Finding.objects.unscoped(reason=why).filter(told).order_by("pk")),
        list(Recommendation.objects.unscoped(reason=why).filter(told).order_by("pk")),
    )
