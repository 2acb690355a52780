"""Trust leads in the admin."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _

from kernel.admin import ScopedModelViewSet
from lms.people.enums import MemberRole
from lms.people.forms import (
    AppointLeadForm,
    CorrectGradeForm,
    CorrectStageForm,
    EndMembershipForm,
    NewGradeForm,
    NewStageForm,
)
from lms.people.models import GradePeriod, Membership, StagePeriod


class LeadViewSet(ScopedModelViewSet):
    model = Membership
    name = "leads"
    icon = "user"
    called = (_("trust lead"), _("trust leads"))
    menu_label = _("Trust leads")
    menu_order = 310
    add_to_admin_menu = True
    related = ("person", "organisation")
    only = MappingProxyType({"role": MemberRole.LEAD})
    ordering = ("organisation__name", "-starts_on")
    list_display = ("person", "organisation", "email", "starts_on", "ends_on")
    list_filter = ("ends_on",)
    search_fields = ("person__family_name", "person__given_name", "organisation__name", "email")
    search_backend_name = None
    list_export = ("person.full_name", "email", "organisation", "starts_on", "ends_on")
    export_headings = MappingProxyType({"person.full_name": _("Name")})
    export_filename = "trust-leads"
    inspect_view_fields = ("person", "organisation", "email", "starts_on", "ends_on")

    def get_form_class(self, for_update: bool = False) -> type[ModelForm[Any]]:
        return EndMembershipForm if for_update else AppointLeadForm


class _HistoryViewSet(ScopedModelViewSet):
    """A dated history: a new entry ends the one before it the day before.

    Only of people with an account: whom a trust has invited is known to that trust alone.
    """

    add_to_admin_menu = True
    only = MappingProxyType({"person__user__isnull": False})
    related = ("person",)
    ordering = ("person__family_name", "person__given_name", "-starts_on")
    search_fields = ("person__family_name", "person__given_name")
    search_backend_name = None
    export_headings = MappingProxyType({"person.full_name": _("Name")})
    new_form: type[ModelForm[Any]]
    correction: type[ModelForm[Any]]

    def get_form_class(self, for_update: bool = False) -> type[ModelForm[Any]]:
        return self.correction if for_update else self.new_form


class StageViewSet(_HistoryViewSet):
    model = StagePeriod
    name = "stages"
    icon = "history"
    menu_label = _("Career stages")
    menu_order = 311
    list_display = ("person", "stage", "starts_on", "ends_on", "source")
    list_filter = ("stage", "source")
    list_export = ("person.full_name", "stage", "starts_on", "ends_on", "source")
    export_filename = "career-stages"
    inspect_view_fields = ("person", "stage", "starts_on", "ends_on", "source")
    new_form, correction = NewStageForm, CorrectStageForm


class GradeViewSet(_HistoryViewSet):
    model = GradePeriod
    name = "grades"
    icon = "history"
    menu_label = _("Grades")
    menu_order = 312
    list_display = ("person", "grade", "specialty", "starts_on", "ends_on")
    list_filter = ("grade",)
    list_export = ("person.full_name", "grade", "specialty", "starts_on", "ends_on")
    export_filename = "grades"
    inspect_view_fields = ("person", "grade", "specialty", "starts_on", "ends_on")
    new_form, correction = NewGradeForm, CorrectGradeForm
