"""The floor's addresses."""

from django.urls import path

from bench import floor_views

urlpatterns = [
    path("bench/bare/", floor_views.bare),
    path("bench/session/", floor_views.session),
    path("bench/queries/", floor_views.queries),
]
