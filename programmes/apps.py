"""The programmes app. When it is ready, its kinds of activity and item are known and publishing has rules."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "programmes"
    label = "leadership_programmes"
    verbose_name = _("Programmes")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.snippets.models import register_snippet  # noqa: PLC0415 -- needs the app registry

        from programmes import activity_types, items, preflight  # noqa: PLC0415 -- needs the app registry
        from programmes.models import Module, Programme  # noqa: PLC0415 -- needs the app registry
        from programmes.models.drafts import PublishedSnippet  # noqa: PLC0415 -- needs the app registry
        from programmes.review import asked, overdue, signing  # noqa: F401, PLC0415 -- registers its messages
        from programmes.services import publishing  # noqa: PLC0415 -- needs the app registry

        activity_types.register_shipped()
        items.register_shipped()
        preflight.register_shipped()
        asked.listen()
        # Here and not in wagtail_hooks: publishing in a command or task needs the chooser block too.
        register_snippet("programmes.viewsets.StudioGroup")
        PublishedSnippet.check_sign_off = staticmethod(signing.demand_sign_off)
        Module.check_version, Module.compile_version = publishing.check_module, publishing.compile_module
        Programme.check_version = publishing.check_programme
        Programme.compile_version = publishing.compile_programme
