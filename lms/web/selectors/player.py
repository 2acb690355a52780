"""One activity, as the page of the player shows it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kernel.access import Viewer
from kernel.models import StoredFile
from lms.enrolment.enums import State
from lms.enrolment.models import Enrolment
from lms.progress.openings import DONE, Opening
from lms.progress.selectors import tree_of
from lms.records.models import Attempt
from lms.records.selectors import latest_attempt
from lms.web.selectors.learning import Course, course
from lms.web.selectors.outline import Step, activity_of
from programmes.models import Activity, ModuleText
from programmes.selectors import ActivityPage, body_of, file_in, text_of

OPEN = (State.ACTIVE, State.COMPLETED)
"""In these there is something to learn."""


@dataclass(frozen=True, eq=False)
class Place:
    """Where a doctor stands: the course, the step, what they wrote there, and its words."""

    course: Course
    step: Step
    activity: Activity
    attempt: Attempt | None
    text: ModuleText
    page: ActivityPage

    @property
    def is_done(self) -> bool:
        return self.course.is_done(self.step)

    @property
    def state(self) -> Mapping[str, Any]:
        return self.attempt.state if self.attempt else {}

    @property
    def title(self) -> str:
        return str(self.page.value["title"])

    @property
    def opening(self) -> Opening:
        """What is done is never closed."""
        return DONE if self.is_done else self.course.opening_of(self.step.module)

    @property
    def place_in_module(self) -> int:
        return [step.key for step in self.step.module.steps].index(self.step.key) + 1

    @property
    def is_draft(self) -> bool:
        return self.attempt is not None and self.attempt.submitted_at is None

    @property
    def seen(self) -> str:
        """Which state of their work the page shows."""
        return self.attempt.stamp if self.attempt else ""

    @property
    def before(self) -> Step | None:
        return self._beside(-1)

    @property
    def after(self) -> Step | None:
        return self._beside(1)

    def _beside(self, offset: int) -> Step | None:
        steps = self.course.outline.steps
        at = next(i for i, step in enumerate(steps) if step.key == self.step.key) + offset
        return steps[at] if 0 <= at < len(steps) else None


def kind_to_hand_in(viewer: Viewer, *, enrolment_uid: uuid.UUID, activity_key: uuid.UUID) -> str | None:
    """How to read what is handed in, in one query; None where there is nothing to hand it in to.

    Whether it may be handed in now is the action's to say.
    """
    rows = Enrolment.objects.visible_to(viewer).exclude(state=State.INVITED)
    return _kind(rows, enrolment_uid, activity_key)


def kind_of_page(*, enrolment_uid: uuid.UUID, activity_key: uuid.UUID) -> str | None:
    """Whether there is such a page at all, and of which kind, whoever asks; nobody is told."""
    return _kind(
        Enrolment.objects.unscoped(reason="what was typed is held only for a page that there is"),
        enrolment_uid,
        activity_key,
    )


def _kind(rows: Any, enrolment_uid: uuid.UUID, activity_key: uuid.UUID) -> str | None:
    pinned = rows.filter(uid=enrolment_uid).values_list("version_id", "stage").first()
    activity = tree_of(*pinned).activities.get(activity_key) if pinned else None
    return activity.kind if activity else None


def file_to_play(
    viewer: Viewer, *, enrolment_uid: uuid.UUID, activity_key: uuid.UUID, sha256: str
) -> StoredFile | None:
    """A file of the module that the activity stands in, for whoever may learn from it now."""
    rows = Enrolment.objects.visible_to(viewer).filter(uid=enrolment_uid, state__in=OPEN)
    pinned = rows.values_list("version_id", "stage").first()
    activity = tree_of(*pinned).activities.get(activity_key) if pinned else None
    return file_in(activity.version_id, sha256) if activity else None


def place(
    viewer: Viewer, *, enrolment_uid: uuid.UUID, activity_key: uuid.UUID, language: str, on: date
) -> Place | None:
    """Four queries, whatever the size of the module."""
    found = course(viewer, enrolment_uid, on=on, with_plan=False)
    step = found.outline.step(activity_key) if found else None
    if found is None or step is None:
        return None
    activity = activity_of(step)
    text = text_of(activity.version, language)
    page = body_of(text).page(activity_key)
    if page is None:
        return None
    _keep_title(text, page)
    attempt = latest_attempt(viewer, module_key=step.module.module_key, activity_key=activity_key)
    return Place(found, step, activity, attempt, text, page)


_titles: dict[tuple[int, uuid.UUID], str] = {}
TITLES_KEPT = 4096


def title_in(text_id: int, activity_key: uuid.UUID) -> str:
    """The title of an activity in published words; they never change, so what was shown before is kept."""
    if (text_id, activity_key) not in _titles:
        text = ModuleText.objects.get(pk=text_id)
        page = body_of(text).page(activity_key)
        if page is None:
            return ""
        _keep_title(text, page)
    return _titles[(text_id, activity_key)]


def _keep_title(text: ModuleText, page: ActivityPage) -> None:
    if len(_titles) >= TITLES_KEPT:
        _titles.clear()
    _titles[(text.pk, page.key)] = str(page.value["title"])
