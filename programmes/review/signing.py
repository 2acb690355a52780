"""What has been signed, what has still to be signed, and what waits for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.urls import reverse
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from wagtail.models import Task, TaskState, Workflow, WorkflowContentType, WorkflowState
from wagtail.permissions import policy_registry

from kernel.clock import local_date
from programmes.enums import SignOffRole
from programmes.models import Module, Programme, SignOffTask
from programmes.models.drafts import NotSignedOff, PublishedSnippet


def demand_sign_off(draft: PublishedSnippet, revision: Any) -> bool:
    """NotSignedOff unless every role of the draft's workflow has signed what the revision holds."""
    missing = missing_roles(draft, revision)
    if missing:
        names = get_text_list([str(role.label) for role in missing], _("and"))
        raise NotSignedOff(
            _(
                "Nothing was published: %(names)s did not sign it yet. Submit it to the workflow; it is "
                "published when the last of them has signed."
            )
            % {"names": names}
        )
    return needs_sign_off(type(draft))


def needs_sign_off(model: type[PublishedSnippet]) -> bool:
    """Whether drafts of this kind are published by signatures only."""
    return bool(roles_wanted(model))


def may_write(user: Any, draft: PublishedSnippet) -> bool:
    """Whoever may change it at any time, and whoever is asked to sign it now."""
    policy = policy_registry.get_by_type(type(draft))
    if policy.user_has_permission_for_instance(user, "change", draft):
        return True
    task = draft.current_workflow_task
    return bool(task and task.user_can_access_editor(draft, user))


def roles_wanted(model: type[PublishedSnippet]) -> tuple[SignOffRole, ...]:
    """By the workflow that is given to this kind of draft, in its order; none where none is."""
    tasks = SignOffTask.objects.filter(
        active=True,
        workflow_tasks__workflow__active=True,
        workflow_tasks__workflow__in=Workflow.objects.filter(
            workflow_content_types__content_type=ContentType.objects.get_for_model(model)
        ),
    )
    rows = tasks.order_by("workflow_tasks__sort_order", "pk").values_list("role", flat=True)
    return tuple(dict.fromkeys(map(SignOffRole, rows)))


def missing_roles(draft: PublishedSnippet, revision: Any) -> tuple[SignOffRole, ...]:
    """The roles that have not signed this very content in the latest workflow."""
    wanted = roles_wanted(type(draft))
    if not wanted:
        return ()
    latest = draft.workflow_states.order_by("-created_at", "-pk").first()
    signed = _signed(latest, draft, revision) if latest is not None else set()
    return tuple(role for role in wanted if role not in signed)


def _signed(state: WorkflowState, draft: PublishedSnippet, revision: Any) -> set[str]:
    rows = TaskState.objects.filter(workflow_state=state, status=TaskState.STATUS_APPROVED)
    approvals = list(rows.select_related("revision"))
    roles = dict(
        SignOffTask.objects.filter(pk__in=[each.task_id for each in approvals]).values_list("pk", "role")
    )
    wanted = draft.signed_content(revision)
    return {
        roles[each.task_id]
        for each in approvals
        if each.task_id in roles and each.revision and draft.signed_content(each.revision) == wanted
    }


@dataclass(frozen=True)
class Waiting:
    """One draft that waits for a signature."""

    state_id: int
    draft: PublishedSnippet
    task: str
    role: str
    asked_by: str
    since: datetime
    answer_by: date | None
    """None for Wagtail's own approvals, which know no deadline."""
    overdue: bool

    @property
    def kind(self) -> str:
        return capfirst(str(self.draft._meta.verbose_name))


def waiting(*, now: datetime) -> list[Waiting]:
    """Every module and programme that waits, the earliest deadline first. At most four queries."""
    rows = list(
        TaskState.objects.filter(
            status=TaskState.STATUS_IN_PROGRESS,
            workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
            workflow_state__content_type__in=ContentType.objects.get_for_models(Module, Programme).values(),
        )
        .select_related("task", "workflow_state__requested_by", "workflow_state__content_type")
        .order_by("started_at", "pk")
    )
    tasks = SignOffTask.objects.in_bulk([row.task_id for row in rows])
    drafts = _drafts(rows)
    found = [
        _waiting(row, drafts[key], tasks.get(row.task_id), now=now)
        for row in rows
        if (key := _key(row)) in drafts
    ]
    return sorted(found, key=lambda each: (each.answer_by or date.max, each.since))


@dataclass(frozen=True)
class SentBack:
    """One draft for which somebody asked for changes."""

    draft: PublishedSnippet
    by: str
    role: str
    comment: str
    asked_by: str
    since: datetime

    @property
    def kind(self) -> str:
        return capfirst(str(self.draft._meta.verbose_name))


def sent_back() -> list[SentBack]:
    """The newest first. At most four queries."""
    rows = list(
        TaskState.objects.filter(
            status=TaskState.STATUS_REJECTED,
            workflow_state__status=WorkflowState.STATUS_NEEDS_CHANGES,
            workflow_state__current_task_state=F("pk"),
            workflow_state__content_type__in=ContentType.objects.get_for_models(Module, Programme).values(),
        )
        .select_related("task", "finished_by", "workflow_state__requested_by", "workflow_state__content_type")
        .order_by("-finished_at", "-pk")
    )
    tasks = SignOffTask.objects.in_bulk([row.task_id for row in rows])
    drafts = _drafts(rows)
    return [
        SentBack(
            draft=drafts[key],
            by=named(row.finished_by),
            role=_role(row, tasks),
            comment=row.comment,
            asked_by=named(row.workflow_state.requested_by),
            since=row.finished_at,
        )
        for row in rows
        if (key := _key(row)) in drafts
    ]


def _key(row: TaskState) -> tuple[int, str]:
    return row.workflow_state.content_type_id, str(row.workflow_state.object_id)


def _drafts(rows: list[TaskState]) -> Mapping[tuple[int, str], PublishedSnippet]:
    found: dict[tuple[int, str], PublishedSnippet] = {}
    for model, content_type in ContentType.objects.get_for_models(Module, Programme).items():
        ids = [key for kind, key in map(_key, rows) if kind == content_type.pk]
        rows_of: Any = model._default_manager
        for draft in rows_of.filter(pk__in=ids).select_related("locale"):
            found[content_type.pk, str(draft.pk)] = draft
    return found


def _waiting(row: TaskState, draft: PublishedSnippet, task: SignOffTask | None, *, now: datetime) -> Waiting:
    until = deadline(row, task) if task else None
    return Waiting(
        state_id=row.pk,
        draft=draft,
        task=row.task.name,
        role=str(task.get_role_display()) if task else "",
        asked_by=named(row.workflow_state.requested_by),
        since=row.started_at,
        answer_by=until,
        overdue=until is not None and until < local_date(now),
    )


def deadline(row: TaskState, task: SignOffTask) -> date:
    """The last day on which an answer is in time."""
    return local_date(row.started_at) + timedelta(days=task.days)


def workflow_of(model: type[PublishedSnippet]) -> Workflow | None:
    given = WorkflowContentType.objects.filter(content_type=ContentType.objects.get_for_model(model))
    row = given.select_related("workflow").first()
    return row.workflow if row else None


def tasks_of(workflow: Workflow) -> list[Task]:
    return list(workflow.tasks.order_by("workflow_tasks__sort_order").specific())


@dataclass(frozen=True)
class Answer:
    """What one person said at one step."""

    role: str
    by: str
    at: datetime
    signed: bool
    holds: bool
    """Whether it still counts: a signature counts for the words that were signed."""
    comment: str


@dataclass(frozen=True)
class Signatures:
    """Where a draft stands that was submitted and is not published yet."""

    asked: int | None
    """The step that is open; none when it was sent back."""
    waits_for: str
    answer_by: date | None
    asked_by: str
    answers: tuple[Answer, ...]
    """The newest first."""

    @property
    def sent_back(self) -> bool:
        return self.asked is None

    @property
    def taken_back(self) -> bool:
        return any(each.signed and not each.holds for each in self.answers)


def signatures_of(draft: PublishedSnippet) -> Signatures | None:
    """None where nobody was asked, or all have answered. At most six queries."""
    state = draft.current_workflow_state
    if state is None:
        return None
    steps = state.task_states.select_related("task", "finished_by", "revision")
    rows = list(steps.order_by("-started_at", "-pk"))
    tasks = SignOffTask.objects.in_bulk([row.task_id for row in rows])
    latest = draft.signed_content(draft.latest_revision) if draft.latest_revision else None
    current = next((row for row in rows if row.status == TaskState.STATUS_IN_PROGRESS), None)
    return Signatures(
        asked=current.pk if current else None,
        waits_for=_role(current, tasks) if current else "",
        answer_by=deadline(current, tasks[current.task_id]) if current and current.task_id in tasks else None,
        asked_by=named(state.requested_by),
        answers=tuple(_answer(row, draft, tasks, latest) for row in rows if row.finished_at),
    )


def _answer(row: TaskState, draft: PublishedSnippet, tasks: Mapping[int, SignOffTask], latest: Any) -> Answer:
    signed = row.status != TaskState.STATUS_REJECTED
    return Answer(
        role=_role(row, tasks),
        by=named(row.finished_by),
        at=row.finished_at,
        signed=signed,
        holds=row.status == TaskState.STATUS_APPROVED and draft.signed_content(row.revision) == latest,
        comment=row.comment,
    )


def _role(row: TaskState, tasks: Mapping[int, SignOffTask]) -> str:
    task = tasks.get(row.task_id)
    return str(task.get_role_display() if task else row.task.name)


def named(user: Any) -> str:
    return str(user.get_full_name() or user) if user else ""


def edit_address(draft: PublishedSnippet) -> str:
    return reverse(type(draft).snippet_viewset.get_url_name("edit"), args=[quote(draft.pk)])
