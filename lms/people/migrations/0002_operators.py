"""The group whose members set up organisations and contracts and appoint trust leads in the admin."""

from typing import Any

from django.db import migrations

from kernel.database import after_leave_to_choose, remove_group

GROUP = "Operators"


def make_group(apps: Any, schema_editor: Any) -> None:
    """The group may enter the admin; what it does there is the operators' policy, not model permissions."""
    group, _made = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    enter = apps.get_model("auth", "Permission").objects.get(
        content_type__app_label="wagtailadmin", codename="access_admin"
    )
    group.permissions.add(enter)


def take_group_away(apps: Any, schema_editor: Any) -> None:
    remove_group(apps, schema_editor.connection.alias, GROUP)


class Migration(migrations.Migration):
    dependencies = [
        ("leadership_people", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        *after_leave_to_choose(),
    ]

    operations = [migrations.RunPython(make_group, take_group_away)]
