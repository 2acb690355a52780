"""The address of the public search."""

from django.urls import path

from cms.finding import views

urlpatterns = [path("search/", views.search, name="search")]
