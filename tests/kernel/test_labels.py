"""Every app of the house carries the prefix, and so do its tables (docs/adr/0001-app-labels.md)."""

from django.apps import apps

OWN = ("kernel", "competencies", "programmes", "lms", "engagement", "cms")
OURS = [app for app in apps.get_app_configs() if app.name.split(".", maxsplit=1)[0] in OWN]


def test_every_label_has_the_prefix() -> None:
    assert {app.label for app in OURS if not app.label.startswith("leadership_")} == set()


def test_every_table_has_the_prefix() -> None:
    tables = {model._meta.db_table for app in OURS for model in app.get_models(include_auto_created=True)}

    assert {table for table in tables if not table.startswith("leadership_")} == set()
