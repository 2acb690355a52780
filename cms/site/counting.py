"""How often files are taken away: one more for the day, and nothing else is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from cms.site.models import DownloadCount
from cms.site.models.downloads import Taken
from kernel import clock

ONE_MORE = """
INSERT INTO leadership_site_downloadcount AS c (day, what, document_id, page_id, count)
VALUES (%(day)s, %(what)s, %(document)s, %(page)s, 1)
ON CONFLICT ON CONSTRAINT download_count_once_a_day DO UPDATE SET count = c.count + 1
"""
MONTH, YEAR = timedelta(days=30), timedelta(days=365)


def count(request: HttpRequest, what: Taken, *, document: int | None = None, page: int | None = None) -> None:
    """Whoever asks only for the rest of a file, or what it would be, has not taken it again."""
    if request.method != "GET" or "Range" in request.headers or getattr(request, "is_dummy", False):
        return
    asked: dict[str, Any] = {"day": clock.today(), "what": what.value, "document": document, "page": page}
    with connection.cursor() as cursor:
        cursor.execute(ONE_MORE, asked)


def count_document(instance: Any, request: HttpRequest, **_signal: Any) -> None:
    """Wagtail says so when it hands out a document."""
    count(request, Taken.FILE, document=instance.pk)


@dataclass(frozen=True)
class Row:
    name: str
    what: str
    month: int
    year: int
    ever: int


def rows(*, on: date) -> list[Row]:
    """Most taken in the last month first. One query."""
    return [
        Row(each["title"], str(Taken(each["what"]).label), each["month"], each["year"], each["ever"])
        for each in _totals(on)
    ]


def _totals(on: date) -> QuerySet[Any, Any]:
    def since(days: timedelta) -> Coalesce:
        return Coalesce(Sum("count", filter=Q(day__gt=on - days)), 0)

    titles = Coalesce("document__title", "page__title")
    named = DownloadCount.objects.values("what", "document", "page", title=titles)
    totals = named.annotate(month=since(MONTH), year=since(YEAR), ever=Sum("count"))
    return totals.order_by("-month", "-ever", "title", "what")
