"""What this app adds to the Wagtail admin: a programme's people in flight."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern
from wagtail import hooks

from lms.amendments import views
from programmes.addresses import PROGRAMME_BUTTONS
from programmes.models import Programme


@hooks.register("register_admin_urls")
def show_people_in_flight() -> list[URLPattern]:
    return views.addresses()


@hooks.register(PROGRAMME_BUTTONS)
def lead_to_people(request: HttpRequest, programme: Programme) -> Any:
    return views.button(request, programme)
