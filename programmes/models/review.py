"""A step of a Wagtail workflow at which one role signs a draft, within so many days."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import AbstractGroupApprovalTask, TaskState

from kernel.pii import tags
from programmes.enums import SignOffRole

TAKEN_BACK = "leadership.signature.taken_back"
"""What the history calls a signature that was given to other words."""


class AlreadyAnswered(ValueError):
    """Somebody answered between the moment in which the page was opened and this one."""

    def __init__(self) -> None:
        super().__init__(
            _("Nothing was done: it has been answered already. Look at the signatures before you go on.")
        )


class SignOffTask(AbstractGroupApprovalTask):
    """Publishing waits for it: in a workflow with such tasks nothing goes out that a role has not signed."""

    role = models.CharField(_("role"), max_length=20, choices=SignOffRole.choices)
    days = models.PositiveSmallIntegerField(
        _("days to answer"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("When they are over, those who should sign and whoever asked are told, once."),
    )

    admin_form_fields = [*AbstractGroupApprovalTask.admin_form_fields, "role", "days"]
    admin_form_readonly_on_edit_fields = [
        *AbstractGroupApprovalTask.admin_form_readonly_on_edit_fields,
        "role",
    ]

    pii = tags(none="task_ptr groups role days")

    class Meta:
        verbose_name = _("Sign-off by a role")
        verbose_name_plural = _("Sign-offs by a role")
        constraints = [
            models.CheckConstraint(
                name="sign_off_role", condition=models.Q(role__in=[role.value for role in SignOffRole])
            ),
            models.CheckConstraint(name="sign_off_days", condition=models.Q(days__range=(1, 365))),
        ]

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """Nobody signs what they asked to have signed."""
        state = obj.current_workflow_state
        actions: list[tuple[str, str, bool]] = super().get_actions(obj, user)
        if state is not None and state.requested_by_id == user.pk:
            return [action for action in actions if action[0] != "approve"]
        return actions

    @transaction.atomic
    def on_action(self, task_state: Any, user: Any, action_name: str, **kwargs: Any) -> Any:
        """Also where the button was not shown, and where it is pressed twice or by two people at once."""
        asked_by = task_state.workflow_state.requested_by_id
        if action_name == "approve" and user is not None and asked_by == user.pk:
            return None
        held = TaskState.objects.select_for_update().get(pk=task_state.pk)
        if held.status != TaskState.STATUS_IN_PROGRESS:
            if user is not None and held.finished_by_id == user.pk and held.status == ANSWERS[action_name]:
                return None
            raise AlreadyAnswered
        if action_name == "approve":
            take_back_others(held, user)
        return super().on_action(held, user, action_name, **kwargs)

    @classmethod
    def get_description(cls) -> str:
        return str(_("Members of the chosen groups sign for one role, within so many days"))


ANSWERS = {"approve": TaskState.STATUS_APPROVED, "reject": TaskState.STATUS_REJECTED}


def take_back_others(signing: TaskState, user: Any) -> None:
    """Who signed other words is asked again: Wagtail goes on at the first step that nobody approved."""
    draft = signing.workflow_state.content_object
    signed = draft.signed_content(signing.revision)
    given = signing.workflow_state.task_states.filter(status=TaskState.STATUS_APPROVED)
    roles = dict(SignOffTask.objects.values_list("pk", "role"))
    for state in given.select_related("revision"):
        if state.task_id in roles and draft.signed_content(state.revision) != signed:
            state.status = TaskState.STATUS_CANCELLED
            state.save(update_fields=["status"])
            data = {"role": roles[state.task_id]}
            log(instance=draft, action=TAKEN_BACK, data=data, revision=signing.revision, user=user)
