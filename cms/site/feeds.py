"""Feeds of news, by topic too, of deliverables and of good practice: the newest, as Atom and as RSS."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cms.site import listings, shelves
from cms.site.models import Topic

LENGTH = 30


class _Newest(Feed):
    feed_type: Any = Atom1Feed
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


class _Rss(Feed):
    """RSS calls the second line of a feed its description and demands one."""

    feed_type: Any = Rss201rev2Feed
    subtitle: Any

    def description(self) -> Any:
        return self.subtitle


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


class GoodPracticeFeed(_Newest):
    name = _("Good practice")
    link = "/good-practice/"
    subtitle = _("What organisations did to engage their doctors.")

    def items(self, request: HttpRequest) -> list[Any]:
        return self.located(shelves.good_practice(), request)


class TopicFeed(_Newest):
    """News about one topic. The topic is carried by the request, which Django hands to every method."""

    subtitle = _("What is new about this topic.")

    def get_object(self, request: Any, topic: str) -> HttpRequest:  # type: ignore[override]
        request.topic = Topic.objects.filter(slug=topic).first()
        if request.topic is None:
            raise Http404
        return request

    def title(self, request: Any) -> str:  # type: ignore[override]
        return f"{request.topic.name} – {settings.SITE_NAME}"

    def link(self, request: Any) -> str:
        return f"/news/?topic={request.topic.slug}"

    def items(self, request: Any) -> list[Any]:
        return self.located(listings.news().filter(topics=request.topic), request)


class NewsRss(_Rss, NewsFeed): ...


class DeliverablesRss(_Rss, DeliverablesFeed): ...


class GoodPracticeRss(_Rss, GoodPracticeFeed): ...


class TopicRss(_Rss, TopicFeed): ...


def _view(feed: Callable[..., Any]) -> Any:
    return require_safe(feed)


urlpatterns: list[URLPattern] = [
    path("news.xml", _view(NewsFeed()), name="news_feed"),
    path("news.rss", _view(NewsRss()), name="news_rss"),
    path("news/<slug:topic>.xml", _view(TopicFeed()), name="topic_feed"),
    path("news/<slug:topic>.rss", _view(TopicRss()), name="topic_rss"),
    path("deliverables.xml", _view(DeliverablesFeed()), name="deliverables_feed"),
    path("deliverables.rss", _view(DeliverablesRss()), name="deliverables_rss"),
    path("good-practice.xml", _view(GoodPracticeFeed()), name="good_practice_feed"),
    path("good-practice.rss", _view(GoodPracticeRss()), name="good_practice_rss"),
]
