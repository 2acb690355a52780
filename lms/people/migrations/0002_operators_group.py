"""The group whose members set up organisations and contracts and appoint trust leads in the admin.

It may enter the admin; what it does there is the operators' policy, not model permissions.
"""

from django.db import migrations

from kernel.groups import ENTER_ADMIN, after_leave_to_choose, make_group


class Migration(migrations.Migration):
    dependencies = [
        ("leadership_people", "0001_tables"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        *after_leave_to_choose(),
    ]

    operations = [make_group("Operators", [ENTER_ADMIN])]
