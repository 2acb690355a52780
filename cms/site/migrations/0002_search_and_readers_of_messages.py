"""Editors and operators may change messages of the contact page: a permission, not the names of groups.

Search finds words that are nearly right by the extension.
"""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

READERS = ("Editors", "Operators")
PERMISSION = ("change_contactmessage", "Can change message")


def _permission(apps, database):
    """Made here under the name that Django gives it, which it would do only after migrating."""
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(database)
    held = apps.get_model("auth", "Permission").objects.using(database)
    content_type, _ = content_types.get_or_create(app_label="leadership_site", model="contactmessage")
    codename, name = PERMISSION
    return held.get_or_create(content_type=content_type, codename=codename, defaults={"name": name})[0]


def allow(apps, schema_editor):
    database = schema_editor.connection.alias
    permission = _permission(apps, database)
    for group in apps.get_model("auth", "Group").objects.using(database).filter(name__in=READERS):
        group.permissions.add(permission)


def forbid(apps, schema_editor):
    database = schema_editor.connection.alias
    permission = _permission(apps, database)
    for group in apps.get_model("auth", "Group").objects.using(database).filter(name__in=READERS):
        group.permissions.remove(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("leadership_site", "0001_initial"),
        ("leadership_people", "0002_operators"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [TrigramExtension(), migrations.RunPython(allow, forbid)]
