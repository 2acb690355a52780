"""The tables of this app."""

import django.db.models.deletion
import uuid
from django.db import migrations, models

from kernel.migrating import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('leadership_calendar', '0001_tables'),
        ('leadership_enrolment', '0001_tables'),
        ('leadership_organisations', '0001_tables'),
        ('leadership_people', '0001_tables'),
        ('leadership_programmes', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='PlannedSend',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('enrolment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='planned_sends', to='leadership_enrolment.enrolment')),
                ('due_date', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='planned_sends', to='leadership_calendar.duedate')),
                ('rule', models.CharField(choices=[('invitation', 'invitation'), ('before_due', 'before the due date'), ('on_due', 'on the due date'), ('overdue', 'after the due date'), ('inactive', 'when nothing was done for a while'), ('unanswered', 'when an invitation is not answered'), ('post_ends', 'when a post ends'), ('retiring', 'when a programme is retired'), ('goes_on', 'when it is not retired after all')], max_length=20)),
                ('occurrence', models.CharField(max_length=40)),
                ('channel', models.CharField(default='email', max_length=10)),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_people.person')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_organisations.organisation')),
                ('planned_for', models.DateTimeField()),
                ('state', models.CharField(choices=[('planned', 'planned'), ('queued', 'on its way'), ('sent', 'sent'), ('suppressed', 'not sent'), ('failed', 'failed')], default='planned', max_length=20)),
                ('reason', models.CharField(blank=True, default='', max_length=40)),
                ('why', models.JSONField(default=dict)),
                ('reminded_on', models.DateField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'planned send',
                'verbose_name_plural': 'planned sends',
                'ordering': ['planned_for', 'id'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(condition=models.Q(('state', 'planned')), fields=['planned_for', 'id'], name='planned_send_due'), models.Index(fields=['organisation', 'planned_for'], name='planned_send_organisation'), models.Index(condition=models.Q(('state__in', ['planned', 'queued'])), fields=['organisation', 'planned_for', 'id'], name='planned_send_coming')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('enrolment__isnull', False)), fields=('enrolment', 'rule', 'occurrence', 'channel', 'recipient'), name='send_once_per_enrolment'), models.UniqueConstraint(condition=models.Q(('due_date__isnull', False)), fields=('due_date', 'rule', 'occurrence', 'channel', 'recipient'), name='send_once_per_due_date'), models.CheckConstraint(condition=models.Q(models.Q(('due_date__isnull', True), ('enrolment__isnull', False)), models.Q(('due_date__isnull', False), ('enrolment__isnull', True)), _connector='OR'), name='send_has_one_subject'), models.CheckConstraint(condition=models.Q(models.Q(('due_date__isnull', False), ('rule__in', ('before_due', 'on_due', 'overdue'))), models.Q(('enrolment__isnull', False), ('rule__in', ('invitation', 'inactive', 'unanswered', 'post_ends', 'retiring', 'goes_on'))), _connector='OR'), name='send_rule_fits_subject'), models.UniqueConstraint(fields=('recipient', 'reminded_on'), name='one_reminder_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('rule', 'invitation'), _negated=True), ('reminded_on__isnull', True), _connector='OR'), name='invitation_is_no_reminder'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['suppressed', 'failed']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='send_suppressed_has_reason')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('planned_send', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='delivery', to='leadership_reminders.plannedsend')),
                ('message_id', models.CharField(max_length=120, unique=True)),
                ('address', models.EmailField(blank=True, default='', max_length=254)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('next_try_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('last_error', models.CharField(blank=True, default='', max_length=300)),
            ],
            options={
                'verbose_name_plural': 'deliveries',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(condition=models.Q(('next_try_at__isnull', False)), fields=['next_try_at'], name='delivery_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), ('next_try_at__isnull', True), _connector='OR'), name='delivery_sent_waits_no_more')],
            },
        ),
        migrations.CreateModel(
            name='RefusedAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refused_addresses', to='leadership_people.person')),
                ('address', models.EmailField(max_length=254)),
                ('refused_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'refused addresses',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('person', 'address'), name='refused_once'), models.CheckConstraint(condition=models.Q(('ended_at__isnull', True), ('ended_at__gte', models.F('refused_at')), _connector='OR'), name='refused_ends_later')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='SentWords',
            fields=[
                ('planned_send', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='words', serialize=False, to='leadership_reminders.plannedsend')),
                ('language', models.CharField(max_length=10)),
                ('subject', models.TextField()),
                ('text', models.TextField()),
                ('text_for_trust', models.TextField()),
                ('kept_at', models.DateTimeField()),
            ],
            options={
                'verbose_name_plural': 'sent words',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['kept_at'], name='sent_words_kept')],
                'constraints': [],
            },
        ),
        migrations.CreateModel(
            name='PlanningMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('planned_until', models.DateField()),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_planning_mark')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Mute',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mutes', to='leadership_people.person')),
                ('category', models.CharField(choices=[('deadlines', 'reminders of due dates'), ('nudges', 'nudges when nothing was done, an invitation waits, or a post ends')], max_length=20)),
                ('muted_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('person', 'category'), name='muted_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='TrustRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_organisations.organisation')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.programme')),
                ('rule', models.CharField(choices=[('before_due', 'before the due date'), ('on_due', 'on the due date'), ('overdue', 'after the due date'), ('inactive', 'when nothing was done for a while'), ('unanswered', 'when an invitation is not answered')], max_length=20)),
                ('is_off', models.BooleanField(default=False)),
                ('later_by', models.PositiveSmallIntegerField(default=0)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('organisation', 'programme', 'rule'), name='one_trust_rule'), models.CheckConstraint(condition=models.Q(models.Q(('is_off', True), ('later_by', 0)), models.Q(('is_off', False), ('later_by__gt', 0)), _connector='OR'), name='trust_rule_narrows'), models.CheckConstraint(condition=models.Q(('rule__in', ['before_due', 'on_due', 'overdue', 'inactive', 'unanswered'])), name='trust_rule_is_a_reminder')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='TrustSentence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_organisations.organisation')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.programme')),
                ('text', models.CharField(max_length=200)),
                ('started_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('organisation', 'programme'), name='one_trust_sentence')],
                'indexes': [],
            },
        ),
    ]
