"""The pages of engagement."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EngagementWebConfig(AppConfig):
    name = "engagement.web"
    label = "leadership_engagement_web"
    verbose_name = _("Engagement pages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from engagement.web.compared import add_sections  # noqa: PLC0415 -- apps are being loaded
        from engagement.web.logs import leave_codes_out  # noqa: PLC0415 -- apps are being loaded
        from lms.api import additions  # noqa: PLC0415 -- as above
        from lms.web import desk_links  # noqa: PLC0415 -- as above

        leave_codes_out()
        add_sections()
        additions.add("engagement.web.api.urls")
        desk_links.add(desk_links.DeskLink(_("Surveys"), "leadership_surveys:list"))
