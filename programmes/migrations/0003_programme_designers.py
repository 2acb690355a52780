"""The group that works in the Studio: it writes, translates and publishes, and may do nothing else."""

from django.db import migrations

from kernel.database import after_leave_to_choose, remove_group

GROUP = "Programme designers"
KEEP = {"add": "Can add {}", "change": "Can change {}", "view": "Can view {}"}
STUDIO = {"publish": "Can publish {}", "lock": "Can lock {}", "unlock": "Can unlock {}"}
MODELS = {
    "module": ("module", KEEP | STUDIO),
    "programme": ("programme", KEEP | STUDIO),
    "media": ("video or audio", KEEP),
}


def permissions(apps, database):
    """Made here under the names that Django and Wagtail give them, which they would do only after migrating."""
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(database)
    held = apps.get_model("auth", "Permission").objects.using(database)
    wanted = [
        ("wagtailadmin", "admin", "access_admin", "Can access Wagtail admin"),
        ("simple_translation", "simpletranslation", "submit_translation", "Can submit translations"),
        *(
            ("leadership_programmes", model, f"{action}_{model}", may.format(name))
            for model, (name, actions) in MODELS.items()
            for action, may in actions.items()
        ),
    ]
    for app, model, codename, name in wanted:
        content_type, _ = content_types.get_or_create(app_label=app, model=model)
        yield held.get_or_create(content_type=content_type, codename=codename, defaults={"name": name})[0]


def add_group(apps, schema_editor):
    database = schema_editor.connection.alias
    group, _ = apps.get_model("auth", "Group").objects.using(database).get_or_create(name=GROUP)
    group.permissions.add(*permissions(apps, database))


def take_group_away(apps, schema_editor):
    remove_group(apps, schema_editor.connection.alias, GROUP)


class Migration(migrations.Migration):
    dependencies = [
        ("leadership_programmes", "0002_append_only"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        *after_leave_to_choose(),
    ]

    operations = [migrations.RunPython(add_group, take_group_away)]
