"""Pages by cursor: the last costs as much as the first, and nothing is shown twice while rows are added."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from lms.api.inputs import PAGE_SIZE
from lms.api.problems import Fault, Problem

AFTER, BEFORE = "a", "b"


@dataclass(frozen=True)
class Cursor:
    """A place in a list: after or before the row with this public key, never an internal number."""

    direction: str
    key: str

    def encode(self) -> str:
        return base64.urlsafe_b64encode(f"{self.direction}{self.key}".encode()).decode().rstrip("=")


def read_cursor(text: str, read_key: Callable[[str], object]) -> Cursor:
    try:
        decoded = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode(
            "ascii"
        )
        cursor = Cursor(decoded[:1], decoded[1:])
        read_key(cursor.key)
    except (ValueError, binascii.Error) as error:
        raise wrong_cursor() from error
    if cursor.direction not in (AFTER, BEFORE) or not cursor.key.isprintable():
        raise wrong_cursor()
    return cursor


def wrong_cursor() -> Problem:
    return Problem(
        400,
        "wrong_parameters",
        _("This place in the list is not known, or not any more."),
        mend=_("Start again from the first page."),
        faults=[Fault("cursor", _("Not a cursor of this list."), _("Leave it out."), kind="parameter")],
    )


class CursorPages(BasePagination):
    """``order`` is a unique column, such as "-id"; ``key`` the public one that cursors hold."""

    order = "-id"
    key = "uid"
    read_key: Callable[[str], object] = staticmethod(UUID)

    def __init__(self, *, cursor: str | None = None, page_size: int = PAGE_SIZE) -> None:
        self.text = cursor
        self.page_size = page_size
        self.next: str | None = None
        self.previous: str | None = None

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        cursor = read_cursor(self.text, self.read_key) if self.text else None
        backwards = cursor is not None and cursor.direction == BEFORE
        rows = queryset.order_by(self._reversed() if backwards else self.order)
        if cursor is not None:
            rows = self._beyond(rows, queryset, cursor, backwards=backwards)
        found = list(rows[: self.page_size + 1])
        if cursor is not None and not found and not queryset.filter(**{self.key: cursor.key}).exists():
            raise wrong_cursor()
        more = len(found) > self.page_size
        page = found[: self.page_size]
        if backwards:
            page.reverse()
        if page and (more or backwards):
            self.next = self._link(request, Cursor(AFTER, self._key_of(page[-1])))
        if page and (more if backwards else cursor is not None):
            self.previous = self._link(request, Cursor(BEFORE, self._key_of(page[0])))
        return page

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.next, "previous": self.previous, "results": data})

    def _beyond(self, rows: Any, queryset: Any, cursor: Cursor, *, backwards: bool) -> Any:
        """Rows past the cursor's own, whose place the same query looks up."""
        place = queryset.order_by().filter(**{self.key: cursor.key}).values(self.order.lstrip("-"))[:1]
        descending = self.order.startswith("-") is not backwards
        return rows.filter(**{f"{self.order.lstrip('-')}__{'lt' if descending else 'gt'}": place})

    def _reversed(self) -> str:
        return self.order[1:] if self.order.startswith("-") else f"-{self.order}"

    def _key_of(self, row: Any) -> str:
        for part in self.key.split("__"):
            row = getattr(row, part)
        return str(row)

    def _link(self, request: Request, cursor: Cursor) -> str:
        return str(replace_query_param(request.build_absolute_uri(), "cursor", cursor.encode()))
