"""Organisations and their looks in the admin."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from kernel.admin import ScopedModelViewSet, yes_or_no
from lms.organisations.forms import BrandForm, OrganisationForm
from lms.organisations.models import Brand, Organisation


class OrganisationViewSet(ScopedModelViewSet):
    model = Organisation
    name = "organisations"
    icon = "home"
    menu_order = 300
    add_to_admin_menu = True
    related = ("successor",)
    ordering = "name"
    list_display = ("name", "kind", "ods_code", "town", "opened_on", "closed_on")
    list_filter = ("kind", "national_grouping", "closed_on")
    search_fields = ("name", "ods_code", "town")
    search_backend_name = None
    list_export = (
        "ods_code",
        "name",
        "get_kind_display",
        "national_grouping",
        "town",
        "postcode",
        "opened_on",
        "closed_on",
        "successor",
    )
    export_headings = {"get_kind_display": _("Kind")}
    export_filename = "organisations"

    def get_form_class(self, for_update: bool = False) -> type[OrganisationForm]:
        return OrganisationForm


class BrandViewSet(ScopedModelViewSet):
    model = Brand
    name = "brands"
    icon = "view"
    menu_label = _("Looks of trusts")
    menu_order = 310
    add_to_admin_menu = True
    related = ("organisation", "logo", "right_confirmed_by")
    ordering = "display_name"
    list_display = (
        "display_name",
        "organisation",
        Column("shown", label=_("Shown"), accessor=lambda brand: yes_or_no(brand.shown), sort_key="shown"),
        "changed_at",
    )
    list_filter = ("shown",)
    search_fields = ("display_name", "organisation__name")
    search_backend_name = None
    inspect_view_fields = (
        "organisation",
        "display_name",
        "main_colour",
        "link_colour",
        "logo_alt",
        "right_confirmed_by",
        "right_confirmed_at",
        "shown",
        "version",
        "changed_at",
    )

    def get_form_class(self, for_update: bool = False) -> type[BrandForm]:
        return BrandForm
