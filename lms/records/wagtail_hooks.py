"""What this app adds to the Wagtail admin: the analysis of questions."""

from __future__ import annotations

from django.urls import URLPattern
from wagtail import hooks

from lms.records import views
from programmes.addresses import MODULE_BUTTONS, QUESTION_BUTTONS, STUDIO_MENU


@hooks.register("register_admin_urls")
def show_items() -> list[URLPattern]:
    return views.addresses()


hooks.register(STUDIO_MENU, views.menu_item)
hooks.register(QUESTION_BUTTONS, views.question_button)
hooks.register(MODULE_BUTTONS, views.module_buttons)
