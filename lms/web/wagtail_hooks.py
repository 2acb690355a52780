"""What this app adds to the Wagtail admin: the operators' screens of recognised earlier learning."""

from __future__ import annotations

from django.urls import URLPattern
from wagtail import hooks

from lms.web.views import operators_recognition


@hooks.register("register_admin_urls")
def recognise_learning() -> list[URLPattern]:
    return operators_recognition.addresses()


hooks.register("register_admin_menu_item", operators_recognition.menu_item)
