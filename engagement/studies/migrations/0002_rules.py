"""The log, guides and releases stay as they were written; and the group whose members work on studies."""

from django.db import migrations

from kernel.database import append_only
from kernel.groups import after_leave_to_choose, make_group, permissions

MAY = {("study", "study"): ("add",)}


class Migration(migrations.Migration):
    dependencies = [
        ("leadership_studies", "0001_tables"),
        ("leadership_kernel", "0002_rules"),
        *after_leave_to_choose(),
    ]

    operations = [
        append_only("leadership_studies_frameevent"),
        append_only("leadership_studies_guideversion"),
        append_only("leadership_studies_studyrelease"),
        append_only("leadership_studies_releasedfigure"),
        make_group("Researchers", permissions("leadership_studies", MAY)),
    ]
