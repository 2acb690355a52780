"""Looking at frameworks in the Wagtail admin. Nothing can be changed there: frameworks come from files."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_permission_codename
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup

from competencies import selectors
from competencies.models import Framework, Node


class ReadOnlyViewSet(ModelViewSet):
    """A listing and an inspect page. The addresses that would add, change or delete do not exist."""

    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    search_backend_name = None
    sort_order_field = None
    exclude_form_fields: tuple[str, ...] = ()

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = dict.fromkeys(
            ("add_url_name", "edit_url_name", "delete_url_name", "history_url_name", "usage_url_name")
        )
        common: dict[str, Any] = super().get_common_view_kwargs(**{**absent, **kwargs})
        return common

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path(f"inspect/<{self.pk_path_converter}:pk>/", self.inspect_view, name="inspect"),
        ]

    def get_permissions_to_register(self) -> QuerySet[Permission]:
        permissions: QuerySet[Permission] = super().get_permissions_to_register()
        return permissions.filter(codename=get_permission_codename("view", self.model_opts))

    def register_admin_url_finder(self) -> None:
        """There is no edit page to find."""


class FrameworkViewSet(ReadOnlyViewSet):
    model = Framework
    name = "leadership_frameworks"
    icon = "list-ul"
    menu_label = _("Editions")
    list_display = ("title", "reference", "purpose", "state", "valid_from", "valid_to")
    list_filter = ("purpose", "state")
    search_fields = ("code", "title", "owner")
    ordering = ("code", "-valid_from")
    inspect_view_fields = (
        "title",
        "code",
        "edition",
        "owner",
        "purpose",
        "state",
        "notice",
        "numbering_note",
        "licence_note",
        "source_url",
        "valid_from",
        "valid_to",
        "decided_by_name",
        "decided_at",
        "decision_note",
        "checksum",
    )


class NodeIndexView(generic.IndexView):
    def get_base_queryset(self) -> QuerySet[Node]:
        nodes: QuerySet[Node] = super().get_base_queryset()
        return nodes.select_related("framework").defer("source_text")


class NodeInspectView(generic.InspectView):
    """A node with what is said about it at each stage."""

    def get_field_label(self, field_name: str, field: Any) -> str:
        return (
            str(_("Stage texts"))
            if field_name == "stage_texts"
            else super().get_field_label(field_name, field)
        )

    def get_stage_texts_display_value(self) -> str:
        texts = selectors.stage_texts_of(self.object)
        return "\n\n".join(f"{text.get_stage_display()}: {text.text}" for text in texts) or "-"


class NodeViewSet(ReadOnlyViewSet):
    model = Node
    name = "leadership_framework_nodes"
    icon = "list-ul"
    menu_label = _("Competences")
    index_view_class = NodeIndexView
    inspect_view_class = NodeInspectView
    list_display = ("code", "title", "kind", "framework")
    list_filter = ("framework", "kind")
    list_per_page = 50
    search_fields = ("code", "title", "descriptor")
    ordering = ("framework", "order")
    inspect_view_fields = ("framework", "code", "kind", "parent", "title", "descriptor", "stage_texts")


class FrameworkGroup(ModelViewSetGroup):
    menu_label = _("Frameworks")
    menu_icon = "list-ul"
    menu_order = 250
    items = (FrameworkViewSet("leadership_frameworks"), NodeViewSet("leadership_framework_nodes"))
