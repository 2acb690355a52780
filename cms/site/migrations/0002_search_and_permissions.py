"""Editors and operators may change messages of the contact page: a permission, not the names of groups.

Search finds words that are nearly right by the extension.
"""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

from kernel.groups import allow

READERS = ("Editors", "Operators")
MAY = ("leadership_site", "contactmessage", "change_contactmessage", "Can change message")


class Migration(migrations.Migration):
    dependencies = [
        ("leadership_site", "0001_tables"),
        ("leadership_people", "0002_operators_group"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [TrigramExtension(), *(allow(group, [MAY]) for group in READERS)]
