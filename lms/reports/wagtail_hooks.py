"""What this app adds to the Wagtail admin: the Studio's pages of evaluation and of insight."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern
from wagtail import hooks

from lms.reports import views
from lms.reports.insight import views as insight
from programmes.addresses import PROGRAMME_BUTTONS, STUDIO_MENU
from programmes.models import Programme


@hooks.register("register_admin_urls")
def show_evaluation() -> list[URLPattern]:
    return views.addresses()


@hooks.register("register_admin_urls")
def show_insight() -> list[URLPattern]:
    return insight.addresses()


@hooks.register(PROGRAMME_BUTTONS)
def lead_to_insight(request: HttpRequest, programme: Programme) -> Any:
    return insight.button(request, programme)


hooks.register(STUDIO_MENU, views.menu_item)
hooks.register(STUDIO_MENU, insight.menu_item)
