"""The menu *Engagement* of the Wagtail admin, and the pages about questionnaires."""

from wagtail import hooks

from engagement.instruments import views
from engagement.instruments.addresses import ENGAGEMENT_MENU

hooks.register("register_admin_urls", views.addresses)
hooks.register("register_admin_menu_item", views.menu)
hooks.register(ENGAGEMENT_MENU, views.menu_item)
