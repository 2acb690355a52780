"""What this app adds to the Wagtail admin: a programme's people in flight."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern
from wagtail import hooks

from lms.amendments import views
from lms.amendments.retiring import views as retiring
from programmes.addresses import PROGRAMME_BUTTONS, STUDIO_MENU
from programmes.models import Programme


@hooks.register("register_admin_urls")
def show_people_in_flight() -> list[URLPattern]:
    return [*views.addresses(), *retiring.addresses()]


@hooks.register(PROGRAMME_BUTTONS)
def lead_to_people(request: HttpRequest, programme: Programme) -> Any:
    return views.button(request, programme)


@hooks.register(PROGRAMME_BUTTONS)
def lead_to_retiring(request: HttpRequest, programme: Programme) -> Any:
    return retiring.button(request, programme)


hooks.register(STUDIO_MENU, retiring.menu_item)
hooks.register("after_edit_snippet", views.tell_of_people)
