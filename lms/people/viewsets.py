"""Trust leads in the admin."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _

from kernel.admin import ScopedModelViewSet
from lms.people.enums import MemberRole
from lms.people.forms import AppointLeadForm, EndMembershipForm
from lms.people.models import Membership


class LeadViewSet(ScopedModelViewSet):
    model = Membership
    name = "leads"
    icon = "user"
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
