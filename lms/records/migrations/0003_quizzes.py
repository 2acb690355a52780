"""Quizzes that begin with a press, what became of each question, and extra time."""

import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.db import migrations, models

from kernel.database import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('leadership_organisations', '0001_initial'),
        ('leadership_people', '0001_initial'),
        ('leadership_records', '0002_append_only'),
    ]

    operations = [
        migrations.AddField(
            model_name='attempt',
            name='setup',
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.CreateModel(
            name='ExtraTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('percent', models.PositiveSmallIntegerField(choices=[(25, 'a quarter more'), (50, 'half as much again'), (100, 'twice the time')])),
                ('set_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_organisations.organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extra_times', to='leadership_people.person')),
            ],
            options={
                'verbose_name': 'extra time',
                'verbose_name_plural': 'extra times',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('percent__in', [25, 50, 100])), name='extra_time_percent'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('set_at')), _connector='OR'), name='extra_time_ends_after'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('person', 'organisation'), name='one_extra_time', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='QuestionOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question_key', models.UUIDField()),
                ('position', models.PositiveSmallIntegerField()),
                ('correct', models.BooleanField()),
                ('chosen', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), default=list, size=None)),
                ('fact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='leadership_records.learningfact')),
            ],
            options={
                'verbose_name': 'outcome of a question',
                'verbose_name_plural': 'outcomes of questions',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['question_key'], name='outcome_of_question')],
                'constraints': [models.UniqueConstraint(fields=('fact', 'question_key'), name='question_outcome_once'), models.CheckConstraint(condition=models.Q(('position__gte', 1)), name='question_outcome_from_one')],
            },
        ),
        append_only("leadership_records_questionoutcome"),
    ]
