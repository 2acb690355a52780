"""References by title only; whatever may be exchanged has a name of its own outside and a time."""

import django.contrib.postgres.functions
import django.db.models.functions.datetime
import uuid
from django.conf import settings
from django.db import migrations, models

from kernel.migrating import ChangesAtOnce


class Migration(ChangesAtOnce):

    dependencies = [
        ('leadership_competencies', '0004_scale_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='node',
            name='framework_node_has_words',
        ),
        migrations.AddField(
            model_name='framework',
            name='changed_at',
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name='changed at'),
        ),
        migrations.AddField(
            model_name='framework',
            name='purpose',
            field=models.CharField(choices=[('competence', 'Claimed by modules'), ('reference', 'Titles for reference')], default='competence', help_text='A reference is not offered where modules claim competences.', max_length=10, verbose_name='purpose'),
        ),
        migrations.AddField(
            model_name='node',
            name='uid',
            field=models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AlterField(
            model_name='node',
            name='descriptor',
            field=models.TextField(blank=True, verbose_name='descriptor'),
        ),
        migrations.AddConstraint(
            model_name='framework',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['competence', 'reference'])), name='framework_purpose_known'),
        ),
        migrations.AddConstraint(
            model_name='node',
            constraint=models.CheckConstraint(condition=models.Q(('title__regex', '\\S')), name='framework_node_has_title'),
        ),
    ]
