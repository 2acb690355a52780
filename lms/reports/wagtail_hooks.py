"""What this app adds to the Wagtail admin: the Studio's page of evaluation."""

from __future__ import annotations

from django.urls import URLPattern
from wagtail import hooks

from lms.reports import views
from programmes.addresses import STUDIO_MENU


@hooks.register("register_admin_urls")
def show_evaluation() -> list[URLPattern]:
    return views.addresses()


hooks.register(STUDIO_MENU, views.menu_item)
