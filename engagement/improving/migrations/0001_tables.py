"""The tables of this app."""

import datetime
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from kernel.migrating import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('leadership_waves', '0002_rules'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Improvement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('measure', models.CharField(blank=True, default='', max_length=40, verbose_name='about')),
                ('said', models.CharField(max_length=500, verbose_name='you said')),
                ('doing', models.CharField(max_length=500, verbose_name='we did')),
                ('said_cy', models.CharField(blank=True, default='', max_length=500, verbose_name='you said, in Welsh')),
                ('doing_cy', models.CharField(blank=True, default='', max_length=500, verbose_name='we did, in Welsh')),
                ('owner', models.CharField(help_text='A role, not a name.', max_length=120, verbose_name='who sees to it')),
                ('due_on', models.DateField(verbose_name='by')),
                ('progress', models.CharField(choices=[('planned', 'planned'), ('under_way', 'under way'), ('done', 'done'), ('dropped', 'dropped')], default='planned', max_length=10, verbose_name='state')),
                ('why_dropped', models.CharField(blank=True, default='', max_length=500, verbose_name='why it was dropped')),
                ('is_public', models.BooleanField(default=False, verbose_name='public')),
                ('made_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='improvements', to='leadership_waves.surveywave')),
            ],
            options={
                'verbose_name': 'improvement',
                'verbose_name_plural': 'improvements',
                'ordering': ['due_on', 'id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('due_on__isnull', True), ('due_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), name='improvement_days', violation_error_message='Give a day between 1900 and 2100.'), models.CheckConstraint(condition=models.Q(('progress__in', ['planned', 'under_way', 'done', 'dropped'])), name='improvement_progress_known'), models.CheckConstraint(condition=models.Q(('doing__regex', '\\S'), ('owner__regex', '\\S'), ('said__regex', '\\S')), name='improvement_has_words'), models.CheckConstraint(condition=models.Q(models.Q(('doing_cy', ''), ('said_cy', '')), models.Q(('doing_cy__regex', '\\S'), ('said_cy__regex', '\\S')), _connector='OR'), name='improvement_welsh_whole'), models.CheckConstraint(condition=models.Q(models.Q(('progress', 'dropped'), ('why_dropped__regex', '\\S')), models.Q(models.Q(('progress', 'dropped'), _negated=True), ('why_dropped', '')), _connector='OR'), name='improvement_dropped_says_why'), models.CheckConstraint(condition=models.Q(('measure', ''), ('measure__regex', '^[a-z][a-z0-9]*(-[a-z0-9]+)*$'), _connector='OR'), name='improvement_measure')],
            },
        ),
    ]
