"""Addresses of the site itself that are no pages."""

from django.urls import path
from django.views.decorators.http import require_safe

from cms.site import feeds, views

urlpatterns = [
    path("health/", views.health, name="health"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("feeds/news.xml", require_safe(feeds.NewsFeed()), name="news_feed"),
    path("feeds/deliverables.xml", require_safe(feeds.DeliverablesFeed()), name="deliverables_feed"),
]
