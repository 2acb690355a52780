"""Wagtail admin screens over rows about people or an organisation's business.

Wagtail's own views ask what a user may do with a model, never with which row. These views show, export,
open and change only the rows that the user's viewer sees; a row out of sight does not exist. Saving goes
through the action that is registered for the model: without one a screen can be read and not written.
Nothing is deleted here: rows end, close or are withdrawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, ClassVar

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import StatusSidePanel
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history, usage
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import register_permission_policy

from kernel import clock
from kernel.access import GuardedModel, Viewer
from kernel.audit import Actor

OPERATORS = "Operators"
"""The group whose members set up organisations, contracts and cohorts, and appoint leads."""


def is_operator(user: Any) -> bool:
    """Superusers and active members of the group; asked once a request, and kept on the user."""
    if not user.is_active:
        return False
    if user.is_superuser:
        return True
    found: bool | None = getattr(user, "_kernel_is_operator", None)
    if found is None:
        found = user.groups.filter(name=OPERATORS).exists()
        user._kernel_is_operator = found
    return found


def viewer_for(request: HttpRequest) -> Viewer:
    """Operators see as the system does, for a stated reason; anybody else sees nothing."""
    return Viewer.system("admin") if is_operator(request.user) else Viewer.nobody()


def yes_or_no(value: object) -> str:
    """For lists and pages: a word in the reader's language, in place of ``True``."""
    return _("Yes") if value else _("No")


@dataclass(frozen=True)
class Acting:
    """Who saves a row in the admin, as whom they see, and when."""

    actor: Actor
    viewer: Viewer
    now: datetime


Save = Callable[[Acting, Any], models.Model]

_saves: dict[type[models.Model], Save] = {}


def saves(model: type[models.Model]) -> Callable[[Save], Save]:
    """Register the function that stores a new or changed row of ``model`` as one action.

    It is given the instance that a valid form has filled, and raises ValidationError for what the form
    should say instead.
    """

    def register(function: Save) -> Save:
        if model in _saves and _saves[model] is not function:
            raise ValueError(f"{model._meta.label} is saved by another function already")
        _saves[model] = function
        return function

    return register


class OperatorPolicy(BasePermissionPolicy):
    """Operators look, and add and change where an action is registered; nobody deletes."""

    looking: ClassVar[frozenset[str]] = frozenset({"view"})
    writing: ClassVar[frozenset[str]] = frozenset({"add", "change"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        return self.user_has_any_permission(user, [action])

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        allowed = self.looking | (self.writing if self.model in _saves else frozenset())
        return bool(allowed & set(actions)) and is_operator(user)

    def users_with_any_permission(self, actions: Iterable[str]) -> models.QuerySet[Any]:
        users = get_user_model()._default_manager.filter(is_active=True)
        if not (self.looking | self.writing) & set(actions):
            return users.none()
        return users.filter(models.Q(is_superuser=True) | models.Q(groups__name=OPERATORS)).distinct()


FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def formula_safe(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA):
        return f"'{value}"
    return value


class _Visible:
    """What every view shares: the rows in sight, with related ones joined (a guarded one is never late)."""

    viewer_for: Callable[[HttpRequest], Viewer] = staticmethod(viewer_for)
    related: tuple[str, ...] = ()
    only: Mapping[str, Any] = MappingProxyType({})
    called: tuple[Any, Any] | None = None
    request: HttpRequest
    model: type[models.Model]

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if self.called:
            self._name_rows(*self.called)
        super().setup(request, *args, **kwargs)  # type: ignore[misc]

    def _name_rows(self, one: Any, several: Any) -> None:
        """Where these screens are about some of a model's rows, which have a name of their own."""
        self.verbose_name, self.verbose_name_plural = one, several
        if isinstance(self, generic.IndexView):
            self.page_title = capfirst(several)
            self.add_item_label = capfirst(_("Add %(model_name)s") % {"model_name": one})
        elif isinstance(self, generic.CreateView):
            self.page_subtitle = capfirst(one)
        for name in ("success_message", "error_message"):
            if message := getattr(self, name, None):
                setattr(self, name, str(message).replace("%(model_name)s", str(one)))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()  # type: ignore[misc]
        if not self.called:
            return items
        ours, theirs = capfirst(self.called[1]), capfirst(self.model._meta.verbose_name_plural)
        return [{**item, "label": ours} if item.get("label") == theirs else item for item in items]

    @cached_property
    def viewer(self) -> Viewer:
        return self.viewer_for(self.request)

    def visible(self) -> models.QuerySet[Any]:
        rows: Any = self.model._default_manager
        if issubclass(self.model, GuardedModel):
            rows = rows.visible_to(self.viewer)
        elif self.viewer.kind != "system":
            rows = rows.none()
        found: models.QuerySet[Any] = rows.filter(**self.only).select_related(*self.related)
        return found

    def one_visible(self, pk: Any) -> models.Model:
        found: models.Model = get_object_or_404(self.visible(), pk=pk)
        return found


class ScopedIndexView(_Visible, generic.IndexView):
    def get_paginator(self, *args: Any, **kwargs: Any) -> Any:
        paginator = super().get_paginator(*args, **kwargs)
        if self.called:
            paginator.verbose_name, paginator.verbose_name_plural = self.called
        return paginator

    def get_base_queryset(self) -> models.QuerySet[Any]:
        return self.visible()

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        processed = super().preprocess_field_value(field, value, export_format)
        return formula_safe(processed) if export_format == self.FORMAT_CSV else processed


class _Saving(_Visible):
    """Saving by the registered action; what it refuses stands on the form."""

    log_as = ""

    def form_valid(self, form: Any) -> HttpResponse:
        user: Any = self.request.user
        acting = Acting(Actor.user(user.pk), self.viewer, clock.now())
        try:
            with transaction.atomic():
                saved = _saves[self.model](acting, form.instance)
                log(instance=saved, action=self.log_as, user=self.request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            self.form = form
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined,no-any-return]
        self.form, self.object = form, saved
        return self.save_action()  # type: ignore[attr-defined,no-any-return]

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        if issubclass(self.get_form_class(), ScopedForm):  # type: ignore[attr-defined]
            kwargs["viewer"] = self.viewer
        return kwargs


class ScopedCreateView(_Saving, generic.CreateView):
    log_as = "wagtail.create"


class _StatusPanel(StatusSidePanel):
    """Names the row as its screens do, where that is not by its model."""

    one: Any = ""

    def get_context_data(self, parent_context: Any) -> Any:
        return {**super().get_context_data(parent_context), "model_name": capfirst(self.one)}


class ScopedEditView(_Saving, generic.EditView):
    log_as = "wagtail.edit"

    def get_side_panels(self) -> Any:
        if not self.called:
            return super().get_side_panels()
        panel = _StatusPanel(
            self.object,
            self.request,
            locale=self.locale,
            translations=self.translations,
            usage_url=self.get_usage_url(),
            history_url=self.get_history_url(),
            last_updated_info=self.get_last_updated_info(),
        )
        panel.one = self.called[0]
        return MediaContainer([panel])

    def get_queryset(self) -> models.QuerySet[Any]:
        return self.visible()


class ScopedDeleteView(_Visible, generic.DeleteView):
    """Mounted because Wagtail mounts it; the policy lets nobody through."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return self.visible()


class ScopedHistoryView(_Visible, history.HistoryView):
    any_permission_required: ClassVar[list[str]] = ["view"]

    def get_base_object_queryset(self) -> models.QuerySet[Any]:
        return self.visible()


class ScopedUsageView(_Visible, usage.UsageView):
    permission_required = "view"

    def get_base_object_queryset(self) -> models.QuerySet[Any]:
        return self.visible()


class ScopedInspectView(_Visible, generic.InspectView):
    def get_object(self, queryset: Any = None) -> models.Model:
        return self.one_visible(self.pk)

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        if isinstance(field, models.BooleanField):
            return yes_or_no(getattr(self.object, field_name))
        return super().get_field_display_value(field_name, field)


class ScopedCopyView(ScopedCreateView):
    """A new row that starts as a copy of one in sight."""

    def get_initial_form_instance(self) -> models.Model:
        copy = self.one_visible(self.kwargs["pk"])
        copy.pk = None
        copy._state.adding = True
        return copy


class ScopedForm:
    """A form that limits its choices to what ``self.viewer`` sees: mix in before the model form."""

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        self.viewer = viewer
        super().__init__(*args, **kwargs)


class ScopedModelViewSet(ModelViewSet):
    """The base of every admin screen of ours over plain rows. Register its instances, as Wagtail's."""

    index_view_class = ScopedIndexView
    add_view_class = ScopedCreateView
    edit_view_class = ScopedEditView
    delete_view_class = ScopedDeleteView
    history_view_class = ScopedHistoryView
    usage_view_class = ScopedUsageView
    inspect_view_class = ScopedInspectView
    copy_view_class = ScopedCopyView

    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True

    viewer_for: Callable[[HttpRequest], Viewer] = staticmethod(viewer_for)
    related: tuple[str, ...] = ()
    """Foreign keys that the list, the export and the inspect page show."""
    only: Mapping[str, Any] = MappingProxyType({})
    """Lookups that every row of these screens meets."""
    called: tuple[Any, Any] | None = None
    """What one such row and several are called, where the model's own name says too much."""

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        scope = {
            "viewer_for": self.viewer_for,
            "related": self.related,
            "only": self.only,
            "called": self.called,
        }
        found: dict[str, Any] = super().get_common_view_kwargs(**scope, **kwargs)
        return found

    def on_register(self) -> None:
        register_permission_policy(self.model, OperatorPolicy(self.model), exact_class=True)
        super().on_register()
