"""Norms, outcomes and analysts in the menu *Engagement* of the admin."""

from __future__ import annotations

from wagtail import hooks
from wagtail.admin.menu import MenuItem

from engagement.instruments.addresses import ENGAGEMENT_MENU
from engagement.web.views import operators

hooks.register("register_admin_urls", operators.addresses)


@hooks.register(ENGAGEMENT_MENU)
def norms() -> MenuItem:
    return operators.menu_items()[0]


@hooks.register(ENGAGEMENT_MENU)
def outcomes() -> MenuItem:
    return operators.menu_items()[1]


@hooks.register(ENGAGEMENT_MENU)
def analysts() -> MenuItem:
    return operators.menu_items()[2]
