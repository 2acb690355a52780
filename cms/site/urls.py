"""Addresses of the site itself that are no pages."""

from django.urls import include, path

from cms.site import feeds, library_views, newsletter_views, views

urlpatterns = [
    path("health/", views.health, name="health"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("feeds/", include(feeds)),
    path("library/", include(library_views)),
    path("newsletter/", include(newsletter_views)),
]
