"""Questions about work and its marks: the doctor's own, a marker's, and the outcome for the sponsor."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import JSONObject

from kernel.access import Viewer
from kernel.clock import local_date
from lms.assignments.enums import MARKED, WAITING, Place, State
from lms.assignments.models import Marker, Marking, Submission, WorkFile
from lms.people.models import Membership
from lms.people.selectors import dated
from lms.records.models import Attempt
from programmes.models import ProgrammeVersion


@dataclass(frozen=True)
class Handed:
    """One submission with what belongs to it."""

    submission: Submission
    files: list[WorkFile] = field(default_factory=list)
    markings: list[Marking] = field(default_factory=list)


@dataclass(frozen=True)
class Work:
    """All that a doctor did on one assignment, newest first, and the files that are ready to be handed in."""

    handed: list[Handed]
    ready: list[WorkFile]

    @property
    def latest(self) -> Submission | None:
        return self.handed[0].submission if self.handed else None

    @property
    def is_open(self) -> bool:
        """Whether something can be handed in now."""
        return self.latest is None or self.latest.state == State.RETURNED

    @property
    def is_waiting(self) -> bool:
        return self.latest is not None and self.latest.state in WAITING


def work_of(viewer: Viewer, *, module_key: uuid.UUID, activity_key: uuid.UUID) -> Work:
    """Three queries, however often it was handed in."""
    here = {"module_key": module_key, "activity_key": activity_key}
    submissions = list(Submission.objects.visible_to(viewer).filter(**here).order_by("-number"))
    files: dict[int | None, list[WorkFile]] = defaultdict(list)
    for file in WorkFile.objects.visible_to(viewer).filter(**here).select_related("file").order_by("pk"):
        files[file.submission_id].append(file)
    markings: dict[int, list[Marking]] = defaultdict(list)
    if any(each.state in MARKED for each in submissions):
        rows = Marking.objects.visible_to(viewer).select_related("marker")
        for marking in rows.filter(submission__in=[each.pk for each in submissions]).order_by("place"):
            markings[marking.submission_id].append(marking)
    return Work([Handed(each, files[each.pk], markings[each.pk]) for each in submissions], files[None])


def own_file(viewer: Viewer, *, file_uid: uuid.UUID) -> WorkFile | None:
    found: WorkFile | None = (
        WorkFile.objects.visible_to(viewer).select_related("file").filter(uid=file_uid).first()
    )
    return found


def with_markers(person_ids: Iterable[int]) -> Mapping[int, frozenset[tuple[uuid.UUID, uuid.UUID]]]:
    """Module and activity key of all work of these people that waits for its mark: one query."""
    rows = Submission.objects.unscoped(reason="what a person has handed in is not theirs to do")
    waiting = rows.filter(person_id__in=list(person_ids), state__in=WAITING).order_by()
    found: dict[int, set[tuple[uuid.UUID, uuid.UUID]]] = defaultdict(set)
    for person_id, *key in waiting.values_list("person_id", "module_key", "activity_key"):
        found[person_id].add((key[0], key[1]))
    return {person_id: frozenset(keys) for person_id, keys in found.items()}


MARKS = """EXISTS (
    SELECT 1 FROM leadership_assignments_marker m
    WHERE m.person_id = p.id AND m.starts_on <= %(on)s AND (m.ends_on IS NULL OR m.ends_on >= %(on)s)
)"""
"""Whether a person ``p`` marks anything on that day, for whoever asks for the person by hand."""


@dataclass(frozen=True)
class OwnWork:
    """How the last submission of one assignment stands, as a list of steps says it."""

    state: State
    handed_in_on: date

    @property
    def is_waiting(self) -> bool:
        return self.state in WAITING


def own_work(viewer: Viewer, *, person: str) -> ArraySubquery:
    """To annotate the viewer's own rows with: all they have handed in; ``person`` names the person's key."""
    rows = Submission.objects.visible_to(viewer).filter(person=OuterRef(person)).order_by("number")
    told = JSONObject(module="module_key", activity="activity_key", state="state", at="submitted_at")
    return ArraySubquery(rows.values(told=told))


def work_in(told: Iterable[Mapping[str, str]]) -> dict[tuple[uuid.UUID, uuid.UUID], OwnWork]:
    """What was annotated, by module and activity key: the last submission of each."""
    return {
        (uuid.UUID(each["module"]), uuid.UUID(each["activity"])): OwnWork(
            State(each["state"]), local_date(datetime.fromisoformat(each["at"]))
        )
        for each in told
    }


# For the sponsor: the outcome and no word of it


def outcomes_for(viewer: Viewer, *, enrolment_id: int) -> list[Submission]:
    """The last submission of each assignment of one place."""
    rows = Submission.objects.visible_to(viewer).filter(enrolment_id=enrolment_id)
    return list(
        rows.select_related("activity")
        .order_by("module_key", "activity_key", "-number")
        .distinct("module_key", "activity_key")
    )


# For markers


def appointments(viewer: Viewer, *, on: date) -> list[Marker]:
    """What the viewer marks on that day."""
    rows = Marker.objects.visible_to(viewer).filter(dated(on)).select_related("organisation")
    return list(rows.order_by("pk"))


def _to_mark(viewer: Viewer, *, on: date) -> Any:
    """Work of others in the programmes that the viewer marks. This is the one door to it.

    Who marks for a trust sees what the trust may: its own seats, while the doctor belongs to it.
    """
    mine = Marker.objects.visible_to(viewer).filter(
        dated(on), programme_key=OuterRef("enrolment__version__programme_key")
    )
    everywhere = Exists(mine.filter(organisation__isnull=True))
    for_trust = Exists(mine.filter(organisation_id=OuterRef("enrolment__organisation_id")))
    members = Membership.objects.unscoped(reason="whether the doctor still belongs to the trust").filter(
        dated(on), person_id=OuterRef("person_id"), organisation_id=OuterRef("enrolment__organisation_id")
    )
    rows = Submission.objects.unscoped(reason="a marker's work, limited to what they are appointed for")
    found = rows.filter(everywhere | (for_trust & Exists(members))).exclude(person_id__in=viewer.ids)
    return found.annotate(own=_has_own(viewer))


def _own(viewer: Viewer) -> Any:
    rows = Marking.objects.visible_to(viewer).exclude(place=Place.AGREED)
    return rows.filter(submission=OuterRef("pk"), marker_id__in=viewer.ids)


def _has_own(viewer: Viewer) -> Exists:
    return Exists(_own(viewer))


def _unfinished(viewer: Viewer) -> Exists:
    return Exists(_own(viewer).filter(finished_at__isnull=True))


def _taken(place: Place) -> Exists:
    rows = Marking.objects.unscoped(reason="whether a place of a marker is taken, by whomever")
    return Exists(rows.filter(submission=OuterRef("pk"), place=place))


def _marked_by(viewer: Viewer, *, on: date) -> Any:
    """The same, with who has taken which place."""
    return _to_mark(viewer, on=on).annotate(
        unfinished=_unfinished(viewer), first=_taken(Place.FIRST), second=_taken(Place.SECOND)
    )


OPEN, MINE, OTHERS, DONE = "open", "mine", "others", "done"


def queue(viewer: Viewer, *, on: date, show: str = OPEN, programme_key: uuid.UUID | None = None) -> Any:
    """Work to mark, what has waited longest first.

    ``open`` waits for a marker, ``mine`` for the viewer, ``others`` for somebody else, ``done`` is marked.
    """
    rows = _marked_by(viewer, on=on)
    if programme_key is not None:
        rows = rows.filter(enrolment__version__programme_key=programme_key)
    rows = rows.filter(_shown(show)).select_related(
        "person", "activity", "enrolment__version", "enrolment__organisation"
    )
    return rows.order_by("-marked_at", "pk") if show == DONE else rows.order_by("submitted_at", "pk")


def _shown(show: str) -> Q:
    free = Q(state=State.SUBMITTED) | (
        Q(state=State.MARKING, activity__scoring__markers=2, own=False) & (Q(first=False) | Q(second=False))
    )
    mine = Q(unfinished=True) | Q(state=State.TO_AGREE, own=True)
    if show == MINE:
        return mine
    if show == OTHERS:
        return Q(state__in=WAITING) & ~free & ~mine
    return Q(state__in=MARKED) if show == DONE else free


@dataclass(frozen=True)
class Counts:
    open: int
    mine: int


def counts(viewer: Viewer, *, on: date) -> Counts:
    """What waits for any marker, and for this one: one query."""
    rows = _marked_by(viewer, on=on).filter(state__in=WAITING)
    found = rows.aggregate(open=Count("pk", filter=_shown(OPEN)), mine=Count("pk", filter=_shown(MINE)))
    return Counts(**found)


def submission_to_mark(viewer: Viewer, uid: uuid.UUID, *, on: date, lock: bool = False) -> Submission | None:
    """One piece of work that the viewer may mark; the same as *not there* for anybody else."""
    rows = _to_mark(viewer, on=on).filter(uid=uid)
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found: Submission | None = rows.select_related(
        "person", "activity__version", "enrolment__version", "enrolment__organisation"
    ).first()
    return found


@dataclass(frozen=True)
class ToMark:
    """A marking page: the work, and the markings that this marker may read."""

    submission: Submission
    text: str
    files: list[WorkFile]
    own: Marking | None
    others: list[Marking]
    """Only once both have finished: until then neither sees the other's."""
    agreed: Marking | None
    earlier: list[Submission]

    @property
    def state(self) -> State:
        return State(self.submission.state)


def to_mark(viewer: Viewer, uid: uuid.UUID, *, on: date) -> ToMark | None:
    """Six queries."""
    submission = submission_to_mark(viewer, uid, on=on)
    if submission is None:
        return None
    reason = "work that the viewer may mark"
    files = WorkFile.objects.unscoped(reason=reason).filter(submission=submission).select_related("file")
    all_markings = list(
        Marking.objects.unscoped(reason=reason)
        .filter(submission=submission)
        .select_related("marker")
        .order_by("place")
    )
    attempt = Attempt.objects.unscoped(reason=reason).filter(submission=submission).first()
    text = attempt.state.get("text") if attempt else ""
    own = next((m for m in all_markings if m.marker_id in viewer.ids and m.place != Place.AGREED), None)
    are_open = submission.state in (State.TO_AGREE, *MARKED)
    earlier = Submission.objects.unscoped(reason=reason).filter(
        person_id=submission.person_id,
        module_key=submission.module_key,
        activity_key=submission.activity_key,
        number__lt=submission.number,
    )
    return ToMark(
        submission,
        text if isinstance(text, str) else "",
        list(files.order_by("pk")),
        own,
        [m for m in all_markings if are_open and m is not own and m.place != Place.AGREED],
        next((m for m in all_markings if are_open and m.place == Place.AGREED), None),
        list(earlier.order_by("-number")),
    )


def file_to_mark(viewer: Viewer, uid: uuid.UUID, file_uid: uuid.UUID, *, on: date) -> WorkFile | None:
    submission = submission_to_mark(viewer, uid, on=on)
    if submission is None:
        return None
    rows = WorkFile.objects.unscoped(reason="a file of work that the viewer may mark")
    found: WorkFile | None = rows.filter(submission=submission, uid=file_uid).select_related("file").first()
    return found


# Who marks


def markers_for(viewer: Viewer, *, on: date) -> list[Marker]:
    """The trust's own markers that are or will be at work, with the names of their programmes."""
    rows = Marker.objects.visible_to(viewer).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
    return list(
        rows.select_related("person", "organisation").order_by(
            "person__family_name", "person__given_name", "pk"
        )
    )


def programme_titles(keys: set[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    rows = ProgrammeVersion.objects.filter(programme_key__in=keys).order_by("programme_key", "-number")
    return dict(rows.distinct("programme_key").values_list("programme_key", "title"))
