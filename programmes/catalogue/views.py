"""The list of modules in the Studio, as a library."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from programmes.catalogue.columns import used_in_words
from programmes.catalogue.facts import in_words
from programmes.catalogue.uses import Use, uses_of
from programmes.listing import DraftIndexView


class ModuleIndexView(DraftIndexView):
    uses: Mapping[UUID, list[Use]] = {}
    """Of the modules on this page."""

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return in_words(queryset, self.search_query) if self.is_searching else queryset

    @cached_property
    def columns(self) -> list[Any]:
        used = Column("uses", label=_("Used in"), accessor=self.used)
        *columns, published = super().columns
        return [*columns, used, published]

    def used(self, module: Any) -> str:
        return used_in_words(self.uses.get(module.translation_key, []))

    def get_table(self, object_list: Any) -> Any:
        self.uses = uses_of([each.translation_key for each in object_list])
        return super().get_table(object_list)
