"""Programme designers keep videos and sound too, with the same rights as over modules."""

from django.db import migrations

GROUP = "Programme designers"
ACTIONS = {"add": "Can add {}", "change": "Can change {}", "view": "Can view {}"}
MODEL, NAME = "media", "video or audio"


def permissions(apps, database):
    """Made here under the names that Django gives them, which it would do only after migrating."""
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(database)
    held = apps.get_model("auth", "Permission").objects.using(database)
    content_type, _ = content_types.get_or_create(app_label="leadership_programmes", model=MODEL)
    for action, name in ACTIONS.items():
        yield held.get_or_create(
            content_type=content_type,
            codename=f"{action}_{MODEL}",
            defaults={"name": name.format(NAME)},
        )[0]


def allow(apps, schema_editor):
    database = schema_editor.connection.alias
    group, _ = apps.get_model("auth", "Group").objects.using(database).get_or_create(name=GROUP)
    group.permissions.add(*permissions(apps, database))


class Migration(migrations.Migration):
    dependencies = [("leadership_programmes", "0005_media")]

    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
