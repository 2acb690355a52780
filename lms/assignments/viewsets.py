"""Markers in the admin: for all seats of a programme, or for those of one organisation."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from kernel.admin import ScopedIndexView, ScopedModelViewSet
from lms.assignments.forms import AppointMarkerForm, EndMarkerForm
from lms.assignments.models import Marker
from programmes.models import ProgrammeVersion


class MarkersView(ScopedIndexView):
    def get_base_queryset(self) -> QuerySet[Any]:
        titles = ProgrammeVersion.objects.filter(programme_key=OuterRef("programme_key"))
        found: QuerySet[Any] = (
            super()
            .get_base_queryset()
            .annotate(programme=Subquery(titles.order_by("-number").values("title")[:1]))
        )
        return found


class MarkerViewSet(ScopedModelViewSet):
    model = Marker
    name = "markers"
    icon = "tick-inverse"
    menu_label = _("Markers")
    menu_order = 313
    add_to_admin_menu = True
    index_view_class = MarkersView
    related = ("person", "organisation")
    ordering = ("person__family_name", "person__given_name", "-starts_on")
    list_display = (
        "person",
        Column("programme", label=_("Programme"), accessor="programme"),
        "organisation",
        "starts_on",
        "ends_on",
    )
    search_fields = ("person__family_name", "person__given_name", "organisation__name")
    search_backend_name = None
    list_export = ("person.full_name", "programme", "organisation", "starts_on", "ends_on")
    export_headings = MappingProxyType({"person.full_name": _("Name"), "programme": _("Programme")})
    export_filename = "markers"
    inspect_view_fields = ("person", "programme_key", "organisation", "starts_on", "ends_on")

    def get_form_class(self, for_update: bool = False) -> type[ModelForm[Any]]:
        return EndMarkerForm if for_update else AppointMarkerForm
