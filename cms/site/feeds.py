"""Atom feeds of news and deliverables: the newest, with their summaries."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from cms.site import listings

LENGTH = 30


class _Newest(Feed):
    feed_type = Atom1Feed
    author_name = settings.SITE_NAME

    name: Any

    def title(self) -> str:
        return f"{self.name} – {settings.SITE_NAME}"

    def get_object(self, request: HttpRequest) -> HttpRequest:
        return request

    def located(self, rows: Any, request: HttpRequest) -> list[Any]:
        """With their addresses, which cost a query each where the request is not asked."""
        found = list(rows[:LENGTH])
        for row in found:
            row.address = row.get_full_url(request)
        return found

    def item_title(self, item: Any) -> str:
        return str(item.title)

    def item_description(self, item: Any) -> str:
        return str(item.summary)

    def item_link(self, item: Any) -> str:
        return str(item.address)

    def item_pubdate(self, item: Any) -> datetime:
        return timezone.make_aware(datetime.combine(item.date, time(12)))

    def item_updateddate(self, item: Any) -> datetime:
        return max(item.last_published_at or self.item_pubdate(item), self.item_pubdate(item))


class NewsFeed(_Newest):
    name = _("News")
    link = "/news/"
    subtitle = _("What is new.")

    def items(self, request: HttpRequest) -> list[Any]:
        return self.located(listings.news(), request)


class DeliverablesFeed(_Newest):
    name = _("Deliverables")
    link = "/deliverables/"
    subtitle = _("Reports, tools and data to take away.")

    def items(self, request: HttpRequest) -> list[Any]:
        return self.located(listings.deliverables(), request)
