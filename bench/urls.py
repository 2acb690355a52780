"""The site's addresses, and empty pages that show what the site's own middleware costs."""

from django.urls import path

from bench import floor_views
from cms.urls import urlpatterns as site

urlpatterns = [
    path("bench/bare/", floor_views.bare),
    path("bench/session/", floor_views.session),
    path("bench/queries/", floor_views.queries),
    *site,
]
