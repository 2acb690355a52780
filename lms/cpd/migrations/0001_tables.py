"""The tables of this app."""

import datetime
import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.functions.math
import django.db.models.lookups
import uuid
from django.db import migrations, models

from kernel.migrating import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('leadership_calendar', '0002_fewer_indexes'),
        ('leadership_people', '0002_operators_group'),
        ('leadership_records', '0002_rules'),
    ]

    operations = [
        migrations.CreateModel(
            name='CpdScheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('college', models.CharField(max_length=120)),
            ],
            options={
                'verbose_name': 'CPD scheme',
                'verbose_name_plural': 'CPD schemes',
                'ordering': ['title'],
                'constraints': [],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='CpdEdition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('valid_from', models.DateField(blank=True, null=True)),
                ('year_month', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('year_day', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('minimum', models.PositiveIntegerField(blank=True, null=True)),
                ('five_year', models.PositiveIntegerField(blank=True, null=True)),
                ('splits_settings', models.BooleanField(default=True)),
                ('splits_clinical', models.BooleanField(default=False)),
                ('source_url', models.URLField(max_length=300)),
                ('read_on', models.DateField()),
                ('read', models.TextField(max_length=1000)),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='leadership_cpd.cpdscheme')),
            ],
            options={
                'verbose_name': 'edition of a CPD scheme',
                'verbose_name_plural': 'editions of CPD schemes',
                'ordering': ['scheme', models.OrderBy(models.F('valid_from'), nulls_first=True)],
                'constraints': [models.UniqueConstraint(fields=('scheme', 'name'), name='cpd_edition_name'), models.UniqueConstraint(fields=('scheme', 'valid_from'), name='cpd_edition_one_a_day', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('year_day__isnull', True), ('year_month__isnull', True)), models.Q(('year_day__isnull', False), ('year_day__range', (1, 28)), ('year_month__isnull', False), ('year_month__range', (1, 12))), _connector='OR'), name='cpd_edition_year_begins'), models.CheckConstraint(condition=models.Q(('minimum__isnull', False), ('five_year__isnull', False), _connector='OR'), name='cpd_edition_asks_for_something'), models.CheckConstraint(condition=models.Q(models.Q(('minimum__isnull', True), models.Q(django.db.models.lookups.Exact(django.db.models.functions.math.Mod(models.F('minimum'), 25), 0), ('minimum__range', (25, 100000))), _connector='OR'), models.Q(('five_year__isnull', True), models.Q(django.db.models.lookups.Exact(django.db.models.functions.math.Mod(models.F('five_year'), 25), 0), ('five_year__range', (25, 100000))), _connector='OR')), name='cpd_edition_quarters'), models.CheckConstraint(condition=models.Q(models.Q(('valid_from__isnull', True), ('valid_from__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), models.Q(('read_on__isnull', True), ('read_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR')), name='cpd_edition_days', violation_error_message='Give a day between 1900 and 2100.')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='RevalidationCycle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('previous_on', models.DateField()),
                ('submission_on', models.DateField()),
                ('stored_at', models.DateTimeField()),
                ('replaced_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revalidation_cycles', to='leadership_people.person')),
            ],
            options={
                'verbose_name': 'revalidation cycle',
                'verbose_name_plural': 'revalidation cycles',
                'ordering': ['-submission_on', '-pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('submission_on__gt', models.F('previous_on'))), name='revalidation_cycle_dates'), models.CheckConstraint(condition=models.Q(models.Q(('previous_on__isnull', True), ('previous_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), models.Q(('submission_on__isnull', True), ('submission_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR')), name='revalidation_cycle_days', violation_error_message='Give a day between 1900 and 2100.'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('replaced_at__isnull', True)), expressions=[('person', '='), (models.Func(models.F('previous_on'), models.F('submission_on'), models.Value('(]'), function='daterange'), '&&')], name='revalidation_cycle_no_overlap')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='CpdEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('ended_on', models.DateField()),
                ('hundredths', models.PositiveIntegerField()),
                ('setting', models.CharField(choices=[('external', 'external'), ('internal', 'internal'), ('personal', 'personal')], max_length=10)),
                ('kind', models.CharField(choices=[('event', 'course, meeting or conference'), ('distance', 'approved distance learning'), ('degree', 'master’s degree or diploma'), ('teaching', 'teaching or research'), ('examining', 'examining'), ('audit', 'audit or quality improvement'), ('reading', 'reading and private study'), ('other', 'something else')], default='event', max_length=10)),
                ('is_clinical', models.BooleanField(default=False)),
                ('note', models.TextField(blank=True, default='', max_length=2000)),
                ('module_key', models.UUIDField(blank=True, null=True)),
                ('key', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField()),
                ('saved_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('fact', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cpd_entry', to='leadership_records.learningfact')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cpd_entries', to='leadership_people.person')),
            ],
            options={
                'verbose_name': 'CPD entry',
                'verbose_name_plural': 'CPD entries',
                'ordering': ['-ended_on', '-pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['person', 'ended_on'], name='cpd_entry_person_day')],
                'constraints': [models.UniqueConstraint(fields=('person', 'key'), name='cpd_entry_key'), models.UniqueConstraint(fields=('person', 'module_key'), name='cpd_entry_module_once'), models.CheckConstraint(condition=models.Q(('module_key__isnull', True), ('fact__isnull', False), _connector='OR'), name='cpd_entry_module_has_fact'), models.CheckConstraint(condition=models.Q(models.Q(('hundredths__isnull', True), models.Q(django.db.models.lookups.Exact(django.db.models.functions.math.Mod(models.F('hundredths'), 25), 0), ('hundredths__range', (25, 10000))), _connector='OR'), ('hundredths__gte', 25)), name='cpd_entry_quarters'), models.CheckConstraint(condition=models.Q(('kind__in', ['event', 'distance', 'degree', 'teaching', 'examining', 'audit', 'reading', 'other']), ('setting__in', ['external', 'internal', 'personal'])), name='cpd_entry_is_known'), models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), name='cpd_entry_days', violation_error_message='Give a day between 1900 and 2100.')],
            },
        ),
        migrations.CreateModel(
            name='CpdExemption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('reason', models.CharField(choices=[('parental', 'parental leave'), ('sickness', 'sickness'), ('out_of_programme', 'out of programme'), ('other', 'another reason')], max_length=20)),
                ('created_at', models.DateTimeField()),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('absence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_calendar.absence')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cpd_exemptions', to='leadership_people.person')),
            ],
            options={
                'verbose_name': 'CPD exemption',
                'verbose_name_plural': 'CPD exemptions',
                'ordering': ['-starts_on'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='cpd_exemption_dates'), models.CheckConstraint(condition=models.Q(('reason__in', ['parental', 'sickness', 'out_of_programme', 'other'])), name='cpd_exemption_reason'), models.CheckConstraint(condition=models.Q(models.Q(('starts_on__isnull', True), ('starts_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), models.Q(('ends_on__isnull', True), ('ends_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR')), name='cpd_exemption_days', violation_error_message='Give a day between 1900 and 2100.'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('cancelled_at__isnull', True)), expressions=[('person', '='), (models.Func(models.F('starts_on'), models.F('ends_on'), models.Value('[]'), function='daterange'), '&&')], name='cpd_exemption_no_overlap')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='CpdLimit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('direction', models.CharField(choices=[('at_least', 'at least'), ('at_most', 'at most'), ('welcome', 'recommended')], max_length=10)),
                ('about', models.CharField(choices=[('external', 'external'), ('internal', 'internal'), ('personal', 'personal'), ('event', 'course, meeting or conference'), ('distance', 'approved distance learning'), ('degree', 'master’s degree or diploma'), ('teaching', 'teaching or research'), ('examining', 'examining'), ('audit', 'audit or quality improvement'), ('reading', 'reading and private study'), ('other', 'something else')], max_length=20)),
                ('hundredths', models.PositiveIntegerField()),
                ('edition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='limits', to='leadership_cpd.cpdedition')),
            ],
            options={
                'verbose_name': 'limit of a CPD scheme',
                'verbose_name_plural': 'limits of CPD schemes',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('edition', 'direction', 'about'), name='cpd_limit_once'), models.CheckConstraint(condition=models.Q(('about__in', ['external', 'internal', 'personal', 'event', 'distance', 'degree', 'teaching', 'examining', 'audit', 'reading', 'other']), ('direction__in', ['at_least', 'at_most', 'welcome'])), name='cpd_limit_is_known'), models.CheckConstraint(condition=models.Q(('hundredths__isnull', True), models.Q(django.db.models.lookups.Exact(django.db.models.functions.math.Mod(models.F('hundredths'), 25), 0), ('hundredths__range', (25, 100000))), _connector='OR'), name='cpd_limit_quarters')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='CpdMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('year_month', models.PositiveSmallIntegerField(default=1)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cpd_memberships', to='leadership_people.person')),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_cpd.cpdscheme')),
            ],
            options={
                'verbose_name': 'CPD scheme followed',
                'verbose_name_plural': 'CPD schemes followed',
                'ordering': ['starts_on', 'pk'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='cpd_membership_dates'), models.CheckConstraint(condition=models.Q(models.Q(('starts_on__isnull', True), ('starts_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), models.Q(('ends_on__isnull', True), ('ends_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR')), name='cpd_membership_days', violation_error_message='Give a day between 1900 and 2100.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), ('scheme', '='), (models.Func(models.F('starts_on'), models.F('ends_on'), models.Value('[]'), function='daterange'), '&&')], name='cpd_membership_no_overlap'), models.CheckConstraint(condition=models.Q(('year_month__range', (1, 12))), name='cpd_membership_month')],
                'indexes': [],
            },
        ),
    ]
