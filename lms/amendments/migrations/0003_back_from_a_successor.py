"""Going on to a successor can be taken back; an equivalence has a name of its own outside."""

import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("leadership_amendments", "0002_rules"),
        ("leadership_enrolment", "0003_back_from_a_successor"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='run',
            name='run_to_successor_stays',
        ),
        migrations.AddField(
            model_name='equivalence',
            name='uid',
            field=models.UUIDField(editable=False, null=True),
        ),
        # Each row its own: a default would give one to all.
        migrations.RunSQL(
            "UPDATE leadership_amendments_equivalence SET uid = gen_random_uuid()", migrations.RunSQL.noop
        ),
        migrations.AlterField(
            model_name='equivalence',
            name='uid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddField(
            model_name='move',
            name='left',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='gone_on', to='leadership_enrolment.enrolment'),
        ),
    ]
