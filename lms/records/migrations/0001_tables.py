"""The tables of this app."""

import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.fields.json
import django.db.models.functions.comparison
import django.db.models.functions.math
import django.db.models.lookups
import uuid
from django.conf import settings
from django.db import migrations, models

from kernel.migrating import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('leadership_competencies', '0001_tables'),
        ('leadership_enrolment', '0001_tables'),
        ('leadership_organisations', '0001_tables'),
        ('leadership_people', '0001_tables'),
        ('leadership_programmes', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='leadership_people.person')),
                ('enrolment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='leadership_enrolment.enrolment')),
                ('module_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.moduleversion')),
                ('module_key', models.UUIDField()),
                ('activity_key', models.UUIDField()),
                ('state', models.JSONField(default=dict)),
                ('started_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(blank=True, null=True)),
                ('page_mark', models.CharField(blank=True, db_default='', default='', max_length=36)),
                ('setup', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'verbose_name': 'attempt',
                'verbose_name_plural': 'attempts',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(condition=models.Q(('submitted_at__isnull', True)), fields=('person', 'module_key', 'activity_key'), name='one_open_attempt')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='LearningFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='leadership_people.person')),
                ('enrolment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='leadership_enrolment.enrolment')),
                ('verb', models.CharField(choices=[('completed', 'completed'), ('scored', 'scored'), ('revoked', 'revoked'), ('credited', 'credits recorded'), ('recognised', 'earlier learning recognised')], max_length=20)),
                ('module_key', models.UUIDField(blank=True, null=True)),
                ('activity_key', models.UUIDField(blank=True, null=True)),
                ('requirement_key', models.UUIDField(blank=True, null=True)),
                ('module_version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.moduleversion')),
                ('module_text', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.moduletext')),
                ('result', models.JSONField(default=dict)),
                ('effective_at', models.DateTimeField()),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('source', models.CharField(max_length=40)),
                ('source_key', models.CharField(max_length=100)),
                ('supersedes', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='leadership_records.learningfact')),
            ],
            options={
                'verbose_name': 'learning fact',
                'verbose_name_plural': 'learning facts',
                'ordering': ['id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['person', 'module_key', 'activity_key'], name='fact_person_activity')],
                'constraints': [models.UniqueConstraint(fields=('source', 'source_key'), name='fact_source_key'), models.CheckConstraint(condition=models.Q(models.Q(('verb', 'revoked'), _negated=True), ('supersedes__isnull', False), _connector='OR'), name='fact_revocation_names_a_fact'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('verb__in', ['completed', 'scored'])), models.Q(('activity_key__isnull', False), ('module_key__isnull', False), ('module_version__isnull', False), ('requirement_key__isnull', True))), models.Q(models.Q(('requirement_key__isnull', True), ('verb', 'credited')), models.Q(('activity_key__isnull', True), ('enrolment__isnull', False), ('module_key__isnull', True), ('module_text__isnull', True), ('module_version__isnull', True))), models.Q(models.Q(('requirement_key__isnull', False), ('verb', 'recognised')), models.Q(('activity_key__isnull', True), ('enrolment__isnull', False), ('module_key__isnull', True), ('module_text__isnull', True), ('module_version__isnull', True))), models.Q(models.Q(('verb', 'revoked')), models.Q(models.Q(models.Q(('activity_key__isnull', False), ('module_key__isnull', False), ('module_version__isnull', False), ('requirement_key__isnull', True)), models.Q(('activity_key__isnull', True), ('enrolment__isnull', False), ('module_key__isnull', True), ('module_text__isnull', True), ('module_version__isnull', True)), _connector='OR'))), _connector='OR'), name='fact_says_what_it_is_about'), models.CheckConstraint(condition=models.Q(models.Q(('verb', 'credited'), _negated=True), models.Q(django.db.models.lookups.Exact(django.db.models.functions.math.Mod(django.db.models.functions.comparison.Cast(django.db.models.fields.json.KeyTextTransform('credits', 'result'), models.IntegerField()), 25), 0), ('result__credits__gte', 25), ('result__credits__lte', 10000), ('result__has_key', 'credits')), _connector='OR'), name='fact_counts_quarter_credits')],
            },
        ),
        migrations.CreateModel(
            name='FactWords',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fact', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='words', to='leadership_records.learningfact')),
                ('text', models.CharField(blank=True, max_length=300)),
                ('evidence', models.TextField(blank=True, default='', max_length=2000)),
            ],
            options={
                'verbose_name': 'words beside a fact',
                'verbose_name_plural': 'words beside facts',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='QuestionOutcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('fact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='leadership_records.learningfact')),
                ('question_key', models.UUIDField()),
                ('position', models.PositiveSmallIntegerField()),
                ('correct', models.BooleanField()),
                ('chosen', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), default=list, size=None)),
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
        migrations.CreateModel(
            name='ExtraTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extra_times', to='leadership_people.person')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_organisations.organisation')),
                ('percent', models.PositiveSmallIntegerField(choices=[(25, 'a quarter more'), (50, 'half as much again'), (100, 'twice the time')])),
                ('set_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'extra time',
                'verbose_name_plural': 'extra times',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('percent__in', [25, 50, 100])), name='extra_time_percent'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('set_at')), _connector='OR'), name='extra_time_ends_after'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('person', 'organisation'), name='one_extra_time', nulls_distinct=False)],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='SelfRating',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='self_ratings', to='leadership_people.person')),
                ('fact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='self_ratings', to='leadership_records.learningfact')),
                ('node', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_competencies.node')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.activity')),
                ('step', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('steps', models.PositiveSmallIntegerField()),
                ('rated_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'self-rating',
                'verbose_name_plural': 'self-ratings',
                'ordering': ['id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['person', 'node', 'rated_at'], name='self_rating_person_node')],
                'constraints': [models.UniqueConstraint(fields=('fact', 'node'), name='self_rating_once'), models.CheckConstraint(condition=models.Q(('step__isnull', True), models.Q(('step__gte', 1), ('step__lte', models.F('steps'))), _connector='OR'), name='self_rating_on_the_scale')],
            },
        ),
        migrations.CreateModel(
            name='EvaluationAnswer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.activity')),
                ('programme_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.programmeversion')),
                ('question', models.UUIDField()),
                ('level', models.CharField(max_length=10)),
                ('rating', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('before', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('option', models.UUIDField(blank=True, null=True)),
                ('month', models.DateField()),
            ],
            options={
                'verbose_name': 'evaluation answer',
                'verbose_name_plural': 'evaluation answers',
                'indexes': [models.Index(fields=['activity', 'question'], name='evaluation_activity_question')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('option__isnull', True), ('rating__isnull', False)), models.Q(('before__isnull', True), ('option__isnull', False), ('rating__isnull', True)), _connector='OR'), name='evaluation_answer_says_something'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='evaluation_answer_month'), models.CheckConstraint(condition=models.Q(('month__isnull', True), ('month__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), name='evaluation_answer_days', violation_error_message='Give a day between 1900 and 2100.')],
            },
        ),
        migrations.CreateModel(
            name='EvaluationComment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.activity')),
                ('programme_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.programmeversion')),
                ('question', models.UUIDField()),
                ('level', models.CharField(max_length=10)),
                ('text', models.TextField()),
                ('month', models.DateField()),
            ],
            options={
                'verbose_name': 'evaluation comment',
                'verbose_name_plural': 'evaluation comments',
                'indexes': [models.Index(fields=['activity', 'question'], name='comment_activity_question')],
                'constraints': [models.CheckConstraint(condition=models.Q(('month__isnull', True), ('month__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), name='evaluation_comment_days', violation_error_message='Give a day between 1900 and 2100.')],
            },
        ),
    ]
