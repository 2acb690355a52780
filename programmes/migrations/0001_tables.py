"""The tables of this app."""

import datetime
import django.contrib.postgres.fields
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import modelsearch.index
import programmes.fields
import programmes.rules.tree
import uuid
import wagtail.fields
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models

from kernel.migrating import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('leadership_competencies', '0001_tables'),
        ('leadership_kernel', '0001_tables'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='QuestionBank',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=120, unique=True, verbose_name='title')),
                ('description', models.TextField(blank=True, max_length=600, verbose_name='what it is for')),
                ('archived', models.BooleanField(default=False, verbose_name='archived')),
            ],
            options={
                'verbose_name': 'question bank',
                'verbose_name_plural': 'question banks',
                'ordering': ['title', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='question_bank_has_title')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('bank', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='leadership_programmes.questionbank', verbose_name='bank')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('kind', models.CharField(choices=[('single', 'One answer'), ('multiple', 'Several answers'), ('ordering', 'Steps in order'), ('matching', 'Matching pairs'), ('numeric', 'Number'), ('short_text', 'Short answer')], editable=False, max_length=20, verbose_name='kind')),
                ('body', wagtail.fields.RichTextField(verbose_name='question')),
                ('content', programmes.fields.OpenStreamField(default=list, verbose_name='kind and answers')),
                ('feedback', models.TextField(blank=True, max_length=2000, verbose_name='explanation')),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('difficulty', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='difficulty')),
                ('archived', models.BooleanField(default=False, verbose_name='archived')),
            ],
            options={
                'verbose_name': 'question',
                'verbose_name_plural': 'questions',
                'ordering': ['title', 'pk'],
                'unique_together': {('translation_key', 'locale')},
                'abstract': False,
                'indexes': [models.Index(fields=['bank', 'archived', 'difficulty'], name='question_to_draw')],
                'constraints': [models.CheckConstraint(condition=models.Q(('difficulty__range', (1, 5))), name='question_difficulty'), models.CheckConstraint(condition=models.Q(('kind__in', ['single', 'multiple', 'ordering', 'matching', 'numeric', 'short_text'])), name='question_kind'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='question_has_title')],
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.CreateModel(
            name='Module',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                ('locked', models.BooleanField(default=False, editable=False, verbose_name='locked')),
                ('locked_at', models.DateTimeField(editable=False, null=True, verbose_name='locked at')),
                ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
                ('is_template', models.BooleanField(default=False, editable=False, verbose_name='template')),
                ('copied_from', models.UUIDField(editable=False, null=True, verbose_name='copied from')),
                ('copied_version', models.PositiveIntegerField(editable=False, null=True)),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('summary', models.TextField(help_text='What a doctor will be able to do after it, in two lines.', max_length=600, verbose_name='summary')),
                ('body', programmes.fields.OpenStreamField(blank=True, default=list, verbose_name='body')),
                ('review_on', models.DateField(blank=True, help_text='When what it says may be out of date. Preflight reminds of it from that day on.', null=True, verbose_name='look at it again on')),
            ],
            options={
                'verbose_name': 'module',
                'verbose_name_plural': 'modules',
                'unique_together': {('translation_key', 'locale')},
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
            bases=(wagtail.models.preview.PreviewableMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                ('locked', models.BooleanField(default=False, editable=False, verbose_name='locked')),
                ('locked_at', models.DateTimeField(editable=False, null=True, verbose_name='locked at')),
                ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
                ('is_template', models.BooleanField(default=False, editable=False, verbose_name='template')),
                ('copied_from', models.UUIDField(editable=False, null=True, verbose_name='copied from')),
                ('copied_version', models.PositiveIntegerField(editable=False, null=True)),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('slug', models.SlugField(max_length=80, verbose_name='address')),
                ('summary', models.TextField(max_length=600, verbose_name='summary')),
                ('stage', models.CharField(choices=[('undergraduate', 'Undergraduate'), ('postgraduate', 'Postgraduate'), ('continuing', 'Continuing practice')], max_length=20, verbose_name='career stage')),
                ('open_to_all', models.BooleanField(default=False, help_text='Anyone who registers can join, without a sponsor.', verbose_name='open to all')),
                ('duration_days', models.PositiveIntegerField(default=180, verbose_name='length in days')),
                ('tree', programmes.fields.TreeField(default=programmes.rules.tree.empty_tree, verbose_name='requirements')),
                ('reminders', programmes.fields.OpenStreamField(blank=True, default=list, verbose_name='reminders')),
                ('promises', programmes.fields.OpenStreamField(blank=True, default=list, verbose_name='promised competences')),
                ('promises_welsh', models.BooleanField(default=False, help_text='Everything in it can be read in Welsh. Preflight keeps that promise.', verbose_name='promised in Welsh')),
            ],
            options={
                'verbose_name': 'programme',
                'verbose_name_plural': 'programmes',
                'unique_together': {('translation_key', 'locale')},
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('slug', 'locale'), name='programme_slug_per_language'), models.CheckConstraint(condition=models.Q(('duration_days__range', (1, 3650))), name='programme_length')],
                'indexes': [],
            },
            bases=(wagtail.models.preview.PreviewableMixin, modelsearch.index.Indexed, models.Model),
        ),
        migrations.CreateModel(
            name='LinkCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.CharField(max_length=2000, unique=True)),
                ('checked_at', models.DateTimeField()),
                ('answer', models.CharField(choices=[('fine', 'it opens'), ('refused', 'the server refuses it'), ('gone', 'there is no such page'), ('unreachable', 'no server answers'), ('not_public', 'it is not on the public internet'), ('certificate', 'its certificate is not valid'), ('too_many_steps', 'it leads on and on')], max_length=20)),
                ('status', models.PositiveIntegerField(blank=True, null=True)),
                ('failing_since', models.DateTimeField(blank=True, null=True)),
                ('failures', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['url'],
                'indexes': [models.Index(fields=['checked_at'], name='link_checked_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(('answer__in', ['fine', 'refused', 'gone', 'unreachable', 'not_public', 'certificate', 'too_many_steps'])), name='link_answer_known'), models.CheckConstraint(condition=models.Q(models.Q(('answer', 'fine'), ('failing_since__isnull', True), ('failures', 0)), models.Q(models.Q(('answer', 'fine'), _negated=True), ('failing_since__isnull', False), ('failures__gte', 1)), _connector='OR'), name='link_fails_since')],
            },
        ),
        migrations.CreateModel(
            name='Media',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('kind', models.CharField(choices=[('video', 'Video'), ('audio', 'Audio')], default='video', max_length=10, verbose_name='kind')),
                ('language', models.CharField(max_length=10, verbose_name='language')),
                ('seconds', models.PositiveIntegerField(validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(21600)], verbose_name='length in seconds')),
                ('transcript', wagtail.fields.RichTextField(verbose_name='transcript')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_kernel.storedfile')),
                ('content_type', models.CharField(blank=True, max_length=100)),
                ('captions', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_kernel.storedfile')),
                ('provider', models.CharField(blank=True, choices=[('youtube', 'YouTube'), ('vimeo', 'Vimeo')], max_length=20)),
                ('address', models.CharField(blank=True, max_length=60)),
            ],
            options={
                'verbose_name': 'video or audio',
                'verbose_name_plural': 'video and audio',
                'ordering': ['title', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('address', ''), ('file__isnull', False), ('provider', ''), models.Q(('content_type', ''), _negated=True)), models.Q(('captions__isnull', True), ('content_type', ''), ('file__isnull', True), models.Q(('provider', ''), _negated=True), models.Q(('address', ''), _negated=True)), _connector='OR'), name='media_file_or_provider'), models.CheckConstraint(condition=models.Q(('provider', ''), ('kind', 'video'), _connector='OR'), name='media_provider_has_videos'), models.CheckConstraint(condition=models.Q(('seconds__range', (1, 21600))), name='media_length')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Retirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='retirements', to='leadership_programmes.programme', verbose_name='programme')),
                ('programme_key', models.UUIDField()),
                ('cut_off', models.DateField(verbose_name='takes nobody new from')),
                ('closes_on', models.DateField(verbose_name='to be finished by')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.programme', verbose_name='successor')),
                ('announced_on', models.DateField()),
                ('announced_at', models.DateTimeField()),
                ('announced_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taken_back_on', models.DateField(blank=True, null=True)),
                ('taken_back_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'retirement',
                'verbose_name_plural': 'retirements',
                'constraints': [models.UniqueConstraint(condition=models.Q(('taken_back_on__isnull', True)), fields=('programme_key',), name='retired_once'), models.CheckConstraint(condition=models.Q(('announced_on__lt', models.F('cut_off'))), name='retirement_known_before'), models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('cut_off'))), name='retirement_time_to_finish'), models.CheckConstraint(condition=models.Q(('taken_back_on__isnull', True), ('taken_back_on__lt', models.F('cut_off')), _connector='OR'), name='retirement_taken_back_before'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='retirement_says_why'), models.CheckConstraint(condition=models.Q(('successor__isnull', True), models.Q(('successor', models.F('programme')), _negated=True), _connector='OR'), name='retirement_successor_is_another'), models.CheckConstraint(condition=models.Q(models.Q(('cut_off__isnull', True), ('cut_off__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), models.Q(('closes_on__isnull', True), ('closes_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR')), name='retirement_days', violation_error_message='Give a day between 1900 and 2100.')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='SignOffTask',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
                ('role', models.CharField(choices=[('reviewer', 'Reviewer'), ('clinical_lead', 'Clinical lead'), ('publisher', 'Publisher')], max_length=20, verbose_name='role')),
                ('days', models.PositiveSmallIntegerField(default=10, help_text='When they are over, those who should sign and whoever asked are told, once.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='days to answer')),
                ('groups', models.ManyToManyField(help_text='Pages/snippets at this step in a workflow will be moderated or approved by these groups of users', to='auth.group', verbose_name='groups')),
            ],
            options={
                'verbose_name': 'Sign-off by a role',
                'verbose_name_plural': 'Sign-offs by a role',
                'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['reviewer', 'clinical_lead', 'publisher'])), name='sign_off_role'), models.CheckConstraint(condition=models.Q(('days__range', (1, 365))), name='sign_off_days')],
                'indexes': [],
            },
            bases=('wagtailcore.task',),
        ),
        migrations.CreateModel(
            name='DismissedClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('module_key', models.UUIDField()),
                ('node', models.CharField(max_length=120)),
                ('dismissed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dismissed_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'dismissed suggestion',
                'verbose_name_plural': 'dismissed suggestions',
                'constraints': [models.UniqueConstraint(fields=('module_key', 'node'), name='dismissed_claim_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ModuleVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('module', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.module')),
                ('module_key', models.UUIDField(db_index=True)),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=120)),
                ('minutes', models.PositiveIntegerField()),
                ('checksum', models.CharField(max_length=64)),
                ('published_at', models.DateTimeField()),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('module_key', 'number'), name='module_version_number'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='module_version_from_one')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ModuleText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='leadership_programmes.moduleversion')),
                ('language', models.CharField(max_length=10)),
                ('minor', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=120)),
                ('summary', models.TextField()),
                ('body', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('checksum', models.CharField(max_length=64)),
                ('published_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'language', 'minor'), name='module_text_minor')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='leadership_programmes.moduleversion')),
                ('key', models.UUIDField()),
                ('kind', models.CharField(max_length=40)),
                ('position', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=120)),
                ('minutes', models.PositiveIntegerField()),
                ('required', models.BooleanField()),
                ('scoring', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'verbose_name_plural': 'activities',
                'ordering': ['version', 'position'],
                'constraints': [models.UniqueConstraint(fields=('version', 'key'), name='activity_key'), models.UniqueConstraint(fields=('version', 'position'), name='activity_position')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ActivityClaim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='leadership_programmes.activity')),
                ('node', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='leadership_competencies.node')),
                ('strength', models.CharField(choices=[('introduces', 'Introduces'), ('practises', 'Practises'), ('demonstrates', 'Demonstrates')], max_length=20)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('activity', 'node'), name='activity_claim_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ModuleFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='leadership_programmes.moduleversion')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_kernel.storedfile')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'file'), name='module_file_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ProgrammeVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.programme')),
                ('programme_key', models.UUIDField(db_index=True)),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=120)),
                ('slug', models.SlugField(max_length=80)),
                ('stage', models.CharField(choices=[('undergraduate', 'Undergraduate'), ('postgraduate', 'Postgraduate'), ('continuing', 'Continuing practice')], max_length=20)),
                ('open_to_all', models.BooleanField()),
                ('duration_days', models.PositiveIntegerField()),
                ('checksum', models.CharField(max_length=64)),
                ('published_at', models.DateTimeField()),
                ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('programme_key', 'number'), name='programme_version_number'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='programme_version_from_one')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ProgrammeText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='leadership_programmes.programmeversion')),
                ('language', models.CharField(max_length=10)),
                ('minor', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=120)),
                ('summary', models.TextField()),
                ('titles', models.JSONField(default=dict)),
                ('checksum', models.CharField(max_length=64)),
                ('published_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'language', 'minor'), name='programme_text_minor')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Requirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requirements', to='leadership_programmes.programmeversion')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='leadership_programmes.requirement')),
                ('key', models.UUIDField()),
                ('kind', models.CharField(choices=[('all', 'all of'), ('at_least', 'at least'), ('points', 'points'), ('item', 'item')], max_length=20)),
                ('title', models.CharField(max_length=120)),
                ('position', models.PositiveIntegerField()),
                ('required', models.BooleanField(default=True)),
                ('at_least', models.PositiveIntegerField(blank=True, null=True)),
                ('points_needed', models.PositiveIntegerField(blank=True, null=True)),
                ('points', models.PositiveIntegerField(blank=True, null=True)),
                ('delay_days', models.PositiveIntegerField(blank=True, null=True)),
                ('opens_after_days', models.PositiveIntegerField(blank=True, null=True)),
                ('opens_on', models.DateField(blank=True, null=True)),
                ('due_days', models.PositiveIntegerField(blank=True, null=True)),
                ('item_type', models.CharField(blank=True, default='', max_length=40)),
                ('module_version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.moduleversion')),
                ('programme_key', models.UUIDField(blank=True, null=True)),
                ('credits', models.PositiveIntegerField(blank=True, null=True)),
                ('details', models.JSONField(blank=True, default=dict)),
            ],
            options={
                'ordering': ['version', 'position'],
                'constraints': [models.UniqueConstraint(fields=('version', 'key'), name='requirement_key'), models.UniqueConstraint(fields=('version', 'position'), name='requirement_position'), models.UniqueConstraint(condition=models.Q(('parent__isnull', True)), fields=('version',), name='requirement_one_root'), models.CheckConstraint(condition=models.Q(('kind__in', ['all', 'at_least', 'points', 'item'])), name='requirement_kind'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'item'), models.Q(('item_type', ''), _negated=True)), models.Q(models.Q(('kind', 'item'), _negated=True), ('item_type', '')), _connector='OR'), name='requirement_item_has_type'), models.CheckConstraint(condition=models.Q(models.Q(('item_type', 'module'), ('module_version__isnull', False)), models.Q(models.Q(('item_type', 'module'), _negated=True), ('module_version__isnull', True)), _connector='OR'), name='requirement_module_is_pinned'), models.CheckConstraint(condition=models.Q(models.Q(('item_type', 'programme'), ('programme_key__isnull', False)), models.Q(models.Q(('item_type', 'programme'), _negated=True), ('programme_key__isnull', True)), _connector='OR'), name='requirement_programme_is_named'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('item_type', 'credits'), ('credits__isnull', False)), models.Q(models.Q(('item_type', 'credits'), _negated=True), ('credits__isnull', True)), _connector='OR'), models.Q(('credits__isnull', True), ('credits__gte', 1), _connector='OR')), name='requirement_credits_are_counted'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'at_least'), ('at_least__gte', 1), ('at_least__isnull', False)), models.Q(models.Q(('kind', 'at_least'), _negated=True), ('at_least__isnull', True)), _connector='OR'), name='requirement_at_least_has_number'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'points'), ('points_needed__gte', 1), ('points_needed__isnull', False)), models.Q(models.Q(('kind', 'points'), _negated=True), ('points_needed__isnull', True)), _connector='OR'), name='requirement_points_has_number'), models.CheckConstraint(condition=models.Q(models.Q(('points__isnull', True), ('points__gte', 1), _connector='OR'), models.Q(('delay_days__isnull', True), ('delay_days__gte', 1), _connector='OR'), models.Q(('opens_after_days__isnull', True), ('opens_after_days__gte', 1), _connector='OR'), models.Q(('due_days__isnull', True), ('due_days__gte', 1), _connector='OR')), name='requirement_numbers_from_one'), models.CheckConstraint(condition=models.Q(('opens_after_days__isnull', True), ('opens_on__isnull', True), _connector='OR'), name='requirement_opens_in_one_way'), models.CheckConstraint(condition=models.Q(('kind', 'item'), ('due_days__isnull', True), _connector='OR'), name='requirement_only_items_are_due'), models.CheckConstraint(condition=models.Q(('parent__isnull', False), models.Q(('delay_days__isnull', True), ('kind', 'all'), ('opens_after_days__isnull', True), ('opens_on__isnull', True), ('points__isnull', True)), _connector='OR'), name='requirement_root_is_plain'), models.CheckConstraint(condition=models.Q(models.Q(('parent', models.F('id')), _negated=True), ('parent__isnull', True), _connector='OR'), name='requirement_not_its_own_parent')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='RequirementStage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('requirement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stages', to='leadership_programmes.requirement')),
                ('stage', models.CharField(choices=[('undergraduate', 'Undergraduate'), ('postgraduate', 'Postgraduate'), ('continuing', 'Continuing practice')], max_length=20)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('requirement', 'stage'), name='requirement_stage_once'), models.CheckConstraint(condition=models.Q(('stage__in', ['undergraduate', 'postgraduate', 'continuing'])), name='requirement_stage_known')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='RequirementNeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('requirement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='leadership_programmes.requirement')),
                ('needs', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='needed_by', to='leadership_programmes.requirement')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('requirement', 'needs'), name='requirement_need_once'), models.CheckConstraint(condition=models.Q(('requirement', models.F('needs')), _negated=True), name='requirement_needs_another')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='ReminderRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminder_rules', to='leadership_programmes.programmeversion')),
                ('key', models.UUIDField()),
                ('kind', models.CharField(choices=[('before_due', 'before the due date'), ('on_due', 'on the due date'), ('overdue', 'after the due date'), ('inactive', 'when nothing was done for a while'), ('unanswered', 'when an invitation is not answered')], max_length=20)),
                ('days', models.PositiveIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'key'), name='reminder_rule_key'), models.UniqueConstraint(fields=('version', 'kind', 'days'), name='reminder_rule_once')],
                'indexes': [],
            },
        ),
    ]
