"""Contracts and cohorts in the admin."""

from __future__ import annotations

from typing import Any

from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _

from kernel.admin import ScopedModelViewSet
from lms.enrolment.forms import CohortForm, ContractForm
from lms.enrolment.models import Cohort, Contract


class ContractViewSet(ScopedModelViewSet):
    model = Contract
    name = "contracts"
    icon = "doc-full"
    menu_order = 320
    add_to_admin_menu = True
    related = ("organisation", "programme")
    ordering = ("organisation__name", "-starts_on")
    list_display = ("organisation", "programme", "seats", "starts_on", "ends_on")
    search_fields = ("organisation__name", "programme__title")
    search_backend_name = None
    list_export = ("organisation", "programme", "seats", "starts_on", "ends_on")
    export_filename = "contracts"
    inspect_view_fields = ("organisation", "programme", "seats", "starts_on", "ends_on")

    def get_form_class(self, for_update: bool = False) -> type[ModelForm[Any]]:
        return ContractForm


class CohortViewSet(ScopedModelViewSet):
    model = Cohort
    name = "cohorts"
    icon = "group"
    menu_order = 330
    add_to_admin_menu = True
    related = ("contract__organisation", "contract__programme")
    ordering = ("contract__organisation__name", "-starts_on")
    list_display = (
        "name",
        "contract__organisation",
        "contract__programme",
        "starts_on",
        "ends_on",
        "capacity",
    )
    search_fields = ("name", "contract__organisation__name")
    search_backend_name = None
    list_export = ("name", "contract.organisation", "contract.programme", "starts_on", "ends_on", "capacity")
    export_headings = {"contract.organisation": _("Organisation"), "contract.programme": _("Programme")}
    export_filename = "cohorts"
    inspect_view_fields = ("name", "contract", "starts_on", "ends_on", "capacity")

    def get_form_class(self, for_update: bool = False) -> type[ModelForm[Any]]:
        return CohortForm
