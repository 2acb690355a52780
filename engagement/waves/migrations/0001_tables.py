"""The tables of this app."""

import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import engagement.waves.models.waves
import uuid
from django.conf import settings
from django.db import migrations, models

from kernel.migrating import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('leadership_instruments', '0002_published_versions_stay'),
        ('leadership_organisations', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='SurveyWave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('purpose', models.TextField(blank=True, default='', help_text='One or two sentences that everybody who is asked reads first.', max_length=1000, verbose_name='what it is for')),
                ('opens_on', models.DateField(verbose_name='opens on')),
                ('closes_on', models.DateField(verbose_name='last day')),
                ('target', models.PositiveSmallIntegerField(blank=True, help_text='How many of those asked should answer.', null=True, verbose_name='aim, in percent')),
                ('fewest', models.PositiveSmallIntegerField(default=10, verbose_name='smallest group')),
                ('dimensions', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=3, verbose_name='groups by')),
                ('remind_after', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), blank=True, default=engagement.waves.models.waves.reminded_after, size=4, verbose_name='remind after days')),
                ('state', models.CharField(choices=[('draft', 'being prepared'), ('open', 'open'), ('closed', 'closed'), ('cancelled', 'cancelled')], default='draft', max_length=10)),
                ('public_key', models.BinaryField(blank=True, null=True)),
                ('made_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='survey_waves', to='leadership_organisations.organisation', verbose_name='organisation')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waves', to='leadership_instruments.instrumentversion', verbose_name='instrument')),
            ],
            options={
                'verbose_name': 'survey wave',
                'verbose_name_plural': 'survey waves',
                'ordering': ['-opens_on', 'id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('opens_on__isnull', True), ('opens_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), models.Q(('closes_on__isnull', True), ('closes_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR')), name='survey_wave_days', violation_error_message='Give a day between 1900 and 2100.'), models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('opens_on'))), name='survey_wave_dates'), models.CheckConstraint(condition=models.Q(('fewest__gte', 5)), name='survey_wave_floor'), models.CheckConstraint(condition=models.Q(('target__isnull', True), ('target__range', (1, 100)), _connector='OR'), name='survey_wave_target'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'cancelled']), models.Q(('opened_at__isnull', False), ('public_key__isnull', False), ('state', 'open')), models.Q(('closed_at__isnull', False), ('opened_at__isnull', False), ('state', 'closed')), _connector='OR'), name='survey_wave_state'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('organisation', 'version'), name='survey_wave_one_open')],
            },
        ),
        migrations.CreateModel(
            name='Stratum',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('respondents', models.CharField(choices=[('doctors', 'doctors'), ('managers', 'managers')], max_length=10)),
                ('invited', models.PositiveIntegerField(blank=True, null=True)),
                ('answered', models.PositiveIntegerField(blank=True, null=True)),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='strata', to='leadership_waves.surveywave')),
            ],
            options={
                'verbose_name': 'stratum',
                'verbose_name_plural': 'strata',
                'ordering': ['wave', 'respondents', 'id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('answered__isnull', True), models.Q(('answered__lte', models.F('invited')), ('invited__isnull', False)), _connector='OR'), name='stratum_answered_of_invited')],
            },
        ),
        migrations.CreateModel(
            name='ResponseWords',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('words', models.TextField(max_length=2000)),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='words', to='leadership_waves.surveywave')),
            ],
            options={
                'verbose_name': 'words of a response',
                'verbose_name_plural': 'words of responses',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Response',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('answers', django.contrib.postgres.fields.ArrayField(base_field=models.SmallIntegerField(null=True), size=None)),
                ('stratum', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='leadership_waves.stratum')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responses', to='leadership_waves.surveywave')),
            ],
            options={
                'verbose_name': 'response',
                'verbose_name_plural': 'responses',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Pool',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pools', to='leadership_waves.surveywave')),
            ],
            options={
                'verbose_name': 'pool of tickets',
                'verbose_name_plural': 'pools of tickets',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Mailing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('made_at', models.DateTimeField()),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mailings', to='leadership_waves.surveywave')),
            ],
            options={
                'verbose_name': 'round of mails',
                'verbose_name_plural': 'rounds of mails',
                'ordering': ['wave', 'number'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('wave', 'number'), name='survey_mailing_number')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('respondents', models.CharField(choices=[('doctors', 'doctors'), ('managers', 'managers')], max_length=10, verbose_name='asked as')),
                ('name', models.CharField(blank=True, default='', max_length=200, verbose_name='name')),
                ('email', models.EmailField(blank=True, default='', max_length=254, verbose_name='e-mail address')),
                ('channel', models.CharField(choices=[('email', 'e-mail'), ('letter', 'letter')], max_length=10, verbose_name='asked by')),
                ('language', models.CharField(default='en', max_length=10, verbose_name='language')),
                ('categories', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('stratum', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='leadership_waves.stratum')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='leadership_waves.surveywave')),
            ],
            options={
                'verbose_name': 'survey invitation',
                'verbose_name_plural': 'survey invitations',
                'ordering': ['name', 'id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(models.F('wave'), django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='survey_invitation_once'), models.CheckConstraint(condition=models.Q(models.Q(('channel', 'email'), models.Q(('email', ''), _negated=True)), models.Q(('channel', 'letter'), models.Q(('name', ''), _negated=True)), _connector='OR'), name='survey_invitation_reachable')],
            },
        ),
        migrations.CreateModel(
            name='Envelope',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('answers', 'answers'), ('words', 'words')], max_length=10)),
                ('sealed', models.BinaryField()),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='envelopes', to='leadership_waves.surveywave')),
            ],
            options={
                'verbose_name': 'sealed envelope',
                'verbose_name_plural': 'sealed envelopes',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='Ticket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('code_hash', models.CharField(max_length=64, unique=True)),
                ('spent', models.BooleanField(default=False)),
                ('invitation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='ticket', to='leadership_waves.invitation')),
                ('pool', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='leadership_waves.pool')),
            ],
            options={
                'verbose_name': 'ticket',
                'verbose_name_plural': 'tickets',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='MailingLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('done', models.BooleanField(default=False)),
                ('invitation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='leadership_waves.invitation')),
                ('mailing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='leadership_waves.mailing')),
            ],
            options={
                'verbose_name': 'mail of a round',
                'verbose_name_plural': 'mails of a round',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(condition=models.Q(('done', False)), fields=['mailing'], name='survey_mail_waiting')],
                'constraints': [models.UniqueConstraint(fields=('mailing', 'invitation'), name='survey_mail_once')],
            },
        ),
        migrations.CreateModel(
            name='StratumCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('categories', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), default=list, size=None)),
                ('stratum', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cells', to='leadership_waves.stratum')),
            ],
            options={
                'verbose_name': 'combination',
                'verbose_name_plural': 'combinations',
                'ordering': ['stratum', 'categories'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('stratum', 'categories'), name='stratum_cell_once')],
            },
        ),
    ]
