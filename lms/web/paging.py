"""Pages of long lists."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator


class KeysFirst(Paginator[Any]):
    """Chooses and orders by key alone; only the rows of the page are read with all that is shown of them.

    ``chosen`` is what the pages are cut from, ``rows`` the same in the same order with everything joined.
    """

    def __init__(self, chosen: Any, per_page: int, *, rows: Any) -> None:
        super().__init__(chosen, per_page)
        self.rows = rows

    def page(self, number: int | str) -> Page[Any]:
        valid = self.validate_number(number)
        first = (valid - 1) * self.per_page
        keys: Any = self.object_list
        shown = keys.values_list("pk", flat=True)[first : min(first + self.per_page, self.count)]
        # As a list: were it part of the other question, PostgreSQL might join everything first.
        return Page(self.rows.filter(pk__in=list(shown)), valid, self)
