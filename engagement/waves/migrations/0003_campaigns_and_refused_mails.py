"""Waves that were planned together, and how many invitations no server would take."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from kernel.migrating import ChangesAtOnce


class Migration(ChangesAtOnce):

    dependencies = [
        ('leadership_instruments', '0002_published_versions_stay'),
        ('leadership_organisations', '0001_tables'),
        ('leadership_waves', '0002_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'survey campaign',
                'verbose_name_plural': 'survey campaigns',
                'ordering': ['-made_at', 'id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.AddField(
            model_name='mailing',
            name='refused',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name='mailing',
            constraint=models.CheckConstraint(condition=models.Q(('number', 1), ('refused', 0), _connector='OR'), name='survey_reminder_counts_nobody'),
        ),
        migrations.AddField(
            model_name='surveywave',
            name='campaign',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='waves', to='leadership_waves.campaign', verbose_name='campaign'),
        ),
        migrations.AddConstraint(
            model_name='surveywave',
            constraint=models.UniqueConstraint(fields=('campaign', 'organisation'), name='survey_campaign_once'),
        ),
    ]
