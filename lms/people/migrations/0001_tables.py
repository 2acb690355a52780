"""The tables of this app."""

import datetime
import django.contrib.postgres.constraints
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from kernel.migrating import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('leadership_kernel', '0002_rules'),
        ('leadership_organisations', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('given_name', models.CharField(max_length=80, verbose_name='given name')),
                ('family_name', models.CharField(max_length=80, verbose_name='family name')),
                ('gmc_number', models.CharField(blank=True, default='', max_length=7, verbose_name='GMC number')),
                ('language', models.CharField(default='en-gb', max_length=10, verbose_name='language')),
                ('introduced_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_organisations.organisation')),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_people.person')),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(condition=models.Q(('gmc_number', ''), _negated=True), fields=['gmc_number'], name='person_gmc')],
                'constraints': [models.CheckConstraint(condition=models.Q(('gmc_number', ''), models.Q(('gmc_number__regex', '^([0-9]{7}|L[0-9]{6})$'), models.Q(('gmc_number', '9999998'), _negated=True)), _connector='OR'), name='person_gmc_form'), models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='person_not_merged_into_itself'), models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), ('user__isnull', True), _connector='OR'), name='person_merged_has_no_user')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='leadership_people.person')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_organisations.organisation')),
                ('role', models.CharField(choices=[('doctor', 'doctor'), ('lead', 'trust lead')], max_length=20, verbose_name='role')),
                ('email', models.EmailField(blank=True, default='', max_length=254, verbose_name='email there')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('ask_again_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'membership',
                'verbose_name_plural': 'memberships',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['organisation', 'role'], name='membership_organisation')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='membership_dates'), models.CheckConstraint(condition=models.Q(models.Q(('starts_on__isnull', True), ('starts_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), models.Q(('ends_on__isnull', True), ('ends_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR')), name='membership_days', violation_error_message='Give a day between 1900 and 2100.'), models.CheckConstraint(condition=models.Q(('ask_again_on__isnull', True), ('ask_again_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), name='membership_ask_again_day', violation_error_message='Give a day between 1900 and 2100.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), ('organisation', '='), ('role', '='), (models.Func(models.F('starts_on'), models.F('ends_on'), models.Value('[]'), function='daterange'), '&&')], name='membership_no_overlap')],
            },
        ),
        migrations.CreateModel(
            name='GradePeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grades', to='leadership_people.person')),
                ('grade', models.CharField(choices=[('student', 'medical student'), ('fy1', 'foundation year 1'), ('fy2', 'foundation year 2'), ('core', 'core trainee'), ('specialty', 'specialty trainee'), ('gp_trainee', 'GP trainee'), ('locally_employed', 'locally employed doctor'), ('specialty_doctor', 'specialty doctor'), ('specialist', 'specialist'), ('associate_specialist', 'associate specialist'), ('consultant', 'consultant'), ('gp', 'general practitioner')], max_length=30, verbose_name='grade')),
                ('specialty', models.CharField(blank=True, default='', max_length=100, verbose_name='specialty')),
            ],
            options={
                'ordering': ['-starts_on'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='grade_dates'), models.CheckConstraint(condition=models.Q(models.Q(('starts_on__isnull', True), ('starts_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), models.Q(('ends_on__isnull', True), ('ends_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR')), name='grade_days', violation_error_message='Give a day between 1900 and 2100.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), (models.Func(models.F('starts_on'), models.F('ends_on'), models.Value('[]'), function='daterange'), '&&')], name='grade_no_overlap')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='StagePeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stages', to='leadership_people.person')),
                ('stage', models.CharField(choices=[('undergraduate', 'Undergraduate'), ('postgraduate', 'Postgraduate'), ('continuing', 'Continuing practice')], max_length=20, verbose_name='career stage')),
                ('source', models.CharField(choices=[('stated', 'stated'), ('grade', 'from the grade')], db_default='stated', default='stated', max_length=20, verbose_name='where from')),
            ],
            options={
                'ordering': ['-starts_on'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='stage_dates'), models.CheckConstraint(condition=models.Q(models.Q(('starts_on__isnull', True), ('starts_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), models.Q(('ends_on__isnull', True), ('ends_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR')), name='stage_days', violation_error_message='Give a day between 1900 and 2100.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), (models.Func(models.F('starts_on'), models.F('ends_on'), models.Value('[]'), function='daterange'), '&&')], name='stage_no_overlap')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='RolePeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='until')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roles', to='leadership_people.person')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_organisations.organisation')),
                ('role', models.CharField(choices=[('clinical_lead', 'clinical lead'), ('clinical_director', 'clinical director'), ('divisional_director', 'divisional medical director'), ('deputy_medical_director', 'deputy medical director'), ('medical_director', 'medical director'), ('chief_executive', 'chief executive')], max_length=30, verbose_name='leadership role')),
            ],
            options={
                'ordering': ['-starts_on'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__isnull', True), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='leadership_role_dates'), models.CheckConstraint(condition=models.Q(models.Q(('starts_on__isnull', True), ('starts_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), models.Q(('ends_on__isnull', True), ('ends_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR')), name='leadership_role_days', violation_error_message='Give a day between 1900 and 2100.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('person', '='), ('organisation', '='), ('role', '='), (models.Func(models.F('starts_on'), models.F('ends_on'), models.Value('[]'), function='daterange'), '&&')], name='leadership_role_no_overlap')],
                'indexes': [],
            },
        ),
    ]
